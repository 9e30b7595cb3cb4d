package dev.scopestream.events;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EventCodecTest {
    static Stream<Arguments> samples() {
        return SampleEvents.all().entrySet().stream()
                .flatMap(e -> e.getValue().stream().map(event -> Arguments.of(e.getKey(), event)));
    }

    @ParameterizedTest
    @MethodSource("samples")
    @SuppressWarnings("unchecked")
    void shouldReadWhatItWrites(EventCodec<?> codec, Object event) {
        byte[] bytes = ((EventCodec<Object>) codec).encode(event);
        assertThat(codec.decode(bytes)).isEqualTo(event);
    }

    @Test
    void shouldWriteSnakeCaseAndOmitWhatIsAbsent() {
        assertThat(new String(EventCodec.PROMPT.encode(SampleEvents.SMALL_PROMPT), UTF_8))
                .isEqualTo("{\"prompt\":\"Hi\"}");
        assertThat(new String(EventCodec.PROMPT.encode(SampleEvents.FULL_PROMPT), UTF_8))
                .startsWith("{\"id\":\"id-1\",\"messages\":[{\"role\":\"system\",")
                .contains("\"max_tokens\":100", "\"capacity\":\"40%\"", "\"window\":512", "\"recent\":\"12.5%\"")
                .contains("\"template\":\"llama3-scope\"", "\"role\":\"system\"", "\"deadline_ms\":1800000000000");
    }

    @Test
    void shouldWriteTheCompressionAsOneFlatObject() {
        assertThat(new String(EventCodec.PROMPT.encode(SampleEvents.FULL_PROMPT), UTF_8))
                .contains("\"kv\":{\"prefill\":\"h2o\",\"decode\":\"slide\",\"fidelity\":\"reference\","
                        + "\"capacity\":\"40%\",\"observation\":8,\"window\":512,\"recent\":\"12.5%\","
                        + "\"sinks\":4,\"kernel\":7,\"pooling\":\"avgpool\",\"delta\":15,"
                        + "\"score\":\"decayed\",\"reduce\":\"max\","
                        + "\"recall\":{\"slots\":64,\"bits\":2,\"every\":4}}");
    }

    @Test
    void shouldWriteThePromptAsOneFlatObjectInTheSchemasOrder() {
        assertThat(JsonText.parse(EventCodec.PROMPT.encode(SampleEvents.FULL_PROMPT), Limits.PROMPT_BYTES)
                        .fieldNames())
                .toIterable()
                .containsExactly(
                        "id",
                        "messages",
                        "max_tokens",
                        "temperature",
                        "top_p",
                        "seed",
                        "n",
                        "stop",
                        "model",
                        "kv",
                        "ignore_eos",
                        "deadline_ms",
                        "reference",
                        "template",
                        "chat_template_kwargs",
                        "stop_token_ids",
                        "max_reasoning_tokens");
        assertThat(new String(EventCodec.PROMPT.encode(SampleEvents.FULL_PROMPT), UTF_8))
                .contains("\"chat_template_kwargs\":{\"enable_thinking\":false,\"level\":2,\"share\":0.5,"
                        + "\"language\":\"de\",\"date\":null},\"stop_token_ids\":[0,128009]");
    }

    @Test
    void shouldWriteTheResultAsOneObjectWithAFlatReport() {
        assertThat(new String(EventCodec.RESULT.encode(SampleEvents.RESULT), UTF_8))
                .isEqualTo("{\"id\":\"id-1\",\"model\":\"tiny\",\"text\":\"text\",\"token_ids\":[1,2,3],"
                        + "\"finish_reason\":\"deadline\",\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":3,"
                        + "\"total_tokens\":13},\"kv\":{\"policy\":\"h2o+slide\",\"prefill\":\"h2o\","
                        + "\"decode\":\"slide\",\"fidelity\":\"scope\",\"capacity\":1024,\"window\":512,"
                        + "\"recent\":256,\"peak_bytes\":8589934592,\"mean_bytes\":12345.5,\"evicted_prefill\":7,"
                        + "\"evicted_decode\":8,\"spilled\":9,\"recalled\":10,\"recall_lost\":1,"
                        + "\"recall_ahead\":0.75,\"recall_stall_ms\":2.5,\"recall_covered\":0.98,"
                        + "\"lost_mass_prefill\":0.01,\"lost_mass_decode\":0.0},\"timings\":{\"queued_ms\":0.5,"
                        + "\"time_to_first_token_ms\":12.0,\"time_per_output_token_ms\":3.25,\"total_ms\":400.0},"
                        + "\"attempt\":2,\"moves\":1,\"resumed_tokens\":2,\"worker\":\"worker-1\","
                        + "\"dataset\":\"gsm8k_30\"}");
    }

    @Test
    void shouldWriteTheReasoningBesideTheText() {
        assertThat(new String(EventCodec.RESULT.encode(SampleEvents.REASONED_RESULT), UTF_8))
                .contains("\"text\":\"8\",\"reasoning\":\"3 + 5\",\"token_ids\":[1,2,3]")
                .contains("\"total_tokens\":13,\"completion_tokens_details\":{\"reasoning_tokens\":2}}");
        assertThat(new String(EventCodec.CHUNK.encode(new ChunkEvent("a", 1, 0, "8", "3 + 5", 2, true)), UTF_8))
                .isEqualTo("{\"id\":\"a\",\"attempt\":1,\"index\":0,\"text\":\"8\",\"reasoning\":\"3 + 5\","
                        + "\"tokens\":2,\"last\":true}");
        ResultEvent tooMany =
                SampleEvents.RESULT.toBuilder().usage(Usage.of(10, 3, 4)).build();
        assertThatThrownBy(() -> EventCodec.RESULT.encode(tooMany))
                .hasMessage("usage.completion_tokens: must be at least completion_tokens_details.reasoning_tokens");
    }

    @Test
    void shouldWriteFurtherSamplesBesideTheFirst() {
        String json = new String(EventCodec.RESULT.encode(SampleEvents.SAMPLED_RESULT), UTF_8);
        String first = new String(EventCodec.RESULT.encode(SampleEvents.REASONED_RESULT), UTF_8);
        assertThat(json)
                .startsWith(first.substring(0, first.indexOf(",\"usage\"")))
                .contains(
                        "\"choices\":[{\"index\":0,\"seed\":-9223372036854775808,\"text\":\"8\",\"reasoning\":\"3 + 5\",")
                .contains("{\"index\":1,\"seed\":9223372036854775807,\"text\":\"text\",\"token_ids\":[1,2,3],");
        assertThat(SampleEvents.SAMPLED_RESULT.ended()).isEqualTo(FinishReason.DEADLINE);
        assertThat(new String(EventCodec.CHUNK.encode(new ChunkEvent("a", 1, 0, "8", 2, true).ofChoice(3)), UTF_8))
                .isEqualTo("{\"id\":\"a\",\"attempt\":1,\"index\":0,\"text\":\"8\",\"tokens\":2,\"last\":true,"
                        + "\"choice\":3}");
    }

    @Test
    void shouldRefuseToWriteWhatItWouldNotRead() {
        AccuracySummary notFinite =
                new AccuracySummary("d", "m", "p", "", 1, Double.NaN, null, 1, null, null, null, null);
        assertThatThrownBy(() -> EventCodec.SUMMARY.encode(notFinite))
                .isInstanceOf(InvalidEventException.class)
                .hasMessageStartingWith("reference_mean: must be finite");
        assertThatThrownBy(() -> EventCodec.CANCEL.encode(new CancelEvent("a\nb")))
                .hasMessage("id: has a control character (U+000A)");
        assertThatThrownBy(() -> EventCodec.CHUNK.encode(new ChunkEvent("a", 1, 0, "half \uD83D", 1, true)))
                .hasMessage("text: has half a surrogate pair at character 5");
    }

    @Test
    void shouldRefuseBytesThatAreNotUtf8() {
        assertThatThrownBy(() -> EventCodec.PROMPT.decode("{\"prompt\":\"é\"}".getBytes(ISO_8859_1)))
                .hasMessage("$: is not UTF-8");
    }

    @Test
    void shouldRefuseARecordThatIsTooLarge() {
        byte[] large = ("{\"prompt\":\"" + "a".repeat(5 << 20) + "\"}").getBytes(UTF_8);
        assertThatThrownBy(() -> EventCodec.PROMPT.decode(large))
                .hasMessage("$: has 5242893 bytes, at most 1048576 are allowed");
        assertThat(EventCodec.PROMPT.withLimit(20).limitBytes()).isEqualTo(20);
        assertThatThrownBy(() -> EventCodec.PROMPT.withLimit(20).decode("{\"prompt\":\"123456789\"}".getBytes(UTF_8)))
                .hasMessage("$: has 22 bytes, at most 20 are allowed");
    }

    @Test
    void shouldTakeTheIdFromTheKey() {
        byte[] value = "{\"prompt\":\"Hi\"}".getBytes(UTF_8);
        byte[] withId = "{\"prompt\":\"Hi\",\"id\":\"a\"}".getBytes(UTF_8);
        assertThat(PromptRecord.decode("a".getBytes(UTF_8), value).id()).isEqualTo("a");
        assertThat(PromptRecord.decode(null, withId).id()).isEqualTo("a");
        assertThat(PromptRecord.decode("a".getBytes(UTF_8), withId).id()).isEqualTo("a");
        assertThatThrownBy(() -> PromptRecord.decode("b".getBytes(UTF_8), withId))
                .hasMessage("id: 'a' is not the record's key, 'b'");
        assertThatThrownBy(() -> PromptRecord.decode(null, value))
                .hasMessage("id: is missing, and the record has no key");
        assertThatThrownBy(() -> PromptRecord.decode(new byte[] {(byte) 0xff}, value))
                .hasMessage("id: the record's key is not UTF-8");
    }

    @Test
    void shouldKeepTheReasonShortAndOnOneLine() {
        InvalidEventException e = new InvalidEventException("x", "a\nb" + "c".repeat(10_000));
        assertThat(e.reason()).hasSizeLessThan(500).startsWith("a bc").doesNotContain("\n");
    }

    @Test
    void shouldServeKafkaSerializers() {
        try (EventSerde<CancelEvent> serde = new EventSerde<>(EventCodec.CANCEL)) {
            CancelEvent event = new CancelEvent("x");
            byte[] bytes = serde.serializer().serialize("t", event);
            assertThat(serde.deserializer().deserialize("t", bytes)).isEqualTo(event);
            assertThat(serde.serializer().serialize("t", null)).isNull();
            assertThat(serde.deserializer().deserialize("t", null)).isNull();
            assertThatThrownBy(() -> serde.deserializer().deserialize("t", new byte[] {'{'}))
                    .isInstanceOf(SerializationException.class)
                    .hasMessageContaining("in topic t: $: is not JSON");
        }
    }

    @Test
    void shouldUseTheChatTemplateForMessagesOnly() {
        assertThat(SampleEvents.SMALL_PROMPT.input().effectiveTemplate()).isEqualTo(Template.NONE);
        PromptEvent chat =
                EventCodec.PROMPT.decode("{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}".getBytes(UTF_8));
        assertThat(chat.input().effectiveTemplate()).isEqualTo(Template.CHAT);
        assertThat(SampleEvents.FULL_PROMPT.input().effectiveTemplate()).isEqualTo(Template.LLAMA3_SCOPE);
    }

    @Test
    void shouldBuildAndRebuildPrompts() {
        assertThat(SampleEvents.FULL_PROMPT.toBuilder().build()).isEqualTo(SampleEvents.FULL_PROMPT);
        assertThat(PromptEvent.builder().prompt("Hi").build()).isEqualTo(SampleEvents.SMALL_PROMPT);
        assertThat(SampleEvents.FULL_PROMPT.toBuilder()
                        .prompt("Hi")
                        .build()
                        .input()
                        .messages())
                .isEmpty();
        assertThat(SampleEvents.SMALL_PROMPT.toBuilder()
                        .messages(SampleEvents.FULL_PROMPT.input().messages())
                        .build()
                        .input()
                        .prompt())
                .isNull();
    }

    @Test
    void shouldKeepSummaryKeysApart() {
        assertThat(List.of(
                        AccuracySummary.key("a|b", "c", "d", "e"),
                        AccuracySummary.key("a", "b|c", "d", "e"),
                        AccuracySummary.key("a%7Cb", "c", "d", "e")))
                .doesNotHaveDuplicates();
    }
}
