package dev.scopestream.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.generator.fault.FaultPoint;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that doesn't answer for longer than a transaction may take, while one is open. */
@Tag("slow")
class BrokenTransactionTest {
    private static final double GIVES_UP_SECONDS = 30;

    @TempDir
    private Path directory;

    @Test
    void shouldKeepWhatRunsAndLoseNothingWhenTheBrokerStallsDuringTransactions() throws Exception {
        Map<String, String> patient = new HashMap<>(Brokers.QUICK);
        patient.put("group.consumer.session.timeout.ms", "45000");
        Map<String, String> options = new HashMap<>(FaultMatrix.OPTIONS);
        options.put("SCOPE_TRANSACTION_TIMEOUT", "2s");
        try (Brokers brokers = Brokers.start(directory, 1, patient);
                Arena arena = new Arena(directory, brokers, 5, options)) {
            assertThat(arena.baseline()).isEmpty();
            for (int stall = 0; stall < 2; stall++) {
                stall(arena, "stall" + stall);
            }
            assertThat(Oracle.violations(arena.sent(), arena.observer.observed()))
                    .isEmpty();
            // partitions may still move while the fault-free run begins, as the second generator joins
            assertThat(arena.observer.observed().results())
                    .filteredOn(result -> result.event().id().startsWith("stall"))
                    .as("nothing was begun anew")
                    .isNotEmpty()
                    .allMatch(result -> result.event().attempt() == 1);
        }
    }

    private static void stall(Arena arena, String name) {
        Generators.Node generator = arena.generators.nodes().get(0);
        Wave wave = new Wave(arena, name);
        for (int i = 0; i < 24; i++) {
            wave.good(i % TestPrompts.COUNT, 0);
        }
        int before = broken(generator);
        generator.arm(FaultPoint.IN_TRANSACTION);
        List<Sent> sent = wave.send();
        assertThat(generator.reached(FaultPoint.IN_TRANSACTION, 30)).isTrue();
        arena.brokers.node(0).signal("STOP");
        generator.release(FaultPoint.IN_TRANSACTION);
        boolean gaveUp = Await.within(GIVES_UP_SECONDS, () -> broken(generator) > before);
        arena.brokers.node(0).signal("CONT");
        assertThat(gaveUp).as("the producer gives up").isTrue();
        Await.until(90, () -> sent.stream().allMatch(arena.observer::ended), "all finished");
        Await.until(60, () -> sent.stream().allMatch(arena.observer::scored), "all scored");
        assertThat(generator.jvm().output()).contains("doubt resolved: committed=");
    }

    private static int broken(Generators.Node generator) {
        return generator.jvm().output().split("producer broken", -1).length;
    }
}
