package dev.scopestream.engine.decode;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.scopestream.engine.ChatMessage;
import dev.scopestream.engine.Engine;
import dev.scopestream.engine.EngineEvent;
import dev.scopestream.engine.EngineLoad;
import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.EvictionSink;
import dev.scopestream.engine.FinishReason;
import dev.scopestream.engine.GenerationRequest;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.InvalidRequestException;
import dev.scopestream.engine.ModelInfo;
import dev.scopestream.engine.PrefixStatistics;
import dev.scopestream.engine.PrefixStore;
import dev.scopestream.engine.SnapshotProblem;
import dev.scopestream.engine.checkpoint.Checkpoint;
import dev.scopestream.engine.checkpoint.ModelConfig;
import dev.scopestream.engine.policy.PolicyRegistry;
import dev.scopestream.engine.program.Choice;
import dev.scopestream.engine.program.EntryFormat;
import dev.scopestream.engine.program.Forward;
import dev.scopestream.engine.program.ModelWeights;
import dev.scopestream.engine.program.PromptTransfer;
import dev.scopestream.engine.program.RowTransfer;
import dev.scopestream.engine.program.ScopeProgram;
import dev.scopestream.engine.text.ChatTemplate;
import dev.scopestream.engine.text.Telemetry;
import dev.scopestream.engine.text.TextCodec;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/** The engine on DJL's PyTorch: a queue, one prefill at a time, and a batch that decodes. */
public final class TorchEngine implements Engine {
    private final ModelInfo info;
    private final ModelConfig config;
    private final Set<Integer> endings;
    private final Optional<TextCodec> codec;
    private final ChatTemplate template;
    private final EngineOptions options;
    private final StepObserver observer;
    private final LongSupplier ticker;
    private final NDManager manager;
    private final ScopeProgram program;
    private final ModelWeights weights;
    private final EntryFormat format;
    private final Forward forward;
    private final Admission admission;
    private final Batch batch;
    private final Snapshots snapshots;
    private final PrefixCache prefixes;
    private final Deque<RunningRequest> queue = new ArrayDeque<>();
    private final Set<String> inFlight = new HashSet<>();
    private final Set<String> cancelled = new HashSet<>();
    private final Prefills prefills;

    /**
     * Loads a Hugging Face checkpoint directory.
     *
     * @throws dev.scopestream.engine.checkpoint.CheckpointException when a file is missing, broken, or of another family
     */
    public static TorchEngine open(Path directory, EngineOptions options) {
        return open(directory, options, StepObserver.none(), true);
    }

    /** Without {@code text} no tokenizer is needed: requests bring token ids, and get no text. */
    static TorchEngine open(Path directory, EngineOptions options, StepObserver observer, boolean text) {
        Telemetry.switchOff();
        try (Checkpoint checkpoint = Checkpoint.open(directory)) {
            Optional<TextCodec> codec = text ? Optional.of(TextCodec.open(directory)) : Optional.empty();
            return new TorchEngine(
                    checkpoint, codec, ChatTemplate.open(directory), options, observer, System::nanoTime);
        }
    }

    TorchEngine(
            Checkpoint checkpoint,
            Optional<TextCodec> codec,
            ChatTemplate template,
            EngineOptions options,
            StepObserver observer,
            LongSupplier ticker) {
        this.config = checkpoint.config();
        this.codec = codec;
        this.template = template;
        this.options = options;
        this.observer = observer;
        this.ticker = ticker;
        this.endings = new HashSet<>(checkpoint.eosTokens().stream().boxed().toList());
        this.info = new ModelInfo(
                checkpoint.name(),
                checkpoint.fingerprint(),
                config.layers(),
                config.heads(),
                config.kvHeads(),
                config.headDim(),
                config.vocabularySize(),
                config.contextLength(),
                options.compute().dtype(),
                options.compute().kvDtype());
        this.manager = options.compute().device().newManager();
        if (options.compute().threads() > 0) {
            JniUtils.setNumThreads(options.compute().threads());
        }
        this.program = ScopeProgram.load(options.compute().device());
        this.weights = ModelWeights.load(
                program, manager, checkpoint, options.compute().dtype());
        this.format = EntryFormat.of(
                config.headDim(), options.compute().dtype(), options.compute().kvDtype());
        this.forward = new Forward(
                program, weights, manager, config, options.compute().dtype().cache(), format);
        this.admission = new Admission(PolicyRegistry.standard(), config, options, format, forward);
        this.batch = new Batch(forward, config, ticker);
        this.prefixes = new PrefixCache(
                new PromptTransfer(program, manager, info),
                info,
                options.schedule().prefillChunk(),
                options.memory().prefixBytes());
        this.snapshots = new Snapshots(info, format, new RowTransfer(program, manager));
        this.prefills = new Prefills(forward, options, observer, ticker, prefixes);
    }

