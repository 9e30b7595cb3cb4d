package dev.scopestream.generator.prompt;

import dev.scopestream.engine.GenerationRequest;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.Sampling;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** Prompts of one token for tests. */
public final class AdmittedPrompts {
    private AdmittedPrompts() {}

    /** @param time of the record, epoch milliseconds */
    public static AdmittedPrompt of(PromptClaim claim, String id, long time) {
        return of(claim, id, time, new Sender("", 0), 0, 0);
    }

    /**
     * @param time of the record, epoch milliseconds
     * @param deaths see {@link AdmittedPrompt#deaths}
     * @param alone see {@link AdmittedPrompt#alone}
     */
    public static AdmittedPrompt of(PromptClaim claim, String id, long time, Sender sender, int deaths, int alone) {
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(
                claim.partition().topic(),
                claim.partition().partition(),
                claim.offset(),
                time,
                TimestampType.CREATE_TIME,
                0,
                0,
                id.getBytes(StandardCharsets.UTF_8),
                new byte[0],
                new RecordHeaders(),
                Optional.empty());
        GenerationRequest request = new GenerationRequest(
                claim.key(), IntArray.of(1), 1, Sampling.greedy(), List.of(), KvOptions.defaults(), false);
        return new AdmittedPrompt(
                claim,
                record,
                id,
                sender,
                request,
                Optional.empty(),
                Optional.empty(),
                deaths,
                alone,
                System.nanoTime());
    }
}
