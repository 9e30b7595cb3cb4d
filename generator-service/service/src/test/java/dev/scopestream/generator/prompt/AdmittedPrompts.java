package dev.scopestream.generator.prompt;

import dev.scopestream.engine.GenerationRequest;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.Sampling;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** Prompts of one token for tests. */
public final class AdmittedPrompts {
    private final PromptClaim claim;
    private final String id;
    private final long time;
    private String tenant = "";
    private Optional<Instant> deadline = Optional.empty();
    private int deaths;
    private int alone;

    private AdmittedPrompts(PromptClaim claim, String id, long time) {
        this.claim = claim;
        this.id = id;
        this.time = time;
    }

    /** @param time of the record, epoch milliseconds */
    public static AdmittedPrompts of(PromptClaim claim, String id, long time) {
        return new AdmittedPrompts(claim, id, time);
    }

    public AdmittedPrompts tenant(String name) {
        tenant = name;
        return this;
    }

    public AdmittedPrompts deadline(Optional<Instant> instant) {
        deadline = instant;
        return this;
    }

    /**
     * Attempts that ended with the process.
     *
     * @param aloneOnes those of them that were alone
     */
    public AdmittedPrompts deaths(int all, int aloneOnes) {
        deaths = all;
        alone = aloneOnes;
        return this;
    }

    public AdmittedPrompt build() {
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
                new Sender(tenant, 0, "", false, List.of()),
                Operation.TEXT_COMPLETION,
                request,
                1,
                deadline,
                Optional.empty(),
                deaths,
                alone,
                System.nanoTime());
    }
}
