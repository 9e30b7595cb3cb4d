package dev.scopestream.spill.checkpoint;

import com.github.luben.zstd.Zstd;
import dev.scopestream.spill.Lookup;
import dev.scopestream.spill.MissReason;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Reads what {@link CheckpointWrite} wrote, from any bytes. Memory is taken only for what a checked header announces. */
final class CheckpointRead {
    private final ReadableByteChannel in;
    private final long mostBytes;
    private final MessageDigest sha = CheckpointParts.sha256();

    /** @param mostBytes of a payload; a larger one is refused */
    CheckpointRead(ReadableByteChannel in, long mostBytes) {
        this.in = in;
        this.mostBytes = Math.min(mostBytes, Integer.MAX_VALUE - 8);
    }

    /**
     * A checkpoint that passed all checks; the payload is big endian as any new buffer.
     *
     * @param digest SHA-256 (hex) at its end
     */
    record Content(CheckpointHeader header, ByteBuffer payload, String digest) {
        /**
         * The payload, where this reader can use it.
         *
         * @param oldestMillis creation that counts still
         */
        Lookup<ByteBuffer> usable(long model, long policy, long oldestMillis) {
            if (header.model() != model) {
                return Lookup.miss(MissReason.FOREIGN_MODEL);
            }
            if (header.policy() != policy) {
                return Lookup.miss(MissReason.FOREIGN_POLICY);
            }
            return header.createdMillis() < oldestMillis ? Lookup.miss(MissReason.EXPIRED) : Lookup.hit(payload);
        }
    }

    /** The header alone; the rest isn't read. */
    Lookup<CheckpointHeader> header() throws IOException {
        try {
            ByteBuffer lead = take(CheckpointHeader.LEAD_BYTES);
            var problem = CheckpointHeader.check(lead);
            if (problem.isPresent()) {
                return Lookup.miss(problem.get());
            }
            ByteBuffer whole = ByteBuffer.allocate(CheckpointHeader.bytes(lead)).order(ByteOrder.LITTLE_ENDIAN);
            whole.put(lead.rewind()).put(take(whole.remaining())).flip();
            return CheckpointHeader.decode(whole).map(Lookup::hit).orElse(Lookup.miss(MissReason.BAD_CHECKSUM));
        } catch (EOFException e) {
            return Lookup.miss(MissReason.TORN);
        }
    }

    Lookup<Content> content() throws IOException {
        Lookup<CheckpointHeader> header = header();
        if (header.found().isEmpty()) {
            return header.then(h -> Lookup.miss(MissReason.BAD_SHAPE));
        }
        CheckpointHeader h = header.found().get();
        if (h.payloadBytes() > mostBytes) {
            return Lookup.miss(MissReason.BAD_SHAPE);
        }
        try {
            return payload(h);
        } catch (EOFException e) {
            return Lookup.miss(MissReason.TORN);
        }
    }

    private Lookup<Content> payload(CheckpointHeader header) throws IOException {
        byte[] payload = new byte[(int) header.payloadBytes()];
        int index = 0;
        for (int at = 0; at < payload.length; index++) {
            ByteBuffer lead = take(CheckpointParts.LEAD_BYTES);
            int size = Math.min(CheckpointParts.PART_BYTES, payload.length - at);
            int stored = lead.getInt(8);
            if (lead.getInt(0) != index || lead.getInt(4) != size || stored < 1 || stored > size) {
                return Lookup.miss(MissReason.BAD_SHAPE);
            }
            byte[] bytes = bytes(stored);
            if (lead.getInt(12) != CheckpointParts.checksum(lead, ByteBuffer.wrap(bytes))) {
                return Lookup.miss(MissReason.BAD_CHECKSUM);
            }
            if (stored == size) {
                System.arraycopy(bytes, 0, payload, at, size);
            } else if (Zstd.decompressByteArray(payload, at, size, bytes, 0, stored) != size) {
                return Lookup.miss(MissReason.BAD_SHAPE);
            }
            at += size;
        }
        byte[] expected = sha.digest();
        if (!MessageDigest.isEqual(expected, bytes(expected.length))) {
            return Lookup.miss(MissReason.BAD_CHECKSUM);
        }
        boolean end = in.read(ByteBuffer.allocate(1)) < 0;
        return end
                ? Lookup.hit(new Content(
                        header, ByteBuffer.wrap(payload), HexFormat.of().formatHex(expected)))
                : Lookup.miss(MissReason.BAD_SHAPE);
    }

    private ByteBuffer take(int bytes) throws IOException {
        return ByteBuffer.wrap(bytes(bytes)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private byte[] bytes(int count) throws IOException {
        byte[] bytes = new byte[count];
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            if (in.read(buffer) < 0) {
                throw new EOFException();
            }
        }
        sha.update(bytes);
        return bytes;
    }
}
