package dev.scopestream.cli.dataset;

import dev.scopestream.cli.common.Amounts;
import dev.scopestream.cli.common.CliException;
import dev.scopestream.cli.common.StopSignal;
import dev.scopestream.cli.common.Terminal;
import dev.scopestream.client.PromptProducer;
import dev.scopestream.events.AccuracyEvent;
import dev.scopestream.events.DeadLetter;
import dev.scopestream.events.PromptEvent;
import dev.scopestream.events.Topics;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Sends what isn't there yet, follows until all is, and tells what came out. */
public final class DatasetRun {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int NAMED = 5;
    private static final List<String> TOPICS =
            List.of(Topics.PROMPTS, Topics.RESULTS, Topics.DEAD_LETTERS, Topics.ACCURACY, Topics.CHUNKS);

    private final RunPlan plan;
    private final List<PromptEvent> order;
    private final RunJournal journal;
    private final PrintWriter out;
    private final PrintWriter err;
    private final List<PolicyOutcome> outcomes = new ArrayList<>();

    /** @param order of the plan's requests, as they are sent */
    public DatasetRun(RunPlan plan, List<PromptEvent> order, PrintWriter out, PrintWriter err) {
        this.plan = plan;
        this.order = List.copyOf(order);
        this.journal = new RunJournal(plan.ids());
        this.out = out;
        this.err = err;
    }

    /**
     * Runs it, or what is left of it.
     *
     * @param resend whether what has no result is sent again in any case
     * @param patience how long a scorer is waited for once all results are there
     * @param stop interrupts it; Kafka's clients are then closed without an interrupt
     * @return true: every document was served
     */
    public boolean run(Map<String, Object> client, boolean resend, Duration patience, StopSignal stop) {
        try (RunFeed feed = new RunFeed(client, TOPICS, journal)) {
            try {
                follow(feed, client, resend, patience);
            } finally {
                if (stop.received()) {
                    stop.await();
                }
            }
        }
        report();
        return journal.refused().isEmpty() && plan.impossible().isEmpty();
    }

    private void follow(RunFeed feed, Map<String, Object> client, boolean resend, Duration patience) {
        feed.catchUp();
        send(client, resend);
        boolean terminal = Terminal.isInteractive();
        try (RunProgress progress = new RunProgress(journal, terminal, out, System::nanoTime)) {
            progress.show(journal);
            while (!journal.done()) {
                feed.poll(POLL);
                progress.show(journal);
            }
        }
        awaitScorer(feed, patience);
    }

    /** How far it is, for whoever interrupted it. */
    public String state() {
        return journal.settled() + " of " + journal.total() + " are done";
    }

    private void send(Map<String, Object> client, boolean resend) {
        List<PromptEvent> open = order.stream()
                .filter(p -> resend ? !journal.isFinished(p.id()) : !journal.isKnown(p.id()))
                .toList();
        if (resend) {
            journal.forgetRefused();
        }
        int waiting = journal.total() - journal.settled() - open.size();
        out.println("requests   " + journal.total() + ": " + journal.served() + " done before, " + waiting
                + " waiting, " + journal.refused().size() + " refused, " + open.size() + " sent now");
        try (PromptProducer producer = new PromptProducer(client)) {
            List<CompletableFuture<String>> sent = new ArrayList<>();
            open.forEach(prompt -> sent.add(producer.send(prompt)));
            CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).join();
        }
    }

    private void awaitScorer(RunFeed feed, Duration patience) {
        long start = System.nanoTime();
        while (!journal.allScored() && System.nanoTime() - start < patience.toNanos()) {
            feed.poll(POLL);
        }
    }

    private void report() {
        Map<String, DeadLetter> refused = journal.refused();
        refused.entrySet().stream()
                .limit(NAMED)
                .forEach(e -> err.println("scopestream: not served: " + e.getKey() + ": "
                        + Terminal.oneLine(
                                e.getValue().field() + ": " + e.getValue().reason(), 300)));
        if (refused.size() > NAMED) {
            err.println("scopestream: and " + (refused.size() - NAMED) + " more");
        }
        if (journal.served() == 0) {
            throw new CliException("no document could be served");
        }
        int here = 0;
        int unscored = 0;
        for (Map.Entry<String, List<PromptEvent>> policy : plan.requests().entrySet()) {
            List<AccuracyEvent> scores = new ArrayList<>();
            for (PromptEvent prompt : policy.getValue()) {
                Optional<AccuracyEvent> given = journal.score(prompt.id());
                Optional<AccuracyEvent> score =
                        given.or(() -> journal.result(prompt.id()).flatMap(r -> LocalScores.of(r, prompt.reference())));
                score.ifPresent(scores::add);
                here += given.isEmpty() && score.isPresent() ? 1 : 0;
                unscored += score.isEmpty() && journal.isFinished(prompt.id()) ? 1 : 0;
            }
            outcomes.add(PolicyOutcome.of(policy.getKey(), scores));
        }
        print(here, unscored);
    }

    /** What came out, a policy each, once it has run. */
    public List<PolicyOutcome> outcomes() {
        return List.copyOf(outcomes);
    }

    /** Why documents weren't served: the first reason of each policy that has one, by the policy's text. */
    public Map<String, String> reasons() {
        Map<String, DeadLetter> refused = journal.refused();
        Map<String, String> reasons = new LinkedHashMap<>();
        plan.requests().forEach((policy, prompts) -> prompts.stream()
                .filter(prompt -> refused.containsKey(prompt.id()))
                .findFirst()
                .map(prompt -> refused.get(prompt.id()))
                .ifPresent(
                        letter -> reasons.put(policy, Terminal.oneLine(letter.field() + ": " + letter.reason(), 300))));
        return reasons;
    }

    private void print(int here, int unscored) {
        out.println();
        out.println(RunReport.scores(outcomes));
        String differences = RunReport.differences(outcomes);
        if (!differences.isEmpty()) {
            out.println();
            out.println(differences);
        }
        out.println();
        out.println("scored     " + Amounts.count(journal.served() - here - unscored) + " by the scorer, "
                + Amounts.count(here) + " here"
                + (unscored == 0
                        ? ""
                        : ", " + Amounts.count(unscored) + " not at all: the scorer takes numbers and choices"));
    }
}
