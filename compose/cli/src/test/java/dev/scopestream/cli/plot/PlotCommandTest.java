package dev.scopestream.cli.plot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.cli.Cli;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.SAXException;

/** Plots of a request's attention and cache, with the tiny model. */
class PlotCommandTest {
    @TempDir
    private Path directory;

    private Path document;

    @BeforeEach
    void write() throws IOException {
        String text =
                IntStream.range(0, 30).mapToObj(i -> "k" + i + " = " + i * 7).collect(Collectors.joining(" "));
        document = Files.writeString(
                directory.resolve("prompt.json"),
                "{\"id\": \"1\", \"prompt\": \"" + text + "\", \"ignore_eos\": true}");
    }

    private Cli.Outcome plot(String kind, String... more) {
        List<String> args =
                new ArrayList<>(List.of("plot", kind, "--document", document.toString(), "--out", out().toString()));
        if (!List.of(more).contains("--max-tokens")) {
            args.addAll(List.of("--max-tokens", "40"));
        }
        args.addAll(List.of(more));
        return Cli.run(args.toArray(String[]::new));
    }

    private Path out() {
        return directory.resolve("plots");
    }

    private void assertPictures(int number) throws IOException, ParserConfigurationException, SAXException {
        List<Path> files;
        try (Stream<Path> all = Files.list(out())) {
            files = all.sorted().toList();
        }
        assertThat(files).hasSize(2 * number);
        for (Path file : files) {
            if (file.toString().endsWith(".png")) {
                assertThat(ImageIO.read(file.toFile()).getWidth())
                        .as(file.toString())
                        .isGreaterThan(900);
            } else {
                assertThat(DocumentBuilderFactory.newDefaultInstance()
                                .newDocumentBuilder()
                                .parse(new ByteArrayInputStream(Files.readString(file)
                                        .replaceFirst("<!DOCTYPE[^>]*>", "")
                                        .getBytes(StandardCharsets.UTF_8)))
                                .getDocumentElement()
                                .getTagName())
                        .isEqualTo("svg");
            }
        }
    }

    @Test
    void shouldDrawAttentionOfTheLayersThatAreAskedFor()
            throws IOException, ParserConfigurationException, SAXException {
        Cli.Outcome done = plot("attention", "--layer", "1");
        assertThat(done.err()).isEmpty();
        assertThat(done.code()).isZero();
        assertThat(done.out()).startsWith("4 heat maps of ");
        assertPictures(4);
    }

    @Test
    void shouldDrawHowFarHeavyHittersMove() throws IOException, ParserConfigurationException, SAXException {
        Cli.Outcome done = plot("heavy-hitters", "--block", "8");
        assertThat(done.err()).isEmpty();
        assertThat(done.out()).contains("in the first 8 tokens of output");
        assertPictures(1);
    }

    @Test
    void shouldDrawWhatIsKept() throws IOException, ParserConfigurationException, SAXException {
        Cli.Outcome done = plot("kept", "--kv", "snapkv+lazyeviction,capacity=60,window=16,recent=8");
        assertThat(done.err()).isEmpty();
        assertThat(done.out()).contains("steps of snapkv+lazyeviction, prompt ");
        assertPictures(1);
    }

    @Test
    void shouldSayWhatIsWrongWithTheRequest() throws IOException {
        assertThat(plot("attention", "--layer", "9").err()).contains("--layer must be from 0 to 3");
        assertThat(plot("kept", "--max-tokens", "1").code()).isEqualTo(2);
        document = Files.writeString(directory.resolve("broken.json"), "{\"prompt\": 7}");
        assertThat(plot("kept").err()).contains("broken.json is no prompt").contains("prompt");
        document = Files.writeString(directory.resolve("empty.txt"), " \n");
        assertThat(plot("kept").err()).contains("is empty");
        document = directory.resolve("absent.txt");
        assertThat(plot("kept").code()).isEqualTo(1);
    }

    /** Two queries of the prompt attend to other keys than two of the output. */
    @Test
    void shouldCountHeavyHittersThatStay() {
        HeavyHitters hitters = new HeavyHitters(1, 1, 4, 6, 2, 50);
        hitters.weights(0, 0, 0, new float[] {1});
        hitters.weights(1, 0, 0, new float[] {0.5f, 0.5f});
        hitters.weights(2, 0, 0, new float[] {0.6f, 0.3f, 0.1f});
        hitters.weights(3, 0, 0, new float[] {0.5f, 0.3f, 0.1f, 0.1f});
        hitters.weights(4, 0, 0, new float[] {0.4f, 0, 0.1f, 0.1f, 0.4f});
        hitters.weights(5, 0, 0, new float[] {0.4f, 0, 0.1f, 0.1f, 0.4f, 0});
        assertThat(hitters.ends()).containsExactly(2);
        assertThat(hitters.shares(0)).containsExactly(50);
    }
}
