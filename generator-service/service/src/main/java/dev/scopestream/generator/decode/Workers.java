package dev.scopestream.generator.decode;

import dev.scopestream.engine.EngineLoad;
import dev.scopestream.engine.PrefixStatistics;
import dev.scopestream.generator.prompt.AdmittedPrompt;
import dev.scopestream.generator.prompt.PromptClaim;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;

/** The decode loops, one for each device: each request is one loop's from its start to its end. */
public final class Workers {
    private final List<DecodeLoop> loops;

    /** @param loops at least one */
    public Workers(List<DecodeLoop> loops) {
        this.loops = List.copyOf(loops);
    }

    public List<DecodeLoop> loops() {
        return loops;
    }

    /**
     * Generates, on the device that has fewest requests; on the one that has an earlier attempt of the same record, as
     * long as that hasn't ended there. The attempt is recorded.
     */
    public void start(AdmittedPrompt prompt, int attempt) {
        loops.stream()
                .filter(loop -> loop.has(prompt.claim()))
                .findFirst()
                .or(() -> loops.stream().min(Comparator.comparingInt(DecodeLoop::requests)))
                .orElseThrow()
                .start(prompt, attempt);
    }

    /** See {@link DecodeLoop#endCancelled}. */
    public void endCancelled() {
        loops.forEach(DecodeLoop::endCancelled);
    }

    /** See {@link DecodeLoop#giveUp}. */
    public CompletableFuture<Void> giveUp(Collection<TopicPartition> partitions) {
        return CompletableFuture.allOf(
                loops.stream().map(loop -> loop.giveUp(partitions)).toArray(CompletableFuture<?>[]::new));
    }

    /** See {@link DecodeLoop#dropUnowned}. */
    public void dropUnowned() {
        loops.forEach(DecodeLoop::dropUnowned);
    }

    /** See {@link DecodeLoop#delivered}; all are told, for the one that had it doesn't count it any more. */
    public void delivered(PromptClaim claim) {
        loops.forEach(loop -> loop.delivered(claim));
    }

    /** See {@link DecodeLoop#stop}. */
    public void stop() {
        loops.forEach(DecodeLoop::stop);
    }

    /** Of the engine whose current step has taken longest. */
    public long stepNanos() {
        return loops.stream().mapToLong(DecodeLoop::stepNanos).max().orElse(0);
    }

    /** Of all engines together. */
    public EngineLoad load() {
        return loops.stream()
                .map(loop -> loop.engine().load())
                .reduce((a, b) -> new EngineLoad(
                        a.queued() + b.queued(),
                        a.running() + b.running(),
                        a.kvBytesHeld() + b.kvBytesHeld(),
                        a.kvBytesLimit() + b.kvBytesLimit()))
                .orElseThrow();
    }

    /** Of all engines together. */
    public PrefixStatistics prefixStatistics() {
        return loops.stream()
                .map(loop -> loop.engine().prefixStatistics())
                .reduce((a, b) -> new PrefixStatistics(
                        a.hits() + b.hits(),
                        a.misses() + b.misses(),
                        a.reusedTokens() + b.reusedTokens(),
                        a.stored() + b.stored(),
                        a.loaded() + b.loaded(),
                        a.rejected() + b.rejected(),
                        a.bytes() + b.bytes()))
                .orElseThrow();
    }
}
