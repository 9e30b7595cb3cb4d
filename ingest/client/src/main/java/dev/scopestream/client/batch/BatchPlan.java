package dev.scopestream.client.batch;

import dev.scopestream.client.LineReader;
import dev.scopestream.client.openai.Endpoint;
import dev.scopestream.events.Limits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Header;

/**
 * What is run, and how.
 *
 * @param input gives the lines, each time from the first one
 * @param name of the input, for errors
 * @param out gets a line a served request
 * @param errors gets a line a request that was refused, and a line that is no request
 * @param window requests that are sent and not finished, at most
 * @param rules for the input
 * @param headers of each prompt
 */
public record BatchPlan(
        Input input, String name, Path out, Path errors, int window, Rules rules, List<Header> headers) {
    /** Bytes of a line: a prompt's body, written with escapes, and what stands around it. */
    public static final int LONGEST_LINE = 2 * Limits.PROMPT_BYTES;

    /** Opens the input. */
    @FunctionalInterface
    public interface Input {
        LineReader open() throws IOException;
    }

    /**
     * What a batch must be.
     *
     * @param ids of its requests
     * @param endpoint that all lines name; empty: each its own
     * @param lines at most, without blank ones
     * @param strict whether a custom id that an earlier line has, and an input without lines, make the whole batch invalid
     */
    public record Rules(RequestIds ids, Optional<Endpoint> endpoint, int lines, boolean strict) {
        /** A custom id that an earlier line has is only its own line's fault. */
        public static Rules lenient() {
            return new Rules(new RequestIds.ByBody(), Optional.empty(), Integer.MAX_VALUE, false);
        }
    }

    public BatchPlan {
        headers = List.copyOf(headers);
    }

    /** A file, gzipped or not, and its answers beside it. */
    public static BatchPlan ofFile(Path input, Path out, Path errors, int window) {
        return new BatchPlan(
                () -> LineReader.open(input, LONGEST_LINE),
                input.toString(),
                out,
                errors,
                window,
                Rules.lenient(),
                List.of());
    }
}
