package dev.scopestream.door.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scopestream.client.batch.InvalidBatchException;
import dev.scopestream.client.openai.OpenAiJson;
import java.util.Arrays;

/** A batch's record. */
record StoredBatch(BatchRequest request, BatchProgress progress) {
    StoredBatch with(BatchProgress next) {
        return new StoredBatch(request, next);
    }

    boolean isEnded() {
        return progress.status().isEnd();
    }

    /** OpenAI's batch object. */
    ObjectNode body() {
        ObjectNode body = OpenAiJson.object();
        body.put("id", request.id());
        body.put("object", "batch");
        body.put("endpoint", request.endpoint());
        if (progress.problems().isEmpty()) {
            body.putNull("errors");
        } else {
            ObjectNode errors = body.putObject("errors");
            errors.put("object", "list");
            progress.problems().forEach(problem -> errors.withArray("data").add(problem(problem)));
        }
        body.put("input_file_id", request.inputFileId());
        body.put("completion_window", request.completionWindow());
        body.put("status", progress.status().wire());
        body.put("output_file_id", progress.outputFileId());
        body.put("error_file_id", progress.errorFileId());
        body.put("created_at", request.createdAt());
        body.put("expires_at", request.expiresAt());
        Arrays.stream(BatchStatus.values())
                .filter(status -> status != BatchStatus.VALIDATING)
                .forEach(status -> body.put(status.field(), progress.times().get(status.field())));
        body.putObject("request_counts")
                .put("total", progress.counts().total())
                .put("completed", progress.counts().completed())
                .put("failed", progress.counts().failed());
        if (request.metadata().isEmpty()) {
            body.putNull("metadata");
        } else {
            ObjectNode metadata = body.putObject("metadata");
            request.metadata().forEach(metadata::put);
        }
        return body;
    }

    private static ObjectNode problem(InvalidBatchException.Problem problem) {
        ObjectNode node = OpenAiJson.object();
        node.put("code", problem.code());
        node.put("message", problem.message());
        node.put("param", problem.param());
        node.put("line", problem.line());
        return node;
    }
}
