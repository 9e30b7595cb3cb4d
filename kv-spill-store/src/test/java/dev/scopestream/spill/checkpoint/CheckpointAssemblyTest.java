package dev.scopestream.spill.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.spill.Lookup;
import dev.scopestream.spill.MissReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CheckpointAssemblyTest {
    private static final long MODEL = 11;
    private static final long POLICY = 12;
    private static final CheckpointId ID = new CheckpointId(-5, 3, 1_000_000_000_007L, 0xabcL, 1);
    private static final byte[] PAYLOAD = random(5 * CheckpointSlices.MOST_BYTES / 2);

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static List<byte[]> slices(CheckpointId id, byte[] payload) throws IOException {
        List<byte[]> slices = new ArrayList<>();
        CheckpointHeader header = new CheckpointHeader(id, 1000, 40, MODEL, POLICY, payload.length, "one");
        CheckpointSlices.Cut unused =
                CheckpointSlices.cut(header, List.of(ByteBuffer.wrap(payload)), bytes -> {}, slices::add);
        return slices;
    }

    private static CheckpointAssembly assembly(List<byte[]> slices, int announced) {
        CheckpointAssembly assembly = new CheckpointAssembly(ID, announced, 4 << 20);
        slices.forEach(assembly::add);
        return assembly;
    }

    private static Lookup<ByteBuffer> payload(List<byte[]> slices, int announced) {
        return assembly(slices, announced).payload(Optional.empty(), MODEL, POLICY, 1000);
    }

    @Test
    void shouldGiveExactlyWhatWasCut() throws Exception {
        for (byte[] payload : List.of(random(0), random(1), random(CheckpointSlices.MOST_BYTES), PAYLOAD)) {
            List<byte[]> slices = slices(ID, payload);
            assertThat(slices).allSatisfy(slice -> assertThat(slice.length)
                    .isLessThanOrEqualTo(CheckpointSlices.MOST_BYTES + CheckpointSlices.LEAD_BYTES));
            assertThat(payload(slices, slices.size()).found()).contains(ByteBuffer.wrap(payload));
        }
        List<byte[]> whole = slices(ID, PAYLOAD);
        assertThat(assembly(whole, whole.size()).header(Optional.empty()).found())
                .isPresent();
        assertThat(assembly(whole, whole.size()).announced().found().map(CheckpointHeader::tokens))
                .contains(40);
    }

    @Test
    void shouldRefuseWhatIsMissingAndWhatIsOutOfOrder() throws Exception {
        List<byte[]> whole = slices(ID, PAYLOAD);
        int count = whole.size();
        assertThat(count).isGreaterThan(2);
        assertThat(payload(List.of(), count).missed()).contains(MissReason.ABSENT);
        for (int i = 0; i < count; i++) {
            List<byte[]> without = new ArrayList<>(whole);
            byte[] one = without.remove(i);
            assertThat(payload(without, count).missed())
                    .as("without %d", i)
                    .contains(i == count - 1 ? MissReason.TORN : MissReason.MISPLACED);
            assertThat(payload(without, count - 1).found()).as("fewer: %d", i).isEmpty();
            List<byte[]> twice = new ArrayList<>(whole);
            twice.add(i, one);
            assertThat(payload(twice, count).found().isPresent())
                    .as("twice %d, which only what is behind the end may be", i)
                    .isEqualTo(i == count - 1);
            assertThat(payload(twice, count + 1).found()).as("one more: %d", i).isEmpty();
            List<byte[]> deleted = new ArrayList<>(whole);
            deleted.set(i, null);
            assertThat(payload(deleted, count).found()).as("deleted %d", i).isEmpty();
            List<byte[]> mixed = new ArrayList<>(whole);
            mixed.set(i, slices(ID, PAYLOAD).get(i));
            assertThat(payload(mixed, count).missed())
                    .as("of another save: %d", i)
                    .contains(MissReason.MISPLACED);
        }
        List<byte[]> reversed = new ArrayList<>(whole);
        Collections.reverse(reversed);
        assertThat(payload(reversed, count).missed()).contains(MissReason.MISPLACED);
    }

    @Test
    void shouldRefuseEveryDamage() throws Exception {
        byte[] whole = slices(ID, random(300)).get(0);
        for (int i = 0; i < whole.length; i++) {
            byte[] flipped = whole.clone();
            flipped[i] ^= (byte) (1 << (i % 8));
            assertThat(payload(List.of(flipped), 1).found()).as("byte %d", i).isEmpty();
            assertThat(payload(List.of(Arrays.copyOf(whole, i)), 1).found())
                    .as("cut at %d", i)
                    .isEmpty();
        }
        assertThat(payload(List.of(Arrays.copyOf(whole, whole.length + 1)), 1).found())
                .isEmpty();
    }

    @Test
    void shouldRefuseWhatAnotherReaderNeedsAndWhatIsTooLarge() throws Exception {
        List<byte[]> whole = slices(ID, PAYLOAD);
        int count = whole.size();
        assertThat(assembly(whole, count)
                        .payload(Optional.empty(), MODEL + 1, POLICY, 1000)
                        .missed())
                .contains(MissReason.FOREIGN_MODEL);
        assertThat(assembly(whole, count)
                        .payload(Optional.empty(), MODEL, POLICY + 1, 1000)
                        .missed())
                .contains(MissReason.FOREIGN_POLICY);
        assertThat(assembly(whole, count)
                        .payload(Optional.empty(), MODEL, POLICY, 1001)
                        .missed())
                .contains(MissReason.EXPIRED);
        assertThat(payload(slices(ID.ofAttempt(2), PAYLOAD), count).missed()).contains(MissReason.MISPLACED);
        CheckpointAssembly small = new CheckpointAssembly(ID, count, 1 << 20);
        assertThat(small.open()).isFalse();
        whole.forEach(small::add);
        assertThat(small.payload(Optional.empty(), MODEL, POLICY, 0).missed()).contains(MissReason.BAD_SHAPE);
    }
}
