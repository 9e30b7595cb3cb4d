package dev.scopestream.generator.config;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.convert.format.ReadableBytes;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The options of a generator, {@code scope.*} in configuration, {@code SCOPE_*} in the environment.
 *
 * @param model a model on this machine: a directory, a GGUF file, or a name as {@link dev.scopestream.engine.hub.LocalModel} finds it
 * @param dtype of weights and KV cache: fp32, bf16, auto (which of them is fast here); int8, int4: of weights, the cache in bf16
 * @param kvDtype of the KV cache: auto (by dtype), int8
 * @param device where: cpu, cuda:N, auto (the first GPU, if there is one), cuda:all, or several with commas: a worker each
 * @param threads intra-op threads of the engine; 0: all cores
 * @param maxBatch requests that decode at once, of each worker
 * @param kvBytes bytes of KV cache in all, of each worker
 * @param prefillChunk prompt tokens that go through the model in one step
 * @param stallBudget while a prompt is read, running requests wait no longer than this for their next token
 * @param prefixBytes bytes of memory for beginnings that prompts have in common; 0: every prompt is read as a whole
 * @param maxTokens for prompts that don't say {@code max_tokens}
 * @param chatTemplate file with a Jinja template for conversations, instead of the checkpoint's
 * @param allowControlTokens whether control tokens that are written out in a prompt's messages, such as {@code <|im_end|>},
 *     are control tokens; else they are text
 * @param checkMemory whether a model that doesn't fit into the available memory is refused before it is loaded
 * @param groupId the consumer group of all generators that share the work
 * @param onlyModel the name of this generator's model: then it serves only prompts that name it, in a group of its own beside
 *     {@code groupId}; without one it serves prompts that name no model, too
 * @param instanceId this instance's name, unique in the group and the same after a restart; without one it's made up
 * @param staticMembership join the group under the instance's name: a restart within the session timeout moves no
 *     partitions (KIP-345)
 * @param leaveOnStop a stop in order ends a static membership: its partitions move at once; else they wait for its return
 *     within the session timeout
 * @param drainBudget how long running requests may go on after a request to stop
 * @param revokeBudget how long giving up a partition may take to record that its requests were given up in order
 * @param maxAttempts a prompt whose attempts, alone in the process, ended with it so often becomes a dead letter
 * @param transactionTimeout how long an unfinished transaction of a dead instance can hold up its partitions
 * @param duplicateMargin how far before a prompt's own time its result may lie by the clocks (results are looked for there
 *     after the loss of an offset map)
 * @param stallLimit one engine step can't take longer: then the process ends, for its restart to find out why
 */
@Introspected
@ConfigurationProperties("scope")
public record ScopeOptions(
        @Nullable Path model,
        @Bindable(defaultValue = "auto") String dtype,
        @Bindable(defaultValue = "auto") String kvDtype,
        @Bindable(defaultValue = "auto") String device,
        @Bindable(defaultValue = "0") int threads,
        @Bindable(defaultValue = "32") int maxBatch,
        @Bindable(defaultValue = "2GB") @ReadableBytes long kvBytes,
        @Bindable(defaultValue = "256") int prefillChunk,
        @Bindable(defaultValue = "100ms") Duration stallBudget,
        @Bindable(defaultValue = "256MB") @ReadableBytes long prefixBytes,
        @Bindable(defaultValue = "512") int maxTokens,
        @Nullable Path chatTemplate,
        @Bindable(defaultValue = "false") boolean allowControlTokens,
        @Bindable(defaultValue = "true") boolean checkMemory,
        @Bindable(defaultValue = "scope-generators") String groupId,
        @Nullable String onlyModel,
        @Nullable String instanceId,
        @Bindable(defaultValue = "false") boolean staticMembership,
        @Bindable(defaultValue = "true") boolean leaveOnStop,
        @Bindable(defaultValue = "10s") Duration drainBudget,
        @Bindable(defaultValue = "1s") Duration revokeBudget,
        @Bindable(defaultValue = "5") int maxAttempts,
        @Bindable(defaultValue = "10s") Duration transactionTimeout,
        @Bindable(defaultValue = "1h") Duration duplicateMargin,
        @Bindable(defaultValue = "10m") Duration stallLimit) {

    public ScopeOptions {
        Checks.atLeast("scope.threads", threads, 0);
        Checks.atLeast("scope.max-batch", maxBatch, 1);
        Checks.atLeast("scope.kv-bytes", kvBytes, 1);
        Checks.atLeast("scope.prefill-chunk", prefillChunk, 1);
        Checks.atLeast("scope.stall-budget (ms)", stallBudget.toMillis(), 1);
        Checks.atLeast("scope.prefix-bytes", prefixBytes, 0);
        Checks.atLeast("scope.max-tokens", maxTokens, 1);
        Checks.atLeast("scope.max-attempts", maxAttempts, 1);
        Checks.atLeast("scope.transaction-timeout (ms)", transactionTimeout.toMillis(), 1000);
        Checks.atLeast("scope.stall-limit (ms)", stallLimit.toMillis(), 1000);
    }
}
