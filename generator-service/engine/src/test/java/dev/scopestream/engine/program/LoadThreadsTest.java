package dev.scopestream.engine.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.scopestream.engine.ComputeDevice;
import dev.scopestream.engine.checkpoint.CheckpointException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LoadThreadsTest {
    private static ScopeProgram program;
    private static NDManager manager;
    private static int before;

    @BeforeAll
    static void load() {
        program = ScopeProgram.load(ComputeDevice.CPU);
        manager = ComputeDevice.CPU.newManager();
        before = JniUtils.getNumThreads();
        JniUtils.setNumThreads(3);
    }

    @AfterAll
    static void close() {
        JniUtils.setNumThreads(before);
        manager.close();
        program.close();
    }

    @Test
    void shouldBeAsManyAsTheProgramsOfWhichEachComputesAlone() {
        Set<String> computing = ConcurrentHashMap.newKeySet();
        try (LoadThreads threads = LoadThreads.of(program, manager)) {
            LoadThreads.Piece piece = () -> {
                computing.add(Thread.currentThread().getId() + " with " + JniUtils.getNumThreads());
                return 7;
            };
            List<Long> loaded = new ArrayList<>();
            threads.run(Collections.nCopies(1000, piece), loaded::add);
            assertThat(loaded).hasSize(1000).containsOnly(7L);
        }
        assertThat(computing).hasSizeBetween(1, 3).allSatisfy(thread -> assertThat(thread)
                .endsWith(" with 1"));
        assertThat(JniUtils.getNumThreads()).isEqualTo(3);
    }

    @Test
    void shouldThrowWhatAPieceThrowsWhenNoneIsBeingLoaded() {
        AtomicInteger loading = new AtomicInteger();
        try (LoadThreads threads = LoadThreads.of(program, manager)) {
            List<LoadThreads.Piece> pieces = LongStream.range(0, 200)
                    .<LoadThreads.Piece>mapToObj(i -> () -> {
                        loading.incrementAndGet();
                        try {
                            if (i == 5) {
                                throw new CheckpointException("piece 5 is damaged");
                            }
                            return i;
                        } finally {
                            loading.decrementAndGet();
                        }
                    })
                    .toList();
            assertThatThrownBy(() -> threads.run(pieces, bytes -> {}))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessage("piece 5 is damaged");
            assertThat(loading).hasValue(0);
            List<Long> loaded = new ArrayList<>();
            threads.run(pieces.subList(6, 9), loaded::add);
            assertThat(loaded).containsExactlyInAnyOrder(6L, 7L, 8L);
        }
    }
}
