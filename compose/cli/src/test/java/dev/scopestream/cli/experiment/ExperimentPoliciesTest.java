package dev.scopestream.cli.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.cli.Cli;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.SAXException;

/** An experiment's tables and plots, from the whole pipeline. */
class ExperimentPoliciesTest {
    @TempDir
    private Path directory;

    private Cli.Outcome experiment(String... more) {
        List<String> args = new ArrayList<>(List.of(
                "experiment",
                "policies",
                "--out",
                directory.resolve("out").toString(),
                "--documents",
                "2",
                "--k",
                "4",
                "--prefill",
                "allkv,snapkv",
                "--decode",
                "none,slide,tova",
                "--budget",
                "50"));
        args.addAll(List.of(more));
        return Cli.run(args.toArray(String[]::new));
    }

    @Test
    @Timeout(180)
    void shouldWriteTablesAndPlotsAndGoOnFromWhatIsThere()
            throws IOException, ParserConfigurationException, SAXException {
        Cli.Outcome first = experiment();

        assertThat(first.err()).isEmpty();
        assertThat(first.code()).isZero();
        // the full cache, allkv with two more policies at decode, snapkv with three, and one of these with recall
        List<String> rows = Files.readAllLines(directory.resolve("out/policies.csv"));
        assertThat(rows).hasSize(1 + 7);
        assertThat(rows.get(1)).startsWith("allkv,none,100,false,allkv+none,2,").endsWith(",100.0");
        assertThat(Files.readString(directory.resolve("out/policies.md")))
                .contains(
                        "| allkv+none | 100 % |", "| snapkv+slide with recall | 50 % |", "allkv+slide less allkv+tova");
        for (String plot : List.of("accuracy", "pairs", "speed", "length")) {
            Path svg = directory.resolve("out/" + plot + ".svg");
            assertThat(DocumentBuilderFactory.newDefaultInstance()
                            .newDocumentBuilder()
                            .parse(withoutDoctype(svg))
                            .getElementsByTagName("path")
                            .getLength())
                    .isPositive();
            assertThat(ImageIO.read(directory.resolve("out/" + plot + ".png").toFile())
                            .getWidth())
                    .isPositive();
        }

        Cli.Outcome second = experiment("--json");

        assertThat(second.code()).isZero();
        assertThat(second.err()).contains("14 done before", "0 sent now");
        assertThat(second.out().lines()).hasSize(7).allMatch(line -> line.contains("\"kv_bytes_percent\""));
    }

    /** No network for the sake of a type's definition. */
    private static InputStream withoutDoctype(Path svg) throws IOException {
        return new ByteArrayInputStream(
                Files.readString(svg).replaceFirst("<!DOCTYPE[^>]*>", "").getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void shouldRefuseADirectoryThatHoldsSomethingElse() throws IOException {
        Files.createDirectories(directory.resolve("out"));
        Files.writeString(directory.resolve("out/thesis.tex"), "\\end{document}");

        Cli.Outcome outcome = experiment();

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err())
                .contains("holds something that no experiment put there")
                .hasLineCount(1);
        assertThat(directory.resolve("out")).isDirectoryContaining("glob:**.tex");
    }

    @Test
    void shouldNameTheNearestPolicyAndWrongBudgets() {
        assertThat(experiment("--prefill", "snapvk").err()).contains("snapvk", "the nearest is 'snapkv'");
        assertThat(experiment("--budget", "60,0").err()).contains("--budget must be from 1 to 99, is 0");
        assertThat(experiment("--budget", "60,60").err()).contains("twice");
        assertThat(experiment("--documents", "0").code()).isEqualTo(2);
    }
}
