package dev.scopestream.scorer.watch;

import java.util.List;

/**
 * What is new of a request.
 *
 * @param restart true: text, reasoning, measurements and columns that were there before are void
 * @param text a piece of the answer, and {@code reasoning} of what precedes it; both empty once there is a final record
 * @param measured all of them, if any is new; likewise columns
 */
public record RequestNews(
        RequestView request,
        boolean restart,
        String text,
        String reasoning,
        List<Measured> measured,
        List<KeptColumn> columns) {}
