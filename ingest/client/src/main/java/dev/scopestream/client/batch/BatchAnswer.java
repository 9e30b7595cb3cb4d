package dev.scopestream.client.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scopestream.client.openai.Endpoint;
import dev.scopestream.client.openai.FinishedText;
import dev.scopestream.client.openai.OpenAiError;
import dev.scopestream.client.openai.OpenAiJson;
import dev.scopestream.client.openai.WholeAnswer;

/**
 * Lines of a batch's output and errors, as OpenAI writes them.
 *
 * @param ids of its requests
 */
record BatchAnswer(RequestIds ids) {
    /** Before a request's id, in a line's own. */
    static final String PREFIX = "batch_req_";

    private static final int OK = 200;

    /** A served request. */
    ObjectNode served(String id, Endpoint endpoint, FinishedText finished) {
        return answered(id, OK, WholeAnswer.of(endpoint, finished));
    }

    /** A request that was refused. */
    ObjectNode refused(String id, OpenAiError error) {
        return answered(id, error.status(), error.body());
    }

    /** A request that has no answer, as its batch ended before. */
    ObjectNode unanswered(String id, BatchWatch.Ended why) {
        ObjectNode line = line(id);
        line.putNull("response");
        error(line, why.code(), why.message());
        return line;
    }

    /**
     * A line of the input that is no request.
     *
     * @param number from 1
     * @param customId null: it can't be read
     */
    static ObjectNode bad(long number, String customId, String message) {
        ObjectNode line = OpenAiJson.object();
        line.putNull("id");
        line.put("custom_id", customId);
        line.put("line", number);
        line.putNull("response");
        error(line, "invalid_line", message);
        return line;
    }

    private ObjectNode answered(String id, int status, ObjectNode body) {
        ObjectNode line = line(id);
        ObjectNode response = line.putObject("response");
        response.put("status_code", status);
        response.put("request_id", id);
        response.set("body", body);
        line.putNull("error");
        return line;
    }

    private ObjectNode line(String id) {
        ObjectNode line = OpenAiJson.object();
        line.put("id", PREFIX + id);
        line.put("custom_id", ids.customId(id));
        return line;
    }

    private static void error(ObjectNode line, String code, String message) {
        line.putObject("error").put("code", code).put("message", message);
    }
}
