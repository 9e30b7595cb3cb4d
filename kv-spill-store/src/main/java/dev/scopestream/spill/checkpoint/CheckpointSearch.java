package dev.scopestream.spill.checkpoint;

import dev.scopestream.spill.Lookup;
import dev.scopestream.spill.MissReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the checkpoints of a prompt's attempts. The last ones are asked for by their names, as a network file system may
 * show an old listing; the listing is read only for attempts further back.
 */
final class CheckpointSearch {
    private static final Logger LOG = LoggerFactory.getLogger(CheckpointSearch.class);
    private static final int BY_NAME = 16;

    private final CheckpointFiles files;
    private final Duration ttl;
    private final Clock clock;

    CheckpointSearch(CheckpointFiles files, Duration ttl, Clock clock) {
        this.files = files;
        this.ttl = ttl;
        this.clock = clock;
    }

    /** The payload of the latest attempt before this one that has a usable checkpoint; else why the latest isn't. */
    Lookup<ByteBuffer> latest(CheckpointId id, long model, long policy) {
        Optional<MissReason> reason = Optional.empty();
        try {
            for (CheckpointId earlier : upTo(id.ofAttempt(id.attempt() - 1))) {
                Lookup<ByteBuffer> found = files.read(earlier)
                        .then(content -> content.usable(model, policy, clock.millis() - ttl.toMillis()));
                if (found.found().isPresent()) {
                    return found;
                }
                if (found.missed().get() != MissReason.ABSENT) {
                    LOG.info(
                            "event=checkpoint_unusable file={} reason={}",
                            earlier.path(),
                            found.missed().get());
                    reason = reason.or(found::missed);
                }
            }
            return Lookup.miss(reason.orElse(MissReason.ABSENT));
        } catch (IOException | RuntimeException e) {
            LOG.info("event=checkpoint_unread id={} error=\"{}\"", id.path(), e.toString());
            return Lookup.miss(MissReason.READ_ERROR);
        }
    }

    /** Ids that this attempt and earlier ones may have, the latest first. */
    List<CheckpointId> upTo(CheckpointId id) throws IOException {
        List<CheckpointId> ids = new ArrayList<>();
        int lowest = Math.max(1, id.attempt() - BY_NAME + 1);
        for (int attempt = id.attempt(); attempt >= lowest; attempt--) {
            ids.add(id.ofAttempt(attempt));
        }
        if (lowest > 1) {
            Stream<CheckpointId> listed = CheckpointListing.of(files.root(), id.space(), id.partition()).stream()
                    .flatMap(entry -> entry.id().stream())
                    .filter(other -> other.samePrompt(id) && other.attempt() < lowest)
                    .sorted(Comparator.comparingInt(CheckpointId::attempt).reversed());
            ids.addAll(listed.toList());
        }
        return ids;
    }
}
