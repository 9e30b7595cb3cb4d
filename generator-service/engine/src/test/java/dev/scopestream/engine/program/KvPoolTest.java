package dev.scopestream.engine.program;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import dev.scopestream.engine.ComputeDevice;
import dev.scopestream.engine.Dtype;
import dev.scopestream.engine.KvDtype;
import dev.scopestream.engine.policy.WeightHistory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Rows of a pool whose tensors grow and shrink. */
class KvPoolTest {
    private static final int LAYERS = 2;
    private static final int SLOTS = 24;
    private static final int CODES = 7;
    private static final EntryFormat FORMAT = EntryFormat.of(16, Dtype.FP32, KvDtype.AUTO);
    private static final PoolKey KEY = new PoolKey(
            3, SLOTS, 8, 4, new RecallSpace(5, 2, CODES), ScoreFunctions.Call.BUILT_IN, new WeightHistory(6, 0.1f));

    private static ScopeProgram program;
    private static NDManager manager;

    @BeforeAll
    static void load() {
        program = ScopeProgram.load(ComputeDevice.CPU);
        manager = ComputeDevice.CPU.newManager();
    }

    @AfterAll
    static void close() {
        manager.close();
        program.close();
    }

    /** A row's parts, of any bits. */
    private static List<ByteBuffer> parts(int seed) {
        Random random = new Random(seed);
        List<ByteBuffer> parts = new ArrayList<>();
        for (PoolTensor tensor : PoolTensor.of(KEY, LAYERS, FORMAT, 1)) {
            if (tensor.field().isState()) {
                byte[] bytes = new byte[(int) tensor.rowBytes(SLOTS, CODES)];
                random.nextBytes(bytes);
                if (tensor.type().bytes() == 2) {
                    // of a 16-bit float that is no number not all bits are kept
                    for (int i = 1; i < bytes.length; i += 2) {
                        bytes[i] = 0x3f;
                    }
                }
                parts.add(ByteBuffer.wrap(bytes));
            }
        }
        return parts;
    }

    @Test
    void shouldKeepItsRowsWhereItGrowsByAQuarterAndShrinks() {
        RowTransfer transfer = new RowTransfer(program, manager);
        try (KvPool pool = new KvPool(program, manager, KEY, LAYERS, FORMAT)) {
            pool.codes(CODES);
            for (int row = 0; row < 17; row++) {
                assertThat(pool.add()).isEqualTo(row);
                transfer.load(pool, row, SLOTS, CODES, parts(row));
            }
            assertThat(pool.allocatedBytes()).isBetween(17 * pool.rowBytes(), 18 * pool.rowBytes());
            for (int row = 0; row < 17; row++) {
                assertThat(transfer.save(pool, row, SLOTS, CODES))
                        .as("row " + row)
                        .isEqualTo(parts(row));
            }
            for (int row = 16; row >= 4; row--) {
                pool.remove(row);
            }
            pool.shrink();
            assertThat(pool.allocatedBytes()).isEqualTo(4 * pool.rowBytes());
            assertThat(pool.add()).isEqualTo(4);
            transfer.load(pool, 4, SLOTS, CODES, parts(4));
            for (int row = 0; row < 5; row++) {
                assertThat(transfer.save(pool, row, SLOTS, CODES))
                        .as("row " + row)
                        .isEqualTo(parts(row));
            }
        }
    }

    @Test
    void shouldKnowBeforehandHowLargeASavedRowIs() {
        long bytes = parts(0).stream().mapToLong(ByteBuffer::remaining).sum();
        assertThat(RowTransfer.bytes(KEY, LAYERS, FORMAT, SLOTS, CODES)).isEqualTo(bytes);
        PoolKey large =
                new PoolKey(8, 1 << 17, 0, 0, RecallSpace.NONE, ScoreFunctions.Call.BUILT_IN, WeightHistory.NONE);
        EntryFormat wide = EntryFormat.of(128, Dtype.BF16, KvDtype.AUTO);
        assertThat(RowTransfer.bytes(large, 32, wide, 1 << 17, 0)).isGreaterThan(32L * 8 * (1 << 17) * 128 * 2 * 2);
    }
}
