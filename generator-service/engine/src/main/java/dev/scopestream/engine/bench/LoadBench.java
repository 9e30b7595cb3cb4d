package dev.scopestream.engine.bench;

import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.checkpoint.Checkpoint;
import dev.scopestream.engine.decode.TorchEngine;
import dev.scopestream.engine.model.ModelFiles;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Loads a model and runs one request with the full cache. */
public final class LoadBench {
    private static final double NANOS = 1e9;

    private LoadBench() {}

    /** @param output tokens to generate, at least 8 */
    public static LoadResult run(Path directory, EngineOptions options, int prompt, int output) {
        LoadResult.Model model = describe(directory, options);
        ReadingClock clock = new ReadingClock(options.loading().progress(), System::nanoTime);
        long start = System.nanoTime();
        try (TorchEngine engine =
                TorchEngine.open(directory, options.toBuilder().progress(clock).build())) {
            double seconds = (System.nanoTime() - start) / NANOS;
            KvOptions kv = KvOptions.builder().prefill("allkv").decode("none").build();
            BenchResult result = new EngineBench(engine).run(1, prompt, output, kv);
            return new LoadResult(
                    model,
                    seconds,
                    clock.reading(),
                    new LoadResult.Memory(
                            engine.weightBytes(),
                            result.memory().kvBytesHeld(),
                            result.memory().residentBytes()),
                    result.throughput().prefillTokensPerSecond(),
                    result.throughput().decodeTokensPerSecond());
        }
    }

    private static LoadResult.Model describe(Path directory, EngineOptions options) {
        try (Checkpoint checkpoint = ModelFiles.open(directory)) {
            Map<String, Long> types = new TreeMap<>();
            for (String name : checkpoint.names()) {
                types.merge(checkpoint.format(name), checkpoint.bytes(name), Long::sum);
            }
            String most = types.entrySet().stream()
                    .max(Map.Entry.comparingByValue())
                    .map(Map.Entry::getKey)
                    .orElse("");
            return new LoadResult.Model(
                    checkpoint.name(),
                    checkpoint.config().family().modelType(),
                    most,
                    types.values().stream().mapToLong(Long::longValue).sum(),
                    options.compute().dtype());
        }
    }
}
