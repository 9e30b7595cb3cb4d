package dev.scopestream.spill.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.spill.Lookup;
import dev.scopestream.spill.MissReason;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PayloadDeltaTest {
    private static final long MOST = 1 << 24;

    private final ChunkCutter cutter = new ChunkCutter();

    private static byte[] random(Random random, int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }

    /** The same bytes in buffers of any lengths, some empty, some with a position. */
    private static List<ByteBuffer> cut(Random random, byte[] bytes) {
        List<ByteBuffer> buffers = new ArrayList<>();
        for (int at = 0; at < bytes.length; ) {
            int count = random.nextInt(0, Math.min(bytes.length - at, 1 << random.nextInt(1, 20)) + 1);
            ByteBuffer buffer = ByteBuffer.wrap(bytes, at, count);
            buffers.add(random.nextBoolean() ? buffer : buffer.slice());
            at += count;
        }
        return buffers;
    }

    /** Some bytes replaced, inserted, removed, repeated or moved. */
    private static byte[] changed(Random random, byte[] bytes) {
        byte[] now = bytes;
        for (int changes = random.nextInt(8); changes > 0; changes--) {
            int at = random.nextInt(now.length + 1);
            int count = Math.min(now.length - at, random.nextInt(20_000));
            int further = random.nextInt(3) == 0 ? random.nextInt(20_000) : 0;
            int repeated = random.nextInt(4) == 0 ? count : 0;
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.write(now, 0, at);
            out.writeBytes(random(random, further));
            out.write(now, at, repeated);
            out.write(now, at + count, now.length - at - count);
            out.write(now, at, repeated);
            now = out.toByteArray();
        }
        return now;
    }

    private static ByteBuffer joined(List<ByteBuffer> buffers) {
        ByteBuffer all = ByteBuffer.allocate(
                buffers.stream().mapToInt(ByteBuffer::remaining).sum());
        buffers.forEach(buffer -> all.put(buffer.duplicate()));
        return all.flip();
    }

    private ByteBuffer delta(List<ByteBuffer> base, List<ByteBuffer> payload) {
        return joined(PayloadDelta.encode(PayloadIndex.of(base, cutter), PayloadIndex.of(payload, cutter), payload));
    }

    @Test
    void shouldGiveThePayloadWhateverChanged() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            byte[] base = random.nextInt(10) == 0 ? new byte[100_000] : random(random, random.nextInt(200_000));
            byte[] payload = random.nextInt(20) == 0 ? random(random, 5000) : changed(random, base);
            ByteBuffer delta = delta(cut(random, base), cut(random, payload));
            assertThat(PayloadDelta.apply(ByteBuffer.wrap(base), delta, MOST).found())
                    .as("seed %d", seed)
                    .contains(ByteBuffer.wrap(payload));
        }
    }

    /** A row's parts, whose ends alone are new, and which became longer. */
    @Test
    void shouldHoldLittleMoreThanWhatIsNew() {
        Random random = new Random(1);
        int parts = 20;
        int same = 60_000;
        int fresh = 8_000;
        byte[] base = random(random, parts * same);
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        for (int i = 0; i < parts; i++) {
            payload.write(base, i * same, same);
            payload.writeBytes(random(random, fresh));
        }
        List<ByteBuffer> now = List.of(ByteBuffer.wrap(payload.toByteArray()));
        ByteBuffer delta = delta(List.of(ByteBuffer.wrap(base)), now);
        assertThat(delta.remaining()).isBetween(parts * fresh, parts * (fresh + 6_000));
        PayloadIndex index = PayloadIndex.of(now, cutter);
        assertThat((double) index.bytes() / index.chunks()).isBetween(1_500.0, 4_000.0);
    }

    @Test
    void shouldRefuseEveryDamage() {
        Random random = new Random(3);
        byte[] base = random(random, 20_000);
        byte[] payload = base.clone();
        System.arraycopy(random(random, 1000), 0, payload, 7000, 1000);
        byte[] delta = delta(List.of(ByteBuffer.wrap(base)), List.of(ByteBuffer.wrap(payload)))
                .array();
        for (int i = 0; i < delta.length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] flipped = delta.clone();
                flipped[i] ^= (byte) (1 << bit);
                assertThat(PayloadDelta.apply(ByteBuffer.wrap(base), ByteBuffer.wrap(flipped), MOST)
                                .found())
                        .as("bit %d of byte %d", bit, i)
                        .isEmpty();
            }
            assertThat(PayloadDelta.apply(ByteBuffer.wrap(base), ByteBuffer.wrap(delta, 0, i), MOST)
                            .found())
                    .isEmpty();
        }
        byte[] otherBase = base.clone();
        otherBase[3]++;
        Lookup<ByteBuffer> other = PayloadDelta.apply(ByteBuffer.wrap(otherBase), ByteBuffer.wrap(delta), MOST);
        assertThat(other.missed()).contains(MissReason.BAD_CHECKSUM);
        Lookup<ByteBuffer> large = PayloadDelta.apply(ByteBuffer.wrap(base), ByteBuffer.wrap(delta), 19_999);
        assertThat(large.missed()).contains(MissReason.BAD_SHAPE);
    }
}
