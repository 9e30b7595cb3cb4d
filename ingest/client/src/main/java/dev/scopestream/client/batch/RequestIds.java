package dev.scopestream.client.batch;

import dev.scopestream.client.openai.Endpoint;
import dev.scopestream.events.InvalidEventException;
import dev.scopestream.events.Limits;
import dev.scopestream.events.PromptRecord;
import dev.scopestream.events.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/** How the requests of a batch are named on the topics; whoever runs a batch again finds its results by these ids. */
public sealed interface RequestIds {
    /**
     * The id of a line's request.
     *
     * @throws InvalidEventException with the field {@code custom_id}, when no id can be made of it
     */
    String of(String customId, Endpoint endpoint, byte[] body);

    /** The custom id that an id was made of. */
    String customId(String id);

    /**
     * The custom id, a slash and the beginning of the SHA-256 of url and body: the same line is the same request in every
     * file, and another body isn't, whatever its custom id.
     */
    record ByBody() implements RequestIds {
        private static final int DIGEST_CHARS = 12;

        @Override
        public String of(String customId, Endpoint endpoint, byte[] body) {
            MessageDigest sha = Sha256.begin();
            sha.update(endpoint.path().getBytes(StandardCharsets.UTF_8));
            String digest = HexFormat.of().formatHex(sha.digest(body)).substring(0, DIGEST_CHARS);
            return checked(customId, customId + "/" + digest);
        }

        @Override
        public String customId(String id) {
            return id.substring(0, id.length() - DIGEST_CHARS - 1);
        }
    }

    /**
     * The batch's id, a slash and the custom id: the lines of two batches are different requests, however equal.
     *
     * @param batch its id
     */
    record OfBatch(String batch) implements RequestIds {
        @Override
        public String of(String customId, Endpoint endpoint, byte[] body) {
            return checked(customId, batch + "/" + customId);
        }

        @Override
        public String customId(String id) {
            return id.substring(batch.length() + 1);
        }
    }

    private static String checked(String customId, String id) {
        int most = Limits.ID_CHARS - (id.length() - customId.length());
        if (customId.codePointCount(0, customId.length()) > most) {
            throw new InvalidEventException("custom_id", "has more than " + most + " characters");
        }
        try {
            String unused = PromptRecord.id(customId);
        } catch (InvalidEventException e) {
            throw new InvalidEventException("custom_id", e.reason());
        }
        return id;
    }
}
