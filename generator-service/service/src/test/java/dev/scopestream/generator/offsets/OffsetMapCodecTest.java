package dev.scopestream.generator.offsets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.generator.offsets.OffsetMapCodec.Decoded;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class OffsetMapCodecTest {
    @Test
    void shouldFitWhatABrokerTakesInTheWorstCase() {
        OffsetMap map = OffsetMap.at(0, Integer.MAX_VALUE);
        map.topic(new Uuid(-1, -1));
        // half of the offsets, at random, are completed, the others are open; the last have as many attempts as count
        Random random = new Random(5);
        long end = 0;
        for (; map.accepts(end, 1); end++) {
            assertThat(map.admit(end)).isEqualTo(OffsetAdmission.ADMITTED);
            if (end > 0 && random.nextBoolean()) {
                map.complete(end);
            }
        }
        for (long offset = end - 1; map.attempts().size() < OffsetMap.STARTED; offset--) {
            if (map.mayBegin(offset, List.of())) {
                map.space().ending(offset);
            }
            for (int i = 0; i < 1 << 14; i++) {
                map.count(offset, Change.Kind.BEGUN_ALONE);
            }
        }
        String encoded = OffsetMapCodec.encode(map);
        assertThat(map.attempts()).hasSize(OffsetMap.STARTED);
        assertThat(encoded.length()).isBetween(3000, OffsetMapCodec.MAX_CHARS);
        assertThat(OffsetMapCodec.encode(OffsetMapTest.restart(map))).isEqualTo(encoded);
    }

    @Test
    void shouldBeShortWhenAllIsInOrder() {
        assertThat(OffsetMapCodec.encode(OffsetMap.at(123_456_789_012L)).length())
                .isLessThan(32);
    }

    @ParameterizedTest
    @NullAndEmptySource
    void shouldTakeAPlainOffset(String metadata) {
        assertThat(OffsetMapCodec.decode(4, metadata)).isInstanceOf(Decoded.Absent.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"consumer\":\"other\"}", "AAAA", "UwE", "????", "bJQAAAALMzAyLDY2LDc="})
    void shouldRefuseForeignMetadata(String metadata) {
        assertThat(OffsetMapCodec.decode(4, metadata)).isInstanceOf(Decoded.Unreadable.class);
    }

    @Test
    void shouldRefuseMetadataOfAnotherOffset() {
        assertThat(OffsetMapCodec.decode(5, OffsetMapCodec.encode(sample())))
                .isInstanceOfSatisfying(
                        Decoded.Unreadable.class, u -> assertThat(u.reason()).contains("offset 4"));
    }

    @Test
    void shouldSayThatAVersionIsNewer() {
        byte[] bytes = Base64.getDecoder().decode(OffsetMapCodec.encode(sample()));
        bytes[1] = 4;
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length - 4);
        ByteBuffer.wrap(bytes).putInt(bytes.length - 4, (int) crc.getValue());
        assertThat(OffsetMapCodec.decode(4, Base64.getEncoder().encodeToString(bytes)))
                .isInstanceOfSatisfying(
                        Decoded.Unreadable.class, u -> assertThat(u.reason()).contains("version 4"));
    }

    @Test
    void shouldRefuseEveryTruncationAndEveryFlippedBit() {
        byte[] whole = Base64.getDecoder().decode(OffsetMapCodec.encode(sample()));
        for (int bit = 0; bit < whole.length * 8; bit++) {
            byte[] bytes = whole.clone();
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(OffsetMapCodec.decode(4, Base64.getEncoder().encodeToString(bytes)))
                    .isInstanceOf(Decoded.Unreadable.class);
        }
        for (int length = 1; length < whole.length; length++) {
            byte[] bytes = java.util.Arrays.copyOf(whole, length);
            assertThat(OffsetMapCodec.decode(4, Base64.getEncoder().encodeToString(bytes)))
                    .isInstanceOf(Decoded.Unreadable.class);
        }
    }

    @Test
    void shouldNeverThrowOnNoise() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(64)];
            random.nextBytes(bytes);
            if (bytes.length > 14) {
                bytes[0] = 'S';
                bytes[1] = (byte) (1 + i % 3);
                ByteBuffer.wrap(bytes).putLong(2, 4);
                CRC32C crc = new CRC32C();
                crc.update(bytes, 0, bytes.length - 4);
                ByteBuffer.wrap(bytes).putInt(bytes.length - 4, (int) crc.getValue());
            }
            assertThat(OffsetMapCodec.decode(4, Base64.getEncoder().encodeToString(bytes)))
                    .isNotNull();
            assertThat(OffsetMapCodec.decode(4, new String(bytes, StandardCharsets.ISO_8859_1)))
                    .isNotNull();
        }
    }

    private static OffsetMap sample() {
        OffsetMap map = OffsetMap.at(4);
        for (long offset = 4; offset < 40; offset++) {
            map.admit(offset);
        }
        for (long offset = 5; offset < 40; offset += 3) {
            map.complete(offset);
        }
        map.begin(4);
        return map;
    }
}
