package dev.scopestream.spill.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * Any bytes at all: a miss, or exactly what the bytes are the encoding of. An ordinary test run takes the inputs in the
 * resources. To look for others, one method at a time: {@code JAZZER_FUZZ=1 mvn test-compile surefire:test@fuzz
 * -Djazzer.hooks=true -Dtest=CodecFuzzTest#method}.
 */
class CodecFuzzTest {
    @FuzzTest(maxDuration = "1m")
    void shouldDecodeNoBlockThatIsNotThere(byte[] bytes) {
        BlockCodec.decode(bytes).found().ifPresent(stored -> assertThat(
                        BlockCodec.encode(stored.block(), stored.createdMillis()))
                .isEqualTo(bytes));
    }

    /** Past the checksum, which random bytes hardly ever have right. */
    @FuzzTest(maxDuration = "1m")
    void shouldDecodeNoBlockThatIsNotThereWhenTheChecksumIsRight(byte[] bytes) {
        if (bytes.length >= Frame.HEADER_BYTES + Frame.CHECKSUM_BYTES) {
            BlockCodecTest.reseal(bytes);
        }
        shouldDecodeNoBlockThatIsNotThere(bytes);
    }

    @FuzzTest(maxDuration = "1m")
    void shouldDecodeNoBlobThatIsNotThere(byte[] bytes) {
        if (bytes.length >= Frame.HEADER_BYTES + Frame.CHECKSUM_BYTES) {
            BlockCodecTest.reseal(bytes);
        }
        BlobCodec.decode(bytes).found().ifPresent(stored -> assertThat(
                        BlobCodec.encode(stored.key(), stored.payload(), stored.createdMillis()))
                .isEqualTo(bytes));
    }

    @FuzzTest(maxDuration = "1m")
    void shouldDecodeNoSegmentThatIsNotThere(byte[] bytes) {
        byte[] key = {0, 0, 0, 0, 0, 0, 0, 9};
        Segment.decode(key, bytes)
                .ifPresent(segment -> assertThat(segment.encode()).isEqualTo(bytes));
    }
}
