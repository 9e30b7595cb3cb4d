package dev.scopestream.generator.intake;

import dev.scopestream.events.InvalidEventException;
import dev.scopestream.events.PromptRecord;
import dev.scopestream.events.SourceDigest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Which prompts of one partition have their final record, by offset and {@link SourceDigest}: 16 bytes each, at most {@link
 * #MOST}, those of the lowest offsets. A record at the offset of a final record with another digest isn't finished: it's
 * another prompt. Final records of earlier versions have no digest; the prompt's key stands for it.
 */
final class FinishedPlaces {
    /** 4 MiB a partition. */
    static final int MOST = 1 << 18;

    private record Place(long offset, long digest) {}

    private final long[] offsets;
    private final long[] digests;
    private final long limit;

    private FinishedPlaces(List<Place> places, long limit) {
        this.offsets = places.stream().mapToLong(Place::offset).toArray();
        this.digests = places.stream().mapToLong(Place::digest).toArray();
        this.limit = limit;
    }

    /** How many there are. */
    int size() {
        return offsets.length;
    }

    /** Whether it's known of this offset; if not, the final records are to be read again from it on. */
    boolean covers(long offset) {
        return offset < limit;
    }

    /** Whether this offset and all after it have no final record. */
    boolean isPast(long offset) {
        return limit == Long.MAX_VALUE && (offsets.length == 0 || offsets[offsets.length - 1] < offset);
    }

    /** Whether this prompt has its final record. */
    boolean contains(ConsumerRecord<byte[], byte[]> prompt) {
        int at = Arrays.binarySearch(offsets, prompt.offset());
        if (at < 0) {
            return false;
        }
        while (at > 0 && offsets[at - 1] == prompt.offset()) {
            at--;
        }
        long digest = SourceDigest.of(prompt);
        long byKey = SourceDigest.ofKey(prompt.key());
        for (; at < offsets.length && offsets[at] == prompt.offset(); at++) {
            if (digests[at] == digest
                    || digests[at] == byKey
                    || (prompt.key() == null && digests[at] == byId(prompt))) {
                return true;
            }
        }
        return false;
    }

    /** The id of a prompt without a key stands in its value. */
    private static long byId(ConsumerRecord<byte[], byte[]> prompt) {
        try {
            return SourceDigest.ofKey(
                    PromptRecord.decode(null, prompt.value()).id().getBytes(StandardCharsets.UTF_8));
        } catch (InvalidEventException e) {
            return SourceDigest.ofKey(null);
        }
    }

    /** Collects them in any order; not thread-safe. */
    static final class Builder {
        private static final Comparator<Place> ORDER = Comparator.comparingLong(Place::offset);

        private final long from;
        private final int most;
        private List<Place> places = new ArrayList<>();
        private long limit = Long.MAX_VALUE;

        /**
         * A builder without any.
         *
         * @param from lowest offset that counts
         * @param most places that are kept
         */
        Builder(long from, int most) {
            this.from = from;
            this.most = most;
        }

        void add(long offset, long digest) {
            if (offset >= from && offset < limit) {
                places.add(new Place(offset, digest));
                if (places.size() >= 2 * most) {
                    cut();
                }
            }
        }

        private void cut() {
            places.sort(ORDER);
            if (places.size() > most) {
                // at least one offset is covered, however many final records it has
                long lowest = places.get(0).offset;
                limit = Math.max(lowest + 1, places.get(most).offset);
                places = new ArrayList<>(
                        places.stream().filter(p -> p.offset < limit).distinct().toList());
            }
        }

        FinishedPlaces build() {
            cut();
            return new FinishedPlaces(places, limit);
        }
    }
}
