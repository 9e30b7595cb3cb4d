package dev.scopestream.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.events.ChunkEvent;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A selection of the faults, on processes of their own: see {@link FullFaultMatrixTest} for all of them. Topics made anew,
 * truncated logs, lost offsets and lost or damaged blocks are also tested in the generator's own module.
 */
class FaultMatrixTest {
    @TempDir
    private Path directory;

    private void survive(int brokers, List<FaultKind> kinds) throws Exception {
        try (Brokers cluster = Brokers.start(directory, brokers, Brokers.QUICK);
                Arena arena = new Arena(directory, cluster, 7, FaultMatrix.OPTIONS)) {
            assertThat(arena.baseline()).isEmpty();
            FaultMatrix matrix = new FaultMatrix(arena, directory.resolve("faults.log"));
            for (FaultKind kind : kinds) {
                assertThat(matrix.run(kind).violations()).as(kind.text()).isEmpty();
            }
            assertThatHarmIsSeen(arena);
        }
    }

    /** With what really came out, harmed by hand: a result dropped, a token changed, and one sent twice indeed. */
    private static void assertThatHarmIsSeen(Arena arena) {
        Observed observed = arena.observer.observed();
        Observed.Result last = observed.results().get(observed.results().size() - 1);
        List<Observed.Result> others =
                observed.results().stream().filter(r -> !r.equals(last)).toList();
        assertThat(Oracle.violations(
                        arena.sent(), new Observed(others, observed.letters(), observed.chunks(), observed.scored())))
                .contains("0 results of " + last.event().id());
        List<ChunkEvent> changed = observed.chunks().stream()
                .map(c -> c.id().equals(last.event().id()) && c.index() == 0
                        ? new ChunkEvent(c.id(), c.attempt(), 0, "x" + c.text(), c.tokens(), c.last())
                        : c)
                .toList();
        assertThat(Oracle.violations(
                        arena.sent(), new Observed(observed.results(), observed.letters(), changed, observed.scored())))
                .anyMatch(v -> v.startsWith("chunks of " + last.event().id()));
        arena.sendResultAgain(last);
        Await.until(
                30,
                () -> Oracle.violations(arena.sent(), arena.observer.observed())
                        .contains("2 results of " + last.event().id()),
                "a result that was sent twice is found");
    }

    @Test
    void shouldEndEveryPromptOnceWhateverHappensToGeneratorsAndOneBroker() throws Exception {
        survive(
                1,
                List.of(
                        FaultKind.BAD_RECORDS,
                        FaultKind.KILL_IN_TRANSACTION,
                        FaultKind.KILL_DECODING,
                        FaultKind.BROKER_RESTARTED,
                        FaultKind.SCORER_STATE_WIPED,
                        FaultKind.ZOMBIE_IN_TRANSACTION));
    }

    @Test
    void shouldEndEveryPromptOnceWhateverHappensToThreeBrokers() throws Exception {
        survive(3, List.of(FaultKind.COORDINATOR_KILLED, FaultKind.BROKER_STALLED));
    }
}
