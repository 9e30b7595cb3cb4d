package dev.scopestream.generator;

import dev.scopestream.engine.LoadProgress;
import io.micronaut.core.annotation.Nullable;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How far the loading of the model is, in the log and for whoever asks; and the generator, once there is one. */
@Singleton
public final class ModelLoading {
    private static final Logger LOG = LoggerFactory.getLogger(ModelLoading.class);
    private static final long EVERY = Duration.ofSeconds(5).toNanos();
    private static final int STEPS = 10;

    private final LoadProgress also;
    private final AtomicReference<Progress> progress = new AtomicReference<>(new Progress(0, 0));
    private volatile Generator generator;
    private long logged = System.nanoTime();

    /**
     * Bytes of the model's files.
     *
     * @param total 0 before they're known
     */
    public record Progress(long bytes, long total) {
        public int percent() {
            return total == 0 ? 0 : (int) (100.0 * bytes / total);
        }
    }

    /** @param also is told, too */
    ModelLoading(@Nullable LoadProgress also) {
        this.also = also == null ? LoadProgress.none() : also;
    }

    /** See {@link LoadProgress}. A line is logged every tenth, or every 5 seconds, but none for what is loaded at once. */
    void loaded(long bytes, long total) {
        Progress now = new Progress(bytes, total);
        Progress before = progress.getAndSet(now);
        also.loaded(bytes, total);
        long time = System.nanoTime();
        boolean slow = time - logged >= EVERY / STEPS;
        if (time - logged >= EVERY || (slow && now.percent() / STEPS > before.percent() / STEPS)) {
            logged = time;
            LOG.info("loading: bytes={} total={} percent={}", bytes, total, now.percent());
        }
    }

    public Progress progress() {
        return progress.get();
    }

    /** The model is loaded. */
    void complete(Generator loaded) {
        generator = loaded;
    }

    /** The generator, as soon as its model is loaded. */
    public Optional<Generator> generator() {
        return Optional.ofNullable(generator);
    }
}
