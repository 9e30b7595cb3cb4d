package dev.scopestream.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Prompts as OpenAI's clients write them. */
class PromptCasesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A record, and what must come of it. */
    record Case(String hex, String expected) {
        byte[] record() {
            return HexFormat.of().parseHex(hex);
        }

        boolean served() {
            return expected.startsWith("served");
        }

        @Override
        public String toString() {
            return expected;
        }
    }

    static List<Case> cases() throws IOException {
        try (InputStream in = PromptCasesTest.class.getResourceAsStream("cases/prompts.jsonl")) {
            return new String(in.readAllBytes(), UTF_8)
                    .lines()
                    .map(PromptCasesTest::parse)
                    .toList();
        }
    }

    private static Case parse(String line) {
        try {
            JsonNode node = JSON.readTree(line);
            String hex = node.has("record_hex")
                    ? node.get("record_hex").textValue()
                    : HexFormat.of().formatHex(node.get("record").textValue().getBytes(UTF_8));
            return new Case(hex, node.get("want").textValue());
        } catch (IOException e) {
            throw new AssertionError(line, e);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldDoAsTheReferencesCasesSay(Case known) {
        if (known.served()) {
            assertThat(EventCodec.PROMPT.decode(known.record())).isNotNull();
            return;
        }
        InvalidEventException e = refused(known.record());
        assertThat(new String(known.record(), UTF_8))
                .contains(e.field().substring(e.field().lastIndexOf('.') + 1));
    }

    @Test
    void shouldReadTheOtherFormsOfAField() {
        assertThat(prompt("'stop':'\\n'").stopping().stop()).containsExactly("\n");
        assertThat(prompt("'max_completion_tokens':8").stopping().maxTokens()).isEqualTo(8);
        assertThat(prompt("'max_completion_tokens':8,'max_tokens':8").stopping().maxTokens())
                .isEqualTo(8);
        assertThat(refused("{'prompt':'x','max_completion_tokens':8,'max_tokens':9}")
                        .field())
                .isEqualTo("max_completion_tokens");
        assertThat(decode("{'prompt':['x']}").input().prompt()).isEqualTo("x");
        assertThat(decode("{'messages':[{'role':'developer','content':[{'type':'text','text':'a'},"
                                + "{'type':'text','text':'b'}]}]}")
                        .input()
                        .messages())
                .containsExactly(new Message(Message.Role.DEVELOPER, "a\nb"));
    }

    @Test
    void shouldReadWhatTheEngineGetsBesides() {
        PromptEvent event = prompt("'chat_template_kwargs':{'enable_thinking':false,'level':2,'share':0.5,'to':null},"
                + "'stop_token_ids':[7,8],'max_reasoning_tokens':0");
        assertThat(event.input().chatTemplateKwargs())
                .containsEntry("enable_thinking", false)
                .containsEntry("level", 2L)
                .containsEntry("share", 0.5)
                .containsEntry("to", null);
        assertThat(event.stopping().stopTokenIds()).containsExactly(7, 8);
        assertThat(event.stopping().maxReasoningTokens()).isZero();
    }

    /** Every parameter with a value that changes nothing, and the same with each of them changed. */
    @Test
    void shouldAgreeWithTheSchemaOnUnsupportedParameters() throws IOException {
        var schema = StrictReadingTest.schema(EventCodec.PROMPT);
        ObjectMapper json = new ObjectMapper();
        var record = json.createObjectNode().put("prompt", "x");
        json.readTree(EventCodec.PROMPT.schema()).get("properties").properties().forEach(p -> neutral(p.getValue())
                .ifPresent(value -> record.set(p.getKey(), value)));
        assertThat(record.size()).isGreaterThan(35);
        assertThat(decode(record.toString())).isEqualTo(decode("{'prompt':'x'}"));
        Mutations.of(record.toString()).forEach(mutant -> assertThat(reads(mutant))
                .as(mutant)
                .isEqualTo(schema.validate(StrictReadingTest.tree(mutant)).isEmpty()));
    }

    /** The value that a property's schema allows, where it's a property that allows hardly any. */
    private static Optional<JsonNode> neutral(JsonNode property) {
        boolean fixedNumber = property.has("minimum") && property.get("minimum").equals(property.get("maximum"));
        boolean choice = property.has("enum") && !property.toString().contains("chat");
        boolean nothing = property.path("type").asText().equals("null");
        if (fixedNumber) {
            return Optional.of(property.get("minimum"));
        }
        return choice || nothing
                ? Optional.of(choice ? property.get("enum").get(0) : JSON.nullNode())
                : Stream.of("maxItems", "maxProperties")
                        .filter(limit -> property.path(limit).asInt(-1) == 0)
                        .map(limit -> (JsonNode)
                                (limit.equals("maxItems") ? JSON.createArrayNode() : JSON.createObjectNode()))
                        .findFirst();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'user':'u','store':true,'stream':true,'stream_options':{'include_usage':true},'metadata':{'a':'b'}",
                "'service_tier':'auto','parallel_tool_calls':true,'safety_identifier':'s','prompt_cache_key':'k'",
                "'presence_penalty':0,'frequency_penalty':0.0,'logprobs':false,'top_logprobs':0,'logit_bias':{}",
                "'tools':[],'tool_choice':'auto','response_format':{'type':'text'},'modalities':['text'],'top_k':-1",
                "'n':null,'tools':null,'response_format':null,'logprobs':null,'stop':null,'max_completion_tokens':null",
            })
    void shouldTakeWhatChangesNothing(String fields) {
        assertThat(prompt(fields)).isEqualTo(decode("{'prompt':'x'}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'best_of':3",
                "'presence_penalty':0.5",
                "'frequency_penalty':-1",
                "'logit_bias':{'50256':-100}",
                "'logprobs':true",
                "'logprobs':5",
                "'top_logprobs':5",
                "'response_format':{'type':'json_schema','json_schema':{}}",
                "'tools':[{'type':'function'}]",
                "'functions':[{}]",
                "'tool_choice':'required'",
                "'modalities':['text','audio']",
                "'audio':{'voice':'alloy'}",
                "'reasoning_effort':'low'",
                "'top_k':40",
                "'min_p':0.1",
                "'repetition_penalty':1.1",
                "'suffix':'s'",
                "'echo':true",
                "'web_search_options':{}",
                "'guided_regex':'a+'",
            })
    void shouldRefuseByNameWhatWouldChangeTheText(String field) {
        InvalidEventException e = refused("{'prompt':'x'," + field + "}");
        assertThat(e.field()).isEqualTo(field.substring(1, field.indexOf('\'', 1)));
        assertThat(e.reason()).contains("is not supported: only ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "messages[0].role|{'role':'tool','tool_call_id':'c','content':'4'}",
                "messages[0].role|{'role':'function','name':'f','content':'4'}",
                "messages[0].tool_calls|{'role':'assistant','content':'','tool_calls':[{'id':'c'}]}",
                "messages[0].content[1].type|{'role':'user','content':[{'type':'text','text':'a'},{'type':'image_url'}]}",
                "messages[0].content[0].type|{'role':'user','content':[{'type':'input_audio'}]}",
                "messages[0].content[0].text|{'role':'user','content':[{'type':'text'}]}",
                "messages[0].content|{'role':'user','content':[]}",
            })
    void shouldRefuseMessagesThatNeedMoreThanText(String pathAndMessage) {
        String[] parts = pathAndMessage.split("\\|", 2);
        assertThat(refused("{'messages':[" + parts[1] + "]}").field()).isEqualTo(parts[0]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "129", "-1", "1.5", "'2'", "[2]", "true"})
    void shouldRefuseANumberOfSamplesThatIsNone(String n) {
        InvalidEventException e = refused("{'prompt':'x','n':" + n + "}");
        assertThat(e.field()).isEqualTo("n");
        assertThat(decode("{'prompt':'x','n':128}").sampling().n()).isEqualTo(128);
    }

    @Test
    void shouldNameTheNearestNameOfAMisspeltOne() {
        assertThat(refused("{'prompt':'x','kv':{'capcity':128}}"))
                .hasMessageStartingWith("kv.capcity: 'capcity' is not a name of kv; the nearest is 'capacity'");
        assertThat(refused("{'prompt':'x','kv':{'Window':null}}")).hasMessageContaining("the nearest is 'window'");
        assertThat(refused("{'prompt':'x','kv':{'recall':{'bit':2}}}"))
                .hasMessageStartingWith("kv.recall.bit: 'bit' is not a name of kv.recall; the nearest is 'bits'");
        InvalidEventException long1 = refused("{'prompt':'x','kv':{'a\\nb" + "c".repeat(9000) + "':1}}");
        assertThat(long1.field()).startsWith("kv.a?bccc").hasSizeLessThan(60);
    }

    @Test
    void shouldIgnoreUnknownFieldsHoweverDeep() {
        String deep = "{\"a\":[".repeat(100_000) + "]}".repeat(100_000);
        assertThat(decode("{'prompt':'x','metadata':" + deep + "}").input().prompt())
                .isEqualTo("x");
        assertThat(decode("{'messages':[{'role':'user','content':'x','extra':" + deep + "}]}")
                        .input()
                        .messages())
                .hasSize(1);
        assertThat(prompt("'metadata':{'f':0." + "1".repeat(60) + ",'" + "n".repeat(500) + "':1}"))
                .isEqualTo(decode("{'prompt':'x'}"));
    }

    @Test
    void shouldSkipWhatStandsBeforeTheText() {
        byte[] text = "{\"prompt\":\"é\"}".getBytes(UTF_8);
        for (String before : List.of("", "efbbbf", "0000000001", "00ffffffff", "0000000001efbbbf")) {
            assertThat(EventCodec.PROMPT.decode(joined(before, text)).input().prompt())
                    .isEqualTo("é");
        }
        assertThat(refused(joined("0000000007", new byte[] {2, 120}))).hasMessageContaining("schema id 7");
        assertThat(refused(joined("fffe", new byte[] {'{', 0}))).hasMessage("$: is UTF-16, must be UTF-8");
        assertThat(refused(joined("efbbbf", new byte[0]))).hasMessageContaining("is empty");
    }

    private static byte[] joined(String hex, byte[] text) {
        byte[] before = HexFormat.of().parseHex(hex);
        byte[] all = Arrays.copyOf(before, before.length + text.length);
        System.arraycopy(text, 0, all, before.length, text.length);
        return all;
    }

    private static PromptEvent prompt(String fields) {
        return decode("{'prompt':'x'," + fields + "}");
    }

    private static PromptEvent decode(String json) {
        return EventCodec.PROMPT.decode(json.replace('\'', '"').getBytes(UTF_8));
    }

    private static boolean reads(String json) {
        try {
            return EventCodec.PROMPT.decode(json.getBytes(UTF_8)) != null;
        } catch (InvalidEventException e) {
            return false;
        }
    }

    private static InvalidEventException refused(String json) {
        return refused(json.replace('\'', '"').getBytes(UTF_8));
    }

    private static InvalidEventException refused(byte[] record) {
        InvalidEventException e =
                catchThrowableOfType(InvalidEventException.class, () -> EventCodec.PROMPT.decode(record));
        assertThat(e).as(new String(record, UTF_8)).isNotNull();
        return e;
    }
}
