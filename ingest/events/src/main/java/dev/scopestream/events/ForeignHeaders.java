package dev.scopestream.events;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Headers of a prompt that are its sender's own, such as trace context (W3C traceparent, tracestate), correlation ids and
 * CloudEvents' attributes (ce_*). Whatever comes of the prompt carries them too: chunks, its result or dead letter, and the
 * accuracy event. Headers that begin with {@value #OURS} aren't among them: they say what this pipeline knows.
 *
 * <p>At most {@value #MOST} headers of {@value #MOST_BYTES} bytes of names and values together are carried, trace context
 * first, then in their order; a header that doesn't fit is left out as a whole.
 */
public final class ForeignHeaders {
    public static final int MOST = 32;
    public static final int MOST_BYTES = 8192;
    /** Beginning of the names of the pipeline's own headers. */
    public static final String OURS = "scope-";

    private static final Set<String> TRACE = Set.of("traceparent", "tracestate");

    private ForeignHeaders() {}

    /** The ones that are carried. */
    public static List<Header> of(Headers headers) {
        List<Header> order = new ArrayList<>(select(headers, true));
        order.addAll(select(headers, false));
        List<Header> carried = new ArrayList<>();
        long bytes = 0;
        for (Header header : order) {
            long size = size(header);
            if (carried.size() < MOST && bytes + size <= MOST_BYTES) {
                carried.add(header);
                bytes += size;
            }
        }
        return carried;
    }

    private static Collection<Header> select(Headers headers, boolean trace) {
        return StreamSupport.stream(headers.spliterator(), false)
                .filter(h -> TRACE.contains(h.key()) == trace && !h.key().startsWith(OURS))
                .toList();
    }

    /** Adds those of {@code from} to a record's headers. */
    public static void copy(Headers from, Headers to) {
        of(from).forEach(to::add);
    }

    /** Bytes of all names and values. */
    public static long bytes(Headers headers) {
        return StreamSupport.stream(headers.spliterator(), false)
                .mapToLong(ForeignHeaders::size)
                .sum();
    }

    private static long size(Header header) {
        return header.key().getBytes(StandardCharsets.UTF_8).length
                + (header.value() == null ? 0L : header.value().length);
    }
}
