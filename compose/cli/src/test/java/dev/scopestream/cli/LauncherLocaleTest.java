package dev.scopestream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.cli.LauncherMachine.Outcome;
import dev.scopestream.events.PromptRecord;
import dev.scopestream.events.Topics;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Text and file names on the command line that no ASCII locale has, through the launcher and a JVM of its own. */
@ExtendWith(SharedBroker.Extension.class)
class LauncherLocaleTest {
    private static final String TEXT = "Gr\u00fc\u00dfe \u65e5\u672c";

    private LauncherMachine machine;
    private Path launcher;

    @BeforeEach
    void build(@TempDir Path directory) throws IOException {
        machine = new LauncherMachine(directory);
        launcher = machine.clonedLauncher();
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes()
                .put(
                        Attributes.Name.CLASS_PATH,
                        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                                .map(entry -> Path.of(entry).toUri().toString())
                                .collect(Collectors.joining(" ")));
        try (OutputStream file = Files.newOutputStream(machine.jar());
                JarOutputStream jar = new JarOutputStream(file, manifest)) {
            jar.finish();
        }
    }

    private Consumer<ProcessBuilder> in(String locale) {
        return process -> {
            process.environment().put("JAVA_HOME", System.getProperty("java.home"));
            process.environment().put("SCOPESTREAM_BUILD", "never");
            process.environment().remove("LANG");
            process.environment().put("LC_ALL", locale);
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "POSIX", "xx_XX.UTF-8", "C.UTF-8"})
    void shouldSendTheTextAsItWasGiven(String locale, SharedBroker broker) throws Exception {
        Outcome outcome = machine.script(
                in(locale),
                "exec '" + launcher + "' prompt '" + TEXT + "' --id 'locale-" + locale + "' --no-wait --bootstrap "
                        + broker.bootstrap());

        assertThat(outcome.code()).as(outcome.output()).isZero();
        ConsumerRecord<byte[], byte[]> sent =
                broker.records(Topics.PROMPTS, "locale-" + locale).get(0);
        assertThat(PromptRecord.decode(sent.key(), sent.value()).input().prompt())
                .isEqualTo(TEXT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "xx_XX.UTF-8"})
    void shouldFindTheFileThatWasNamed(String locale) throws Exception {
        Outcome outcome = machine.script(
                in(locale),
                "mkdir m\u00f6del; exec '" + launcher + "' bench engine --model \"$PWD/m\u00f6del\" --batch 1");

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.output()).contains("m\u00f6del", "config.json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"C.UTF-8"})
    void shouldRefuseTextThatIsNotInTheLocalesEncoding(String locale) throws Exception {
        Outcome outcome =
                machine.script(in(locale), "exec '" + launcher + "' prompt $'Gr\\xfc\\xdfe' --bootstrap 127.0.0.1:1");

        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.output()).contains("argument 2", "UTF-8").hasLineCount(1);
    }
}
