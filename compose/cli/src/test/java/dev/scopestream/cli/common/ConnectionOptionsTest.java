package dev.scopestream.cli.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scopestream.cli.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ConnectionOptionsTest {
    @TempDir
    private Path directory;

    private static ConnectionOptions parse(String... args) {
        CommandLine line = Main.commandLine();
        line.parseArgs(args);
        return RootCommand.of(line.getCommandSpec()).connection();
    }

    @Test
    void shouldTakeTheClustersPropertiesFromTheFile() throws IOException {
        Path file = Files.writeString(
                directory.resolve("client.properties"),
                "bootstrap.servers=broker:9093\nsecurity.protocol=SASL_SSL\nsasl.mechanism=PLAIN\n");

        ConnectionOptions options = parse("--config", file.toString());

        assertThat(options.clientProperties())
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("sasl.mechanism", "PLAIN");
        assertThat(options.bootstrapServers()).isEqualTo("broker:9093");
    }

    @Test
    void shouldPassOverAByteOrderMark() throws IOException {
        Path file = Files.writeString(directory.resolve("client.properties"), "\uFEFFbootstrap.servers=broker:9093\n");

        assertThat(parse("--config", file.toString()).clientProperties())
                .containsEntry("bootstrap.servers", "broker:9093");
    }

    @Test
    void shouldRefuseAFileThatIsNotUtf8() throws IOException {
        Path file = Files.write(directory.resolve("client.properties"), new byte[] {'a', '=', (byte) 0xfc});

        assertThatThrownBy(parse("--config", file.toString())::clientProperties)
                .isInstanceOf(CliException.class)
                .hasMessageContaining("client.properties is not UTF-8: its byte 2");
    }

    @Test
    void shouldPreferTheOptionToTheFile() throws IOException {
        Path file = Files.writeString(directory.resolve("client.properties"), "bootstrap.servers=broker:9093\n");

        assertThat(parse("--config", file.toString(), "--bootstrap", "other:1").bootstrapServers())
                .isEqualTo("other:1");
    }

    @Test
    void shouldTakeTheOptionsBeforeAndAfterTheCommand() {
        assertThat(parse("--bootstrap", "a:1", "dlq", "list").bootstrapServers())
                .isEqualTo("a:1");
        assertThat(parse("dlq", "list", "--bootstrap", "b:1").bootstrapServers())
                .isEqualTo("b:1");
    }

    @Test
    void shouldNameAFileThatIsMissing() {
        ConnectionOptions options =
                parse("--config", directory.resolve("no.properties").toString());

        assertThatThrownBy(options::clientProperties)
                .isInstanceOf(CliException.class)
                .hasMessageContaining("--config")
                .hasMessageContaining("no.properties");
    }
}
