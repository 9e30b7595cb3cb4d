package dev.scopestream.engine.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import dev.scopestream.engine.ComputeDevice;
import dev.scopestream.engine.Dtype;
import dev.scopestream.engine.checkpoint.Checkpoint;
import dev.scopestream.engine.checkpoint.CheckpointException;
import dev.scopestream.engine.checkpoint.SafetensorsCheckpoint;
import dev.scopestream.engine.checkpoint.SafetensorsWriter;
import dev.scopestream.engine.checkpoint.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Matrices of files of this test, as products take them. */
class MatrixLoaderTest {
    private static ScopeProgram program;
    private static NDManager manager;
    private static LoadThreads threads;

    @TempDir
    Path directory;

    @BeforeAll
    static void load() {
        program = ScopeProgram.load(ComputeDevice.CPU);
        manager = ComputeDevice.CPU.newManager();
        threads = LoadThreads.of(program, manager);
    }

    @AfterAll
    static void close() {
        threads.close();
        manager.close();
        program.close();
    }

    private Checkpoint checkpoint(SafetensorsWriter tensors) throws IOException {
        tensors.write(directory.resolve("model.safetensors"));
        Files.copy(Path.of("src/main/resources/models/longgen-tiny/config.json"), directory.resolve("config.json"));
        return SafetensorsCheckpoint.open(directory);
    }

    private MatrixLoader loader(Dtype dtype, int pieceBytes) {
        return new MatrixLoader(
                program, manager, new PieceReader(manager, pieceBytes, threads, bytes -> {}), dtype, false);
    }

    private List<PtNDArray> rounded(float[] matrix, int rows, int width, Dtype dtype, int pieceBytes)
            throws IOException {
        try (Checkpoint c = checkpoint(new SafetensorsWriter().floats("w", matrix, rows, width))) {
            return loader(dtype, pieceBytes).product(StoredRows.matrix(c, List.of("w"), width, rows), dtype);
        }
    }

    private static float[] random(int size) {
        Random random = new Random(7);
        float[] all = new float[size];
        for (int i = 0; i < size; i++) {
            all[i] = (float) (0.02 * random.nextGaussian());
        }
        return all;
    }

    private static float[] floats(PtNDArray tensor) {
        return tensor.toType(DataType.FLOAT32, true).toFloatArray();
    }

    /** What 8 bits stand for. */
    private static float[] eight(List<PtNDArray> matrix, int width) {
        byte[] codes = matrix.get(1).toByteArray();
        float[] scales = floats(matrix.get(2));
        float[] all = new float[codes.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = codes[i] * scales[i / width];
        }
        return all;
    }

    /** What packed 4 bits stand for. */
    private static float[] four(List<PtNDArray> matrix, int rows, int width) {
        long[] layout = program.packedLayout();
        int block = (int) layout[0];
        int half = block / 2;
        byte[] bytes = matrix.get(1).toByteArray();
        float[] scales = floats(matrix.get(2));
        float[] all = new float[rows * width];
        for (int at = 0; at < bytes.length; at++) {
            int first = at / (width * half) * block;
            int k = at / half % width;
            int i = at % half;
            for (int high = 0; high < 2; high++) {
                int row = first + (layout[1] == 1 ? 2 * i + high : i + high * half);
                int code = (bytes[at] >> (4 * high) & 15) - 8;
                int scale = (k / 32 * rows + row) * 2;
                all[row * width + k] = code * scales[scale] + scales[scale + 1];
            }
        }
        return all;
    }

    private static double error(float[] before, float[] after) {
        double off = 0;
        double all = 0;
        for (int i = 0; i < before.length; i++) {
            off += Math.pow(before[i] - after[i], 2);
            all += Math.pow(before[i], 2);
        }
        return Math.sqrt(off / all);
    }

    @Test
    void shouldReadTensorsOfSeveralTypesPieceByPieceIntoOne() throws IOException {
        ByteBuffer halves = ByteBuffer.allocate(5 * 6 * 2).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer brains = ByteBuffer.allocate(3 * 6 * 2).order(ByteOrder.LITTLE_ENDIAN);
        float[] expected = new float[(5 + 3 + 2) * 6];
        Random random = new Random(5);
        for (int i = 0; i < expected.length; i++) {
            int number = random.nextInt(1000) - 500;
            expected[i] = number;
            if (i < 30) {
                // fp16: a number below 2048 exactly, by its exponent and 10 bits of fraction
                int exponent = number == 0 ? 0 : Math.getExponent((float) number);
                int fraction = number == 0 ? 0 : (int) (Math.abs(number) * Math.scalb(1f, 10 - exponent)) - 1024;
                halves.putShort(
                        (short) ((number < 0 ? 0x8000 : 0) | (number == 0 ? 0 : (exponent + 15) << 10) | fraction));
            } else if (i < 48) {
                expected[i] = number >> 3;
                brains.putShort((short) (Float.floatToRawIntBits(expected[i]) >> 16));
            }
        }
        SafetensorsWriter tensors = new SafetensorsWriter()
                .add("a", TensorType.F16, halves.flip(), 5, 6)
                .add("b", TensorType.BF16, brains.flip(), 3, 6)
                .floats("c", Arrays.copyOfRange(expected, 48, 60), 2, 6);
        try (Checkpoint c = checkpoint(tensors)) {
            for (int pieceBytes : new int[] {1, 7 * 24, 1 << 20}) {
                StoredRows rows = StoredRows.matrix(c, List.of("a", "b", "c"), 6, 5, 3, 2);
                MatrixLoader loader = loader(Dtype.FP32, pieceBytes);
                assertThat(loader.product(rows, Dtype.FP32).get(0).toFloatArray())
                        .containsExactly(expected);
                assertThat(loader.bytes()).isEqualTo(60 * 4);
                StoredRows alone = StoredRows.matrix(c, List.of("b"), 6, 3);
                assertThat(floats(loader(Dtype.BF16, pieceBytes).readable(alone).get(0)))
                        .containsExactly(Arrays.copyOfRange(expected, 30, 48));
            }
        }
    }

