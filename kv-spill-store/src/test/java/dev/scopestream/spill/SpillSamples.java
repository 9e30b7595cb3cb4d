package dev.scopestream.spill;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.IntStream;

/** Blocks whose every byte follows from who and where they are, so that no two are alike. */
public final class SpillSamples {
    public static final long MODEL = Fingerprints.of("model");
    public static final long POLICY = Fingerprints.of("policy");
    public static final int HEAD_DIM = 16;

    private SpillSamples() {}

    public static RequestIdentity request(String id) {
        return new RequestIdentity(id, MODEL, POLICY);
    }

    public static KvBlock block(String id, int layer, int head, int sequence) {
        return block(request(id), layer, head, sequence, 32);
    }

    public static KvBlock block(RequestIdentity request, int layer, int head, int sequence, int tokens) {
        return block(request, layer, head, sequence, tokens, TokenMark.NONE);
    }

    public static KvBlock block(
            RequestIdentity request, int layer, int head, int sequence, int tokens, TokenMark mark) {
        Random random = new Random(
                request.hashCode() * 31L + new BlockAddress(layer, head, sequence).packed() * 1_000_003L + tokens);
        return new KvBlock(
                request,
                new BlockAddress(layer, head, sequence),
                sequence % 2 == 0 ? Phase.PREFILL : Phase.DECODE,
                StoredElementType.BF16,
                HEAD_DIM,
                IntBuffer.wrap(
                        IntStream.range(0, tokens).map(i -> sequence * 32 + i).toArray()),
                bytes(random, tokens * HEAD_DIM * 2),
                bytes(random, tokens * HEAD_DIM * 2),
                mark);
    }

    public static ByteBuffer bytes(Random random, int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return ByteBuffer.wrap(bytes);
    }

    public static BlockAddress at(int layer, int head, int sequence) {
        return new BlockAddress(layer, head, sequence);
    }

    public static ReadScope scope(String id) {
        return ReadScope.of(request(id));
    }

    /** Small in every respect. */
    public static SpillOptions options(Path directory) {
        return SpillOptions.builder(directory)
                .quotaBytes(16L << 20)
                .rocks(new SpillOptions.Rocks(256, 4 << 20))
                .build();
    }
}
