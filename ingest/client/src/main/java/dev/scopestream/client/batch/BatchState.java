package dev.scopestream.client.batch;

import dev.scopestream.client.openai.Endpoint;
import dev.scopestream.events.Sha256;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * How much of a batch is done, and which lines of its input are. A line is known by 64 bits of its request id's digest: some hundred bytes of memory a
 * line, however long it is. For one thread.
 */
public final class BatchState {
    private final Map<Long, Integer> lines = new HashMap<>();
    private final Set<Long> customIds = new HashSet<>();
    private final BitSet done = new BitSet();
    private final BitSet chat = new BitSet();
    private int total;
    private int served;
    private int refused;

    BatchState() {}

    /**
     * Takes a line of the input.
     *
     * @return false: an earlier line has its custom id
     */
    boolean add(int number, BatchLine line) {
        if (!customIds.add(hash(line.customId()))) {
            return false;
        }
        lines.put(hash(line.prompt().id()), number);
        chat.set(number, line.endpoint() == Endpoint.CHAT);
        total++;
        return true;
    }

    /** Takes a line that is no request. */
    void addBad(int number) {
        total++;
        refuse(number);
    }

    /** The line of a request's id; -1: it isn't this batch's. */
    int line(String id) {
        return lines.getOrDefault(hash(id), -1);
    }

    /** Whether a line is for chat completions. */
    boolean isChat(int number) {
        return chat.get(number);
    }

    boolean isDone(int number) {
        return done.get(number);
    }

    void serve(int number) {
        done.set(number);
        served++;
    }

    void refuse(int number) {
        done.set(number);
        refused++;
    }

    /** Lines, without blank ones. */
    public int total() {
        return total;
    }

    public int served() {
        return served;
    }

    /** Requests that were refused, and lines that are no requests. */
    public int refused() {
        return refused;
    }

    /** Lines that are done with. */
    public int settled() {
        return served + refused;
    }

    /** 64 bits of a text's digest. */
    static long hash(String text) {
        return ByteBuffer.wrap(Sha256.of(text)).getLong();
    }
}
