package dev.scopestream.door.batch;

import dev.scopestream.client.batch.BatchState;
import dev.scopestream.client.batch.InvalidBatchException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What has become of a batch so far.
 *
 * @param times epoch seconds by {@link BatchStatus#field}
 * @param end what it will be when it is finalized; null: not known
 * @param positions of the results' and dead letters' topics, from before its first request was sent
 * @param outputFileId null: there is none, or not yet
 * @param errorFileId likewise
 */
record BatchProgress(
        BatchStatus status,
        Map<String, Long> times,
        BatchStatus end,
        Counts counts,
        List<InvalidBatchException.Problem> problems,
        Map<String, Map<Integer, Long>> positions,
        String outputFileId,
        String errorFileId) {
    /** Lines in all, answered and refused. */
    record Counts(int total, int completed, int failed) {
        static Counts of(BatchState state) {
            return new Counts(state.total(), state.served(), state.refused());
        }
    }

    static BatchProgress accepted() {
        return new BatchProgress(
                BatchStatus.VALIDATING, Map.of(), null, new Counts(0, 0, 0), List.of(), Map.of(), null, null);
    }

    BatchProgress at(BatchStatus next, long now) {
        Map<String, Long> all = new TreeMap<>(times);
        all.putIfAbsent(next.field(), now);
        return new BatchProgress(next, all, end, counts, problems, positions, outputFileId, errorFileId);
    }

    BatchProgress with(Counts next) {
        return new BatchProgress(status, times, end, next, problems, positions, outputFileId, errorFileId);
    }

    BatchProgress from(Map<String, Map<Integer, Long>> where) {
        return new BatchProgress(status, times, end, counts, problems, where, outputFileId, errorFileId);
    }

    BatchProgress invalid(List<InvalidBatchException.Problem> why) {
        return new BatchProgress(status, times, end, counts, why, positions, outputFileId, errorFileId);
    }

    BatchProgress endsAs(BatchStatus how) {
        return new BatchProgress(status, times, how, counts, problems, positions, outputFileId, errorFileId);
    }

    BatchProgress made(String output, String errors) {
        return new BatchProgress(status, times, end, counts, problems, positions, output, errors);
    }
}
