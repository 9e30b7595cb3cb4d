package dev.scopestream.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.InvalidRequestException;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.events.EventCodec;
import dev.scopestream.generator.intake.RequestMapper;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How {@code chat_template_kwargs} of a prompt reach the engine. */
class ChatTemplateArgumentsTest {
    private final RequestMapper mapper =
            new RequestMapper(new RuleEngine(new RuleEngine.Control()), KvOptions.defaults(), 16);

    private IntArray encode(String json) {
        return mapper.map(
                        "key", EventCodec.PROMPT.decode(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)))
                .prompt();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{'id':'x','messages':[{'role':'user','content':'a'}],'chat_template_kwargs':{'enable_thinking':false,'n':2}} | a{enable_thinking=false, n=2}",
                "{'id':'x','prompt':'a','template':'chat','chat_template_kwargs':{'style':null}} | a{style=null}",
                "{'id':'x','messages':[{'role':'user','content':'a'}],'chat_template_kwargs':{}} | a"
            })
    void shouldGiveThemToTheChatTemplate(String json, String text) {
        assertThat(encode(json)).isEqualTo(IntArray.of(text.chars().toArray()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'id':'x','prompt':'a','chat_template_kwargs':{'enable_thinking':false}}",
                "{'id':'x','messages':[{'role':'system','content':'a'},{'role':'user','content':'b'}],"
                        + "'template':'llama3-scope','chat_template_kwargs':{'enable_thinking':false}}"
            })
    void shouldBeRefusedWhereNoChatTemplateIsUsed(String json) {
        assertThatThrownBy(() -> encode(json))
                .isInstanceOfSatisfying(InvalidRequestException.class, e -> assertThat(e.field())
                        .isEqualTo("chat_template_kwargs"));
    }
}