    Forward forward() {
        return forward;
    }

    /** Bytes of the weights, in all their forms. */
    public long weightBytes() {
        return weights.bytes();
    }

    @Override
    public ModelInfo model() {
        return info;
    }

    @Override
    public IntArray encode(String prompt) {
        return codec().encode(prompt, true);
    }

    @Override
    public IntArray encode(List<ChatMessage> messages) {
        return codec().encode(template.render(messages, true), false);
    }

    private TextCodec codec() {
        return codec.orElseThrow(
                () -> new InvalidRequestException("prompt", "there is no tokenizer to encode it with"));
    }

    @Override
    public void submit(GenerationRequest request, EvictionSink evictions) {
        enqueue(prepare(request, evictions));
    }

    @Override
    public Optional<SnapshotProblem> resume(GenerationRequest request, EvictionSink evictions, ByteBuffer snapshot) {
        RunningRequest running = prepare(request, evictions);
        Optional<SnapshotProblem> problem = snapshots.accept(running, snapshot);
        if (problem.isEmpty()) {
            enqueue(running);
        }
        return problem;
    }

    private void enqueue(RunningRequest request) {
        inFlight.add(request.request().id());
        queue.add(request);
    }

    private RunningRequest prepare(GenerationRequest request, EvictionSink evictions) {
        if (inFlight.contains(request.id())) {
            throw new InvalidRequestException("id", "'" + request.id() + "' is in flight already");
        }
        RequestPlan plan = admission.plan(request, evictions != EvictionSink.none());
        if (request.kv().recall().isPresent() && evictions.source().isEmpty()) {
            throw new InvalidRequestException(
                    "kv.recall", "has nowhere to recall from: evicted entries aren't kept here (no spill store)");
        }
        KvLedger ledger = new KvLedger(format.entryBytes());
        return new RunningRequest(
                plan, evictions, codec.map(c -> c.stream(request.stop())), new RequestClock(ticker), ledger);
    }

    @Override
    public Optional<ByteBuffer> snapshot(String requestId) {
        return batch.running().stream()
                .filter(r -> r.request().id().equals(requestId))
                .findFirst()
                .flatMap(r -> snapshots.take(r, batch.pool(r), batch.index(r)));
    }

    @Override
    public boolean cancel(String requestId) {
        return inFlight.contains(requestId) && cancelled.add(requestId);
    }

    @Override
    public List<EngineEvent> step() {
        List<EngineEvent> events = new ArrayList<>();
        cancel(events);
        boolean begun = admit(events);
        if (prefills.busy() && !(begun && batch.size() > 0)) {
            prefills.advance(batch.size() > 0, (request, first) -> begins(request, first, events));
        }
        prefills.join(batch);
        if (batch.size() > 0) {
            long start = ticker.getAsLong();
            decode(events);
            prefills.decoded(ticker.getAsLong() - start);
        }
        return events;
    }

    private void cancel(List<EngineEvent> events) {
        if (cancelled.isEmpty()) {
            return;
        }
        queue.removeIf(r -> {
            boolean gone = cancelled.contains(r.request().id());
            if (gone) {
                finish(r, FinishReason.CANCELLED, events);
            }
            return gone;
        });
        for (RunningRequest r : prefills.requests()) {
            if (cancelled.contains(r.request().id())) {
                finish(r, FinishReason.CANCELLED, events);
                prefills.drop(r);
            }
        }
        for (RunningRequest r : batch.running()) {
            if (cancelled.contains(r.request().id())) {
                batch.leave(r);
                finish(r, FinishReason.CANCELLED, events);
            }
        }
        cancelled.clear();
    }

