package dev.scopestream.engine.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The JSON header of a safetensors file, checked against the file's size. */
final class SafetensorsHeader {
    private static final int MOST_TENSORS = 200_000;
    private static final int MOST_DIMENSIONS = 8;
    /** Bytes of an element of every type that the format knows. */
    private static final Map<String, Integer> WIDTHS = Map.ofEntries(
            Map.entry("F64", 8),
            Map.entry("F32", 4),
            Map.entry("F16", 2),
            Map.entry("BF16", 2),
            Map.entry("I64", 8),
            Map.entry("I32", 4),
            Map.entry("I16", 2),
            Map.entry("I8", 1),
            Map.entry("U64", 8),
            Map.entry("U32", 4),
            Map.entry("U16", 2),
            Map.entry("U8", 1),
            Map.entry("BOOL", 1),
            Map.entry("F8_E4M3", 1),
            Map.entry("F8_E5M2", 1));

    private final Path file;
    private final long dataStart;
    private final long dataBytes;
    private final Map<String, String> metadata = new LinkedHashMap<>();

    SafetensorsHeader(Path file, long dataStart, long fileBytes) {
        this.file = file;
        this.dataStart = dataStart;
        this.dataBytes = fileBytes - dataStart;
    }

    /** The tensors by name, in the file's order. */
    Map<String, StoredTensor> tensors(byte[] json) {
        JsonNode header = JsonFields.parse(file + " (header)", json).node();
        if (header.size() > MOST_TENSORS) {
            throw new CheckpointException(file + " lists " + header.size() + " tensors; at most " + MOST_TENSORS);
        }
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        header.properties().forEach(entry -> {
            if (entry.getKey().equals("__metadata__")) {
                entry.getValue()
                        .properties()
                        .forEach(text ->
                                metadata.put(text.getKey(), text.getValue().asText()));
            } else {
                tensors.put(entry.getKey(), tensor(entry.getKey(), entry.getValue()));
            }
        });
        refuseOverlaps(tensors);
        return tensors;
    }

    /** Texts that were written with the tensors, when these have been read. */
    Map<String, String> metadata() {
        return Map.copyOf(metadata);
    }

    private StoredTensor tensor(String name, JsonNode entry) {
        String type = entry.path("dtype").asText("");
        Integer width = WIDTHS.get(type);
        if (width == null) {
            throw error(name, "has an unknown dtype " + JsonFields.brief(entry.path("dtype")));
        }
        List<Long> shape = new ArrayList<>();
        long expected = width;
        JsonNode dimensions = entry.path("shape");
        if (!dimensions.isArray() || dimensions.size() > MOST_DIMENSIONS) {
            throw error(name, "has no usable shape: " + JsonFields.brief(dimensions));
        }
        for (JsonNode dimension : dimensions) {
            long length = natural(name, dimension, "shape");
            shape.add(length);
            try {
                expected = Math.multiplyExact(expected, length);
            } catch (ArithmeticException e) {
                throw error(name, "has an impossible shape " + JsonFields.brief(dimensions));
            }
        }
        JsonNode offsets = entry.path("data_offsets");
        if (!offsets.isArray() || offsets.size() != 2) {
            throw error(name, "has no usable data_offsets: " + JsonFields.brief(offsets));
        }
        long from = natural(name, offsets.get(0), "data_offsets");
        long to = natural(name, offsets.get(1), "data_offsets");
        if (to < from || to - from != expected) {
            throw error(
                    name,
                    "has offsets " + from + ".." + to + ", but " + type + shape + " takes " + expected + " bytes");
        }
        if (to > dataBytes) {
            throw error(
                    name,
                    "ends at byte " + to + " of the data, but the file has only " + dataBytes + ": it's truncated");
        }
        return new StoredTensor(name, type, List.copyOf(shape), dataStart + from, expected);
    }

    private long natural(String name, JsonNode value, String what) {
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
            throw error(name, "has a wrong number in " + what + ": " + JsonFields.brief(value));
        }
        return value.longValue();
    }

    private void refuseOverlaps(Map<String, StoredTensor> tensors) {
        List<StoredTensor> ordered = new ArrayList<>(tensors.values());
        ordered.removeIf(t -> t.bytes() == 0);
        ordered.sort(Comparator.comparingLong(StoredTensor::offset));
        for (int i = 1; i < ordered.size(); i++) {
            StoredTensor before = ordered.get(i - 1);
            if (before.offset() + before.bytes() > ordered.get(i).offset()) {
                throw error(ordered.get(i).name(), "overlaps tensor '" + before.name() + "'");
            }
        }
    }

    private CheckpointException error(String tensor, String reason) {
        return new CheckpointException(file + ": tensor '" + tensor + "' " + reason);
    }
}
