package dev.scopestream.spill.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.spill.KvBlock;
import dev.scopestream.spill.Lookup;
import dev.scopestream.spill.MissReason;
import dev.scopestream.spill.SpillSamples;
import dev.scopestream.spill.TokenMark;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

public class BlockCodecTest {
    private final KvBlock block = SpillSamples.block(SpillSamples.request("r"), 2, 1, 9, 17, new TokenMark(300, 77));
    private final byte[] bytes = BlockCodec.encode(block, 1234);

    @Test
    void shouldGiveBackEveryFieldAndByte() {
        assertThat(BlockCodec.decode(bytes)).isEqualTo(Lookup.hit(new StoredBlock(block, 1234)));
        assertThat(block.key(16)).isEqualTo(block.keys().slice(16 * 32, 32));
        assertThat(block.value(0)).isEqualTo(block.values().slice(0, 32));
    }

    @Test
    void shouldCallEveryTruncationTorn() {
        for (int length = 0; length < bytes.length; length++) {
            assertThat(BlockCodec.decode(Arrays.copyOf(bytes, length))).isEqualTo(Lookup.miss(MissReason.TORN));
        }
    }

    @Test
    void shouldRefuseBytesLeftOver() {
        assertThat(BlockCodec.decode(Arrays.copyOf(bytes, bytes.length + 1)))
                .isEqualTo(Lookup.miss(MissReason.BAD_SHAPE));
    }

    @Test
    void shouldNoticeEverySingleBitFlip() {
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            MissReason expected =
                    bit < 32 ? MissReason.WRONG_MAGIC : bit < 48 ? MissReason.UNKNOWN_VERSION : MissReason.BAD_CHECKSUM;
            assertThat(BlockCodec.decode(flipped).missed().orElseThrow())
                    .as("bit %d", bit)
                    .isIn(expected, MissReason.TORN, MissReason.BAD_SHAPE);
        }
    }

    /** Each line: which number of the body, and values that it can't have, or that contradict the others. */
    @ParameterizedTest
    @CsvSource({
        "element type, 0, 0 5 -1 1 4 2147483647",
        "layer, 1, -1 65536 2147483647 -2147483648",
        "head, 2, -1 65536 2147483647 -2147483648",
        "sequence, 3, -1 16777216 2147483647 -2147483648",
        "tokens, 4, -1 0 1 16 18 1024 1025 2147483647 -2147483648",
        "headDim, 5, -1 0 1 15 17 4096 4097 2147483647 -2147483648",
        "marked tokens, 6, -1 0 -2147483648",
        "id bytes, 9, -1 0 2 3 1024 1025 2147483647 -2147483648"
    })
    void shouldRefuseNumbersThatLieUnderARightChecksum(String name, int field, String lies) {
        for (String lie : lies.split(" ", -1)) {
            byte[] lying = bytes.clone();
            ByteBuffer.wrap(lying)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(Frame.HEADER_BYTES + field * 4, Integer.parseInt(lie));
            reseal(lying);
            assertThat(BlockCodec.decode(lying)).as("%s %s", name, lie).isEqualTo(Lookup.miss(MissReason.BAD_SHAPE));
        }
    }

    @Test
    void shouldNotTakeABlobForABlockNorTheOtherWayRound() {
        byte[] blob = BlobCodec.encode(BlobKey.checkpoint(SpillSamples.request("r")), ByteBuffer.allocate(100), 5);
        assertThat(BlockCodec.decode(blob)).isEqualTo(Lookup.miss(MissReason.MISPLACED));
        assertThat(BlobCodec.decode(bytes)).isEqualTo(Lookup.miss(MissReason.MISPLACED));
    }

    @Test
    void shouldGiveBackBlobsAndRefuseDamagedOnes() {
        BlobKey key = BlobKey.digest(SpillSamples.request("r\u00e9"), 3, 4);
        ByteBuffer payload = SpillSamples.bytes(new Random(4), 99);
        byte[] blob = BlobCodec.encode(key, payload, 5);
        assertThat(BlobCodec.decode(blob)).isEqualTo(Lookup.hit(new StoredBlob(key, payload, 5)));
        for (int i = 0; i < blob.length; i++) {
            byte[] flipped = blob.clone();
            flipped[i] ^= 0x10;
            assertThat(BlobCodec.decode(flipped)).isInstanceOf(Lookup.Miss.class);
            assertThat(BlobCodec.decode(Arrays.copyOf(blob, i))).isEqualTo(Lookup.miss(MissReason.TORN));
        }
    }

    public static void reseal(byte[] value) {
        CRC32C crc = new CRC32C();
        crc.update(value, 0, value.length - 4);
        ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).putInt(value.length - 4, (int) crc.getValue());
    }
}
