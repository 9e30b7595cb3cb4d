package dev.scopestream.cli.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.cli.Cli;
import dev.scopestream.cli.SharedBroker;
import dev.scopestream.events.EntryBudget;
import dev.scopestream.events.Message;
import dev.scopestream.events.PromptEvent;
import dev.scopestream.events.PromptRecord;
import dev.scopestream.events.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(SharedBroker.Extension.class)
class PromptCommandTest {
    private static PromptEvent sent(SharedBroker broker, String id) {
        List<ConsumerRecord<byte[], byte[]>> found = broker.records(Topics.PROMPTS, id);
        assertThat(found).hasSize(1);
        return PromptRecord.decode(found.get(0).key(), found.get(0).value());
    }

    @Test
    void shouldSendWhatTheOptionsSay(SharedBroker broker) {
        Cli.Outcome outcome = Cli.run(
                "prompt",
                "Name three rivers.",
                "--system",
                "Be short.",
                "--id",
                "options",
                "--no-wait",
                "--max-tokens",
                "64",
                "--temperature",
                "0.5",
                "--top-p",
                "0.9",
                "--seed",
                "7",
                "--stop",
                "\n\n",
                "--stop",
                "###",
                "--model",
                "tiny",
                "--kv",
                "h2o+slide,window=128",
                "--bootstrap",
                broker.bootstrap());

        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out()).isEqualToIgnoringNewLines("options");
        PromptEvent prompt = sent(broker, "options");
        assertThat(prompt.input().messages())
                .containsExactly(
                        new Message(Message.Role.SYSTEM, "Be short."),
                        new Message(Message.Role.USER, "Name three rivers."));
        assertThat(prompt.stopping().maxTokens()).isEqualTo(64);
        assertThat(prompt.sampling().temperature()).isEqualTo(0.5);
        assertThat(prompt.sampling().topP()).isEqualTo(0.9);
        assertThat(prompt.sampling().seed()).isEqualTo(7);
        assertThat(prompt.stopping().stop()).containsExactly("\n\n", "###");
        assertThat(prompt.model()).isEqualTo("tiny");
        assertThat(prompt.kv().prefill().policy()).isEqualTo("h2o");
        assertThat(prompt.kv().decode().window()).isEqualTo(EntryBudget.entries(128));
    }

    @Test
    void shouldReadThePromptFromAFile(SharedBroker broker, @TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("prompt.txt"), "Grüße\n");

        Cli.Outcome outcome = Cli.run(
                "prompt",
                "--file",
                file.toString(),
                "--id",
                "from-file",
                "--no-wait",
                "--bootstrap",
                broker.bootstrap());

        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(sent(broker, "from-file").input().prompt()).isEqualTo("Grüße\n");
    }

    @Test
    void shouldPassOverAByteOrderMark(SharedBroker broker, @TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("marked.txt"), "\uFEFFGr\u00fc\u00dfe");

        Cli.Outcome outcome = Cli.run(
                "prompt", "--file", file.toString(), "--id", "marked", "--no-wait", "--bootstrap", broker.bootstrap());

        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(sent(broker, "marked").input().prompt()).isEqualTo("Gr\u00fc\u00dfe");
    }

    @Test
    void shouldRefuseAFileThatIsNotUtf8(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("latin.txt"), "Gr\u00fc\u00dfe", StandardCharsets.ISO_8859_1);

        Cli.Outcome outcome = Cli.run("prompt", "--file", file.toString(), "--bootstrap", "127.0.0.1:1");

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err())
                .contains("latin.txt is not UTF-8: its byte 2 (from 0) is 0xFC", "iconv")
                .hasLineCount(1);
    }

    @Test
    void shouldSayThatNobodyServesAndThatThePromptStays(SharedBroker broker) {
        Cli.Outcome outcome =
                Cli.run("prompt", "hello", "--id", "nobody", "--timeout", "1", "--bootstrap", broker.bootstrap());

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err())
                .contains("no result within 1 s", "--id nobody")
                .hasLineCount(1);
        assertThat(sent(broker, "nobody").input().prompt()).isEqualTo("hello");
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "--max-tokens, 0, max_tokens",
        "--max-tokens, many, --max-tokens",
        "--temperature, -1, temperature",
        "--temperature, NaN, temperature",
        "--top-p, 0, top_p",
        "--kv, h2o, PREFILL+DECODE",
        "--stop, '', stop"
    })
    void shouldRefuseWhatNoGeneratorWouldTake(String option, String value, String named) {
        Cli.Outcome outcome = Cli.run("prompt", "hello", option, value, "--bootstrap", "127.0.0.1:1");

        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).contains(named).hasLineCount(2);
    }

    @Test
    void shouldRefuseAnEmptyPrompt() {
        Cli.Outcome outcome = Cli.run("prompt", "", "--bootstrap", "127.0.0.1:1");

        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).contains("prompt").hasLineCount(2);
    }
}
