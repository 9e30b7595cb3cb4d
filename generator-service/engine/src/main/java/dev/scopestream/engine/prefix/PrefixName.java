package dev.scopestream.engine.prefix;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Names of prefixes in a store: SHA-256 (hex) of everything that their content depends on. */
final class PrefixName {
    private PrefixName() {}

    /**
     * Names of several prefixes of a prompt.
     *
     * @param ends their numbers of tokens, ascending
     * @param kind the model, its types, the chunks' size, and whether there are scores
     */
    static Map<Integer, String> of(int[] prompt, List<Integer> ends, String kind) {
        MessageDigest sha = digest();
        sha.update(kind.getBytes(StandardCharsets.UTF_8));
        Map<Integer, String> names = new HashMap<>();
        int from = 0;
        for (int end : ends) {
            ByteBuffer tokens = ByteBuffer.allocate((end - from) * Integer.BYTES);
            for (; from < end; from++) {
                tokens.putInt(prompt[from]);
            }
            sha.update(tokens.flip());
            names.put(end, HexFormat.of().formatHex(copy(sha).digest()));
        }
        return names;
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static MessageDigest copy(MessageDigest sha) {
        try {
            return (MessageDigest) sha.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's SHA-256 can be cloned", e);
        }
    }
}
