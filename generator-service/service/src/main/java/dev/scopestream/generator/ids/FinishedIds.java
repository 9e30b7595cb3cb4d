package dev.scopestream.generator.ids;

import dev.scopestream.events.Sha256;
import dev.scopestream.generator.prompt.AdmittedPrompt;
import dev.scopestream.generator.prompt.PromptClaim;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * Request ids that have their result, from any instance, and request ids that this instance is serving. An id names one
 * request, also when it is sent repeatedly or with other contents:
 *
 * <ul>
 *   <li>a prompt whose id has a result gets none;
 *   <li>a prompt whose id is being served here waits for the end of that request;
 *   <li>a result with the reason cancelled or deadline counts only for prompts older than the result, by the times of
 *       their records (the log's: LogAppendTime): the request has no answer and may be sent again;
 *   <li>a dead letter doesn't count: its prompt may be sent again.
 * </ul>
 *
 * Bounded: the latest results' ids are remembered, by 128 bits of their SHA-256. Safe for use by many threads.
 */
public final class FinishedIds {
    private record Key(long high, long low) {}

    private final Map<Key, PromptClaim> serving = new HashMap<>();
    private final AnswerTable answers;
    private final IdScope scope;

    /** @param most ids with a result that are remembered */
    public FinishedIds(int most, IdScope scope) {
        this.answers = new AnswerTable(most);
        this.scope = scope;
    }

    /** Among whose requests an id is unique. */
    public IdScope scope() {
        return scope;
    }

    private static Key key(String name) {
        ByteBuffer digest = ByteBuffer.wrap(Sha256.of(name));
        return new Key(digest.getLong(), digest.getLong());
    }

    private Key key(AdmittedPrompt prompt) {
        return key(scope.name(prompt));
    }

    /** Whether this prompt's id has a result that counts for it. */
    public synchronized boolean answered(AdmittedPrompt prompt) {
        Key key = key(prompt);
        return answers.isWhole(key.high, key.low) || prompt.record().timestamp() <= answers.time(key.high, key.low);
    }

    /** Time of the latest result of this prompt's id, epoch milliseconds; {@link Long#MIN_VALUE}: none is known. */
    public synchronized long latestEnd(AdmittedPrompt prompt) {
        Key key = key(prompt);
        return answers.time(key.high, key.low);
    }

    /** Whether no prompt of this id is being served here. */
    public synchronized boolean free(AdmittedPrompt prompt) {
        return !serving.containsKey(key(prompt));
    }

    /** This prompt is served here from now on; its id must be free. */
    public synchronized void begin(AdmittedPrompt prompt) {
        serving.put(key(prompt), prompt.claim());
    }

    /** This prompt isn't served here any more. */
    public synchronized void end(PromptClaim claim) {
        serving.values().remove(claim);
    }

    /**
     * An id has a result.
     *
     * @param tenant on whose behalf it ran
     * @param time of the result, epoch milliseconds
     * @param whole false: it says cancelled, or too late
     */
    public synchronized void answered(String tenant, String id, long time, boolean whole) {
        answered(scope.name(tenant, id), time, whole);
    }

    /** As {@link #answered(String, String, long, boolean)}, of the name that the request has in {@link #scope}. */
    synchronized void answered(String name, long time, boolean whole) {
        Key key = key(name);
        answers.add(key.high, key.low, time, whole);
    }

    /** How many ids are remembered. */
    public synchronized int size() {
        return answers.size();
    }
}
