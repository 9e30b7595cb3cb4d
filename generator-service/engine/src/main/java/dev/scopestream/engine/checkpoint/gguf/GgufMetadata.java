package dev.scopestream.engine.checkpoint.gguf;

import dev.scopestream.engine.checkpoint.CheckpointException;
import dev.scopestream.engine.checkpoint.PositionedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The key-value part of a GGUF file (format versions 2 and 3, little-endian; ggml's docs/gguf.md). */
public final class GgufMetadata {
    private static final long MAGIC = 0x46554747;
    private static final int MOST_KEYS = 10_000;
    private static final int LONGEST_KEY = 1024;

    private final Path file;
    private final Map<String, Object> values;

    private GgufMetadata(Path file, Map<String, Object> values) {
        this.file = file;
        this.values = values;
    }

    /**
     * The GGUF file that {@code model} means: itself, or the only one in a directory without config.json; of several that a
     * model was split into the first.
     *
     * @throws CheckpointException when a directory holds several
     */
    public static Optional<Path> find(Path model) {
        if (Files.isRegularFile(model)) {
            return Optional.of(model).filter(GgufMetadata::isNamed);
        }
        if (!Files.isDirectory(model) || Files.exists(model.resolve("config.json"))) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(model)) {
            List<Path> found = files.filter(GgufMetadata::isNamed)
                    .filter(file -> GgufSplitName.of(file)
                            .filter(name ->
                                    name.part() > 1 && Files.exists(name.at(1).path()))
                            .isEmpty())
                    .sorted()
                    .limit(3)
                    .toList();
            if (found.size() > 1) {
                throw new CheckpointException(model + " holds several GGUF files, such as "
                        + found.get(0).getFileName() + " and " + found.get(1).getFileName()
                        + "; give the path of the one to use");
            }
            return found.stream().findFirst();
        } catch (IOException e) {
            throw new CheckpointException("can't list " + model + ": " + e.getMessage(), e);
        }
    }

    private static boolean isNamed(Path file) {
        return String.valueOf(file.getFileName()).endsWith(".gguf");
    }

    /** @throws CheckpointException when the file is damaged, or larger in some number than any real one */
    public static GgufMetadata read(Path file) {
        try (PositionedFile opened = PositionedFile.open(file)) {
            GgufReader reader = new GgufReader(opened);
            tensorCount(reader);
            return read(reader);
        }
    }

    /** Reads the file's beginning: magic, version, and the number of tensors, which it gives back. */
    static int tensorCount(GgufReader reader) {
        if (reader.size() < 24 || reader.u32() != MAGIC) {
            throw reader.error("is no GGUF file");
        }
        long version = reader.u32();
        if (version != 2 && version != 3) {
            throw reader.error("has GGUF version " + version + "; supported are 2 and 3, little-endian");
        }
        return (int) reader.count("the number of tensors", 1 << 16);
    }

    static GgufMetadata read(GgufReader reader) {
        int keys = (int) reader.count("the number of keys", MOST_KEYS);
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < keys; i++) {
            String key = reader.string("key", LONGEST_KEY);
            if (values.put(key, reader.value(key)) != null) {
                throw reader.error("has the key " + key + " twice");
            }
        }
        return new GgufMetadata(reader.path(), values);
    }

    public Path file() {
        return file;
    }

    public boolean has(String key) {
        return values.containsKey(key);
    }

    /** The keys that begin so. */
    public Stream<String> keys(String prefix) {
        return values.keySet().stream().filter(key -> key.startsWith(prefix));
    }

    /** Whether the value is an array. */
    boolean isList(String key) {
        return values.get(key) instanceof List;
    }

    CheckpointException error(String key, String reason) {
        return new CheckpointException(file + ": " + key + " " + reason);
    }

    /** A string; empty when the key is absent. */
    public Optional<String> text(String key) {
        return Optional.ofNullable(values.get(key)).map(value -> cast(key, value, String.class, "a string"));
    }

    /** An integer (a bool is 0 or 1) within the bounds; empty when the key is absent. */
    public Optional<Integer> integer(String key, int least, int most) {
        return Optional.ofNullable(values.get(key)).map(value -> {
            long number = cast(key, value, Long.class, "an integer");
            if (number < least || number > most) {
                throw error(key, "must be an integer from " + least + " to " + most + ", but is " + number);
            }
            return (int) number;
        });
    }

    Optional<Double> number(String key, double least, double most) {
        return Optional.ofNullable(values.get(key)).map(value -> {
            double number = cast(key, value, Number.class, "a number").doubleValue();
            if (!(number >= least && number <= most)) {
                throw error(key, "must be a number from " + least + " to " + most + ", but is " + number);
            }
            return number;
        });
    }

    /** A list of strings; empty when the key is absent. */
    public List<String> strings(String key) {
        return list(key, String.class, "strings");
    }

    /** A list of integers; empty when the key is absent. */
    public List<Long> integers(String key) {
        return list(key, Long.class, "integers");
    }

    /** A list of numbers, integers widened; empty when the key is absent. */
    public List<Double> numbers(String key) {
        return list(key, Number.class, "numbers").stream()
                .map(Number::doubleValue)
                .toList();
    }

    private <T> List<T> list(String key, Class<T> type, String what) {
        List<T> result = new ArrayList<>();
        if (values.containsKey(key)) {
            for (Object element : cast(key, values.get(key), List.class, "a list of " + what)) {
                result.add(cast(key, element, type, "a list of " + what));
            }
        }
        return result;
    }

    private <T> T cast(String key, Object value, Class<T> type, String what) {
        if (!type.isInstance(value)) {
            String kind = value instanceof List ? "list" : value.getClass().getSimpleName();
            throw error(key, "must be " + what + ", but is a " + kind);
        }
        return type.cast(value);
    }
}