    @Test
    void shouldReadTheEndOfATensorOfMoreThan2GiB() throws IOException {
        int width = 1 << 14;
        long rows = (1L << 31) / width / 4 + 3;
        ByteBuffer last = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        last.putFloat(2.5f).putFloat(-3).flip();
        try (Checkpoint c = checkpoint(new SafetensorsWriter().add("w", TensorType.F32, last, rows, width))) {
            assertThat(c.bytes("w")).isGreaterThan(1L << 31);
            ByteBuffer row = ByteBuffer.allocate(width * 4).order(ByteOrder.LITTLE_ENDIAN);
            StoredRows.matrix(c, List.of("w"), width, rows).read(rows - 1, row);
            assertThat(row.getFloat(row.limit() - 8)).isEqualTo(2.5f);
            // in bf16 it's half as large, and read whole
            PtNDArray whole = loader(Dtype.BF16, PieceReader.PIECE)
                    .readable(StoredRows.matrix(c, List.of("w"), width, rows))
                    .get(0);
            assertThat(floats((PtNDArray) whole.get(rows - 1)))
                    .endsWith(2.5f, -3)
                    .hasSize(width);
            whole.close();
        }
    }

    @Test
    void shouldKeepWhatEightBitsStandFor() throws IOException {
        float[] before = random(48 * 64);
        float[] after = eight(rounded(before, 48, 64, Dtype.INT8, 7 * 64 * 4), 64);
        for (int i = 0; i < before.length; i++) {
            assertThat(after[i]).isCloseTo(before[i], within(0.0006f));
        }
        assertThat(error(before, after)).isLessThan(0.008);
    }

    @Test
    void shouldKeepWhatFourBitsStandForWhateverThePieces() throws IOException {
        float[] before = random(192 * 96);
        List<PtNDArray> matrix = rounded(before, 192, 96, Dtype.INT4, 1);
        assertThat(error(before, four(matrix, 192, 96))).isLessThan(0.075);
        Files.delete(directory.resolve("config.json"));
        List<PtNDArray> inOne = rounded(before, 192, 96, Dtype.INT4, PieceReader.PIECE);
        assertThat(matrix.get(1).toByteArray()).isEqualTo(inOne.get(1).toByteArray());
        assertThat(floats(matrix.get(2))).isEqualTo(floats(inOne.get(2)));
    }

    @Test
    void shouldGiveBackWhatWasRoundedToFourBitsBefore() throws IOException {
        // as llama.cpp's Q4_0 has it: 32 elements, one scale, -8 to 7
        float[] before = new float[64 * 64];
        Random random = new Random(3);
        for (int block = 0; block < before.length / 32; block++) {
            float scale = Float.intBitsToFloat(Float.floatToRawIntBits(0.001f + random.nextFloat() / 100) & 0xffff0000);
            for (int i = 0; i < 32; i++) {
                before[block * 32 + i] = scale * (i < 2 ? 15 * i - 8 : random.nextInt(16) - 8);
            }
        }
        assertThat(error(before, four(rounded(before, 64, 64, Dtype.INT4, PieceReader.PIECE), 64, 64)))
                .isLessThan(0.003);
    }

    @Test
    void shouldKeepRowsOfZerosAndOfEqualNumbers() throws IOException {
        float[] before = new float[64 * 32];
        Arrays.fill(before, 32, 64, 0.5f);
        assertThat(error(before, four(rounded(before, 64, 32, Dtype.INT4, PieceReader.PIECE), 64, 32)))
                .isLessThan(1e-6);
        Files.delete(directory.resolve("config.json"));
        assertThat(error(before, eight(rounded(before, 64, 32, Dtype.INT8, PieceReader.PIECE), 32)))
                .isLessThan(0.005);
    }

    @Test
    void shouldRefuseToRoundNumbersThatAreNotFinite() throws IOException {
        for (Dtype dtype : List.of(Dtype.INT8, Dtype.INT4)) {
            for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
                float[] matrix = random(64 * 32);
                matrix[77] = bad;
                assertThatThrownBy(() -> rounded(matrix, 64, 32, dtype, PieceReader.PIECE))
                        .isInstanceOf(CheckpointException.class)
                        .hasMessageContaining("the weights w hold numbers that aren't finite");
                Files.delete(directory.resolve("config.json"));
            }
        }
    }
}
