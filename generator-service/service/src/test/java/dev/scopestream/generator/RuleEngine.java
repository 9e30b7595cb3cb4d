package dev.scopestream.generator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.engine.ChatMessage;
import dev.scopestream.engine.Completion;
import dev.scopestream.engine.Dtype;
import dev.scopestream.engine.Engine;
import dev.scopestream.engine.EngineEvent;
import dev.scopestream.engine.EngineLoad;
import dev.scopestream.engine.EvictionSink;
import dev.scopestream.engine.FinishReason;
import dev.scopestream.engine.GenerationRequest;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.KvAccount;
import dev.scopestream.engine.KvDtype;
import dev.scopestream.engine.ModelInfo;
import dev.scopestream.engine.PrefixStatistics;
import dev.scopestream.engine.PrefixStore;
import dev.scopestream.engine.RecallAccount;
import dev.scopestream.engine.SnapshotProblem;
import dev.scopestream.engine.TextPiece;
import dev.scopestream.engine.Timings;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * An engine whose text follows from the prompt by arithmetic: token i of a prompt is a number made of the prompt's hash
 * and i. A prompt that contains {@code CRASH} makes its step throw, {@code STALL} makes it wait; {@code FAIL} fails in the
 * way of an engine; {@code ENCODE} can't be turned into tokens; the account of {@code NAN} has no numbers.
 */
final class RuleEngine implements Engine {
    static final int CONTEXT = 20_000;

    private final Control control;
    private final String name;
    private final Map<String, Run> running = new LinkedHashMap<>();
    private volatile boolean closed;

    private static final class Run {
        final GenerationRequest request;
        final List<Integer> tokens = new ArrayList<>();
        final StringBuilder text = new StringBuilder();
        boolean cancelled;
        int resumed;

        Run(GenerationRequest request) {
            this.request = request;
        }
    }

    /** Lets a test hold engines: while the number of steps is limited, none goes beyond it. */
    static final class Control {
        private long allowed = Long.MAX_VALUE;
        private long done;
        private int finished;
        private int holdAfter = -1;
        private int mostRunning;
        private final CountDownLatch stall = new CountDownLatch(1);
        private boolean crash;

        synchronized void allow(long steps) {
            allowed = steps == Long.MAX_VALUE ? steps : done + steps;
            notifyAll();
        }

        synchronized int mostRunning() {
            return mostRunning;
        }

        /** Holds the engine once so many requests have finished. */
        synchronized void holdAfter(int requests) {
            holdAfter = requests;
        }

        private synchronized void finished() {
            if (++finished == holdAfter) {
                allowed = done;
            }
        }

        /** Lets a step go on that waits for {@code STALL}. */
        void unstall() {
            stall.countDown();
        }

        /** Every further step throws. */
        synchronized void crash() {
            crash = true;
            notifyAll();
        }

        private synchronized boolean step(int running) {
            if (crash) {
                throw new IllegalStateException("the engine crashed, as the test wanted");
            }
            mostRunning = Math.max(mostRunning, running);
            if (done >= allowed) {
                return false;
            }
            done++;
            return true;
        }
    }

    RuleEngine(Control control) {
        this(control, "rule");
    }

    /** @param name the model's */
    RuleEngine(Control control, String name) {
        this.control = control;
        this.name = name;
    }

