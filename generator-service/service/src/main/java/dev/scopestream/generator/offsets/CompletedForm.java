package dev.scopestream.generator.offsets;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.apache.kafka.common.utils.ByteUtils;

/** How completed offsets are written, as bits from the committed offset. */
enum CompletedForm {
    /** Bits, least significant first. */
    BITS(0) {
        @Override
        byte[] write(BitSet bits) {
            return bits.toByteArray();
        }

        @Override
        BitSet read(ByteBuffer in) {
            byte[] bytes = new byte[in.remaining()];
            in.get(bytes);
            return BitSet.valueOf(bytes);
        }
    },
    /** Lengths of runs, unsigned variable-length numbers: clear bits, set bits, clear bits and so on. */
    RUNS(1) {
        @Override
        byte[] write(BitSet bits) {
            ByteBuffer out =
                    ByteBuffer.allocate(6 * Math.min(bits.cardinality(), bits.length() - bits.cardinality() + 1) + 8);
            boolean set = false;
            for (int at = 0; at < bits.length(); set = !set) {
                int end = set ? bits.nextClearBit(at) : bits.nextSetBit(at);
                ByteUtils.writeUnsignedVarint(end - at, out);
                at = end;
            }
            return Arrays.copyOf(out.array(), out.position());
        }

        @Override
        BitSet read(ByteBuffer in) {
            BitSet bits = new BitSet();
            int at = 0;
            for (boolean set = false; in.hasRemaining(); set = !set) {
                int length = ByteUtils.readUnsignedVarint(in);
                if (length < 0 || length > OffsetMap.SPAN - at) {
                    throw new IllegalArgumentException("a run beyond the span");
                }
                bits.set(at, at + length, set);
                at += length;
            }
            return bits;
        }
    },
    /** {@link #BITS}, compressed (RFC 1950). */
    DEFLATED(2) {
        @Override
        byte[] write(BitSet bits) {
            Deflater deflater = new Deflater();
            try {
                deflater.setInput(bits.toByteArray());
                deflater.finish();
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                byte[] part = new byte[LONGEST];
                while (!deflater.finished()) {
                    out.write(part, 0, deflater.deflate(part));
                }
                return out.toByteArray();
            } finally {
                deflater.end();
            }
        }

        @Override
        BitSet read(ByteBuffer in) {
            Inflater inflater = new Inflater();
            try {
                byte[] bytes = new byte[LONGEST];
                inflater.setInput(in);
                int length = inflater.inflate(bytes);
                if (!inflater.finished() || in.hasRemaining()) {
                    throw new IllegalArgumentException("not one compressed value");
                }
                return BitSet.valueOf(ByteBuffer.wrap(bytes, 0, length));
            } catch (DataFormatException e) {
                throw new IllegalArgumentException("not compressed", e);
            } finally {
                inflater.end();
            }
        }
    };

    /** Bytes of the bits, at most. One more than that, so that the end of a compressed value is always reached. */
    private static final int LONGEST = OffsetMap.SPAN / 8 + 1;
    /** Fewest bytes that are compressed. */
    private static final int SMALL = 128;

    /** The form's number in the encoded map. */
    private final int number;

    CompletedForm(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    /** @throws IllegalArgumentException for a number that no form has */
    static CompletedForm of(int number) {
        return Arrays.stream(values())
                .filter(form -> form.number == number)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no form " + number));
    }

    abstract byte[] write(BitSet bits);

    /** Reads all that remains; fails with an IllegalArgumentException or a BufferUnderflowException. */
    abstract BitSet read(ByteBuffer in);

    /** @param bytes the bits in this form */
    record Written(CompletedForm form, ByteBuffer bytes) {
        private static Written of(CompletedForm form, BitSet bits) {
            return new Written(form, ByteBuffer.wrap(form.write(bits)));
        }
    }

    /** The bits in the form that takes the fewest bytes. */
    static Written shortest(BitSet bits) {
        Written best = Written.of(BITS, bits);
        for (CompletedForm form : List.of(RUNS, DEFLATED)) {
            if (form == RUNS || best.bytes.remaining() > SMALL) {
                Written other = Written.of(form, bits);
                best = other.bytes.remaining() + 1 < best.bytes.remaining() ? other : best;
            }
        }
        return best;
    }
}
