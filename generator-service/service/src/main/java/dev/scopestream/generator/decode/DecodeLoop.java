package dev.scopestream.generator.decode;

import dev.scopestream.engine.Engine;
import dev.scopestream.engine.EngineEvent;
import dev.scopestream.generator.cancel.Cancellations;
import dev.scopestream.generator.prompt.AdmittedPrompt;
import dev.scopestream.generator.prompt.PromptClaim;
import dev.scopestream.generator.resume.CheckpointPlace;
import dev.scopestream.generator.resume.CheckpointStore;
import dev.scopestream.generator.resume.Checkpoints;
import dev.scopestream.generator.state.Delivery;
import dev.scopestream.generator.state.InstanceState;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;

/**
 * The decode thread of one engine: submits started prompts, ends requests that are cancelled, too late or of partitions
 * that aren't ours any more, and runs the engine's steps.
 */
public final class DecodeLoop implements Runnable {
    private static final long IDLE_MILLIS = 200;

    private sealed interface Command {}

    private record Start(AdmittedPrompt prompt, int attempt, CheckpointPlace place) implements Command {}

    private record GiveUp(Set<TopicPartition> partitions, CompletableFuture<Void> done) implements Command {}

    private record EndCancelled() implements Command {}

    private record DropUnowned() implements Command {}

    private record Delivered(PromptClaim claim) implements Command {}

    private record Stop() implements Command {}

    private final LinkedBlockingQueue<Command> commands = new LinkedBlockingQueue<>();
    private final Engine engine;
    private final InstanceState state;
    private final Cancellations cancellations;
    private final ActiveRequests requests;
    private final EventDispatcher dispatcher;
    private final CheckpointStore checkpoints;
    private final Clock clock;
    /** Prompts that were started and have not ended. */
    private final Set<PromptClaim> begun = ConcurrentHashMap.newKeySet();
    /** The latest assignment of each partition that had a start. */
    private final Map<TopicPartition, Long> assignments = new HashMap<>();

    private final AtomicLong served = new AtomicLong();
    private volatile long stepStarted;
    private boolean stopped;

    public DecodeLoop(Engine engine, DecodeParts parts, Clock clock) {
        this.engine = engine;
        this.state = parts.state();
        this.cancellations = parts.cancellations();
        this.clock = clock;
        this.checkpoints = parts.checkpoints();
        Checkpoints saving = new Checkpoints(engine, checkpoints.rule(), parts.checkpointMetrics());
        this.requests = new ActiveRequests(engine, parts, saving, begun::remove);
        ResultAssembler results = new ResultAssembler(engine.model().name(), parts.worker());
        this.dispatcher = new EventDispatcher(requests, saving, results, parts);
    }

    /** Generates; the attempt is recorded. Ends in a Result, a Refused or a Dropped. */
    public void start(AdmittedPrompt prompt, int attempt) {
        begun.add(prompt.claim());
        served.incrementAndGet();
        CompletableFuture<Void> unused = checkpoints
                .open(prompt, attempt, engine.model())
                .thenAccept(place -> commands.add(new Start(prompt, attempt, place)));
    }

    /** How many were started and have not ended. */
    public int requests() {
        return begun.size();
    }

    /** How many were started in all. */
    public long served() {
        return served.get();
    }

    /** Whether an attempt of the same record was started and has not ended; of this assignment or an earlier one. */
    boolean has(PromptClaim claim) {
        return begun.stream()
                .anyMatch(c -> c.offset() == claim.offset() && c.partition().equals(claim.partition()));
    }

    public Engine engine() {
        return engine;
    }

    /** Ends cancelled requests. */
    public void endCancelled() {
        commands.add(new EndCancelled());
    }

    /**
     * Saves and drops the requests of these partitions, which are given up.
     *
     * @return completes when what was saved is where other processes find it
     */
    public CompletableFuture<Void> giveUp(Collection<TopicPartition> partitions) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        commands.add(new GiveUp(Set.copyOf(partitions), done));
        return done;
    }

    /** Saves and drops the requests of partitions that aren't ours any more. Returns at once. */
    public void dropUnowned() {
        commands.add(new DropUnowned());
    }

    /** Its final record is committed: nothing of it is needed any more. */
    public void delivered(PromptClaim claim) {
        commands.add(new Delivered(claim));
    }

    /** Ends no request; {@link #run} returns. */
    public void stop() {
        commands.add(new Stop());
    }

    /** Nanoseconds that the current engine step has taken; 0 when there is none. */
    public long stepNanos() {
        long started = stepStarted;
        return started == 0 ? 0 : Math.max(1, System.nanoTime() - started);
    }

    @Override
    public void run() {
        try {
            while (!stopped) {
                requests.step();
                take();
                requests.expire(clock.instant());
                if (!stopped && !engine.idle()) {
                    dispatcher.take(step());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<EngineEvent> step() {
        stepStarted = System.nanoTime();
        List<EngineEvent> events = engine.step();
        stepStarted = 0;
        return events;
    }

    private void take() throws InterruptedException {
        boolean idle = engine.idle() && requests.isEmpty();
        Command command = idle ? commands.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS) : commands.poll();
        for (; command != null; command = commands.poll()) {
            if (command instanceof Start start) {
                start(start);
            } else if (command instanceof EndCancelled) {
                requests.end(cancellations::contains, ActiveRequest.Ending.CANCELLED);
            } else if (command instanceof DropUnowned) {
                requests.giveUp(claim -> !state.assigned().owns(claim));
            } else if (command instanceof GiveUp giveUp) {
                requests.giveUp(claim -> giveUp.partitions().contains(claim.partition()));
                CompletableFuture<Void> unused =
                        checkpoints.flushed().thenRun(() -> giveUp.done().complete(null));
            } else if (command instanceof Delivered delivered) {
                requests.delivered(delivered.claim());
            } else {
                stopped = true;
            }
        }
    }

    private void start(Start start) {
        AdmittedPrompt prompt = start.prompt();
        PromptClaim claim = prompt.claim();
        if (!state.assigned().owns(claim)) {
            begun.remove(claim);
            state.deliveries().put(new Delivery.Dropped(claim));
            return;
        }
        TopicPartition partition = claim.partition();
        Long before = assignments.put(partition, claim.assignment());
        if (before == null || before != claim.assignment()) {
            requests.begin(partition, offset -> state.assigned().isDone(partition, offset));
        }
        requests.submit(prompt, start.attempt(), start.place());
        if (cancellations.contains(prompt)) {
            requests.end(p -> p.claim().equals(claim), ActiveRequest.Ending.CANCELLED);
        }
    }
}