    static String text(String prompt, int tokens) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < tokens; i++) {
            text.append(piece(token(prompt.hashCode(), i)));
        }
        return text.toString();
    }

    private static int token(int hash, int i) {
        return Math.floorMod(hash * 31 + i * 7919, 10_000);
    }

    private static String piece(int token) {
        return token + " ";
    }

    @Override
    public ModelInfo model() {
        return new ModelInfo(name, "0", new ModelInfo.Shape(1, 1, 1, 4, 10_000, CONTEXT), Dtype.FP32, KvDtype.AUTO);
    }

    @Override
    public IntArray encode(String prompt) {
        if (prompt.contains("ENCODE")) {
            throw new LinkageError("the tokenizer died, as the test wanted");
        }
        return IntArray.of(prompt.getBytes(StandardCharsets.UTF_8).length == 0 ? new int[0] : codes(prompt));
    }

    private static int[] codes(String prompt) {
        return prompt.chars().toArray();
    }

    @Override
    public IntArray encode(List<ChatMessage> messages, Map<String, ?> variables) {
        String contents =
                String.join("\n", messages.stream().map(ChatMessage::content).toList());
        return encode(variables.isEmpty() ? contents : contents + variables);
    }

    @Override
    public void submit(GenerationRequest request, EvictionSink evictions) {
        if (running.putIfAbsent(request.id(), new Run(request)) != null) {
            throw new IllegalStateException("in flight already: " + request.id());
        }
    }

    @Override
    public Optional<ByteBuffer> snapshot(String requestId) {
        return Optional.ofNullable(running.get(requestId))
                .filter(run -> !run.tokens.isEmpty())
                .map(run -> ByteBuffer.allocate(8)
                        .putInt(prompt(run.request).hashCode())
                        .putInt(run.tokens.size())
                        .flip());
    }

    @Override
    public Optional<SnapshotProblem> resume(GenerationRequest request, EvictionSink evictions, ByteBuffer snapshot) {
        if (snapshot.remaining() != 8) {
            return Optional.of(SnapshotProblem.DAMAGED);
        }
        if (snapshot.getInt(0) != prompt(request).hashCode()) {
            return Optional.of(SnapshotProblem.OTHER_PROMPT);
        }
        submit(request, evictions);
        running.get(request.id()).resumed = snapshot.getInt(4);
        return Optional.empty();
    }

    private static void replay(Run run, List<EngineEvent> events) {
        List<TextPiece> texts = new ArrayList<>();
        for (int i = 0; i < run.resumed; i++) {
            int token = token(prompt(run.request).hashCode(), i);
            run.tokens.add(token);
            run.text.append(piece(token));
            texts.add(TextPiece.answer(piece(token)));
        }
        int[] tokens = run.tokens.stream().mapToInt(Integer::intValue).toArray();
        events.add(new EngineEvent.Resumed(run.request.id(), IntArray.of(tokens), texts));
        run.resumed = 0;
    }

    @Override
    public void prefixes(PrefixStore store) {
        assertThat(store.names()).isEmpty();
    }

    @Override
    public PrefixStatistics prefixStatistics() {
        return PrefixStatistics.none();
    }

    @Override
    public boolean cancel(String requestId) {
        Run run = running.get(requestId);
        if (run != null) {
            run.cancelled = true;
        }
        return run != null;
    }

    @Override
    public List<EngineEvent> step() {
        List<EngineEvent> events = new ArrayList<>();
        boolean go = control.step(running.size());
        for (Iterator<Run> it = running.values().iterator(); it.hasNext(); ) {
            Run run = it.next();
            String prompt = prompt(run.request);
            if (prompt.contains("CRASH")) {
                throw new IllegalStateException("this prompt crashes the engine");
            }
            if (prompt.contains("STALL")) {
                awaitUninterruptibly(control.stall);
            }
            if (go && run.resumed > 0) {
                replay(run, events);
            }
            if (prompt.contains("FAIL")) {
                it.remove();
                events.add(new EngineEvent.Failed(run.request.id(), "prompt", "fails, as the test wanted"));
            } else if (run.cancelled || (go && advance(run, prompt, events))) {
                it.remove();
                control.finished();
                events.add(new EngineEvent.Finished(run.request.id(), TextPiece.EMPTY, completion(run)));
            }
        }
        return events;
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        boolean waiting = true;
        while (waiting) {
            try {
                latch.await();
                waiting = false;
            } catch (InterruptedException e) {
                waiting = latch.getCount() > 0;
            }
        }
    }

    private static boolean advance(Run run, String prompt, List<EngineEvent> events) {
        int token = token(prompt.hashCode(), run.tokens.size());
        run.tokens.add(token);
        run.text.append(piece(token));
        events.add(new EngineEvent.Generated(run.request.id(), token, TextPiece.answer(piece(token))));
        return run.tokens.size() >= run.request.maxTokens();
    }

    private static String prompt(GenerationRequest request) {
        int[] codes = request.prompt().toArray();
        return new String(codes, 0, codes.length);
    }

    private static KvAccount account(double measured) {
        return new KvAccount(
                0, measured, 0, 0, measured, measured, new RecallAccount(0, 0, 1 + measured, 0, 1 + measured));
    }

    private static Completion completion(Run run) {
        return new Completion(
                run.text.toString(),
                Completion.Reasoning.NONE,
                IntArray.of(run.tokens.stream().mapToInt(Integer::intValue).toArray()),
                run.cancelled ? FinishReason.CANCELLED : FinishReason.LENGTH,
                run.request.prompt().size(),
                account(prompt(run.request).contains("NAN") ? Double.NaN : 0),
                new Timings(Duration.ZERO, Duration.ofMillis(1), Duration.ofMillis(2)));
    }

    @Override
    public boolean idle() {
        return running.isEmpty();
    }

    @Override
    public EngineLoad load() {
        return new EngineLoad(0, running.size(), 0, 1);
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
    }
}
