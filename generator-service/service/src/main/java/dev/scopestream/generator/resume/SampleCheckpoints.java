package dev.scopestream.generator.resume;

import dev.scopestream.events.ResultChoice;
import dev.scopestream.spill.Lookup;
import dev.scopestream.spill.MissReason;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the samples of one attempt save, in one place: all of them at once, so that a later attempt finds them as they were
 * between the same two steps. One sample alone stands there as it is, several in a {@link SampleFrame}. Belongs to the decode
 * thread.
 */
public final class SampleCheckpoints {
    private final CheckpointPlace place;
    private final List<Part> parts = new ArrayList<>();
    private final boolean missed;

    private SampleCheckpoints(CheckpointPlace place, boolean missed) {
        this.place = place;
        this.missed = missed;
    }

    /** What an earlier attempt left in a place. */
    public static SampleCheckpoints open(CheckpointPlace place, int samples) {
        Lookup<ByteBuffer> found = place.load();
        Optional<List<SampleFrame.Part>> saved = found.found().flatMap(bytes -> SampleFrame.open(bytes, samples));
        Lookup<ByteBuffer> first =
                found.found().isPresent() && saved.isEmpty() ? Lookup.miss(MissReason.UNKNOWN_VERSION) : found;
        SampleCheckpoints all = new SampleCheckpoints(place, saved.isEmpty());
        for (int i = 0; i < samples; i++) {
            int k = i;
            // why nothing was found counts once
            Lookup<ByteBuffer> missing = k == 0 ? first : Lookup.miss(MissReason.ABSENT);
            all.parts.add(saved.map(s -> all.new Part(k, s.get(k))).orElseGet(() -> all.new Part(k, missing)));
        }
        return all;
    }

    /** A sample's own part of the place. */
    public CheckpointPlace place(int sample) {
        return parts.get(sample);
    }

    /** The sample's output, where it had ended when the others were saved. */
    public Optional<ResultChoice> ended(int sample) {
        return parts.get(sample).ended;
    }

    /** The sample has ended: with the others its output is saved. */
    public void end(int sample, ResultChoice choice) {
        parts.get(sample).ended = Optional.of(choice);
    }

    /**
     * Replaces what is saved by what the samples saved since the last time, and the outputs of those that have ended.
     *
     * @param tokens of all samples
     * @param atMost how long to wait for space in the write queue
     * @return false: there was no space, or it is more than can be read again (2^31 - 1 bytes)
     */
    public boolean commit(int tokens, Duration atMost) {
        List<SampleFrame.Part> all = parts.stream().map(Part::take).toList();
        List<ByteBuffer> payload = all.size() == 1 && all.get(0) instanceof SampleFrame.Running alone
                ? alone.payload()
                : SampleFrame.encode(all);
        long bytes = payload.stream().mapToLong(ByteBuffer::remaining).sum();
        return bytes <= Integer.MAX_VALUE && place.save(payload, tokens, atMost);
    }

    /** The result is delivered: nothing is needed any more. */
    private void delivered(int sample) {
        if (sample == 0) {
            place.delivered();
        }
    }

    private void discard(int sample) {
        if (sample == 0 && (missed || parts.size() == 1)) {
            place.discard();
        }
    }

    /** One sample's part. */
    private final class Part implements CheckpointPlace {
        private final int sample;
        private Lookup<ByteBuffer> found;
        private Optional<ResultChoice> ended = Optional.empty();
        private List<ByteBuffer> saved = List.of();

        Part(int sample, Lookup<ByteBuffer> found) {
            this.sample = sample;
            this.found = found;
        }

        Part(int sample, SampleFrame.Part part) {
            this(
                    sample,
                    part instanceof SampleFrame.Running running
                            ? Lookup.hit(running.payload().get(0))
                            : Lookup.miss(MissReason.ABSENT));
            if (part instanceof SampleFrame.Ended end) {
                ended = Optional.of(end.choice());
            }
        }

        @Override
        public Lookup<ByteBuffer> load() {
            Lookup<ByteBuffer> payload = found;
            found = Lookup.miss(MissReason.ABSENT); // as large as the sample's cache: not to be held on to
            return payload;
        }

        @Override
        public void discard() {
            SampleCheckpoints.this.discard(sample);
        }

        /** Waits for {@link SampleCheckpoints#commit}. */
        @Override
        public boolean save(List<ByteBuffer> payload, int tokens, Duration atMost) {
            saved = payload;
            return true;
        }

        @Override
        public void delivered() {
            SampleCheckpoints.this.delivered(sample);
        }

        private SampleFrame.Part take() {
            List<ByteBuffer> payload = saved;
            saved = List.of();
            return ended.<SampleFrame.Part>map(SampleFrame.Ended::new)
                    .orElseGet(() -> payload.isEmpty() ? new SampleFrame.Absent() : new SampleFrame.Running(payload));
        }
    }
}
