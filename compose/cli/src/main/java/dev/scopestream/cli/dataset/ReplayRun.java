package dev.scopestream.cli.dataset;

import dev.scopestream.cli.common.CliException;
import dev.scopestream.events.AccuracyEvent;
import dev.scopestream.events.FinishReason;
import dev.scopestream.events.InvalidEventException;
import dev.scopestream.events.ReferenceEvent;
import dev.scopestream.events.RequestTimings;
import dev.scopestream.events.ResultEvent;
import dev.scopestream.events.Topics;
import dev.scopestream.events.Usage;
import dev.scopestream.scorer.offline.Prediction;
import dev.scopestream.scorer.score.ScoredDataset;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Sends published predictions as if they had just been generated, and waits for their scores. */
final class ReplayRun {
    private static final Duration POLL = Duration.ofMillis(200);

    private final String run;
    private final String model;
    private final int capacity;
    private final Consumer<String> bad;

    /**
     * @param run begins all ids: the scorer counts a request once, so another name sends everything anew
     * @param capacity entries kept of the prompt, in all cells
     * @param bad gets a sentence about everything that can't be used
     */
    ReplayRun(String run, String model, int capacity, Consumer<String> bad) {
        this.run = run;
        this.model = model;
        this.capacity = capacity;
        this.bad = bad;
    }

    /**
     * What was replayed of a file.
     *
     * @param scores in the order of the lines, as the scorer gave them
     */
    record Replayed(ReplaySource source, List<AccuracyEvent> scores) {}

    private record Sent(ResultEvent result, ReferenceEvent reference) {}

    /**
     * Sends all and waits.
     *
     * @throws CliException when no scorer gives all scores in time
     */
    List<Replayed> run(Map<String, Object> client, List<ReplaySource> sources, Duration patience) throws IOException {
        Map<ReplaySource, List<String>> ids = new LinkedHashMap<>();
        try (ReplayProducer producer = new ReplayProducer(client)) {
            for (ReplaySource source : sources) {
                ids.put(source, send(producer, source));
            }
            producer.flush();
        }
        RunJournal journal =
                new RunJournal(ids.values().stream().flatMap(List::stream).toList());
        try (RunFeed feed = new RunFeed(client, List.of(Topics.ACCURACY), journal)) {
            long start = System.nanoTime();
            while (journal.scored() < journal.total()) {
                if (System.nanoTime() - start > patience.toNanos()) {
                    throw new CliException("sent " + journal.total() + " predictions, but only " + journal.scored()
                            + " have a score after " + patience.toSeconds() + " s; does a scorer run?");
                }
                feed.poll(POLL);
            }
        }
        List<Replayed> replayed = new ArrayList<>();
        ids.forEach((source, of) -> replayed.add(new Replayed(
                source,
                of.stream().map(journal::score).flatMap(Optional::stream).toList())));
        return replayed;
    }

    private List<String> send(ReplayProducer producer, ReplaySource source) throws IOException {
        ScoredDataset dataset = ScoredDataset.named(source.dataset());
        List<String> ids = new ArrayList<>();
        for (Prediction prediction : PredictionLines.read(source.file(), dataset, bad)) {
            Sent record = record(source, dataset, prediction);
            try {
                if (ids.contains(record.result().id())) {
                    throw new InvalidEventException("document", prediction.document() + " is there twice");
                }
                producer.send(record.result(), record.reference());
                ids.add(record.result().id());
            } catch (InvalidEventException e) {
                bad.accept(source.file().getFileName() + ", document " + prediction.document() + ": " + e.getMessage());
            }
        }
        return ids;
    }

    /** Tokens and times of published predictions aren't known: they are 0. */
    private Sent record(ReplaySource source, ScoredDataset dataset, Prediction prediction) {
        String id = run + "/" + source.cell().name() + "/" + source.dataset() + "/" + prediction.document();
        ResultEvent result = ResultEvent.builder()
                .id(id)
                .model(model)
                .output(prediction.prediction(), List.of(), FinishReason.STOP)
                .usage(Usage.of(0, 0))
                .kv(source.cell().account(capacity))
                .timings(new RequestTimings(0, 0, 0, 0))
                .worker("replay")
                .dataset(source.dataset())
                .build();
        return new Sent(
                result,
                new ReferenceEvent(id, source.dataset(), prediction.document(), dataset.kind(), prediction.answers()));
    }
}
