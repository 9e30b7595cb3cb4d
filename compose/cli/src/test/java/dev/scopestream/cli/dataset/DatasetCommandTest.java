package dev.scopestream.cli.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.cli.Cli;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetCommandTest {
    @TempDir
    Path directory;

    @Test
    void shouldListTheSetsAndPresets() {
        Cli.Outcome list = Cli.run("dataset", "list");

        assertThat(list.code()).isZero();
        assertThat(list.out()).contains("synthetic", "gsm8k", "mmlu", "csqa", "infinitebench", "4k-512", "8k-1024");
    }

    @Test
    void shouldShowTheSetAndADocument() {
        assertThat(Cli.run("dataset", "show", "synthetic", "--k", "3").out())
                .contains("set        synthetic_3", "documents  16", "questions  3 a document");

        Cli.Outcome document = Cli.run("dataset", "show", "synthetic", "--k", "3", "--document", "20");

        assertThat(document.code()).isZero();
        assertThat(document.out().lines().filter(l -> l.startsWith("Question_")))
                .hasSize(3);
    }

    @Test
    void shouldBuildASetAndNameBadLines() throws Exception {
        Path source = Files.writeString(
                directory.resolve("test.jsonl"),
                """
                {"question": "How many?", "answer": "Two. #### 2"}
                not JSON
                {"question": "How much?", "answer": "Three. #### 3"}
                {"question": "Left over?", "answer": "#### 4"}
                """);
        Path out = directory.resolve("gsm8k_2.jsonl.gz");

        Cli.Outcome built = Cli.run(
                "dataset", "build", "gsm8k", "--k", "2", "--source", source.toString(), "--out", out.toString());

        assertThat(built.code()).as(built.err()).isZero();
        assertThat(built.out()).contains("1 documents of 2 questions; left over 1 questions, bad lines 1");
        assertThat(built.err()).contains("test.jsonl line 2");
        assertThat(Cli.run(
                                "dataset",
                                "build",
                                "gsm8k",
                                "--k",
                                "2",
                                "--source",
                                source.toString(),
                                "--out",
                                out.toString(),
                                "--json")
                        .out())
                .isEqualToIgnoringNewLines(
                        "{\"bad_lines\":1,\"documents\":1,\"file\":\"" + out + "\",\"k\":2,\"left_over\":1}");
        try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(out))) {
            assertThat(new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                    .contains("Question_9:\\nHow many?\\nQuestion_10:\\nHow much?");
        }
        assertThat(Cli.run("dataset", "show", out.toString()).out()).contains("set        gsm8k_2", "documents  1");
    }

    @Test
    void shouldRefuseWhatCantBeBuiltOrRun() {
        assertThat(Cli.run("dataset", "build", "gsm8k", "--source", "absent", "--out", "x")
                        .err())
                .contains("--source: there is no absent");
        assertThat(Cli.run("dataset", "build", "other", "--k", "2", "--source", ".", "--out", "x")
                        .err())
                .contains("needs --mapping");
        assertThat(Cli.run("dataset", "show", "absent").err()).contains("there is no file absent");
        String[] run = {"dataset", "run", "synthetic", "--bootstrap", "127.0.0.1:1", "--kv", "allkv+none"};
        assertRefused(run, 2, "4k-512, 4k-1024, 8k-512, 8k-1024", "--preset", "16k");
        assertRefused(run, 2, "not one of", "--template", "other");
        assertRefused(run, 2, "twice", "--kv", "allkv+none");
        assertRefused(run, 2, "go together", "--prompt-limit", "100");
        assertRefused(run, 1, "needs documents with a system text", "--template", "llama3-scope");
    }

    private static void assertRefused(String[] command, int code, String reason, String... more) {
        String[] all = java.util.stream.Stream.of(command, more)
                .flatMap(java.util.Arrays::stream)
                .toArray(String[]::new);
        Cli.Outcome outcome = Cli.run(all);
        assertThat(outcome.code()).as(outcome.err()).isEqualTo(code);
        assertThat(outcome.err()).contains(reason);
    }

    @Test
    void shouldShowThePresetsInTheHelp() {
        assertThat(Cli.run("dataset", "run", "--help").out()).contains("4k-1024", "7950", "21, 30, 31, 48");
    }
}
