package dev.scopestream.engine.text;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.checkpoint.CheckpointException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
}
