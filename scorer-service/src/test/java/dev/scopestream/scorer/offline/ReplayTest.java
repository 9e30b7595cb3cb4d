package dev.scopestream.scorer.offline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.events.AccuracyEvent;
import dev.scopestream.events.EventCodec;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Published predictions; where they come from is said beside them. */
class ReplayTest {
    @ParameterizedTest
    @CsvSource({
        "gsm8k, streamingllm-slm-512-gsm8k, 11.938, 37.4419",
        "mmlu, streamingllm-slm-512-mmlu, 35.9748, 38.4277",
        "csqa, allkv-none-512-csqa, 71.6667, 71.6667"
    })
    void shouldGiveThePublishedFigureToTheLastDigitAndTheAlignedOneBesideIt(
            String dataset, String file, String published, String aligned) throws Exception {
        Report report = score(dataset, file, new ArrayList<>());
        assertThat(report.referenceText()).isEqualTo(published);
        assertThat(report.alignedText()).isEqualTo(aligned);
        assertThat(report.bad()).isEmpty();
    }

    @Test
    void shouldMakeOneReadableEventPerDocument() throws Exception {
        List<AccuracyEvent> events = new ArrayList<>();
        score("gsm8k", "streamingllm-slm-512-gsm8k", events);
        assertThat(events).hasSize(43).allSatisfy(event -> {
            assertThat(event.questions()).hasSize(30);
            assertThat(EventCodec.ACCURACY.decode(EventCodec.ACCURACY.encode(event)))
                    .isEqualTo(event);
        });
        assertThat(events.get(0).questions().get(0).label()).isEqualTo(9);
    }

    @Test
    void shouldTellPoliciesApartDocumentByDocument() throws Exception {
        List<AccuracyEvent> events = new ArrayList<>();
        score("gsm8k", "streamingllm-slm-512-gsm8k", events);
        Comparison none = Comparison.of(events, events, 7);
        assertThat(none.aligned().mean()).isZero();
        assertThat(none.aligned().isNoise()).isTrue();
        List<AccuracyEvent> other = new ArrayList<>();
        score("mmlu", "streamingllm-slm-512-mmlu", other);
        assertThat(Comparison.of(events, other, 7).reference().isNoise()).isFalse();
        assertThat(Comparison.of(events, other, 7).reference().n()).isEqualTo(43);
    }

    private static Report score(String dataset, String file, List<AccuracyEvent> events)
            throws IOException, URISyntaxException {
        Path path = Path.of(ReplayTest.class
                .getResource("/published-4k/" + file + ".jsonl.gz")
                .toURI());
        return new OfflineScore(AnswerSource.of(dataset), "Llama-3.1-8B-Instruct", file, "512").run(path, events::add);
    }
}
