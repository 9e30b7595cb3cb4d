package dev.scopestream.cli.faults;

import dev.scopestream.events.ChunkEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Faults one after the other on one cluster that stays warm, each with its wave, and the oracle after each. */
final class FaultMatrix {
    /** Settings of the generators: a session that ends soon, a prefill of several steps, batches that fill up, and
     * running requests that are saved often, and little in memory. */
    static final Map<String, String> OPTIONS = Map.of(
            "SCOPE_PREFILL_CHUNK", "32",
            "SCOPE_MAX_BATCH", "4",
            "SCOPE_FLOW_RECORDS", "16",
            "SCOPE_KV_BYTES", "64MB",
            "SCOPE_TRANSACTION_TIMEOUT", "5s",
            "SCOPE_DRAIN_BUDGET", "500ms",
            "SCOPE_FLOW_CHUNK_TOKENS", "8",
            "SCOPE_SPILL_CHECKPOINT_TOKENS", "24");

    private static final double STUCK_SECONDS = 120;

    private final Arena arena;
    private final Path log;
    private final List<FaultRow> rows = new ArrayList<>();

    /** @param log gets a line a fault */
    FaultMatrix(Arena arena, Path log) {
        this.arena = arena;
        this.log = log;
    }

    List<FaultRow> rows() {
        return List.copyOf(rows);
    }

    /** One fault. */
    FaultRow run(FaultKind kind) {
        Shot shot = new Shot(arena, "w" + rows.size() + "-" + Long.toHexString(arena.random.nextLong()));
        List<String> violations = new ArrayList<>();
        try {
            kind.inject(shot);
        } catch (AssertionError | RuntimeException e) {
            violations.add("injection: " + e);
        }
        await(shot, arena.observer::ended, "without a final record", violations);
        Observed observed = arena.observer.observed();
        double seconds = last(shot, observed);
        await(shot, arena.observer::scored, "without a score", violations);
        if (!Await.within(STUCK_SECONDS, () -> arena.lag() == 0)) {
            violations.add("the committed offsets aren't at the end: lag " + arena.lag());
        }
        violations.addAll(Oracle.violations(arena.sent(), arena.observer.observed()));
        List<ChunkEvent> chunks = chunks(shot, observed);
        Map<String, Integer> winners = observed.results().stream()
                .collect(Collectors.toMap(r -> r.event().id(), r -> r.event().attempt(), (a, b) -> a));
        long all = chunks.stream().mapToLong(ChunkEvent::tokens).sum();
        long won = chunks.stream()
                .filter(c -> winners.getOrDefault(c.id(), 0) == c.attempt())
                .mapToLong(ChunkEvent::tokens)
                .sum();
        FaultRow row = new FaultRow(kind, shot.missed(), seconds, won, all - won, violations);
        rows.add(row);
        note(row);
        return row;
    }

    private static void await(Shot shot, Predicate<Sent> condition, String what, List<String> violations) {
        if (!Await.within(STUCK_SECONDS, () -> shot.sent().stream().allMatch(condition))) {
            violations.add(
                    "stuck: " + shot.sent().stream().filter(condition.negate()).toList() + " " + what + "; "
                            + GroupPicture.of(shot.arena().admin));
        }
    }

    private static List<ChunkEvent> chunks(Shot shot, Observed observed) {
        var ids = shot.sent().stream().map(Sent::id).collect(Collectors.toSet());
        return observed.chunks().stream().filter(c -> ids.contains(c.id())).toList();
    }

    private static double last(Shot shot, Observed observed) {
        var ids = shot.sent().stream().map(Sent::id).collect(Collectors.toSet());
        long last = observed.results().stream()
                .filter(r -> ids.contains(r.event().id()))
                .mapToLong(Observed.Result::nanos)
                .max()
                .orElse(shot.faultNanos());
        return Math.max(0, (last - shot.faultNanos()) / 1e9);
    }

    private void note(FaultRow row) {
        try {
            Files.writeString(
                    log,
                    String.format(
                            "%s %d %s%s %.1f s, %d tokens, %d repeated, %s%n",
                            java.time.Instant.now(),
                            rows.size(),
                            row.kind(),
                            row.missed() ? " (elsewhere)" : "",
                            row.seconds(),
                            row.tokens(),
                            row.repeated(),
                            row.violations().stream().limit(10).toList()),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
