package dev.scopestream.generator.delivery;

import dev.scopestream.events.InvalidEventException;
import dev.scopestream.generator.offsets.Change;
import dev.scopestream.generator.prompt.AdmittedPrompt;
import dev.scopestream.generator.prompt.PromptClaim;
import dev.scopestream.generator.state.Delivery;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The contents of one transaction, through all its tries. Belongs to the delivery thread. */
final class TransactionBatch {
    /** How much of a dead letter is left out so that it fits. */
    private enum Form {
        WHOLE,
        WITHOUT_VALUE,
        WITHOUT_KEY
    }

    private record Entry(Delivery.Final last, Form form, ProducerRecord<byte[], byte[]> record) {}

    private final FinalRecords records;
    private final List<Entry> entries = new ArrayList<>();
    private final List<Delivery.Silent> silent = new ArrayList<>();
    private final List<AdmittedPrompt> starts = new ArrayList<>();
    private final List<Delivery.GiveUp> giveUps = new ArrayList<>();
    private final List<Delivery.IntakeDied> died = new ArrayList<>();
    private final List<PromptClaim> givenUp = new ArrayList<>();
    private final List<Change> attempts = new ArrayList<>();
    private Set<Change> kept = Set.of();
    private List<Long> times = List.of();

    TransactionBatch(FinalRecords records) {
        this.records = records;
    }

    /** A result that breaks the contract's limits becomes a dead letter. */
    void add(Delivery.Final last) {
        if (last instanceof Delivery.Silent ends) {
            silent.add(ends);
        } else {
            entries.add(entry(last));
        }
    }

    private Entry entry(Delivery.Final last) {
        if (last instanceof Delivery.Result result) {
            try {
                return new Entry(last, Form.WHOLE, records.result(result));
            } catch (InvalidEventException e) {
                return entry(refused(result, e.getMessage()));
            }
        }
        return new Entry(last, Form.WHOLE, records.deadLetter((Delivery.Refused) last, true, true));
    }

    private static Delivery.Refused refused(Delivery.Result result, String reason) {
        return new Delivery.Refused(
                result.claim(),
                result.prompt().record(),
                "the result can't be delivered, ask for fewer tokens: " + reason,
                "max_tokens",
                result.event().attempt(),
                Optional.empty());
    }

    void start(AdmittedPrompt prompt) {
        starts.add(prompt);
    }

    void add(Delivery.IntakeDied intakeDied) {
        died.add(intakeDied);
    }

    void add(Delivery.GiveUp giveUp) {
        giveUps.add(giveUp);
    }

    /** Records attempts that begin, or aren't alone any more. */
    void begin(List<Change> changes) {
        attempts.addAll(changes);
    }

    /** Gives up the started prompts of partitions to be given up that aren't finished in this batch. */
    void giveUp(Collection<PromptClaim> started, LoneAttempt lone) {
        Set<PromptClaim> finished = finals().stream().map(Delivery.Final::claim).collect(Collectors.toSet());
        for (Delivery.GiveUp giveUp : giveUps) {
            started.stream()
                    .filter(c -> giveUp.partitions().contains(c.partition()) && !finished.contains(c))
                    .forEach(givenUp::add);
        }
        givenUp.forEach(claim -> attempts.add(lone.givenUp(claim)));
    }

    List<Change> changes() {
        List<Change> changes = new ArrayList<>();
        finals().forEach(last -> changes.add(new Change(last.claim(), Change.Kind.DONE)));
        changes.addAll(attempts);
        died.forEach(d -> changes.add(new Change(d.claim(), Change.Kind.BEGUN_ALONE)));
        return changes;
    }

    /** These of the changes may still be made; final records of the others are dropped. */
    void keep(Set<Change> changes) {
        kept = changes;
        entries.removeIf(e -> !changes.contains(new Change(e.last.claim(), Change.Kind.DONE)));
        silent.removeIf(s -> !changes.contains(new Change(s.claim(), Change.Kind.DONE)));
    }

    /** Whether the begin of this attempt may still be recorded. */
    boolean begins(PromptClaim claim) {
        return kept.stream()
                .anyMatch(change -> change.kind().begins() && change.claim().equals(claim));
    }

    /** The final records, and behind them the finished ids. */
    List<ProducerRecord<byte[], byte[]>> records() {
        Stream<ProducerRecord<byte[], byte[]>> ids = entries.stream()
                .map(Entry::last)
                .filter(Delivery.Result.class::isInstance)
                .map(last -> records.finished((Delivery.Result) last));
        return Stream.concat(entries.stream().map(Entry::record), ids).toList();
    }

    /**
     * The record of this index doesn't fit its topic: a result becomes a dead letter, a dead letter loses its value, then
     * its key.
     */
    void shrink(int index, String reason) {
        Entry entry = entries.get(index);
        if (entry.last instanceof Delivery.Result result) {
            entries.set(index, entry(refused(result, reason)));
            return;
        }
        Delivery.Refused refused = (Delivery.Refused) entry.last;
        Form form = entry.form == Form.WHOLE ? Form.WITHOUT_VALUE : Form.WITHOUT_KEY;
        entries.set(index, new Entry(refused, form, records.deadLetter(refused, false, form != Form.WITHOUT_KEY)));
    }

    /** Takes those out that can't be delivered now. */
    List<Delivery.Final> takeIf(Predicate<Delivery.Final> condition) {
        List<Delivery.Final> taken =
                entries.stream().map(Entry::last).filter(condition).toList();
        entries.removeIf(e -> taken.contains(e.last));
        return taken;
    }

    /** These prompts aren't refused: another group has begun to serve their model. */
    void leave(Collection<PromptClaim> claims) {
        takeIf(last -> claims.contains(last.claim())).forEach(last -> silent.add(new Delivery.Elsewhere(last.claim())));
    }

    List<Delivery.Final> finals() {
        return Stream.concat(entries.stream().map(e -> e.last), silent.stream()).toList();
    }

    /** @param recordTimes of {@link #records}, as they stand in their topics, epoch milliseconds */
    void committed(List<Long> recordTimes) {
        times = recordTimes;
    }

    /** A committed result and its record's time, epoch milliseconds. */
    record Stored(Delivery.Result result, long time) {}

    /** The results that are committed. */
    List<Stored> stored() {
        List<Stored> stored = new ArrayList<>();
        for (int i = 0; i < Math.min(times.size(), entries.size()); i++) {
            if (entries.get(i).last instanceof Delivery.Result result) {
                stored.add(new Stored(result, times.get(i)));
            }
        }
        return stored;
    }

    List<AdmittedPrompt> starts() {
        return starts;
    }

    List<PromptClaim> givenUp() {
        return givenUp;
    }

    /** The threads that wait for this batch go on. */
    void done() {
        giveUps.forEach(g -> g.done().complete(null));
        died.forEach(d -> d.done().complete(null));
    }
}
