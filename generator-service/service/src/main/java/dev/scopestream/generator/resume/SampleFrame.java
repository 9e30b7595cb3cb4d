package dev.scopestream.generator.resume;

import dev.scopestream.events.EventCodec;
import dev.scopestream.events.InvalidEventException;
import dev.scopestream.events.ResultChoice;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The checkpoint of several samples. As bytes, big endian: magic and version (i32), number of samples (i32), each one's kind
 * and length in bytes (i32 each), and what they are: a {@link CheckpointFrame} with the engine's snapshot, or the JSON of a
 * {@link ResultChoice}. The store's checksum covers it.
 */
final class SampleFrame {
    private static final int MAGIC = 0x53414d31;
    private static final int ABSENT = 0;
    private static final int RUNNING = 1;
    private static final int ENDED = 2;

    /** One sample. */
    sealed interface Part {}

    /** It begins anew. */
    record Absent() implements Part {}

    /** It goes on from a checkpoint of its own. */
    record Running(List<ByteBuffer> payload) implements Part {}

    /** It has ended. */
    record Ended(ResultChoice choice) implements Part {}

    private SampleFrame() {}

    static List<ByteBuffer> encode(List<Part> samples) {
        ByteBuffer head = ByteBuffer.allocate(Integer.BYTES * (2 + 2 * samples.size()));
        head.putInt(MAGIC).putInt(samples.size());
        List<ByteBuffer> all = new ArrayList<>(List.of(head));
        for (Part sample : samples) {
            List<ByteBuffer> payload = payload(sample);
            long bytes = payload.stream().mapToLong(ByteBuffer::remaining).sum();
            head.putInt(kind(sample)).putInt((int) Math.min(Integer.MAX_VALUE, bytes));
            all.addAll(payload);
        }
        head.flip();
        return all;
    }

    private static List<ByteBuffer> payload(Part sample) {
        if (sample instanceof Running running) {
            return running.payload();
        }
        return sample instanceof Ended ended
                ? List.of(ByteBuffer.wrap(EventCodec.CHOICE.encode(ended.choice())))
                : List.of();
    }

    private static int kind(Part sample) {
        if (sample instanceof Running) {
            return RUNNING;
        }
        return sample instanceof Ended ? ENDED : ABSENT;
    }

    /** Empty for bytes that aren't a checkpoint of so many samples, one of which runs; one sample's bytes are its own. */
    static Optional<List<Part>> open(ByteBuffer bytes, int samples) {
        if (samples == 1) {
            return Optional.of(List.of(new Running(List.of(bytes))));
        }
        ByteBuffer in = bytes.slice();
        try {
            if (in.getInt() != MAGIC || in.getInt() != samples) {
                return Optional.empty();
            }
            int at = Integer.BYTES * (2 + 2 * samples);
            List<Part> parts = new ArrayList<>();
            for (int i = 0; i < samples; i++) {
                int kind = in.getInt();
                int length = in.getInt();
                parts.add(part(i, kind, in.slice(at, length)));
                at += length;
            }
            boolean some = parts.stream().anyMatch(Running.class::isInstance);
            return some && at == in.limit() ? Optional.of(parts) : Optional.empty();
        } catch (InvalidEventException
                | IllegalArgumentException
                | IndexOutOfBoundsException
                | BufferUnderflowException e) {
            return Optional.empty();
        }
    }

    private static Part part(int sample, int kind, ByteBuffer content) {
        return switch (kind) {
            case ABSENT -> new Absent();
            case RUNNING -> new Running(List.of(content));
            case ENDED -> {
                byte[] json = new byte[content.remaining()];
                content.get(json);
                ResultChoice choice = EventCodec.CHOICE.decode(json);
                if (choice.index() != sample) {
                    throw new IllegalArgumentException("sample " + sample + " is number " + choice.index());
                }
                yield new Ended(choice);
            }
            default -> throw new IllegalArgumentException("no sample is of the kind " + kind);
        };
    }
}
