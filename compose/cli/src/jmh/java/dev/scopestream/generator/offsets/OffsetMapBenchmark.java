package dev.scopestream.generator.offsets;

import dev.scopestream.jmh.SmallBenchmark;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Admitting a record and completing it in an {@link OffsetMap}, a record of 10,000 that finish in random order. */
public class OffsetMapBenchmark extends SmallBenchmark {
    private static final int RECORDS = 10_000;

    /** Records being served at a time; each time any of them finishes, and the next one is admitted. */
    @Param({"64", "10000"})
    public int inFlight;

    private int[] order;

    @Setup
    public void order() {
        Random random = new Random(1);
        order = new int[RECORDS];
        int[] served = new int[inFlight];
        int admitted = 0;
        int serving = 0;
        for (int i = 0; i < RECORDS; i++) {
            while (serving < inFlight && admitted < RECORDS) {
                served[serving++] = admitted++;
            }
            int next = random.nextInt(serving);
            order[i] = served[next];
            served[next] = served[--serving];
        }
        require(admitAndComplete().committable() == RECORDS, "every record is done at the end");
    }

    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public OffsetMap admitAndComplete() {
        OffsetMap map = OffsetMap.at(0);
        int admitted = 0;
        for (int completed = 0; completed < RECORDS; completed++) {
            while (admitted < RECORDS && admitted - completed < inFlight) {
                map.admit(admitted++);
            }
            map.complete(order[completed]);
        }
        return map;
    }
}
