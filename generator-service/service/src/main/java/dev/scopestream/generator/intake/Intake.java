package dev.scopestream.generator.intake;

import dev.scopestream.engine.GenerationRequest;
import dev.scopestream.engine.InvalidRequestException;
import dev.scopestream.events.InvalidEventException;
import dev.scopestream.events.PromptEvent;
import dev.scopestream.events.PromptRecord;
import dev.scopestream.generator.delivery.Item;
import dev.scopestream.generator.offsets.Attempts;
import dev.scopestream.generator.offsets.Claim;
import dev.scopestream.generator.offsets.Ledger;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads an admitted record: it becomes work, or a dead letter that says what is wrong with it. */
public final class Intake {
    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

    private final RequestMapper mapper;
    private final Ledger ledger;
    private final Flow flow;
    private final int maxAttempts;

    /** @param maxAttempts with so many attempts that ended with the process, a prompt isn't started again */
    public Intake(RequestMapper mapper, Flow flow, int maxAttempts) {
        this.mapper = mapper;
        this.flow = flow;
        this.ledger = flow.ledger();
        this.maxAttempts = maxAttempts;
    }

    void take(Claim claim, ConsumerRecord<byte[], byte[]> record) {
        flow.held().add(claim, Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize()));
        Attempts attempts = ledger.attempts(claim);
        if (attempts.suspected() >= maxAttempts) {
            refuse(
                    claim,
                    record,
                    "$",
                    "each of the last " + attempts.suspected() + " of " + attempts.started()
                            + " attempts ended with the process that made it");
            return;
        }
        try {
            flow.backlog().add(work(claim, record, attempts));
            flow.inbox().wake();
        } catch (InvalidEventException e) {
            refuse(claim, record, e.field(), e.reason());
        } catch (InvalidRequestException e) {
            refuse(claim, record, e.field(), e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("prompt can't be read: partition={} offset={}", record.partition(), record.offset(), e);
            refuse(claim, record, "$", "can't be turned into tokens: " + e);
        }
    }

    private Work work(Claim claim, ConsumerRecord<byte[], byte[]> record, Attempts attempts) {
        PromptEvent event = PromptRecord.decode(record.key(), record.value());
        GenerationRequest request = mapper.map(claim.key(), event);
        return new Work(
                claim,
                record,
                event.id(),
                Sender.of(record.headers()),
                request,
                Optional.ofNullable(event.deadlineMs()).map(Instant::ofEpochMilli),
                Optional.ofNullable(event.reference()).map(reference -> reference.dataset()),
                attempts.suspected(),
                System.nanoTime());
    }

    private void refuse(Claim claim, ConsumerRecord<byte[], byte[]> record, String field, String reason) {
        LOG.info(
                "prompt refused: topic={} partition={} offset={} field={}",
                record.topic(),
                record.partition(),
                record.offset(),
                field);
        flow.inbox().put(new Item.Refused(claim, record, reason, field, ledger.attempt(claim)));
    }
}
