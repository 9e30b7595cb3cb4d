package dev.scopestream.engine.checkpoint.gguf;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A GGUF file by its parts (ggml's docs/gguf.md), also by impossible ones. */
public final class GgufBytes {
    private record Tensor(String name, int type, List<Long> lengths, long offset) {}

    private final Map<String, Object> keys = new LinkedHashMap<>();
    private final List<byte[]> more = new ArrayList<>();
    private final List<Tensor> tensors = new ArrayList<>();
    private long next;

    /** Metadata of a model with a hidden size of 8, 2 heads of 4 elements, and 5 tokens. */
    public static GgufBytes model(String architecture, int layers) {
        GgufBytes bytes = new GgufBytes().key("general.architecture", architecture);
        Map<String, Integer> sizes = Map.of(
                "block_count", layers,
                "context_length", 64,
                "embedding_length", 8,
                "feed_forward_length", 12,
                "attention.head_count", 2);
        sizes.forEach((name, value) -> bytes.key(architecture + "." + name, value));
        return bytes.tensor("token_embd.weight", 0, 8, 5);
    }

    /** An int (u32), long (u64), double (f32), string, or a list of ints or strings. */
    public GgufBytes key(String name, Object value) {
        keys.put(name, value);
        return this;
    }

    /** A key and its value as they stand in the file. */
    public GgufBytes raw(String name, byte[] typeAndValue) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        string(out, name);
        out.writeBytes(typeAndValue);
        more.add(out.toByteArray());
        return this;
    }

    /** @param lengths the row's length first */
    public GgufBytes tensor(String name, int type, long... lengths) {
        tensorAt(name, type, next, lengths);
        long elements = 1;
        for (long length : lengths) {
            elements *= length;
        }
        next += (elements * Float.BYTES + 31) / 32 * 32;
        return this;
    }

    public GgufBytes tensorAt(String name, int type, long offset, long... lengths) {
        tensors.add(new Tensor(name, type, Arrays.stream(lengths).boxed().toList(), offset));
        return this;
    }

    /** Tensors' elements are 0. */
    public Path write(Path file) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes("GGUF".getBytes(StandardCharsets.UTF_8));
        out.writeBytes(u32(3));
        out.writeBytes(u64(tensors.size()));
        out.writeBytes(u64(keys.size() + more.size()));
        keys.forEach((name, value) -> {
            string(out, name);
            value(out, value);
        });
        more.forEach(out::writeBytes);
        for (Tensor tensor : tensors) {
            string(out, tensor.name);
            out.writeBytes(u32(tensor.lengths.size()));
            for (long length : tensor.lengths) {
                out.writeBytes(u64(length));
            }
            out.writeBytes(u32(tensor.type));
            out.writeBytes(u64(tensor.offset));
        }
        out.writeBytes(new byte[(int) (Math.floorMod(-out.size(), 32) + next)]);
        try {
            return Files.write(file, out.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void value(ByteArrayOutputStream out, Object value) {
        if (value instanceof List<?> list) {
            out.writeBytes(u32(9));
            out.writeBytes(u32(list.get(0) instanceof String ? 8 : 4));
            out.writeBytes(u64(list.size()));
            for (Object element : list) {
                if (element instanceof String text) {
                    string(out, text);
                } else {
                    out.writeBytes(u32((int) element));
                }
            }
        } else if (value instanceof String text) {
            out.writeBytes(u32(8));
            string(out, text);
        } else if (value instanceof Integer number) {
            out.writeBytes(u32(4));
            out.writeBytes(u32(number));
        } else if (value instanceof Long number) {
            out.writeBytes(u32(10));
            out.writeBytes(u64(number));
        } else {
            out.writeBytes(u32(6));
            out.writeBytes(u32(Float.floatToRawIntBits(((Double) value).floatValue())));
        }
    }

    public static byte[] u32(int value) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array();
    }

    public static byte[] u64(long value) {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
    }

    private static void string(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeBytes(u64(bytes.length));
        out.writeBytes(bytes);
    }
}
