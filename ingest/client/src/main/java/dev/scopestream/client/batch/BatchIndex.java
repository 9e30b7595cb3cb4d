package dev.scopestream.client.batch;

import dev.scopestream.client.LineReader;
import dev.scopestream.events.InvalidEventException;
import java.util.ArrayList;
import java.util.List;

/** Reads all lines of a batch before any is sent: which there are, which are done, and which are no requests. */
final class BatchIndex {
    private static final int MOST_PROBLEMS = 100;

    private final BatchPlan plan;
    private final BatchState state;
    private final BatchEarlier earlier;
    private final BatchOutput errors;
    private final List<InvalidBatchException.Problem> problems = new ArrayList<>();

    BatchIndex(BatchPlan plan, BatchState state, BatchEarlier earlier, BatchOutput errors) {
        this.plan = plan;
        this.state = state;
        this.earlier = earlier;
        this.errors = errors;
    }

    /**
     * @param each is called for each line; what it throws ends the reading
     * @throws InvalidBatchException when the input as a whole breaks the rules
     */
    void read(Runnable each) {
        BatchLines.each(plan, line -> {
            each.run();
            if (state.total() >= plan.rules().lines()) {
                problems.add(new InvalidBatchException.Problem(
                        "too_many_tasks",
                        "the file has more than " + plan.rules().lines() + " lines",
                        null,
                        line.number()));
            } else {
                take(line);
            }
            return state.total() < plan.rules().lines() || problems.isEmpty();
        });
        if (plan.rules().strict() && state.total() == 0) {
            problems.add(new InvalidBatchException.Problem("empty_file", "the file has no lines", null, null));
        }
        if (!problems.isEmpty()) {
            throw new InvalidBatchException(problems);
        }
    }

    private void take(LineReader.Line line) {
        if (line.bytes() == null) {
            bad(line, null, "has more than " + BatchPlan.LONGEST_LINE + " bytes");
            return;
        }
        try {
            take(line, BatchLine.read(line.bytes(), plan.rules()));
        } catch (InvalidEventException e) {
            bad(line, BatchLine.customIdOf(line.bytes()), e.getMessage());
        }
    }

    private void take(LineReader.Line line, BatchLine request) {
        int index = BatchLines.index(line);
        if (!state.add(index, request)) {
            repeated(line, request.customId());
        } else if (earlier.isServed(request)) {
            state.serve(index);
        } else if (earlier.isServedOtherwise(request)) {
            throw new BatchException("the output has an answer to another body for custom_id " + request.customId()
                    + " (line " + line.number() + " was changed): name another --out");
        } else if (earlier.isRefused(request)) {
            state.refuse(index);
        }
    }

    private void repeated(LineReader.Line line, String customId) {
        bad(line, customId, "custom_id: an earlier line has it");
        if (plan.rules().strict() && problems.size() < MOST_PROBLEMS) {
            problems.add(new InvalidBatchException.Problem(
                    "duplicate_custom_id",
                    "the custom_id of line " + line.number() + " is an earlier line's",
                    "custom_id",
                    line.number()));
        }
    }

    private void bad(LineReader.Line line, String customId, String message) {
        int index = BatchLines.index(line);
        state.addBad(index);
        if (!earlier.isBad(index)) {
            errors.append(BatchAnswer.bad(line.number(), customId, message));
        }
    }
}
