package dev.scopestream.generator.offsets;

import dev.scopestream.generator.offsets.OffsetMapCodec.Decoded;
import dev.scopestream.jmh.SmallBenchmark;
import java.util.Random;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Writing and reading what a commit carries: completed offsets scattered among as many open ones, 8 of them started. */
public class OffsetMapCodecBenchmark extends SmallBenchmark {
    private static final long COMMITTED = 123_456_789_012L;
    private static final int STARTED = 8;

    @Param({"16", "8000"})
    public int completed;

    private OffsetMap map;
    private String encoded;

    @Setup
    public void fill() {
        map = OffsetMap.at(COMMITTED);
        for (int i = 0; i < 2 * completed; i++) {
            map.admit(COMMITTED + i);
        }
        Random random = new Random(2);
        // the first one stays open, so nothing is committed beyond it
        int[] scattered =
                random.ints(1, 2 * completed).distinct().limit(completed).toArray();
        IntStream.of(scattered).forEach(i -> map.complete(COMMITTED + i));
        for (long offset = COMMITTED; map.started() < STARTED; offset++) {
            map.begin(offset);
        }
        encoded = encode();
        require(map.completed().cardinality() == completed, "as many are completed as shall be");
        require(
                decode() instanceof Decoded.Known known
                        && OffsetMapCodec.encode(known.map()).equals(encoded),
                "what was written can be read");
    }

    @Benchmark
    public String encode() {
        return OffsetMapCodec.encode(map);
    }

    @Benchmark
    public Decoded decode() {
        return OffsetMapCodec.decode(COMMITTED, encoded);
    }
}
