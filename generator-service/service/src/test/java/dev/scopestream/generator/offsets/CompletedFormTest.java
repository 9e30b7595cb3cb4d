package dev.scopestream.generator.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CompletedFormTest {
    private static BitSet random(long seed, double share) {
        Random random = new Random(seed);
        BitSet bits = new BitSet();
        for (int i = 0; i < OffsetMap.SPAN; i++) {
            bits.set(i, random.nextDouble() < share);
        }
        return bits;
    }

    private static BitSet everyNth(int n) {
        BitSet bits = new BitSet();
        for (int i = n; i < OffsetMap.SPAN; i += n) {
            bits.set(i);
        }
        return bits;
    }

    @ParameterizedTest
    @EnumSource(CompletedForm.class)
    void shouldReadWhatItWrote(CompletedForm form) {
        for (double share : new double[] {0, 0.001, 0.1, 0.5, 0.9, 1}) {
            BitSet bits = random(3, share);
            assertThat(form.read(ByteBuffer.wrap(form.write(bits)))).isEqualTo(bits);
        }
    }

    @Test
    void shouldTakeTheShortestForm() {
        assertThat(CompletedForm.shortest(random(1, 0.5)).form()).isEqualTo(CompletedForm.BITS);
        assertThat(CompletedForm.shortest(random(1, 0.001)).form()).isEqualTo(CompletedForm.RUNS);
        assertThat(CompletedForm.shortest(everyNth(2)).form()).isEqualTo(CompletedForm.DEFLATED);
        assertThat(CompletedForm.shortest(new BitSet()).bytes().remaining()).isZero();
    }

    @Test
    void shouldRefuseRunsBeyondTheSpan() {
        ByteBuffer tooLong = ByteBuffer.wrap(new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff, 0x7f});
        assertThatThrownBy(() -> CompletedForm.RUNS.read(tooLong)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldRefuseWhatIsNotCompressed() {
        ByteBuffer noise = ByteBuffer.wrap(new byte[] {1, 2, 3});
        assertThatThrownBy(() -> CompletedForm.DEFLATED.read(noise)).isInstanceOf(IllegalArgumentException.class);
    }
}
