package dev.scopestream.door.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one tenant has: a record of JSON for each file and batch ({@code ID.json}), which is there whole or not at all, and files'
 * content beside it ({@code ID.data}).
 */
public final class TenantDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(TenantDirectory.class);
    private static final String RECORD = ".json";
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final String tenant;
    private final Path path;

    TenantDirectory(String tenant, Path path) {
        this.tenant = tenant;
        this.path = path;
    }

    /** Empty: nobody is named. */
    public String tenant() {
        return tenant;
    }

    Path path() {
        return path;
    }

    /** A file of an id, such as {@code data}; whether it is there or not. */
    public Path file(String id, String kind) {
        return path.resolve(id + "." + kind);
    }

    /** The content of a file. */
    public Path data(String id) {
        return file(id, "data");
    }

    private Path record(String id) {
        return path.resolve(id + RECORD);
    }

    /**
     * Writes a record, and forces it to the disk; a reader sees it as it was or as it is.
     *
     * @throws UncheckedIOException when it can't be written
     */
    public void write(String id, Object record) {
        WholeFile.replace(record(id), bytes(record));
    }

    /**
     * As {@link #write}, where there is no record of this id.
     *
     * @return false: there is one, which stays as it is
     */
    public boolean create(String id, Object record) {
        return WholeFile.create(record(id), bytes(record));
    }

    private static byte[] bytes(Object record) {
        try {
            return JSON.writeValueAsBytes(record);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws UncheckedIOException when there is one that can't be read */
    public <T> Optional<T> read(String id, Class<T> type) {
        try {
            return Optional.of(JSON.readValue(Files.readAllBytes(record(id)), type));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(record(id) + ": " + e.getMessage(), e);
        }
    }

    /** All records whose ids begin so; one that can't be read is logged and left out. */
    public <T> List<T> all(String prefix, Class<T> type) {
        return all(prefix, type, id -> true);
    }

    /**
     * As {@link #all(String, Class)}, some of them.
     *
     * @param wanted whether the record of an id is read
     */
    public <T> List<T> all(String prefix, Class<T> type, Predicate<String> wanted) {
        List<T> all = new ArrayList<>();
        for (Path file : files()) {
            String name = String.valueOf(file.getFileName());
            String id = name.endsWith(RECORD) ? name.substring(0, name.length() - RECORD.length()) : "";
            if (id.startsWith(prefix) && wanted.test(id)) {
                try {
                    read(id, type).ifPresent(all::add);
                } catch (UncheckedIOException e) {
                    LOG.warn("record passed over: reason={}", e.getMessage());
                }
            }
        }
        return all;
    }

    /** How many records there are. */
    int count() {
        return (int) files().stream()
                .filter(file -> file.toString().endsWith(RECORD))
                .count();
    }

    /** Bytes of everything that is here. */
    long bytes() {
        long bytes = 0;
        for (Path file : files()) {
            try {
                bytes += Files.size(file);
            } catch (IOException e) {
                LOG.debug("gone meanwhile: file={}", file.getFileName());
            }
        }
        return bytes;
    }

    /** All files here, in no order. */
    List<Path> files() {
        if (!Files.isDirectory(path)) {
            return List.of();
        }
        try (Stream<Path> list = Files.list(path)) {
            return list.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes an id's record first, and then whatever else it has. */
    public void remove(String id) {
        try {
            Files.deleteIfExists(record(id));
            for (Path file : files()) {
                if (String.valueOf(file.getFileName()).startsWith(id + ".")) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
