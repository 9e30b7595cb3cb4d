package dev.scopestream.scorer.stream;

import dev.scopestream.events.AccuracySummary;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the topology running: waits for broker and topics, starts Kafka Streams, and starts it anew, after a pause that
 * doubles, when it dies. One thread of its own.
 */
public final class StreamsSupervisor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamsSupervisor.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final Duration CLOSING = Duration.ofSeconds(30);
    /** A run of at least this long was a good one: the next pause is short again. */
    private static final Duration GOOD_RUN = Duration.ofMinutes(5);

    private final StreamSettings settings;
    private final Topology topology;
    private final ScorerCounts counts;
    private final Function<KafkaStreams, Runnable> watch;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "scorer-supervisor");
    private volatile KafkaStreams streams;
    private volatile String trouble = "starting";

    private StreamsSupervisor(
            StreamSettings settings, Topology topology, ScorerCounts counts, Function<KafkaStreams, Runnable> watch) {
        this.watch = watch;
        this.settings = settings;
        this.topology = topology;
        this.counts = counts;
    }

    /**
     * Starts at once in the background; {@link #status} says how far it is.
     *
     * @param watch is given each Kafka Streams before it starts; what it returns is run when that one has ended
     */
    public static StreamsSupervisor start(
            StreamSettings settings, Topology topology, ScorerCounts counts, Function<KafkaStreams, Runnable> watch) {
        StreamsSupervisor supervisor = new StreamsSupervisor(settings, topology, counts, watch);
        supervisor.thread.start();
        return supervisor;
    }

    public ScorerStatus status() {
        KafkaStreams now = streams;
        String state = closing.getCount() == 0
                ? "CLOSED"
                : now == null ? "WAITING" : now.state().name();
        return new ScorerStatus(state, now == null ? Optional.empty() : lastPoll(now), Optional.ofNullable(trouble));
    }

    /**
     * All groups' summaries, sorted by model, policy, budget and data set.
     *
     * @throws NotReadyException while they can't be read
     */
    public List<AccuracySummary> summaries() {
        KafkaStreams now = streams;
        if (now == null) {
            throw new NotReadyException("the scorer isn't running yet: " + trouble, null);
        }
        return SummaryStore.read(now);
    }

    /** Ends it; what isn't committed yet is done again by the next one. */
    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(CLOSING.plusSeconds(10).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        Duration pause = FIRST_PAUSE;
        try {
            while (closing.getCount() > 0) {
                long started = System.nanoTime();
                String before = trouble;
                trouble = new TopicCheck(settings).trouble().orElse(null);
                if (trouble == null) {
                    runStreams();
                } else if (!trouble.equals(before)) {
                    LOG.warn("scorer waits: {}", trouble);
                }
                boolean good = System.nanoTime() - started > GOOD_RUN.toNanos();
                pause = good ? FIRST_PAUSE : pause.multipliedBy(2);
                pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
                if (closing.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One life of Kafka Streams; returns when it died or shall end. */
    private void runStreams() throws InterruptedException {
        Properties properties = new Properties();
        properties.putAll(settings.toStreams(counts));
        CountDownLatch died = new CountDownLatch(1);
        Runnable unwatch = () -> {};
        try (KafkaStreams fresh = new KafkaStreams(topology, properties)) {
            unwatch = watch.apply(fresh);
            fresh.setUncaughtExceptionHandler(e -> {
                LOG.error("a stream thread died, starting again", e);
                trouble = "starting again after: " + e.getMessage();
                return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
            });
            fresh.setStateListener((now, before) -> {
                LOG.info("scorer state={} before={}", now, before);
                if (now == KafkaStreams.State.ERROR || now == KafkaStreams.State.NOT_RUNNING) {
                    died.countDown();
                }
            });
            fresh.start();
            streams = fresh;
            while (closing.getCount() > 0 && died.getCount() > 0) {
                if (closing.await(200, TimeUnit.MILLISECONDS)) {
                    break;
                }
            }
            // others take over at once, and a restart needn't wait for the session to end
            fresh.close(CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
                    .withTimeout(CLOSING));
        } catch (RuntimeException e) {
            LOG.error("Kafka Streams can't start", e);
            trouble = "can't start: " + e.getMessage();
        } finally {
            streams = null;
            unwatch.run();
        }
    }

    private static Optional<Duration> lastPoll(KafkaStreams streams) {
        OptionalDouble seconds = streams.metrics().entrySet().stream()
                .filter(e -> e.getKey().name().equals("last-poll-seconds-ago"))
                .filter(e -> e.getKey().tags().getOrDefault("client-id", "").endsWith("-consumer"))
                .filter(e -> !e.getKey().tags().getOrDefault("client-id", "").contains("-restore-consumer"))
                .filter(e -> !e.getKey().tags().getOrDefault("client-id", "").contains("-global-consumer"))
                .mapToDouble(e -> ((Number) e.getValue().metricValue()).doubleValue())
                .filter(age -> age >= 0)
                .max();
        return seconds.isPresent()
                ? Optional.of(Duration.ofMillis(Math.round(1000 * seconds.getAsDouble())))
                : Optional.empty();
    }
}
