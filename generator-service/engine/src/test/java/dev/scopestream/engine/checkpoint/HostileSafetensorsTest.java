package dev.scopestream.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostileSafetensorsTest {
    @TempDir
    Path directory;

    private Path file(byte[] content) throws IOException {
        return Files.write(directory.resolve("x.safetensors"), content);
    }

    private Path file(String header, int dataBytes) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        return file(ByteBuffer.allocate(8 + json.length + dataBytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json)
                .array());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]} | isn't valid JSON",
                "[1] | must hold a JSON object",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,4]}} | takes 8 bytes",
                "{'a':{'dtype':'F32','shape':[3],'data_offsets':[0,12]}} | truncated",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}} | takes 8 bytes",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[-8,0]}} | wrong number in data_offsets",
                "{'a':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}} | wrong number in shape",
                "{'a':{'dtype':'F32','shape':[1.5],'data_offsets':[0,8]}} | wrong number in shape",
                "{'a':{'dtype':'F32','shape':[9223372036854775807,2],'data_offsets':[0,8]}} | impossible shape",
                "{'a':{'dtype':'F32','shape':[9223372036854775808],'data_offsets':[0,8]}} | wrong number in shape",
                "{'a':{'dtype':'F32','shape':[1,1,1,1,1,1,1,1,2],'data_offsets':[0,8]}} | no usable shape",
                "{'a':{'dtype':'F32','shape':2,'data_offsets':[0,8]}} | no usable shape",
                "{'a':{'dtype':'F32','shape':[2]}} | no usable data_offsets",
                "{'a':{'dtype':'Q9','shape':[2],'data_offsets':[0,8]}} | unknown dtype",
                "{'a':7} | unknown dtype",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'a':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} | Duplicate",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'b':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} | overlaps tensor 'a'",
            })
    void shouldRefuse(String header, String expected) throws IOException {
        Path file = file(header.replace('\'', '"'), 8);
        assertThatThrownBy(() -> SafetensorsFile.open(file).close())
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("x.safetensors")
                .hasMessageContaining(expected);
    }

    @Test
    void shouldRefuseWrongHeaderLengths() throws IOException {
        for (long length : new long[] {0, 1, 100, 1L << 30, Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
            Path file = file(ByteBuffer.allocate(64)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(length)
                    .array());
            assertThatThrownBy(() -> SafetensorsFile.open(file).close())
                    .as("%d", length)
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining("header");
        }
        Path empty = file(new byte[0]);
        assertThatThrownBy(() -> SafetensorsFile.open(empty).close())
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("0 bytes");
    }

    @Test
    void shouldRefuseTypesThatAreNoFloats() throws IOException {
        Path path = file("{\"a\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]}}", 8);
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            assertThatThrownBy(() -> file.readRows(file.tensors().get("a"), 0, ByteBuffer.allocate(4 * 2)))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining("tensor 'a' is I64; readable are F32, F16 and BF16");
        }
    }

    @Test
    void shouldSayThatAFileShrankWhileOpen() throws IOException {
        Path path = file("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 8);
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            Files.write(path, new byte[8]);
            assertThatThrownBy(() -> file.readRows(file.tensors().get("a"), 0, ByteBuffer.allocate(4 * 2)))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining("truncated");
        }
    }

    /** Whatever is changed in a good file, it's read or refused, and nothing else happens. */
    @Test
    void shouldReadOrRefuseDamagedFiles() throws IOException {
        byte[] good = Files.readAllBytes(
                CheckpointTest.GOLDENS.resolve("families/llama32-tied-rope-sharded/model-00002-of-00005.safetensors"));
        int header =
                8 + (int) ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN).getLong();
        Random random = new Random(11);
        int refused = 0;
        for (int round = 0; round < 500; round++) {
            byte[] bad = random.nextInt(4) == 0 ? Arrays.copyOf(good, random.nextInt(good.length)) : good.clone();
            for (int i = random.nextInt(3); i >= 0 && bad.length > 0; i--) {
                bad[random.nextInt(Math.min(bad.length, header))] = (byte) random.nextInt(256);
            }
            try (SafetensorsFile file = SafetensorsFile.open(file(bad))) {
                for (StoredTensor tensor : file.tensors().values()) {
                    ByteBuffer floats = ByteBuffer.allocate(Math.toIntExact(tensor.elements() * 4));
                    file.readRows(tensor, 0, floats);
                    assertThat(floats.hasRemaining()).isFalse();
                }
            } catch (CheckpointException e) {
                assertThat(e).hasMessageContaining("x.safetensors");
                refused++;
            }
        }
        assertThat(refused).isBetween(150, 499);
    }
}
