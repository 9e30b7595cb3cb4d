package dev.scopestream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.scopestream.client.TopicPlan;
import dev.scopestream.client.TopicSpec;
import dev.scopestream.events.EventCodec;
import dev.scopestream.generator.config.KnownOptions;
import dev.scopestream.scorer.service.ScorerOptions;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReadmeTest {
    private static final String LAUNCHER = "compose/scopestream";

    static List<String> commands() throws IOException {
        return Readme.blocks("bash").stream()
                .flatMap(String::lines)
                .filter(line -> !line.isBlank())
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("commands")
    void shouldShowOnlyCommandsThatThereAre(String line) {
        List<String> words = Readme.words(line);
        if (words.get(0).equals("mvn")) {
            assertThat(line).isEqualTo("mvn verify");
            return;
        }

        assertThat(words.get(0)).isEqualTo(LAUNCHER);
        assertThatCode(() -> Main.commandLine()
                        .parseArgs(words.subList(1, words.size()).toArray(String[]::new)))
                .doesNotThrowAnyException();
    }

    @Test
    void shouldBeTestedByItsOwnCommand() throws IOException {
        assertThat(commands()).contains("mvn verify");
        assertThat(Files.readAllLines(Repository.root().resolve(".ci/run")))
                .anyMatch(line -> line.startsWith("mvn verify"));
    }

    @Test
    void shouldListEveryOptionThereIs() throws IOException {
        TreeSet<String> options = new TreeSet<>(KnownOptions.names());
        for (RecordComponent component : ScorerOptions.class.getRecordComponents()) {
            String name = component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            options.add("scorer." + name);
        }
        options.addAll(List.of("kafka.bootstrap.servers", "micronaut.server.host", "micronaut.server.port"));

        assertThat(Readme.firstCells("### Options")).containsExactlyInAnyOrderElementsOf(options);
    }

    @Test
    void shouldListEveryTopicThereIs() throws IOException {
        assertThat(Readme.firstCells("### Topics"))
                .containsExactlyElementsOf(TopicPlan.bundled().topics().stream()
                        .map(TopicSpec::name)
                        .toList());
        String text = Readme.text();
        assertThat(TopicPlan.bundled().topics()).allSatisfy(topic -> assertThat(text)
                .contains("| `" + topic.name() + "` | " + topic.partitions() + " |"));
    }

    @Test
    void shouldShowAResultThatTheContractAllows() throws IOException {
        assertThat(Readme.blocks("json")).singleElement().satisfies(json -> assertThat(EventCodec.RESULT
                        .decode(json.getBytes(StandardCharsets.UTF_8))
                        .id())
                .isEqualTo("my-1"));
    }

    @Test
    void shouldLinkOnlyToFilesThatThereAre() throws IOException {
        Matcher link = Pattern.compile("]\\(([^)#:]+)\\)").matcher(Readme.text());
        Path root = Repository.root();
        int links = 0;
        while (link.find()) {
            assertThat(root.resolve(link.group(1))).exists();
            links++;
        }
        assertThat(links).isGreaterThan(3);
    }

    @Test
    void shouldNameTheCommandsInHelp() {
        String help = Cli.run("--help").out();

        assertThat(Arrays.asList("up", "prompt", "results", "dlq", "topics", "score", "spill", "generator", "scorer"))
                .allSatisfy(name -> assertThat(help).containsPattern("(?m)^  " + name + " "));
    }
}
