package dev.scopestream.generator.ids;

import dev.scopestream.generator.intake.Work;
import dev.scopestream.generator.offsets.Claim;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is known of request ids: who of this instance serves one, and which have their result. An id names one request,
 * whatever its record says and however often it was sent:
 *
 * <ul>
 *   <li>a prompt whose id has a result gets none;
 *   <li>a prompt whose id is being served here waits for that to end;
 *   <li>a result that says cancelled or too late counts only for prompts older than it: nobody has the answer, so the
 *       request may be made again;
 *   <li>a dead letter doesn't count: its prompt may be sent again.
 * </ul>
 *
 * Bounded: the latest results' ids are remembered, by 128 bits of their SHA-256. Safe for use by many threads.
 */
public final class RequestIds {
    private record Key(long high, long low) {}

    /**
     * @param time of the result's record, epoch milliseconds
     * @param whole false: cancelled, or too late
     */
    private record Answer(long time, boolean whole) {}

    private final Map<Key, Claim> serving = new HashMap<>();
    private final LinkedHashMap<Key, Answer> answers = new LinkedHashMap<>();
    private final int most;

    /** @param most ids with a result that are remembered */
    public RequestIds(int most) {
        this.most = most;
    }

    private static Key key(byte[] id) {
        try {
            ByteBuffer digest =
                    ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(id));
            return new Key(digest.getLong(), digest.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static Key key(Work work) {
        return key(work.id().getBytes(StandardCharsets.UTF_8));
    }

    /** Whether this prompt's id has a result that counts for it. */
    public synchronized boolean answered(Work work) {
        Answer answer = answers.get(key(work));
        return answer != null && (answer.whole || work.record().timestamp() <= answer.time);
    }

    /** Whether no prompt of this id is being served here. */
    public synchronized boolean free(Work work) {
        return !serving.containsKey(key(work));
    }

    /** This prompt is served here from now on; its id must be free. */
    public synchronized void begin(Work work) {
        serving.put(key(work), work.claim());
    }

    /** This prompt isn't served here any more. */
    public synchronized void end(Claim claim) {
        serving.values().remove(claim);
    }

    /**
     * An id has a result.
     *
     * @param time of the result, epoch milliseconds
     * @param whole false: it says cancelled, or too late
     */
    public synchronized void answered(byte[] id, long time, boolean whole) {
        Key key = key(id);
        Answer before = answers.remove(key);
        answers.put(
                key,
                before == null
                        ? new Answer(time, whole)
                        : new Answer(Math.max(time, before.time), whole || before.whole));
        Iterator<Key> oldest = answers.keySet().iterator();
        while (answers.size() > most) {
            oldest.next();
            oldest.remove();
        }
    }

    public synchronized int size() {
        return answers.size();
    }
}
