package dev.scopestream.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The strict reader and the JSON Schemas must agree about which documents are right. */
class StrictReadingTest {
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    private static final ObjectMapper LENIENT = new ObjectMapper();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'prompt':'x'}",
                "{'prompt':'x','messages':null,'kv':null,'stop':null,'top_p':null,'reference':null,'template':null}",
                "{'prompt':'x','unknown':{'a':[1,{}]},'kv':{}}",
                "{'messages':[{'role':'user','content':''},{'role':'assistant','content':'y','name':'z'}]}",
                "{'prompt':'x','max_tokens':1}",
                "{'prompt':'x','max_tokens':1000000}",
                "{'prompt':'x','max_tokens':16.0,'temperature':0,'top_p':1}",
                "{'prompt':'x','seed':-9223372036854775808}",
                "{'prompt':'x','kv':{}}",
                "{'prompt':'x','kv':{'capacity':'40%','window':'0.5%','recent':'100%'}}",
                "{'prompt':'x','kv':{'capacity':1,'kernel':7,'recall':{'slots':0,'bits':8,'every':1}}}",
                "{'prompt':'x','kv':{'recall':{}}}",
                "{'prompt':'x','stop':['a']}",
                "{'prompt':'x','reference':{'dataset':'d','document':0,'kind':'text','answers':[]}}",
            })
    void shouldAcceptWhatTheSchemaAccepts(String text) {
        String json = text.replace('\'', '"');
        assertThat(schema(EventCodec.PROMPT).validate(tree(json))).isEmpty();
        assertThat(EventCodec.PROMPT.decode(json.getBytes(UTF_8))).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | prompt | is missing, and so is messages",
                "[] | $ | must be an object, is an array",
                "'text' | $ | must be an object, is the string 'text'",
                "null | $ | must be an object, is null",
                "{'prompt':null} | prompt | is missing",
                "{'prompt':''} | prompt | is empty",
                "{'prompt':7} | prompt | must be a string, is the number 7",
                "{'prompt':'x','messages':[{'role':'user','content':'y'}]} | prompt | exclude each other",
                "{'messages':[]} | messages | has 0 items, must have from 1 to 1000",
                "{'messages':{}} | messages | must be an array, is an object",
                "{'messages':['x']} | messages[0] | must be an object",
                "{'messages':[{'role':'user','content':'y'},{'role':'robot','content':'y'}]} | messages[1].role | 'robot' is not one of system, user, assistant",
                "{'messages':[{'role':'User','content':'y'}]} | messages[0].role | 'User' is not one of",
                "{'messages':[{'content':'y'}]} | messages[0].role | is missing",
                "{'messages':[{'role':'user','content':null}]} | messages[0].content | is missing",
                "{'prompt':'x','id':''} | id | is empty",
                "{'prompt':'x','id':5} | id | must be a string",
                "{'prompt':'x','id':'a\\u0085b'} | id | has a control character (U+0085)",
                "{'prompt':'x','id':'a\\u009b31m'} | id | has a control character (U+009B)",
                "{'prompt':'x','id':'\\u202etxt.exe'} | id | has a control character (U+202E)",
                "{'prompt':'x','id':'\\u2066a'} | id | has a control character (U+2066)",
                "{'prompt':'x','id':'a\\u200f'} | id | has a control character (U+200F)",
                "{'prompt':'x','id':'a\\u2028b'} | id | has a control character (U+2028)",
                "{'prompt':'x','max_tokens':0} | max_tokens | must be from 1 to 1000000, is 0",
                "{'prompt':'x','max_tokens':1000001} | max_tokens | must be from 1 to 1000000",
                "{'prompt':'x','max_tokens':99999999999999999999} | max_tokens | must be from 1 to 1000000",
                "{'prompt':'x','max_tokens':1.5} | max_tokens | must be a whole number, is 1.5",
                "{'prompt':'x','max_tokens':'16'} | max_tokens | must be a number, is the string '16'",
                "{'prompt':'x','max_tokens':true} | max_tokens | must be a number, is true",
                "{'prompt':'x','temperature':-0.1} | temperature | must be from 0 to 10, is -0.1",
                "{'prompt':'x','temperature':1e999} | temperature | must be from 0 to 10",
                "{'prompt':'x','top_p':0} | top_p | must be above 0",
                "{'prompt':'x','top_p':1.01} | top_p | must be from 0 to 1",
                "{'prompt':'x','seed':9223372036854775808} | seed | must be from",
                "{'prompt':'x','stop':7} | stop | must be an array",
                "{'prompt':'x','stop':''} | stop | is empty",
                "{'prompt':['x','y']} | prompt | has 2 items, must have from 1 to 1",
                "{'prompt':[[1,2]]} | prompt[0] | must be a string, is an array",
                "{'prompt':'x','stop_token_ids':[-1]} | stop_token_ids[0] | must be from 0",
                "{'prompt':'x','stop_token_ids':2} | stop_token_ids | must be an array",
                "{'prompt':'x','max_reasoning_tokens':-1} | max_reasoning_tokens | must be from 0",
                "{'prompt':'x','chat_template_kwargs':[]} | chat_template_kwargs | must be an object",
                "{'prompt':'x','chat_template_kwargs':{'a':{}}} | chat_template_kwargs.a | must be a string, a number",
                "{'prompt':'x','chat_template_kwargs':{'messages':1}} | chat_template_kwargs.messages | is set by the",
                "{'prompt':'x','kv':{'also_unknown':1}} | kv.also_unknown | 'also_unknown' is not a name of kv",
                "{'prompt':'x','kv':{'recall':{'slotz':1}}} | kv.recall.slotz | the nearest is 'slots'",
                "{'prompt':'x','stop':['a','']} | stop[1] | is empty",
                "{'prompt':'x','stop':[null]} | stop[0] | must be a string, is null",
                "{'prompt':'x','model':''} | model | is empty",
                "{'prompt':'x','kv':[]} | kv | must be an object",
                "{'prompt':'x','kv':{'prefill':''}} | kv.prefill | is empty",
                "{'prompt':'x','kv':{'fidelity':'exact'}} | kv.fidelity | 'exact' is not one of reference, scope",
                "{'prompt':'x','kv':{'window':0}} | kv.window | must be from 1 to",
                "{'prompt':'x','kv':{'window':'wide'}} | kv.window | must be a number of entries like 512 or a share",
                "{'prompt':'x','kv':{'window':'0%'}} | kv.window | must be a number",
                "{'prompt':'x','kv':{'window':'101%'}} | kv.window | must be a number",
                "{'prompt':'x','kv':{'window':'40'}} | kv.window | must be a number",
                "{'prompt':'x','kv':{'window':true}} | kv.window | must be a number",
                "{'prompt':'x','kv':{'kernel':6}} | kv.kernel | must be odd, is 6",
                "{'prompt':'x','kv':{'pooling':'minpool'}} | kv.pooling | 'minpool' is not one of maxpool, avgpool",
                "{'prompt':'x','kv':{'score':1}} | kv.score | must be one of last, sum, decayed, max, mean",
                "{'prompt':'x','kv':{'recall':{'bits':9}}} | kv.recall.bits | must be from 1 to 8, is 9",
                "{'prompt':'x','ignore_eos':'yes'} | ignore_eos | must be true or false",
                "{'prompt':'x','ignore_eos':1} | ignore_eos | must be true or false",
                "{'prompt':'x','deadline_ms':-1} | deadline_ms | must be from 0",
                "{'prompt':'x','template':'llama4'} | template | 'llama4' is not one of chat, llama3-scope, none",
                "{'prompt':'x','reference':{'dataset':'d','document':0,'kind':'number'}} | reference.answers | is missing",
                "{'prompt':'x','reference':{'dataset':'d','document':0,'kind':'number','answers':['5']}} | reference.answers[0] | must be an object",
                "{'prompt':'x','reference':{'dataset':'d','document':0,'kind':'number','answers':[{'label':-1,'answer':''}]}} | reference.answers[0].label | must be from 0",
            })
    void shouldNameTheFieldThatTheSchemaRefusesToo(String text, String field, String reason) {
        String json = text.replace('\'', '"');
        assertThat(schema(EventCodec.PROMPT).validate(tree(json))).isNotEmpty();
        InvalidEventException e = refused(json);
        assertThat(e.field()).isEqualTo(field);
        assertThat(e.reason()).contains(reason);
    }

    /** What no schema can say. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | is empty",
                "hello | is not JSON: Unrecognized token 'hello'",
                "{'prompt': | is not JSON: Unexpected end-of-input",
                "{'prompt':'x'} {} | is not JSON: Trailing token",
                "{'prompt':'x'},| is not JSON: Unexpected character",
                "{'prompt':'x','prompt':'y'} | is not JSON: Duplicate field 'prompt'",
                "{'prompt':'x','kv':{'window':1,'window':2}} | is not JSON: Duplicate field 'window'",
                "{'prompt':'x','temperature':NaN} | is not JSON: Non-standard token 'NaN'",
                "{'prompt':'x','temperature':Infinity} | is not JSON: Non-standard token 'Infinity'",
                "{'prompt':'x','max_tokens':012} | is not JSON: Invalid numeric value",
                "{'prompt':'x',} | is not JSON",
                "{prompt:'x'} | is not JSON",
                "{'prompt':'x'} // no | is not JSON",
            })
    void shouldRefuseWhatIsNotStrictJson(String text, String reason) {
        InvalidEventException e = refused(text.replace('\'', '"'));
        assertThat(e.field()).isEqualTo("$");
        assertThat(e.reason().replace('"', '\'')).contains(reason);
    }

    @Test
    void shouldBoundDepthNumbersAndNames() {
        assertThat(refused("{\"prompt\":\"x\",\"a\":" + "[".repeat(100_000)).reason())
                .contains("Unexpected end-of-input");
        String deep = "[".repeat(400_000) + "]".repeat(400_000);
        assertThat(refused("{\"prompt\":\"x\",\"kv\":{\"window\":" + deep + "}}")
                        .field())
                .isEqualTo("kv.window");
        assertThat(refused("{\"prompt\":\"x\",\"max_tokens\":1" + "0".repeat(10_000) + "}")
                        .reason())
                .contains("Number value length");
        assertThat(refused("{\"prompt\":\"x\",\"" + "n".repeat(100_000) + "\":1}")
                        .reason())
                .contains("Name length");
        assertThat(refused("{\"prompt\":\"x\",\"max_tokens\":1e-999999999}").field())
                .isEqualTo("max_tokens");
        assertThat(refused("{\"prompt\":\"x\",\"max_tokens\":1e999999999}").reason())
                .isNotEmpty();
        assertThat(refused("{\"prompt\":\"\\ud83d\"}").reason()).contains("half a surrogate pair");
        assertThat(refused("{\"prompt\":\"x\"").reason())
                .isEqualTo(
                        "is not JSON: Unexpected end-of-input: expected close marker for Object (start marker at line 1,"
                                + " column 1) (line 1, column 14)");
        assertThat(refused("{\"prompt\":\"x\",\"stop\":[" + "\"a\",".repeat(16) + "\"a\"]}")
                        .reason())
                .isEqualTo("has 17 items, must have from 0 to 16");
        assertThat(refused("{\"prompt\":\"x\",\"stop\":[\"" + "a".repeat(257) + "\"]}")
                        .reason())
                .isEqualTo("has 257 characters, must have from 1 to 256");
    }

    static Stream<Object[]> encoded() {
        return SampleEvents.all().entrySet().stream()
                .flatMap(e -> e.getValue().stream().map(event -> new Object[] {e.getKey(), event}));
    }

    @ParameterizedTest
    @MethodSource("encoded")
    @SuppressWarnings("unchecked")
    void shouldWriteWhatTheSchemaAccepts(EventCodec<?> codec, Object event) {
        String json = new String(((EventCodec<Object>) codec).encode(event), UTF_8);
        assertThat(schema(codec).validate(tree(json))).isEmpty();
    }

    /** Every field of every kind, taken away or given a wrong type, in both readings. */
    @ParameterizedTest
    @MethodSource("encoded")
    @SuppressWarnings("unchecked")
    void shouldAgreeWithTheSchemaOnEveryMutation(EventCodec<?> codec, Object event) {
        String json = new String(((EventCodec<Object>) codec).encode(event), UTF_8);
        Mutations.of(json).forEach(mutant -> {
            boolean bySchema = schema(codec).validate(tree(mutant)).isEmpty();
            boolean byReader = reads(codec, mutant);
            assertThat(byReader)
                    .as("%s by the reader, the schema says %s", mutant, bySchema)
                    .isEqualTo(bySchema);
        });
    }

    private static boolean reads(EventCodec<?> codec, String json) {
        try {
            codec.decode(json.getBytes(UTF_8));
            return true;
        } catch (InvalidEventException e) {
            // sums and comparisons of fields are more than a schema can check
            return (e.field().endsWith("total_tokens") && e.reason().startsWith("must be prompt_tokens"))
                    || (e.field().endsWith("completion_tokens")
                            && e.reason().startsWith("must be at least completion_tokens_details"));
        }
    }

    private static InvalidEventException refused(String json) {
        InvalidEventException e =
                catchThrowableOfType(InvalidEventException.class, () -> EventCodec.PROMPT.decode(json.getBytes(UTF_8)));
        assertThat(e).as(json).isNotNull();
        return e;
    }

    static JsonSchema schema(EventCodec<?> codec) {
        return SCHEMAS.getSchema(codec.schema());
    }

    static com.fasterxml.jackson.databind.JsonNode tree(String json) {
        try {
            return LENIENT.readTree(json);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }
}
