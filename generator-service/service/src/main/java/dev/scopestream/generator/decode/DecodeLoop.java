package dev.scopestream.generator.decode;

import dev.scopestream.engine.Engine;
import dev.scopestream.engine.EngineEvent;
import dev.scopestream.generator.config.FlowOptions;
import dev.scopestream.generator.delivery.Item;
import dev.scopestream.generator.intake.Cancellations;
import dev.scopestream.generator.intake.Flow;
import dev.scopestream.generator.intake.Work;
import dev.scopestream.generator.metrics.GeneratorMetrics;
import dev.scopestream.generator.offsets.Claim;
import dev.scopestream.generator.spill.Spiller;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;

/**
 * The decode thread: owns the engine, takes in what is started, ends what is cancelled, too late or not ours any more,
 * and hands on what comes out.
 */
public final class DecodeLoop implements Runnable {
    private static final long IDLE_MILLIS = 200;

    private sealed interface Command {}

    private record Start(Work work, int attempt) implements Command {}

    private record EndCancelled() implements Command {}

    private record DropUnowned() implements Command {}

    private record Delivered(Claim claim) implements Command {}

    private record Stop() implements Command {}

    private final LinkedBlockingQueue<Command> commands = new LinkedBlockingQueue<>();
    private final Engine engine;
    private final Flow flow;
    private final Cancellations cancellations;
    private final Requests requests;
    private final Clock clock;
    /** What was started and has not ended. */
    private final Set<Claim> begun = ConcurrentHashMap.newKeySet();
    /** The latest assignment of each partition that had a start. */
    private final Map<TopicPartition, Long> assignments = new HashMap<>();

    private final AtomicLong served = new AtomicLong();
    private volatile long stepStarted;
    private boolean stopped;

    public DecodeLoop(
            Engine engine,
            Flow flow,
            Cancellations cancellations,
            Spiller spiller,
            FlowOptions options,
            String worker,
            GeneratorMetrics metrics,
            Clock clock) {
        this.engine = engine;
        this.flow = flow;
        this.cancellations = cancellations;
        this.requests = new Requests(engine, flow.inbox(), spiller, options, worker, metrics, begun::remove);
        this.clock = clock;
    }

    /** Its attempt is recorded: generate. Ends in a Result, a Refused or a Dropped. */
    public void start(Work work, int attempt) {
        begun.add(work.claim());
        served.incrementAndGet();
        commands.add(new Start(work, attempt));
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
    boolean has(Claim claim) {
        return begun.stream()
                .anyMatch(c -> c.offset() == claim.offset() && c.partition().equals(claim.partition()));
    }

    public Engine engine() {
        return engine;
    }

    /** Ends what is cancelled. */
    public void endCancelled() {
        commands.add(new EndCancelled());
    }

    /** Saves and ends whatever belongs to partitions that aren't ours any more; nobody waits for it. */
    public void dropUnowned() {
        commands.add(new DropUnowned());
    }

    /** Its final record is committed: nothing of it is needed any more. */
    public void delivered(Claim claim) {
        commands.add(new Delivered(claim));
    }

    /** Leaves everything as it is; {@link #run} returns. */
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
                take();
                requests.expire(clock.instant());
                if (!stopped && !engine.idle()) {
                    requests.take(step());
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
                requests.end(cancellations::contains, Running.Ending.CANCELLED);
            } else if (command instanceof DropUnowned) {
                requests.giveUp(claim -> !flow.ledger().owns(claim));
            } else if (command instanceof Delivered delivered) {
                requests.delivered(delivered.claim());
            } else {
                stopped = true;
            }
        }
    }

    private void start(Start start) {
        Work work = start.work();
        if (!flow.ledger().owns(work.claim())) {
            begun.remove(work.claim());
            flow.inbox().put(new Item.Dropped(work.claim()));
            return;
        }
        TopicPartition partition = work.claim().partition();
        Long before = assignments.put(partition, work.claim().assignment());
        if (before == null || before != work.claim().assignment()) {
            requests.begin(partition, offset -> flow.ledger().isDone(partition, offset));
        }
        requests.submit(work, start.attempt());
        if (cancellations.contains(work)) {
            requests.end(w -> w.claim().equals(work.claim()), Running.Ending.CANCELLED);
        }
    }
}
