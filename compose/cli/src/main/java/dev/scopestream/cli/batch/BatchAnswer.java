package dev.scopestream.cli.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scopestream.client.openai.Endpoint;
import dev.scopestream.client.openai.FinishedText;
import dev.scopestream.client.openai.OpenAiError;
import dev.scopestream.client.openai.OpenAiJson;
import dev.scopestream.client.openai.WholeAnswer;

/** Lines of a batch's output and errors, as OpenAI writes them. */
final class BatchAnswer {
    private static final int OK = 200;

    private BatchAnswer() {}

    /** A served request. */
    static ObjectNode served(String id, Endpoint endpoint, FinishedText finished) {
        return line(id, OK, WholeAnswer.of(endpoint, finished));
    }

    /** A request that was refused. */
    static ObjectNode refused(String id, OpenAiError error) {
        return line(id, error.status(), error.body());
    }

    /**
     * A line of the input that is no request.
     *
     * @param number from 0
     * @param customId null: it can't be read
     */
    static ObjectNode bad(int number, String customId, String message) {
        ObjectNode line = OpenAiJson.object();
        line.putNull("id");
        line.put("custom_id", customId);
        line.put("line", number + 1);
        line.putNull("response");
        line.putObject("error").put("code", "invalid_line").put("message", message);
        return line;
    }

    private static ObjectNode line(String id, int status, ObjectNode body) {
        ObjectNode line = OpenAiJson.object();
        line.put("id", "batch_req_" + id);
        line.put("custom_id", BatchLine.customId(id));
        ObjectNode response = line.putObject("response");
        response.put("status_code", status);
        response.put("request_id", id);
        response.set("body", body);
        line.putNull("error");
        return line;
    }
}
