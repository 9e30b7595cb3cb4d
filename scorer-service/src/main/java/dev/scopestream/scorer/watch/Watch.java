package dev.scopestream.scorer.watch;

import dev.scopestream.client.TopicFeed;
import dev.scopestream.events.AccuracyEvent;
import dev.scopestream.events.DeadLetter;
import dev.scopestream.events.EventCodec;
import dev.scopestream.events.InvalidEventException;
import dev.scopestream.events.PromptRecord;
import dev.scopestream.events.ResultEvent;
import dev.scopestream.events.Topics;
import dev.scopestream.scorer.ScorerApplication;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Requires;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Follows prompts, chunks, results, dead letters and accuracy events, and notes what they say. */
@Context
@Requires(property = ScorerApplication.ENABLED)
public final class Watch {
    private static final Duration ALL = Duration.ofDays(3650);
    private static final int ASK_SECONDS = 5;

    private final WatchOptions options;
    private final Rates rates = new Rates(System::currentTimeMillis);
    private final PairedScores paired = new PairedScores();
    private final RequestBook book;
    private final GroupWatch group;
    private final RecordReader reader;
    private final List<TopicFeed> feeds;
    private final ScheduledExecutorService ticker = Executors.newScheduledThreadPool(2, work -> {
        Thread thread = new Thread(work, "watch");
        thread.setDaemon(true);
        return thread;
    });

    Watch(WatchOptions options, KafkaClients clients) {
        this.options = options;
        book = new RequestBook(options.requests(), options.bytes(), options.deadLetters(), rates);
        group = new GroupWatch(options.group(), clients::admin);
        reader = new RecordReader(clients::consumer);
        if (!options.enabled()) {
            feeds = List.of();
            return;
        }
        feeds = List.of(
                feed(Topics.PROMPTS, options.lookback(), clients, this::prompt),
                feed(Topics.CHUNKS, options.lookback(), clients, this::chunk),
                feed(Topics.RESULTS, options.lookback(), clients, this::result),
                feed(Topics.ACCURACY, ALL, clients, this::scored),
                feed(Topics.DEAD_LETTERS, ALL, clients, this::deadLetter));
        var unused = ticker.scheduleWithFixedDelay(this::tick, 0, 1, TimeUnit.SECONDS);
        var unusedToo = ticker.scheduleWithFixedDelay(group::ask, 0, ASK_SECONDS, TimeUnit.SECONDS);
    }

    private static TopicFeed feed(
            String topic, Duration lookback, KafkaClients clients, Consumer<ConsumerRecord<byte[], byte[]>> sink) {
        return new TopicFeed(topic, lookback, clients::consumer, record -> {
            try {
                if (record.value() != null) {
                    sink.accept(record);
                }
            } catch (InvalidEventException e) {
                // every client may write here; a prompt that can't be read becomes a dead letter
            }
        });
    }

    private void prompt(ConsumerRecord<byte[], byte[]> record) {
        book.prompt(Place.of(record), PromptRecord.decode(record.key(), record.value()));
    }

    private void chunk(ConsumerRecord<byte[], byte[]> record) {
        book.chunk(record.timestamp(), EventCodec.CHUNK.decode(record.value()));
    }

    private void result(ConsumerRecord<byte[], byte[]> record) {
        ResultEvent result = EventCodec.RESULT.decode(record.value());
        book.result(Place.of(record), result);
    }

    private void scored(ConsumerRecord<byte[], byte[]> record) {
        AccuracyEvent event = EventCodec.ACCURACY.decode(record.value());
        paired.add(event);
        book.scored(Place.of(record), event);
    }

    private void deadLetter(ConsumerRecord<byte[], byte[]> record) {
        boolean recent = record.timestamp()
                >= System.currentTimeMillis() - options.lookback().toMillis();
        book.deadLetter(id(record), Place.of(record), DeadLetter.from(record.headers()), recent);
    }

    private static String id(ConsumerRecord<byte[], byte[]> record) {
        try {
            return record.key() == null || record.key().length == 0
                    ? EventCodec.PROMPT.decode(record.value()).id()
                    : PromptRecord.id(record.key());
        } catch (InvalidEventException e) {
            return null;
        }
    }

    private void tick() {
        RequestBook.Counts counts = book.counts();
        RequestBook.Held held = book.held();
        GroupWatch.State state = group.state();
        rates.gauges(new Rates.Gauges(
                counts.waiting(),
                counts.running(),
                held.held(),
                held.full(),
                state.lag(),
                state.trouble() == null ? state.instances().size() : null));
    }

    public boolean isEnabled() {
        return options.enabled();
    }

    public RequestBook book() {
        return book;
    }

    public PairedScores paired() {
        return paired;
    }

    public Rates rates() {
        return rates;
    }

    public GroupWatch.State group() {
        return group.state();
    }

    public RecordReader reader() {
        return reader;
    }

    /** What keeps records from coming; empty: nothing. */
    public Optional<String> trouble() {
        return feeds.stream()
                .filter(feed -> !feed.state().following())
                .map(feed -> feed.topic() + ": " + feed.state().trouble())
                .findFirst();
    }

    /** Whether all of the recent past is known. */
    public boolean isCaughtUp() {
        return feeds.stream().allMatch(feed -> feed.state().caughtUp());
    }

    @PreDestroy
    void close() {
        ticker.shutdownNow();
        feeds.parallelStream().forEach(TopicFeed::close);
        reader.close();
        group.close();
    }
}
