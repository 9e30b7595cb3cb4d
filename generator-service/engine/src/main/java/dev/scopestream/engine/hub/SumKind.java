package dev.scopestream.engine.hub;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** How a hub names a file's content. */
public enum SumKind {
    /** SHA-256 of the content: files in Git LFS. */
    SHA256("SHA-256", 64),
    /** The content's name as Git's blob: SHA-1 of {@code "blob " + bytes + "\0"} and the content. All other files. */
    GIT_BLOB("SHA-1", 40);

    private final String algorithm;
    private final int digits;

    SumKind(String algorithm, int digits) {
        this.algorithm = algorithm;
        this.digits = digits;
    }

    /** Hex digits of a sum. */
    public int digits() {
        return digits;
    }

    /** A digest that takes the content next. */
    public MessageDigest begin(long bytes) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            if (this == GIT_BLOB) {
                digest.update(("blob " + bytes + "\0").getBytes(StandardCharsets.US_ASCII));
            }
            return digest;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + algorithm, e);
        }
    }
}
