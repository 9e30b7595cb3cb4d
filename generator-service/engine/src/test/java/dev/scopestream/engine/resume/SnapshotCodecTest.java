package dev.scopestream.engine.resume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.SnapshotProblem;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class SnapshotCodecTest {
    private static final Snapshot SNAPSHOT = new Snapshot(
            new RequestDigest("ab".repeat(32), "cd".repeat(32), "ef".repeat(32)),
            IntArray.of(5, 0, 99),
            new Snapshot.Account(10, 20.5, 3, 4, 5, 0.25),
            77,
            12,
            List.of(ByteBuffer.wrap(new byte[] {1, 2, 3}), ByteBuffer.allocate(0), ByteBuffer.wrap(new byte[40])));

    private static byte[] bytes() {
        return SnapshotCodec.encode(SNAPSHOT).array();
    }

    /** Gives changed bytes the right checksum. */
    private static ByteBuffer sealed(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length - 4);
        ByteBuffer sealed = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        return sealed.putInt(bytes.length - 4, (int) crc.getValue());
    }

    private static SnapshotProblem problem(ByteBuffer bytes) {
        return ((SnapshotCodec.Unusable) SnapshotCodec.decode(bytes)).problem();
    }

    @Test
    void shouldReadWhatWasWritten() {
        assertThat(SnapshotCodec.decode(SnapshotCodec.encode(SNAPSHOT))).isEqualTo(new SnapshotCodec.Intact(SNAPSHOT));
    }

    @Test
    void shouldFindEveryFlippedBitAndEveryCut() {
        byte[] good = bytes();
        for (int i = 0; i < good.length * 8; i++) {
            byte[] bad = good.clone();
            bad[i / 8] ^= (byte) (1 << i % 8);
            assertThat(problem(ByteBuffer.wrap(bad))).isEqualTo(SnapshotProblem.DAMAGED);
        }
        for (int length = 0; length < good.length; length++) {
            assertThat(problem(ByteBuffer.wrap(good, 0, length))).isEqualTo(SnapshotProblem.DAMAGED);
        }
    }

    @Test
    void shouldRefuseAnotherVersion() {
        byte[] bytes = bytes();
        bytes[4]++;
        assertThat(problem(sealed(bytes))).isEqualTo(SnapshotProblem.OTHER_VERSION);
    }

    @Test
    void shouldSurviveAnyBytesUnderARightChecksum() {
        Random random = new Random(1);
        byte[] good = bytes();
        int read = 0;
        for (int i = 0; i < 200_000; i++) {
            byte[] bad = good.clone();
            for (int n = random.nextInt(4); n >= 0; n--) {
                int at = 8 + random.nextInt(bad.length - 12);
                bad[at] = (byte) (random.nextBoolean() ? random.nextInt() : random.nextInt(3) * 127);
            }
            SnapshotCodec.Decoded decoded = SnapshotCodec.decode(sealed(bad));
            if (decoded instanceof SnapshotCodec.Intact readable) {
                read++;
                assertThat(SnapshotCodec.encode(readable.snapshot()).array()).isEqualTo(bad);
            } else {
                assertThat(((SnapshotCodec.Unusable) decoded).problem()).isEqualTo(SnapshotProblem.BAD_SHAPE);
            }
        }
        assertThat(read)
                .as("changes of digests, tokens and contents go unseen here")
                .isBetween(1, 199_999);
    }
}
