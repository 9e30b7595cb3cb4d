package dev.scopestream.door.files;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scopestream.client.openai.OpenAiJson;

/**
 * A file, as its record beside it says.
 *
 * @param createdAt epoch seconds
 * @param expiresAt epoch seconds
 * @param filename as its sender named it
 * @param purpose what it is for: batch, batch_output
 */
public record StoredFile(String id, long bytes, long createdAt, long expiresAt, String filename, String purpose) {
    /** Requests of a batch. */
    public static final String BATCH = "batch";

    /** What a batch has made. */
    public static final String BATCH_OUTPUT = "batch_output";

    /** OpenAI's file object. */
    public ObjectNode body() {
        ObjectNode body = OpenAiJson.object();
        body.put("id", id);
        body.put("object", "file");
        body.put("bytes", bytes);
        body.put("created_at", createdAt);
        body.put("expires_at", expiresAt);
        body.put("filename", filename);
        body.put("purpose", purpose);
        body.put("status", "processed");
        body.putNull("status_details");
        return body;
    }
}
