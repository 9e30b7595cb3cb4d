package dev.scopestream.scorer.page;

import dev.scopestream.client.PromptProducer;
import dev.scopestream.events.InvalidEventException;
import dev.scopestream.events.KvSpec;
import dev.scopestream.events.PromptEvent;
import dev.scopestream.events.PromptHeaders;
import dev.scopestream.scorer.ScorerApplication;
import dev.scopestream.scorer.watch.KafkaClients;
import dev.scopestream.scorer.watch.RequestState;
import dev.scopestream.scorer.watch.Watch;
import io.micronaut.context.annotation.Requires;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/** Sends what a visitor of the page wants to be generated. The producer is made with the first prompt. */
@Singleton
@Requires(property = ScorerApplication.ENABLED)
final class PagePrompts {
    /** A prompt that is older counts as ended, whatever became of it. */
    private static final long FORGET_NANOS = TimeUnit.MINUTES.toNanos(30);

    private static final List<Header> WITH_POSITIONS =
            List.of(new RecordHeader(PromptHeaders.KEPT, "true".getBytes(StandardCharsets.UTF_8)));

    private final PageOptions options;
    private final Watch watch;
    private final KafkaClients clients;
    private final Map<String, Long> open = new LinkedHashMap<>();
    private PromptProducer producer;

    PagePrompts(PageOptions options, Watch watch, KafkaClients clients) {
        this.options = options;
        this.watch = watch;
        this.clients = clients;
    }

    /**
     * The two requests of a comparison.
     *
     * @param full with a cache that evicts nothing
     */
    record Pair(String full, String compressed) {}

    /**
     * Sends a prompt twice: as it is, and with the full cache.
     *
     * @throws InvalidEventException naming the field that is wrong
     * @throws BusyException when too many are under way
     * @throws ExecutionException when the cluster doesn't take it
     */
    synchronized Pair send(PromptEvent prompt) throws BusyException, ExecutionException, InterruptedException {
        Integer most = prompt.stopping() == null ? null : prompt.stopping().maxTokens();
        if (most == null || most > options.maxTokens()) {
            throw new InvalidEventException("max_tokens", "must be from 1 to " + options.maxTokens() + " here");
        }
        long now = System.nanoTime();
        open.entrySet().removeIf(e -> now - e.getValue() > FORGET_NANOS || ended(e.getKey()));
        if (open.size() + 2 > options.maxOpen()) {
            throw new BusyException(
                    open.size() + " prompts of this page are under way, and " + options.maxOpen() + " may be");
        }
        String id = "try-" + UUID.randomUUID().toString().substring(0, 13);
        Pair pair = new Pair(id + "-full", id + "-kv");
        List<PromptEvent> both = new ArrayList<>();
        both.add(prompt.toBuilder()
                .id(pair.full())
                .kv(KvSpec.of("allkv", "none"))
                .build());
        both.add(prompt.withId(pair.compressed()));
        for (PromptEvent event : both) {
            open.put(event.id(), now);
        }
        var first = producer().send(both.get(0), WITH_POSITIONS);
        var second = producer().send(both.get(1), WITH_POSITIONS);
        var unused = first.get();
        var unusedToo = second.get();
        return pair;
    }

    private boolean ended(String id) {
        return watch.book()
                .state(id)
                .filter(s -> s == RequestState.FINISHED || s == RequestState.REFUSED)
                .isPresent();
    }

    /** Sends a dead letter's prompt again, to the byte. */
    synchronized void again(byte[] key, byte[] value) throws ExecutionException, InterruptedException {
        var unused = producer().again(key, value).get();
    }

    private PromptProducer producer() {
        if (producer == null) {
            producer = new PromptProducer(clients.producer());
        }
        return producer;
    }

    @PreDestroy
    synchronized void close() {
        if (producer != null) {
            producer.close();
        }
    }
}
