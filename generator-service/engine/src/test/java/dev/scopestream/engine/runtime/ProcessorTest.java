package dev.scopestream.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scopestream.engine.ComputeDevice;
import dev.scopestream.engine.Dtype;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessorTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "flags\t\t: fpu avx512f avx512_bf16 sse2, true",
        "flags\t\t: fpu amx_bf16 amx_tile, true",
        "flags\t\t: fpu avx2 avx512f, false",
        "model name\t: avx512_bf16, false",
        "'', false"
    })
    void shouldTellByTheFlags(String line, boolean expected) throws Exception {
        Path description = Files.writeString(directory.resolve("cpuinfo"), "processor\t: 0\n" + line + "\n");
        assertThat(Processor.multipliesBf16(description)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "flags\t\t: fpu avx2 avx512f avx512bw avx512dq avx512vl, true",
        "flags\t\t: fpu avx2 avx_ne_convert, true",
        "flags\t\t: fpu avx2 avx512f avx512bw avx512dq, false",
        "flags\t\t: fpu avx avx2 f16c, false",
        "model name\t: avx_ne_convert, false"
    })
    void shouldReorderOnlyWhereOneDnnMultipliesReorderedMatrices(String line, boolean expected) throws Exception {
        Path description = Files.writeString(directory.resolve("cpuinfo"), "processor\t: 0\n" + line + "\n");
        assertThat(Processor.reordersBf16(description)).isEqualTo(expected);
    }

    @Test
    void shouldNotKnowWithoutADescription() {
        assertThat(Processor.multipliesBf16(directory.resolve("none"))).isFalse();
        assertThat(Processor.reordersBf16(directory.resolve("none"))).isFalse();
    }

    @Test
    void shouldTakeWhatIsFastUnlessTold() {
        assertThat(ComputeDevice.CPU.dtype("auto"))
                .isEqualTo(Processor.multipliesBf16(Processor.LINUX) ? Dtype.BF16 : Dtype.FP32);
        assertThat(ComputeDevice.CPU.dtype("INT8")).isEqualTo(Dtype.INT8);
        assertThatThrownBy(() -> ComputeDevice.CPU.dtype("fp7"))
                .hasMessageContaining("'fp7'; there are: auto, fp64, fp32, bf16");
    }
}
