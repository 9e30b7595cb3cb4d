package dev.scopestream.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.checkpoint.CheckpointException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokenizers, their configurations and templates that somebody made wrong: refused with the file, the field and the reason. */
class HostileTextFilesTest {
    private static final Path BUNDLED = Path.of("src/main/resources/models/longgen-tiny");
    private static final JsonMapper MAPPER = new JsonMapper();

    @TempDir
    Path directory;

    @BeforeEach
    void copyTheTinyModel() throws IOException {
        for (String name : new String[] {"tokenizer.json", "tokenizer_config.json", "special_tokens_map.json"}) {
            Files.copy(BUNDLED.resolve(name), directory.resolve(name));
        }
    }

    private void open() {
        EngineOptions options = EngineOptions.builder().build();
        PromptEncoder.open(directory, options.prompts()).close();
    }

    private void assertRefused(String file, String expected) {
        assertThatThrownBy(this::open)
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(directory.resolve(file).toString())
                .hasMessageContaining(expected);
    }

    private void write(String file, String json) throws IOException {
        Files.writeString(directory.resolve(file), json.replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'added_tokens':{'id':1}} | added_tokens must be a list",
                "{'added_tokens':[7]} | added_tokens[0] must be an object",
                "{'added_tokens':[{'content':'a'}]} | added_tokens[0].id must be an integer from 0 to 4194303, but is missing",
                "{'added_tokens':[{'id':1.5,'content':'a'}]} | added_tokens[0].id must be an integer",
                "{'added_tokens':[{'id':'1','content':'a'}]} | added_tokens[0].id must be an integer",
                "{'added_tokens':[{'id':-1,'content':'a'}]} | added_tokens[0].id must be an integer",
                "{'added_tokens':[{'id':18446744073709551617,'content':'a'}]} | added_tokens[0].id must be an integer",
                "{'added_tokens':[{'id':1,'content':7}]} | added_tokens[0].content must be a string",
                "{'added_tokens':[{'id':1,'content':'a','special':'yes'}]} | added_tokens[0].special must be true or false",
                "{'model':{'type':'BPE','vocab':{'<0x00>':'0'},'merges':[]}} | model.vocab: <0x00> must be an integer",
                "{'model':{'type':'BPE','vocab':{'<0x00>':1.5},'merges':[]}} | model.vocab: <0x00> must be an integer",
                "{'model':[]} | model must be an object",
                "{'model':null} | model must be an object",
                "{'decoder':7} | decoder must be an object",
            })
    void shouldRefuseFieldsOfTokenizers(String changes, String expected) throws IOException {
        Path file = directory.resolve("tokenizer.json");
        ObjectNode json = (ObjectNode) MAPPER.readTree(file.toFile());
        json.setAll((ObjectNode) MAPPER.readTree(changes.replace('\'', '"')));
        MAPPER.writeValue(file.toFile(), json);
        assertRefused("tokenizer.json", expected);
    }

    /** The tokenizer library would end the process when it first encodes. */
    @Test
    void shouldRefuseTemplatesOfTokensThatTheyDontDescribe() throws IOException {
        Path file = directory.resolve("tokenizer.json");
        String good = Files.readString(file);
        ObjectNode json = (ObjectNode) MAPPER.readTree(good);
        ((ObjectNode) json.at("/post_processor")).putObject("special_tokens");
        MAPPER.writeValue(file.toFile(), json);
        assertRefused(
                "tokenizer.json",
                "post_processor.single[0] names the token '<bos>', which isn't in its special_tokens");
        json = (ObjectNode) MAPPER.readTree(good);
        ((ObjectNode) json.at("/post_processor/special_tokens/<bos>"))
                .putArray("ids")
                .add(1)
                .add(1);
        MAPPER.writeValue(file.toFile(), json);
        assertRefused("tokenizer.json", "post_processor.special_tokens.<bos> must have as many ids as tokens");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[] | no JSON object",
                "7 | no JSON object",
                "{} | ",
                "{'model':{},'model':{}} | Duplicate field 'model'",
                "{'model':{'type':'BPE','vocab':{'a':1,'a':2},'merges':[]}} | Duplicate field 'a'",
                "{'version':NaN} | ",
                "{'version':'1.0' | ",
                "{'version':'1.0'} [] | something after its end",
            })
    void shouldRefuseTokenizersThatAreNone(String json, String expected) throws IOException {
        write("tokenizer.json", json);
        assertRefused("tokenizer.json", expected == null ? "" : expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[] | must hold a JSON object, but holds ARRAY",
                "'x' | must hold a JSON object",
                "{'eos_token':7} | eos_token must be a string",
                "{'eos_token':true} | eos_token must be a string",
                "{'eos_token':['</s>']} | eos_token must be a string",
                "{'eos_token':{'content':7}} | eos_token must be a string, an object with a text as content, or null",
                "{'eos_token':{'text':'</s>'}} | eos_token must be a string",
                "{'eos_token':'</s>','eos_token':'<s>'} | Duplicate field 'eos_token'",
                "{'chat_template':[{'name':7,'template':'a'}]} | chat_template must list",
                "{'chat_template':NaN} | isn't valid JSON",
                "{'chat_template':'a'} {} | isn't valid JSON",
                "{'chat_template':'a' | isn't valid JSON",
            })
    void shouldRefuseConfigurationsOfTokenizers(String json, String expected) throws IOException {
        write("tokenizer_config.json", json);
        assertRefused("tokenizer_config.json", expected);
    }

    @Test
    void shouldRefuseSpecialTokensOfAnotherType() throws IOException {
        write("tokenizer_config.json", "{}");
        write("special_tokens_map.json", "{'eos_token':['a']}");
        assertRefused("special_tokens_map.json", "eos_token must be a string");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tokenizer.json", "tokenizer_config.json", "special_tokens_map.json"})
    void shouldRefuseDeepNestingAndWhatIsNoFile(String name) throws IOException {
        write(name, "{'x':" + "[".repeat(100_000) + "]".repeat(100_000) + "}");
        assertRefused(name, "nesting depth");
        Path file = directory.resolve(name);
        Files.delete(file);
        Files.createDirectory(file);
        assertThatThrownBy(this::open).isInstanceOf(CheckpointException.class).hasMessageContaining(name);
        Files.delete(file);
        Files.createSymbolicLink(file, file);
        assertThatThrownBy(this::open).isInstanceOf(CheckpointException.class).hasMessageContaining(name);
    }

    static Stream<TokenizerMaker> tokenizers() {
        return Stream.of(directory -> BUNDLED, ByteLevelTokenizer::write, ByteFallbackTokenizer::write);
    }

    private interface TokenizerMaker {
        Path write(Path directory) throws IOException;
    }

    /**
     * Every field outside of the vocabulary, replaced by every kind of value: read or refused, and nothing else happens. A
     * tokenizer that can be read may be unable to encode, which a prompt's sender is told.
     */
    @ParameterizedTest
    @MethodSource("tokenizers")
    void shouldReadOrRefuseTokenizersWithAnyFieldReplaced(TokenizerMaker maker) throws IOException {
        JsonNode good =
                MAPPER.readTree(maker.write(directory).resolve("tokenizer.json").toFile());
        JsonNode values = MAPPER.readTree("[null,true,-1,1.5,1e99,4294967296,\"\",\"x\",[],[[]],{},{\"type\":\"x\"}]");
        int refused = 0;
        for (String at : pointers(good, "")) {
            for (JsonNode value : values) {
                JsonNode bad = good.deepCopy();
                replace(bad, at, value);
                MAPPER.writeValue(directory.resolve("tokenizer.json").toFile(), bad);
                try (TextCodec codec = TextCodec.open(directory)) {
                    assertThatCode(() -> codec.decode(codec.encode("one 2", true)))
                            .satisfiesAnyOf(thrown -> assertThat(thrown).isNull(), thrown -> assertThat(thrown)
                                    .isInstanceOf(RuntimeException.class));
                } catch (CheckpointException e) {
                    assertThat(e).hasMessageContaining("tokenizer.json isn't a usable tokenizer: ");
                    refused++;
                }
            }
        }
        assertThat(refused).isGreaterThan(100);
    }

    private static List<String> pointers(JsonNode node, String at) {
        List<String> all = new ArrayList<>();
        if (at.endsWith("/vocab") || at.endsWith("/merges")) {
            return all;
        }
        if (node.isObject()) {
            node.properties().forEach(field -> {
                String inner = at + "/" + field.getKey().replace("~", "~0").replace("/", "~1");
                all.add(inner);
                all.addAll(pointers(field.getValue(), inner));
            });
        }
        for (int i = 0; node.isArray() && i < Math.min(2, node.size()); i++) {
            all.add(at + "/" + i);
            all.addAll(pointers(node.get(i), at + "/" + i));
        }
        return all;
    }

    private static void replace(JsonNode tree, String pointer, JsonNode value) {
        JsonPointer at = JsonPointer.compile(pointer);
        JsonNode parent = tree.at(at.head());
        if (parent instanceof ObjectNode object) {
            object.set(at.last().getMatchingProperty(), value);
        } else {
            ((ArrayNode) parent).set(at.last().getMatchingIndex(), value);
        }
    }
}
