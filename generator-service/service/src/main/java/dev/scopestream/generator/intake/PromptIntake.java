package dev.scopestream.generator.intake;

import dev.scopestream.engine.GenerationRequest;
import dev.scopestream.engine.InvalidRequestException;
import dev.scopestream.events.ForeignHeaders;
import dev.scopestream.events.InvalidEventException;
import dev.scopestream.events.PromptEvent;
import dev.scopestream.events.PromptRecord;
import dev.scopestream.generator.config.ScopeOptions;
import dev.scopestream.generator.offsets.AssignedPartitions;
import dev.scopestream.generator.offsets.Attempts;
import dev.scopestream.generator.prompt.AdmittedPrompt;
import dev.scopestream.generator.prompt.Operation;
import dev.scopestream.generator.prompt.PromptClaim;
import dev.scopestream.generator.prompt.Sender;
import dev.scopestream.generator.reply.ReplyTopics;
import dev.scopestream.generator.state.Delivery;
import dev.scopestream.generator.state.InstanceState;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes an {@link AdmittedPrompt} of an admitted record, or a dead letter with the reason for its refusal; what another
 * group of generators serves is complete here. An Error
 * while reading ends the process. It is recorded as an attempt first, so that a prompt with repeated Errors reaches the
 * limit of attempts. Confined to the poll thread.
 */
@Singleton
public final class PromptIntake {
    private static final Logger LOG = LoggerFactory.getLogger(PromptIntake.class);

    /** How long recording an attempt may take before the process ends without it. */
    private static final Duration RECORDED = Duration.ofSeconds(5);

    /** Bytes of a header besides its name and value. */
    private static final long HEADER_OBJECT = 100;

    private final RequestMapper mapper;
    private final ModelRoute route;
    private final AssignedPartitions assigned;
    private final ReplyTopics replies;
    private final InstanceState state;
    private final int maxAttempts;

    PromptIntake(
            RequestMapper mapper, ModelRoute route, ReplyTopics replies, InstanceState state, ScopeOptions options) {
        this.mapper = mapper;
        this.route = route;
        this.replies = replies;
        this.state = state;
        this.assigned = state.assigned();
        this.maxAttempts = options.maxAttempts();
    }

    void take(PromptClaim claim, ConsumerRecord<byte[], byte[]> record) {
        state.held().add(claim, Sender.tenantOf(record.headers()), bytes(record));
        Attempts attempts = assigned.attempts(claim);
        if (attempts.alone() >= maxAttempts) {
            refuse(
                    claim,
                    record,
                    "$",
                    attempts.deaths() + " of " + attempts.started()
                            + " attempts ended with the process that made them, " + attempts.alone()
                            + " of these with nothing else in flight");
            return;
        }
        read(claim, record, attempts);
    }

    private void read(PromptClaim claim, ConsumerRecord<byte[], byte[]> record, Attempts attempts) {
        try {
            PromptEvent event = PromptRecord.decode(record.key(), record.value());
            ModelRoute.Server server = route.of(event.model());
            if (server instanceof ModelRoute.Server.Nobody nobody) {
                refuse(claim, record, "model", nobody.reason(), Optional.of(nobody.model()));
            } else if (server instanceof ModelRoute.Server.Elsewhere) {
                leave(claim);
            } else {
                serve(claim, record, event, attempts);
            }
        } catch (ModelRoute.GroupsUnknownException e) {
            throw e;
        } catch (InvalidEventException e) {
            unreadable(claim, record, e.field(), e.reason());
        } catch (RuntimeException e) {
            LOG.error("prompt can't be read: partition={} offset={}", record.partition(), record.offset(), e);
            unreadable(claim, record, "$", "can't be read: " + e);
        } catch (StackOverflowError e) {
            unreadable(claim, record, "$", "can't be read: it is nested too deeply");
        } catch (Error e) {
            died(claim, record, e);
            throw e;
        }
    }

    /** Which model it is for can't be told: one group, the default one, says so. */
    private void unreadable(PromptClaim claim, ConsumerRecord<byte[], byte[]> record, String field, String reason) {
        if (route.onlyNamed()) {
            leave(claim);
        } else {
            refuse(claim, record, field, reason);
        }
    }

    private void serve(PromptClaim claim, ConsumerRecord<byte[], byte[]> record, PromptEvent event, Attempts attempts) {
        try {
            state.backlog().add(prompt(claim, record, event, attempts));
            state.deliveries().wake();
        } catch (InvalidEventException e) {
            refuse(claim, record, e.field(), e.reason());
        } catch (InvalidRequestException e) {
            refuse(claim, record, e.field(), e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("prompt can't be read: partition={} offset={}", record.partition(), record.offset(), e);
            refuse(claim, record, "$", "can't be turned into tokens: " + e);
        } catch (StackOverflowError e) {
            refuse(claim, record, "$", "can't be turned into tokens: it is nested too deeply");
        }
    }

    /** Of key, value and headers, and the objects of the latter. */
    private static int bytes(ConsumerRecord<byte[], byte[]> record) {
        long headers = ForeignHeaders.bytes(record.headers()) + record.headers().toArray().length * HEADER_OBJECT;
        long all = headers + Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
        return (int) Math.min(Integer.MAX_VALUE, all);
    }

    private void died(PromptClaim claim, ConsumerRecord<byte[], byte[]> record, Error cause) {
        LOG.error("prompt ends the process: partition={} offset={}", record.partition(), record.offset(), cause);
        CompletableFuture<Void> done = new CompletableFuture<>();
        state.deliveries().put(new Delivery.IntakeDied(claim, done));
        try {
            done.get(RECORDED.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.error("attempt not recorded: partition={} offset={}", record.partition(), record.offset());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private AdmittedPrompt prompt(
            PromptClaim claim, ConsumerRecord<byte[], byte[]> record, PromptEvent event, Attempts attempts) {
        Sender sender = Sender.of(record.headers());
        replies.check(sender.replyTopic());
        GenerationRequest request = mapper.map(claim.key(), event);
        return new AdmittedPrompt(
                claim,
                record,
                event.id(),
                sender,
                Operation.of(event),
                request,
                event.sampling().n() == null ? 1 : event.sampling().n(),
                Optional.ofNullable(event.deadlineMs()).map(Instant::ofEpochMilli),
                Optional.ofNullable(event.reference()).map(reference -> reference.dataset()),
                attempts.deaths(),
                attempts.alone(),
                System.nanoTime());
    }

    private void leave(PromptClaim claim) {
        assigned.ending(claim);
        state.deliveries().put(new Delivery.Elsewhere(claim));
    }

    private void refuse(PromptClaim claim, ConsumerRecord<byte[], byte[]> record, String field, String reason) {
        refuse(claim, record, field, reason, Optional.empty());
    }

    private void refuse(
            PromptClaim claim,
            ConsumerRecord<byte[], byte[]> record,
            String field,
            String reason,
            Optional<String> unserved) {
        LOG.info(
                "prompt refused: topic={} partition={} offset={} field={}",
                record.topic(),
                record.partition(),
                record.offset(),
                field);
        assigned.ending(claim);
        state.deliveries().put(new Delivery.Refused(claim, record, reason, field, assigned.attempt(claim), unserved));
    }
}
