package dev.scopestream.generator.delivery;

import dev.scopestream.events.DeadLetter;
import dev.scopestream.events.DeadLetterHeaders;
import dev.scopestream.events.EventCodec;
import dev.scopestream.events.ForeignHeaders;
import dev.scopestream.events.InvalidEventException;
import dev.scopestream.events.PromptHeaders;
import dev.scopestream.events.ResultHeaders;
import dev.scopestream.events.SourceDigest;
import dev.scopestream.generator.config.TopicOptions;
import dev.scopestream.generator.ids.FinishedIds;
import dev.scopestream.generator.ids.IdScope;
import dev.scopestream.generator.kafka.KafkaClients;
import dev.scopestream.generator.prompt.PromptClaim;
import dev.scopestream.generator.prompt.Sender;
import dev.scopestream.generator.state.Delivery;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Producer records of results and dead letters. Their headers name the source prompt ({@link
 * DeadLetterHeaders#SOURCE_PARTITION}, {@link DeadLetterHeaders#SOURCE_OFFSET}). A generator that lost an offset map
 * restores it from these headers.
 */
@Singleton
final class FinalRecords {
    private final TopicOptions topics;
    private final IdScope scope;
    private final String worker;

    FinalRecords(TopicOptions topics, KafkaClients clients, FinishedIds ids) {
        this.topics = topics;
        this.scope = ids.scope();
        this.worker = clients.instance();
    }

    /** @throws InvalidEventException when the result is larger than the contract allows */
    ProducerRecord<byte[], byte[]> result(Delivery.Result result) {
        RecordHeaders headers = new RecordHeaders(result.prompt().sender().headers());
        source(headers, result.claim());
        SourceDigest.write(headers, result.prompt().record());
        addIfAny(headers, PromptHeaders.TENANT, result.prompt().sender().tenant());
        addIfAny(headers, PromptHeaders.REPLY_TOPIC, result.prompt().sender().replyTopic());
        add(headers, ResultHeaders.FINISH_REASON, result.event().ended().wire());
        byte[] key = utf8(result.prompt().id());
        return new ProducerRecord<>(topics.results(), null, key, EventCodec.RESULT.encode(result.event()), headers);
    }

    /** That the result's id has one: what all generators follow. */
    ProducerRecord<byte[], byte[]> finished(Delivery.Result result) {
        String name = scope.name(result.prompt());
        String reason = result.event().ended().wire();
        return new ProducerRecord<>(topics.finished(), utf8(name), utf8(reason));
    }

    /**
     * The original's key, value and headers, with the reason; where they don't fit, without value and key, and with the
     * headers that results carry.
     */
    ProducerRecord<byte[], byte[]> deadLetter(Delivery.Refused refused, boolean withValue, boolean withKey) {
        ConsumerRecord<byte[], byte[]> original = refused.record();
        String reason = withValue
                ? refused.reason()
                : refused.reason() + " (too large to be repeated here: it stands at the source offset)";
        RecordHeaders headers = withValue
                ? new RecordHeaders(original.headers())
                : new RecordHeaders(ForeignHeaders.of(original.headers()));
        Header reply = original.headers().lastHeader(PromptHeaders.REPLY_TOPIC);
        if (!withValue && reply != null && reply.value() != null && reply.value().length <= Sender.LONGEST) {
            headers.add(reply);
        }
        new DeadLetter(
                        oneLine(reason),
                        refused.field(),
                        refused.attempts(),
                        original.topic(),
                        original.partition(),
                        original.offset(),
                        worker)
                .writeTo(headers);
        SourceDigest.write(headers, original);
        return new ProducerRecord<>(
                topics.deadLetters(),
                null,
                withKey ? original.key() : null,
                withValue ? original.value() : null,
                headers);
    }

    /** Keys of its records, by topic; empty: the record has none. */
    Map<String, Optional<byte[]>> keys(Delivery.Final last) {
        if (last instanceof Delivery.Result result) {
            return Map.of(
                    topics.results(), Optional.of(utf8(result.prompt().id())),
                    topics.finished(), Optional.of(utf8(scope.name(result.prompt()))));
        }
        return last instanceof Delivery.Refused refused
                ? Map.of(
                        topics.deadLetters(),
                        Optional.ofNullable(refused.record().key()))
                : Map.of();
    }

    private static void source(Headers headers, PromptClaim claim) {
        add(headers, DeadLetterHeaders.SOURCE_TOPIC, claim.partition().topic());
        add(
                headers,
                DeadLetterHeaders.SOURCE_PARTITION,
                Integer.toString(claim.partition().partition()));
        add(headers, DeadLetterHeaders.SOURCE_OFFSET, Long.toString(claim.offset()));
    }

    private static void addIfAny(Headers headers, String name, String value) {
        if (!value.isEmpty()) {
            add(headers, name, value);
        }
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, utf8(value));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String oneLine(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ");
        return line.length() <= 1000 ? line : line.substring(0, 1000) + "...";
    }
}
