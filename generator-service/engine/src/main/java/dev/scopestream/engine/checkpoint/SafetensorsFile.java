package dev.scopestream.engine.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/**
 * One safetensors file: 8 bytes of header length, a JSON header, the tensors' bytes. Read by position, not mapped: a
 * file that shrinks while it's read is an error message then, and not the end of the JVM.
 */
final class SafetensorsFile implements AutoCloseable {
    private static final int MOST_HEADER_BYTES = 16 << 20;
    private static final int CHUNK = 1 << 20;

    private final Path file;
    private final FileChannel channel;
    private final Map<String, StoredTensor> tensors;
    private final Map<String, String> metadata;

    private SafetensorsFile(Path file, FileChannel channel) throws IOException {
        this.file = file;
        this.channel = channel;
        long size = channel.size();
        byte[] json = header(file, channel, size);
        SafetensorsHeader header = new SafetensorsHeader(file, 8L + json.length, size);
        this.tensors = header.tensors(json);
        this.metadata = header.metadata();
    }

    /** @throws CheckpointException when the file is missing, truncated, or its header is inconsistent */
    static SafetensorsFile open(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new CheckpointException("missing file " + file.getFileName() + " in "
                    + file.toAbsolutePath().getParent());
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(file, StandardOpenOption.READ);
            SafetensorsFile opened = new SafetensorsFile(file, channel);
            channel = null;
            return opened;
        } catch (IOException e) {
            throw new CheckpointException("can't read " + file + ": " + e.getMessage(), e);
        } finally {
            closeQuietly(channel);
        }
    }

    private static byte[] header(Path file, FileChannel channel, long size) throws IOException {
        if (size < 8) {
            throw new CheckpointException(file + " has " + size + " bytes: it's truncated, or no safetensors file");
        }
        ByteBuffer prefix = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        readFully(file, channel, prefix, 0);
        long length = prefix.getLong(0);
        if (length < 2 || length > MOST_HEADER_BYTES) {
            throw new CheckpointException(file + " says its header has " + Long.toUnsignedString(length)
                    + " bytes (2 to " + MOST_HEADER_BYTES + " are allowed): no safetensors file");
        }
        if (length > size - 8) {
            throw new CheckpointException(file + " is truncated: its header has " + length + " bytes, the file only "
                    + (size - 8) + " after the length");
        }
        ByteBuffer json = ByteBuffer.allocate((int) length);
        readFully(file, channel, json, 8);
        return json.array();
    }

    Path file() {
        return file;
    }

    Map<String, StoredTensor> tensors() {
        return tensors;
    }

    /** Texts that were written with the tensors. */
    Map<String, String> metadata() {
        return metadata;
    }

    /** See {@link Checkpoint#readRows}. */
    void readRows(StoredTensor tensor, long firstRow, ByteBuffer target) {
        TensorType type = type(tensor);
        tensor.rowsIn(file, firstRow, target.remaining(), Float.BYTES);
        elements(tensor, type, firstRow * tensor.rowElements(), target);
    }

    /** See {@link Checkpoint#readStored}. */
    void readStored(StoredTensor tensor, long firstRow, ByteBuffer target) {
        int width = type(tensor).bytes();
        tensor.rowsIn(file, firstRow, target.remaining(), width);
        read(target, tensor.offset() + firstRow * tensor.rowElements() * width);
    }

    private void elements(StoredTensor tensor, TensorType type, long first, ByteBuffer target) {
        long position = tensor.offset() + first * type.bytes();
        if (type == TensorType.F32) {
            read(target, position);
            return;
        }
        Widen widen = new Widen();
        int bytes = target.remaining() / Float.BYTES * type.bytes();
        ByteBuffer chunk = ByteBuffer.allocateDirect(Math.min(CHUNK, bytes));
        var floats = target.order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
        for (int done = 0; done < bytes; done += chunk.limit()) {
            chunk.clear().limit(Math.min(CHUNK, bytes - done));
            read(chunk, position + done);
            widen.widen(type, chunk.flip(), floats);
        }
        target.position(target.limit());
    }

    /** Fills {@code target} from the file's byte {@code position} on. */
    void read(ByteBuffer target, long position) {
        try {
            readFully(file, channel, target, position);
        } catch (IOException e) {
            throw new CheckpointException("can't read " + file + ": " + e.getMessage(), e);
        }
    }

    /** @throws CheckpointException when it isn't F32, F16 or BF16 */
    TensorType type(StoredTensor tensor) {
        for (TensorType type : TensorType.values()) {
            if (type.name().equals(tensor.type())) {
                return type;
            }
        }
        throw new CheckpointException(
                file + ": tensor '" + tensor.name() + "' is " + tensor.type() + "; readable are F32, F16 and BF16");
    }

    static void readFully(Path file, FileChannel channel, ByteBuffer target, long position) throws IOException {
        long at = position;
        while (target.hasRemaining()) {
            int n = channel.read(target, at);
            if (n < 0) {
                throw new CheckpointException(file + " ends at byte " + at + ": it's truncated");
            }
            at += n;
        }
    }

    static void closeQuietly(FileChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                throw new CheckpointException("can't close: " + e.getMessage(), e);
            }
        }
    }

    @Override
    public void close() {
        closeQuietly(channel);
    }
}
