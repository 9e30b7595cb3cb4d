package dev.scopestream.spill;

import dev.scopestream.jmh.SmallBenchmark;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.Random;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;

/** Writing and reading a spilled block of 32 tokens, head dimension 64, bf16: 8 KiB of keys and values. */
public class BlockCodecBenchmark extends SmallBenchmark {
    private static final int TOKENS = 32;
    private static final int HEAD_DIM = 64;
    private static final long CREATED = 1_800_000_000_000L;

    private KvBlock block;
    private byte[] encoded;

    @Setup
    public void fill() {
        Random random = new Random(3);
        block = new KvBlock(
                new RequestIdentity("request-1", Fingerprints.of("model"), Fingerprints.of("policy")),
                new BlockAddress(11, 2, 7),
                Phase.DECODE,
                StoredElementType.BF16,
                HEAD_DIM,
                IntBuffer.wrap(IntStream.range(0, TOKENS).map(i -> 1000 + 3 * i).toArray()),
                elements(random),
                elements(random),
                new TokenMark(2000, 77));
        encoded = encode();
        require(decode().equals(Lookup.hit(new StoredBlock(block, CREATED))), "what was written can be read");
    }

    private static ByteBuffer elements(Random random) {
        byte[] bytes = new byte[TOKENS * HEAD_DIM * StoredElementType.BF16.bytes()];
        random.nextBytes(bytes);
        return ByteBuffer.wrap(bytes);
    }

    @Benchmark
    public byte[] encode() {
        return BlockCodec.encode(block, CREATED);
    }

    /** Its checksum is looked at; keys and values aren't copied. */
    @Benchmark
    public Lookup<?> decode() {
        return BlockCodec.decode(encoded);
    }
}