    /** True: a prompt's prefill begins. */
    private boolean admit(List<EngineEvent> events) {
        RunningRequest next = queue.peek();
        if (prefills.busy()
                || next == null
                || batch.size() + prefills.size() >= options.schedule().maxBatch()) {
            return false;
        }
        long awaited = prefills.requests().stream()
                .mapToLong(r -> admission.bytes(r.plan()))
                .sum();
        if (batch.rowBytes() + awaited + admission.bytes(next.plan())
                > options.memory().kvBytes()) {
            return false;
        }
        if (batch.allocatedBytes() > options.memory().kvBytes()) {
            batch.shrink();
        }
        queue.remove();
        next.clock().started();
        if (next.saved().isPresent()) {
            IntArray tokens = batch.rejoin(next, snapshots).tokens();
            List<String> texts = tokens.stream().mapToObj(next::accept).toList();
            events.add(new EngineEvent.Resumed(next.request().id(), tokens, texts));
            return false;
        }
        int candidates = Math.max(observer.candidates(), next.picker().candidates(config.vocabularySize()));
        prefills.begin(next, candidates);
        return true;
    }

    /** The prompt's first token; false: it is the last one, too. */
    private boolean begins(RunningRequest request, Choice first, List<EngineEvent> events) {
        int token = request.picker().pick(first, 0, 0);
        if (endsText(request, token)) {
            finish(request, FinishReason.STOP, events);
            return false;
        }
        accept(request, token, events);
        if (request.stopped() || request.generated() >= request.request().maxTokens()) {
            finish(request, request.stopped() ? FinishReason.STOP : FinishReason.LENGTH, events);
            return false;
        }
        return true;
    }

    private void decode(List<EngineEvent> events) {
        List<RunningRequest> running = batch.running();
        Choice choice = batch.step(observer.candidates());
        for (int i = 0; i < running.size(); i++) {
            RunningRequest request = running.get(i);
            int token = request.picker().pick(choice, i, request.generated());
            boolean ended = endsText(request, token);
            if (!ended) {
                accept(request, token, events);
                observer.stepped(request, batch, choice, i);
            }
            if (ended || request.stopped()) {
                batch.leave(request);
                finish(request, FinishReason.STOP, events);
            } else if (request.generated() >= request.request().maxTokens()) {
                batch.leave(request);
                finish(request, FinishReason.LENGTH, events);
            }
        }
    }

    private boolean endsText(RunningRequest request, int token) {
        return !request.request().ignoreEos() && endings.contains(token);
    }

    private void accept(RunningRequest request, int token, List<EngineEvent> events) {
        request.clock().token(request.generated());
        String text = request.accept(token);
        events.add(new EngineEvent.Generated(request.request().id(), token, text));
    }

    private void finish(RunningRequest request, FinishReason reason, List<EngineEvent> events) {
        inFlight.remove(request.request().id());
        String tail = request.tail();
        events.add(new EngineEvent.Finished(request.request().id(), tail, request.completion(reason)));
    }

    @Override
    public void prefixes(PrefixStore store) {
        prefixes.behind(store);
    }

    @Override
    public PrefixStatistics prefixStatistics() {
        return prefixes.statistics();
    }

    @Override
    public boolean idle() {
        return queue.isEmpty() && prefills.size() == 0 && batch.size() == 0 && cancelled.isEmpty();
    }

    @Override
    public EngineLoad load() {
        return new EngineLoad(
                queue.size(),
                batch.size() + prefills.size(),
                batch.rowBytes(),
                options.memory().kvBytes());
    }

    @Override
    public void close() {
        prefills.close();
        batch.close();
        prefixes.close();
        weights.close();
        program.close();
        manager.close();
        codec.ifPresent(TextCodec::close);
    }
}
