package dev.scopestream.spill;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Whose KV it is. All three must be equal for data to be read back.
 *
 * @param requestId valid Unicode, 1 to {@value #MAX_ID_BYTES} bytes of UTF-8
 * @param model fingerprint of the model, see {@link Fingerprints}
 * @param policy fingerprint of the cache policy and its parameters
 */
public record RequestIdentity(String requestId, long model, long policy) {
    public static final int MAX_ID_BYTES = 1024;

    public RequestIdentity {
        requireValidId(requestId);
    }

    /** @throws IllegalArgumentException saying what is wrong with the id */
    public static byte[] requireValidId(String id) {
        if (id == null || id.isEmpty()) {
            throw new IllegalArgumentException("the request id is empty");
        }
        if (id.length() > MAX_ID_BYTES) {
            throw new IllegalArgumentException(tooLong(id.length() + " characters"));
        }
        byte[] bytes = new byte[0];
        try {
            var encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(id));
            bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("the request id is not valid Unicode (a surrogate stands alone)", e);
        }
        if (bytes.length > MAX_ID_BYTES) {
            throw new IllegalArgumentException(tooLong(bytes.length + " bytes"));
        }
        return bytes;
    }

    private static String tooLong(String is) {
        return "the request id must have at most " + MAX_ID_BYTES + " bytes of UTF-8, has " + is;
    }
}
