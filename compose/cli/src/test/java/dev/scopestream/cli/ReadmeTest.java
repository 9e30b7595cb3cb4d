package dev.scopestream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.scopestream.client.TopicPlan;
import dev.scopestream.client.TopicSpec;
import dev.scopestream.door.config.KnownDoorOptions;
import dev.scopestream.events.EventCodec;
import dev.scopestream.generator.config.KnownOptions;
import dev.scopestream.scorer.service.KnownScorerOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReadmeTest {
    private static final String LAUNCHER = "compose/scopestream";
    private static final int LONGEST_MAIN_PAGE = 250;

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
        options.addAll(KnownScorerOptions.names());
        options.addAll(KnownDoorOptions.all().keySet());
        options.addAll(List.of("kafka.bootstrap.servers", "micronaut.server.host", "micronaut.server.port"));

        assertThat(Readme.firstCells("Options")).containsExactlyInAnyOrderElementsOf(options);
    }

    @Test
    void shouldListEveryTopicThereIs() throws IOException {
        assertThat(Readme.firstCells("Topics"))
                .containsExactlyElementsOf(TopicPlan.bundled().topics().stream()
                        .map(TopicSpec::name)
                        .toList());
        List<String> rows = Readme.rows("Topics");
        assertThat(TopicPlan.bundled().topics()).allSatisfy(topic -> assertThat(rows)
                .anyMatch(row -> row.startsWith("| `" + topic.name() + "` | " + topic.partitions() + " |")));
    }

    @Test
    void shouldShowAResultThatTheContractAllows() throws IOException {
        assertThat(Readme.blocks("json")).singleElement().satisfies(json -> assertThat(EventCodec.RESULT
                        .decode(json.getBytes(StandardCharsets.UTF_8))
                        .id())
                .isEqualTo("my-1"));
    }

    @Test
    void shouldLinkOnlyToFilesAndHeadingsThatThereAre() throws IOException {
        int links = 0;
        for (ReadmePage page : Readme.pages()) {
            for (String link : page.links()) {
                assertThat(page.problem(link)).as("%s in %s", link, page.file()).isEmpty();
                links++;
            }
        }
        assertThat(links).isGreaterThan(30);
    }

    @Test
    void shouldHaveAMainPageThatFitsAndLinksToEveryOther() throws IOException {
        List<ReadmePage> pages = Readme.pages();
        ReadmePage main = pages.get(0);

        assertThat(main.text().lines().count()).isLessThanOrEqualTo(LONGEST_MAIN_PAGE);
        assertThat(pages.subList(1, pages.size())).hasSizeGreaterThan(5).allSatisfy(page -> assertThat(main.text())
                .contains("](" + Repository.root().relativize(page.file()) + ")"));
    }

    @Test
    void shouldTellLibrdkafkaToUseJavasPartitioner() throws IOException {
        assertThat(Readme.blocks("python")).isNotEmpty().allSatisfy(block -> assertThat(block)
                .contains("\"partitioner\": \"murmur2_random\""));
    }

    @Test
    void shouldNameTheCommandsInHelp() {
        String help = Cli.run("--help").out();

        assertThat(Arrays.asList(
                        "up", "prompt", "results", "dlq", "topics", "score", "spill", "generator", "scorer", "door"))
                .allSatisfy(name -> assertThat(help).containsPattern("(?m)^  " + name + " "));
    }
}
