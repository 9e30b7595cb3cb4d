package dev.scopestream.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A broker's directory, formatted once and held while it's open. Kafka's own lock comes too late: a second broker would
 * have opened and repaired the first one's metadata log by then.
 */
final class BrokerDirectory implements AutoCloseable {
    private static final String MARK = "meta.properties";
    private static final String LOCK = "broker.lock";

    private static final Logger LOG = LoggerFactory.getLogger(BrokerDirectory.class);

    /** Who writes there, once and for all. */
    record Identity(String cluster, int node) {}

    private final FileChannel lock;

    private BrokerDirectory(FileChannel lock) {
        this.lock = lock;
    }

    /** Makes and formats it where that has not been done, and keeps others out. */
    static BrokerDirectory open(Path directory, Identity identity) throws IOException {
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw new IOException(directory + " is a file: the broker's data needs a directory");
        }
        Files.createDirectories(directory);
        if (!Files.isWritable(directory)) {
            throw new IOException("the directory " + directory + " is not writable");
        }
        requireOwn(directory);
        BrokerDirectory opened = new BrokerDirectory(lock(directory));
        try {
            if (!Files.exists(directory.resolve(MARK))) {
                format(directory, identity);
            }
            return opened;
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private static void requireOwn(Path directory) throws IOException {
        if (Files.exists(directory.resolve(MARK))) {
            return;
        }
        try (Stream<Path> content = Files.list(directory)) {
            if (content.anyMatch(p -> !p.endsWith(LOCK))) {
                throw new IOException("the directory " + directory
                        + " is neither empty nor a broker's data: give another, or empty it");
            }
        }
    }

    private static FileChannel lock(Path directory) throws IOException {
        FileChannel channel =
                FileChannel.open(directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean locked = false;
        try {
            locked = channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            LOG.debug("broker: {} is locked by this JVM", directory);
        } finally {
            if (!locked) {
                channel.close();
            }
        }
        if (!locked) {
            throw new IOException("the directory " + directory + " is in use by another broker");
        }
        return channel;
    }

    /** Lets others in. */
    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            LOG.warn("broker: the lock was not given back: {}", e.getMessage());
        }
    }

    private static void format(Path directory, Identity identity) throws IOException {
        Formatter formatter = new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                .setClusterId(identity.cluster())
                .setNodeId(identity.node())
                .setDirectories(List.of(directory.toString()))
                .setControllerListenerName(BrokerSettings.CONTROLLER)
                .setMetadataLogDirectory(directory.toString())
                .setReleaseVersion(MetadataVersion.latestProduction())
                .setUnstableFeatureVersionsEnabled(false);
        try {
            formatter.run();
        } catch (Exception e) {
            throw new IOException("the directory " + directory + " can't be formatted: " + e.getMessage(), e);
        }
    }
}
