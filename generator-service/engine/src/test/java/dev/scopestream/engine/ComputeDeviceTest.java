package dev.scopestream.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scopestream.engine.ComputeDevice.Present;
import dev.scopestream.engine.runtime.Processor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ComputeDeviceTest {
    private static final Present NONE = new Present(0, "no GPU was found");
    private static final Present THREE = new Present(3, "");

    private static List<String> chosen(String names, Present there) {
        return ComputeDevice.choose(names, there).stream()
                .map(ComputeDevice::toString)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "auto, cuda:0",
        "CPU, cpu",
        "cuda, cuda:0",
        "cuda:2, cuda:2",
        "cuda:all, cuda:0 cuda:1 cuda:2",
        "'cuda:2, cuda:0', cuda:2 cuda:0",
        "'cuda:1,cpu', cuda:1 cpu"
    })
    void shouldGiveTheDevicesThatAreNamed(String names, String expected) {
        assertThat(chosen(names, THREE)).containsExactly(expected.split(" ", -1));
    }

    @Test
    void shouldTakeTheProcessorWhereThereIsNoGpu() {
        assertThat(chosen("auto", NONE)).containsExactly("cpu");
        assertThat(chosen("cpu,cpu", NONE)).containsExactly("cpu", "cpu");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cuda:3", "cuda:-1", "cuda:99999999999", "gpu", "cuda0", "", "cuda:0,,cpu", "auto,cpu"})
    void shouldSayWhatThereIsInsteadOfWhatIsNot(String names) {
        assertThatThrownBy(() -> ComputeDevice.choose(names, THREE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("there is no such device; there are: cpu, cuda:0, cuda:1, cuda:2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cuda", "cuda:0", "cuda:all"})
    void shouldSayWhyThereIsNoGpu(String name) {
        assertThatThrownBy(() -> ComputeDevice.choose(name, NONE))
                .hasMessage("'" + name + "': there is no such device; there are: cpu (no GPU was found)");
    }

    @Test
    void shouldNotStartAnyNumberOfWorkers() {
        assertThatThrownBy(() -> ComputeDevice.choose("cpu,".repeat(64) + "cpu", NONE))
                .hasMessage("names 65 devices; at most 64");
    }

    @Test
    void shouldKeepWhatOnlyTheProcessorDoesToIt() {
        ComputeDevice gpu = ComputeDevice.choose("cuda:1", THREE).get(0);
        boolean here = Processor.reordersBf16(Processor.LINUX);
        assertThat(ComputeDevice.CPU.reorders(Dtype.BF16)).isEqualTo(here);
        assertThat(ComputeDevice.CPU.reorders(Dtype.INT4)).isEqualTo(here);
        assertThat(ComputeDevice.CPU.reorders(Dtype.FP32)).isFalse();
        assertThat(gpu.reorders(Dtype.BF16)).isFalse();
        assertThat(gpu.dtype("bf16")).isEqualTo(Dtype.BF16);
        assertThatThrownBy(() -> gpu.dtype("int8"))
                .hasMessage(
                        "dtype 'int8' is for cpu: cuda:1 has no products of rounded weights; there are: bf16, fp32");
        assertThatThrownBy(() ->
                        EngineOptions.builder().dtype(Dtype.INT4).device(gpu).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'int4' is for cpu");
    }
}
