package dev.scopestream.generator.resume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.events.FinishReason;
import dev.scopestream.events.KvReport;
import dev.scopestream.events.KvSpec;
import dev.scopestream.events.ResultChoice;
import dev.scopestream.events.ResultEvent;
import dev.scopestream.spill.Lookup;
import dev.scopestream.spill.MissReason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What several samples save in one place, and what a later attempt finds there. */
class SampleCheckpointsTest {
    private static final KvReport KV = KvReport.builder()
            .policy("h2o", "slide", KvSpec.Fidelity.SCOPE)
            .sizes(1, 2, 3)
            .memory(4, 5)
            .evictions(7, 8, 9)
            .recall(new KvReport.Recall(10, 1, 0.75, 2.5, 0.98))
            .lostMass(0.01, 0.0)
            .build();
    private static final ResultChoice ENDED =
            new ResultChoice(1, 12, new ResultEvent.Output("text", null, List.of(1, 2), FinishReason.STOP), 0, KV);

    private final Place place = new Place();

    /** One place in memory. */
    private static final class Place implements CheckpointPlace {
        private Lookup<ByteBuffer> content = Lookup.miss(MissReason.ABSENT);
        private int tokens;
        private boolean discarded;
        private boolean delivered;

        @Override
        public Lookup<ByteBuffer> load() {
            return content;
        }

        @Override
        public void discard() {
            discarded = true;
        }

        @Override
        public boolean save(List<ByteBuffer> payload, int number, Duration atMost) {
            ByteBuffer all = ByteBuffer.allocate(
                    payload.stream().mapToInt(ByteBuffer::remaining).sum());
            payload.forEach(part -> all.put(part.duplicate()));
            content = Lookup.hit(all.flip());
            tokens = number;
            return true;
        }

        @Override
        public void delivered() {
            delivered = true;
        }
    }

    private static List<ByteBuffer> bytes(String... parts) {
        return List.of(parts).stream()
                .map(p -> ByteBuffer.wrap(p.getBytes(StandardCharsets.UTF_8)))
                .toList();
    }

    private static Optional<String> text(Lookup<ByteBuffer> found) {
        return found.found()
                .map(b -> StandardCharsets.UTF_8.decode(b.duplicate()).toString());
    }

    @Test
    void shouldFindEachSampleAsItWas() {
        SampleCheckpoints saving = SampleCheckpoints.open(place, 3);
        assertThat(saving.place(0).save(bytes("frame", "snapshot"), 5, Duration.ZERO))
                .isTrue();
        saving.end(1, ENDED);
        assertThat(saving.commit(7, Duration.ZERO)).isTrue();
        assertThat(place.tokens).isEqualTo(7);
        SampleCheckpoints found = SampleCheckpoints.open(place, 3);
        assertThat(text(found.place(0).load())).contains("framesnapshot");
        assertThat(text(found.place(0).load())).isEmpty();
        assertThat(found.ended(1)).contains(ENDED);
        assertThat(found.ended(0)).isEmpty();
        assertThat(found.place(2).load().missed()).contains(MissReason.ABSENT);
        // what it has isn't given up because one sample begins anew
        found.place(2).discard();
        assertThat(place.discarded).isFalse();
        found.place(2).delivered();
        assertThat(place.delivered).isFalse();
        found.place(0).delivered();
        assertThat(place.delivered).isTrue();
    }

    @Test
    void shouldSaveOneSampleAsItIs() {
        SampleCheckpoints saving = SampleCheckpoints.open(place, 1);
        assertThat(saving.place(0).save(bytes("frame", "snapshot"), 5, Duration.ZERO))
                .isTrue();
        assertThat(saving.commit(5, Duration.ZERO)).isTrue();
        assertThat(text(place.content)).contains("framesnapshot");
        assertThat(text(SampleCheckpoints.open(place, 1).place(0).load())).contains("framesnapshot");
        // another number of samples than the place has
        SampleCheckpoints two = SampleCheckpoints.open(place, 2);
        assertThat(two.place(0).load().missed()).contains(MissReason.UNKNOWN_VERSION);
        assertThat(two.place(1).load().missed()).contains(MissReason.ABSENT);
        two.place(0).discard();
        assertThat(place.discarded).isTrue();
    }

    @Test
    void shouldTakeNoBytesThatArentSamples() {
        SampleCheckpoints saving = SampleCheckpoints.open(place, 2);
        assertThat(saving.place(0).save(bytes("frame"), 1, Duration.ZERO)).isTrue();
        saving.end(1, ENDED);
        assertThat(saving.commit(3, Duration.ZERO)).isTrue();
        ByteBuffer intact = place.content.found().orElseThrow();
        byte[] all = new byte[intact.remaining()];
        intact.duplicate().get(all);
        assertThat(SampleFrame.open(ByteBuffer.wrap(all), 3)).isEmpty();
        for (int length = 0; length < all.length; length++) {
            assertThat(SampleFrame.open(ByteBuffer.wrap(all, 0, length).slice(), 2))
                    .as("cut to " + length)
                    .isEmpty();
        }
        Random random = new Random(1);
        for (int i = 0; i < 2000; i++) {
            byte[] harmed = all.clone();
            harmed[random.nextInt(24)] ^= (byte) (1 << random.nextInt(8));
            // whatever it gives, it throws nothing
            Optional<List<SampleFrame.Part>> unused = SampleFrame.open(ByteBuffer.wrap(harmed), 2);
        }
        // all have ended: no attempt could go on from that
        SampleCheckpoints over = SampleCheckpoints.open(new Place(), 2);
        over.end(0, new ResultChoice(0, 11, ENDED.output(), 0, KV));
        over.end(1, ENDED);
        assertThat(SampleFrame.open(frame(over), 2)).isEmpty();
    }

    private static ByteBuffer frame(SampleCheckpoints checkpoints) {
        List<ByteBuffer> parts = SampleFrame.encode(List.of(
                new SampleFrame.Ended(checkpoints.ended(0).orElseThrow()),
                new SampleFrame.Ended(checkpoints.ended(1).orElseThrow())));
        ByteBuffer all = ByteBuffer.allocate(
                parts.stream().mapToInt(ByteBuffer::remaining).sum());
        parts.forEach(all::put);
        return all.flip();
    }
}
