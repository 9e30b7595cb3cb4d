package dev.scopestream.engine.decode;

import dev.scopestream.engine.ChatMessage;
import dev.scopestream.engine.Engine;
import dev.scopestream.engine.EngineEvent;
import dev.scopestream.engine.EngineLoad;
import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.EvictionSink;
import dev.scopestream.engine.GenerationRequest;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.InvalidRequestException;
import dev.scopestream.engine.KvState;
import dev.scopestream.engine.ModelInfo;
import dev.scopestream.engine.PrefixStatistics;
import dev.scopestream.engine.PrefixStore;
import dev.scopestream.engine.Sample;
import dev.scopestream.engine.SnapshotProblem;
import dev.scopestream.engine.program.Forward;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** The engine on DJL's PyTorch: a loaded model, its prompt encoder, and a scheduler of requests. */
public final class TorchEngine implements Engine {
    private final EngineParts parts;
    private final Scheduler scheduler;
    private final LongSupplier ticker = System::nanoTime;
    private volatile EngineLoad load;

    /**
     * Loads a Hugging Face checkpoint directory.
     *
     * @throws dev.scopestream.engine.checkpoint.CheckpointException when a file is missing, broken, or of another family
     */
    public static TorchEngine open(Path directory, EngineOptions options) {
        return open(directory, options, StepObserver.none(), true);
    }

    /**
     * As {@link #open(Path, EngineOptions)}, with an observer.
     *
     * @param text false: no tokenizer is needed; requests bring token ids, and their completions have no text
     */
    public static TorchEngine open(Path directory, EngineOptions options, StepObserver observer, boolean text) {
        return new TorchEngine(EngineParts.load(directory, options, text), options, observer);
    }

    /** With given policies instead of the class path's policies, and without a tokenizer. */
    static TorchEngine open(Path directory, EngineOptions options, StepObserver observer, Policies policies) {
        return new TorchEngine(EngineParts.load(directory, options, false, policies), options, observer);
    }

    private TorchEngine(EngineParts parts, EngineOptions options, StepObserver observer) {
        this.parts = parts;
        this.scheduler = new Scheduler(parts, options, observer, ticker);
        this.load = scheduler.load();
    }

    /** The program on the model's weights; its calls belong to the decode thread. */
    public Forward forward() {
        return parts.model().forward();
    }

    /** Bytes of the weights, in all their forms. */
    public long weightBytes() {
        return parts.model().weightBytes();
    }

    @Override
    public ModelInfo model() {
        return parts.model().info();
    }

    @Override
    public IntArray encode(String prompt) {
        return parts.encoder().encode(prompt);
    }

    @Override
    public IntArray encode(List<ChatMessage> messages, Map<String, ?> variables) {
        return parts.encoder().encode(messages, variables);
    }

    @Override
    public void submit(GenerationRequest request, EvictionSink evictions) {
        enqueue(List.of(prepare(request, evictions)));
    }

    @Override
    public void submit(List<Sample> samples) {
        Sample.requireOnePrompt(samples);
        List<RunningRequest> all = samples.stream()
                .map(sample -> prepare(sample.request(), sample.evictions()))
                .toList();
        parts.admission().requireRoom(all.get(0).plan(), all.size());
        enqueue(all);
    }

    @Override
    public Optional<SnapshotProblem> resume(GenerationRequest request, EvictionSink evictions, ByteBuffer snapshot) {
        RunningRequest running = prepare(request, evictions);
        Optional<SnapshotProblem> problem = parts.resumption().accept(running, snapshot);
        if (problem.isEmpty()) {
            enqueue(List.of(running));
        }
        return problem;
    }

    private RunningRequest prepare(GenerationRequest request, EvictionSink evictions) {
        if (scheduler.isInFlight(request.id())) {
            throw new InvalidRequestException("id", "'" + request.id() + "' is in flight already");
        }
        return new RunningRequest(
                parts.admission().plan(request, evictions),
                evictions,
                RequestText.of(parts.encoder(), request, parts.model().config().vocabularySize()),
                new RequestClock(ticker),
                new KvUsage(parts.model().format().entryBytes()));
    }

    private void enqueue(List<RunningRequest> samples) {
        scheduler.enqueue(new SampleGroup(samples));
        load = scheduler.load();
    }

    @Override
    public Optional<ByteBuffer> snapshot(String requestId) {
        return scheduler.snapshot(requestId);
    }

    @Override
    public Optional<KvState> kv(String requestId) {
        return scheduler.kv(requestId);
    }

    @Override
    public boolean cancel(String requestId) {
        return scheduler.cancel(requestId);
    }

    @Override
    public List<EngineEvent> step() {
        List<EngineEvent> events = scheduler.step();
        load = scheduler.load();
        return events;
    }

    @Override
    public boolean idle() {
        return scheduler.idle();
    }

    /** As of the last step or submission; published to other threads. */
    @Override
    public EngineLoad load() {
        return load;
    }

    @Override
    public void prefixes(PrefixStore store) {
        parts.prefixes().use(store);
    }

    @Override
    public PrefixStatistics prefixStatistics() {
        return parts.prefixes().statistics();
    }

    @Override
    public void close() {
        scheduler.close();
        parts.close();
    }
}
