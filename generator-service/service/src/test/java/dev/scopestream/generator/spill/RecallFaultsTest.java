package dev.scopestream.generator.spill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.engine.Budget;
import dev.scopestream.engine.Completion;
import dev.scopestream.engine.EngineEvent;
import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.EvictedBlock;
import dev.scopestream.engine.EvictionSink;
import dev.scopestream.engine.GenerationRequest;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.ModelInfo;
import dev.scopestream.engine.Recall;
import dev.scopestream.engine.RecallSource;
import dev.scopestream.engine.Sampling;
import dev.scopestream.engine.checkpoint.BundledModel;
import dev.scopestream.engine.decode.TorchEngine;
import dev.scopestream.generator.resume.AttemptCheckpoint;
import dev.scopestream.spill.RequestIdentity;
import dev.scopestream.spill.SpillOptions;
import dev.scopestream.spill.TokenHistory;
import dev.scopestream.spill.rocks.RocksSpillStore;
import dev.scopestream.spill.write.WaitBudget;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A request is stopped, half of what it evicted is damaged on disk, and it goes on: nothing wrong comes back. */
class RecallFaultsTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final RequestIdentity IDENTITY = new RequestIdentity("r", 1, 2);
    private static final KvOptions KV = KvOptions.builder()
            .prefill("snapkv")
            .decode("slide")
            .capacity(Budget.tokens(40))
            .window(Budget.tokens(16))
            .recent(Budget.tokens(8))
            .recall(Optional.of(new Recall(32, 2, 1)))
            .build();

    @TempDir
    private Path directory;

    private record Entry(int layer, int head, int number) {}

    /** What was evicted, as it was. */
    private static final class Truth implements EvictionSink, RecallSource {
        private final Map<List<Integer>, List<float[][]>> cells = new HashMap<>();
        private final Set<Entry> lost = new HashSet<>();

        @Override
        public void evicted(EvictedBlock block) {
            List<float[][]> cell =
                    cells.computeIfAbsent(List.of(block.layer(), block.head()), any -> new ArrayList<>());
            for (int i = 0; i < block.positions().size(); i++) {
                cell.add(
                        new float[][] {row(block.keys(), i, block.headDim()), row(block.values(), i, block.headDim())});
            }
        }

        private static float[] row(ByteBuffer all, int index, int size) {
            float[] row = new float[size];
            all.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(index * size, row);
            return row;
        }

        float[][] entry(Entry e) {
            return cells.get(List.of(e.layer(), e.head())).get(e.number());
        }

        Truth copy() {
            Truth copy = new Truth();
            cells.forEach((cell, all) -> copy.cells.put(cell, new ArrayList<>(all)));
            return copy;
        }

        @Override
        public Optional<RecallSource> source() {
            return Optional.of(this);
        }

        @Override
        public boolean[] read(int layer, int[] heads, int[] numbers, FloatBuffer keys, FloatBuffer values) {
            boolean[] there = new boolean[heads.length];
            for (int i = 0; i < heads.length; i++) {
                Entry e = new Entry(layer, heads[i], numbers[i]);
                there[i] = !lost.contains(e);
                keys.put(there[i] ? entry(e)[0] : new float[entry(e)[0].length]);
                values.put(there[i] ? entry(e)[1] : new float[entry(e)[1].length]);
            }
            return there;
        }
    }

    /** Hands on to the store, and holds what comes back from there against what was evicted. */
    private record Witness(EvictionSink store, Truth truth) implements EvictionSink {
        @Override
        public void evicted(EvictedBlock block) {
            truth.evicted(block);
            store.evicted(block);
        }

        @Override
        public Optional<RecallSource> source() {
            return store.source().map(source -> (layer, heads, numbers, keys, values) -> {
                FloatBuffer k = keys.duplicate();
                FloatBuffer v = values.duplicate();
                boolean[] there = source.read(layer, heads, numbers, keys, values);
                for (int i = 0; i < there.length; i++) {
                    Entry e = new Entry(layer, heads[i], numbers[i]);
                    float[][] right = truth.entry(e);
                    float[] key = new float[right[0].length];
                    float[] value = new float[right[1].length];
                    k.get(key);
                    v.get(value);
                    if (there[i]) {
                        assertThat(key).as("%s", e).isEqualTo(right[0]);
                        assertThat(value).as("%s", e).isEqualTo(right[1]);
                    } else {
                        truth.lost.add(e);
                    }
                }
                return there;
            });
        }
    }

    /** The store, and one attempt's evictions in it. */
    private static final class Spill implements AutoCloseable {
        final SpillPipeline pipeline;
        final RocksRequestEvictions evictions;

        Spill(Path directory, TorchEngine engine) throws Exception {
            this(directory, engine, 1);
        }

        /** @param id that checkpoints know the store by */
        Spill(Path directory, TorchEngine engine, long id) throws Exception {
            SpillOptions options = SpillOptions.in(directory);
            pipeline = SpillPipeline.of(RocksSpillStore.open(options, Clock.systemUTC()), options, 1 << 20);
            pipeline.assembler().open(IDENTITY, TokenHistory.unchecked());
            ModelInfo model = engine.model();
            evictions = new RocksRequestEvictions(
                    pipeline,
                    IDENTITY,
                    model.layers(),
                    model.kvHeads(),
                    false,
                    new WaitBudget(options.writing().waitAtMost()),
                    new AttemptCheckpoint(new LocalCheckpoints.Place(pipeline, IDENTITY), "worker", id));
        }

        @Override
        public void close() {
            pipeline.close();
        }
    }

    private static GenerationRequest request() {
        int[] prompt = new Random(3).ints(300, 5, 150).toArray();
        return new GenerationRequest("r", IntArray.of(prompt), 200, Sampling.greedy(), List.of(), KV, true);
    }

    private static Completion drain(TorchEngine engine) {
        List<Completion> done = new ArrayList<>();
        while (!engine.idle()) {
            for (EngineEvent event : engine.step()) {
                if (event instanceof EngineEvent.Finished finished) {
                    done.add(finished.completion());
                }
            }
        }
        return done.get(done.size() - 1);
    }

    @Test
    void shouldRecallNothingWrongFromDamagedBlocks() throws Exception {
        Path model = BundledModel.materialise("longgen-tiny", directory.resolve("models"));
        Path spilled = directory.resolve("spill");
        Truth first = new Truth();
        try (TorchEngine engine = TorchEngine.open(model, EngineOptions.defaults())) {
            ByteBuffer snapshot;
            try (Spill before = new Spill(spilled, engine)) {
                before.evictions.begin(false);
                engine.submit(request(), new Witness(before.evictions.sink(), first));
                for (int steps = 0; steps < 100; steps++) {
                    assertThat(engine.idle()).isFalse();
                    engine.step();
                }
                assertThat(first.lost).isEmpty();
                snapshot = engine.snapshot("r").orElseThrow();
                assertThat(before.evictions.save(snapshot, 100, LONG)).isTrue();
                assertThat(before.pipeline.writer().flush(LONG)).isTrue();
                before.evictions.suspend();
            }
            Truth truth = first.copy();
            Truth other = first.copy();
            engine.cancel("r");
            drain(engine);
            assertThat(DamagedBlocks.in(spilled.resolve("db"), new Random(7))).isGreaterThan(20);

            Completion ours;
            try (Spill after = new Spill(spilled, engine)) {
                ByteBuffer saved = after.evictions.saved().found().orElseThrow();
                after.evictions.begin(true);
                assertThat(engine.resume(request(), new Witness(after.evictions.sink(), truth), saved))
                        .isEmpty();
                ours = drain(engine);
                assertThat(after.pipeline.store().statistics().misses()).isNotEmpty();
            }
            assertThat(ours.kv().recall().lost()).isEqualTo(truth.lost.size()).isPositive();
            assertThat(ours.kv().recall().recalled()).isPositive();

            other.lost.addAll(truth.lost);
            assertThat(engine.resume(request(), other, snapshot)).isEmpty();
            assertThat(ours.tokens())
                    .as("as if the damaged entries had never been stored")
                    .isEqualTo(drain(engine).tokens());
        }
    }

    /** Entries of an earlier life in this store may be there under the same addresses: they aren't asked for. */
    @Test
    void shouldCountAsLostWhatStayedInAnotherStore() throws Exception {
        Path model = BundledModel.materialise("longgen-tiny", directory.resolve("models"));
        Path spilled = directory.resolve("spill");
        Truth first = new Truth();
        try (TorchEngine engine = TorchEngine.open(model, EngineOptions.defaults())) {
            ByteBuffer snapshot;
            try (Spill before = new Spill(spilled, engine, 1)) {
                before.evictions.begin(false);
                engine.submit(request(), new Witness(before.evictions.sink(), first));
                for (int steps = 0; steps < 100; steps++) {
                    engine.step();
                }
                snapshot = engine.snapshot("r").orElseThrow();
                assertThat(before.evictions.save(snapshot, 100, LONG)).isTrue();
                assertThat(before.pipeline.writer().flush(LONG)).isTrue();
                before.evictions.suspend();
            }
            Truth truth = first.copy();
            Truth other = first.copy();
            other.cells.forEach((cell, all) -> {
                for (int number = 0; number < all.size(); number++) {
                    other.lost.add(new Entry(cell.get(0), cell.get(1), number));
                }
            });
            engine.cancel("r");
            drain(engine);
            Completion ours;
            try (Spill after = new Spill(spilled, engine, 2)) {
                ByteBuffer saved = after.evictions.saved().found().orElseThrow();
                after.evictions.begin(true);
                assertThat(engine.resume(request(), new Witness(after.evictions.sink(), truth), saved))
                        .isEmpty();
                ours = drain(engine);
            }
            assertThat(ours.kv().recall().lost()).isPositive();
            assertThat(ours.kv().recall().recalled())
                    .as("what was evicted since")
                    .isPositive();
            assertThat(engine.resume(request(), other, snapshot)).isEmpty();
            assertThat(ours.tokens())
                    .as("as if the other store's entries had never been stored")
                    .isEqualTo(drain(engine).tokens());
        }
    }
}
