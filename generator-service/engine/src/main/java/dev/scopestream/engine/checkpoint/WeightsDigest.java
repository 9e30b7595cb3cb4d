package dev.scopestream.engine.checkpoint;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.ObjLongConsumer;

/** Digest of a model: SHA-256 of its configuration, of its tensors' names, types and shapes, and of samples of their bytes. */
public final class WeightsDigest {
    private static final int SAMPLE = 1024;
    private static final int SAMPLES = 4;
    private final MessageDigest digest;

    public WeightsDigest(ModelConfig config) {
        digest = sha256();
        text(config.toString());
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** @param read fills a buffer from a byte position of the tensor's file on */
    public void add(StoredTensor tensor, ObjLongConsumer<ByteBuffer> read) {
        text(tensor.name() + tensor.type() + tensor.shape());
        int length = (int) Math.min(SAMPLE, tensor.bytes());
        for (int i = 0; i < SAMPLES; i++) {
            ByteBuffer sample = ByteBuffer.allocate(length);
            read.accept(sample, tensor.offset() + (tensor.bytes() - length) * i / (SAMPLES - 1));
            digest.update(sample.flip());
        }
    }

    private void text(String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
    }

    public String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
