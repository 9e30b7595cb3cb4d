package dev.scopestream.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

class WidenTest {
    private static FloatBuffer widened(TensorType type) {
        ByteBuffer all = ByteBuffer.allocate(65536 * 2).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 65536; i++) {
            all.putShort((short) i);
        }
        ByteBuffer wide = ByteBuffer.allocateDirect(65536 * 4).order(ByteOrder.LITTLE_ENDIAN);
        new Widen().widen(type, all.flip(), wide.asIntBuffer());
        return wide.asFloatBuffer();
    }

    /** By the definition of IEEE 754 binary16: 1 sign bit, 5 of exponent (bias 15), 10 of fraction. */
    private static double half(int bits) {
        int exponent = bits >> 10 & 31;
        double fraction = (bits & 1023) / 1024.0;
        double sign = bits < 32768 ? 1 : -1;
        if (exponent == 31) {
            return fraction == 0 ? sign * Double.POSITIVE_INFINITY : Double.NaN;
        }
        return sign * (exponent == 0 ? Math.scalb(fraction, -14) : Math.scalb(1 + fraction, exponent - 15));
    }

    @Test
    void shouldWidenEveryHalf() {
        FloatBuffer wide = widened(TensorType.F16);
        for (int i = 0; i < 65536; i++) {
            assertThat((double) wide.get(i)).as("%04x", i).isEqualTo(Double.valueOf(half(i)));
        }
    }

    @Test
    void shouldWidenEveryBfloat16() {
        FloatBuffer wide = widened(TensorType.BF16);
        for (int i = 0; i < 65536; i++) {
            assertThat(Float.floatToRawIntBits(wide.get(i))).isEqualTo(i << 16);
        }
    }
}
