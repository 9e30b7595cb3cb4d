package dev.scopestream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.scopestream.cli.common.Examples;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandLineTest {
    private static final String SERVICE = "runs until Ctrl-C";
    /** Commands that print nothing for programs, or nothing else, and why. */
    private static final Map<String, String> WITHOUT_JSON = Map.ofEntries(
            Map.entry("up", SERVICE),
            Map.entry("generator", SERVICE),
            Map.entry("scorer", SERVICE),
            Map.entry("door", SERVICE),
            Map.entry("broker", SERVICE),
            Map.entry("completion", "prints a script"),
            Map.entry("results follow", "prints nothing but JSON"),
            Map.entry("plot attention", "writes pictures"),
            Map.entry("plot heavy-hitters", "writes pictures"),
            Map.entry("plot kept", "writes pictures"),
            Map.entry("trace", "writes a file"));

    /** Every command with its path, groups included. */
    static Stream<Arguments> commands() {
        List<Arguments> found = new ArrayList<>();
        collect(Main.commandLine(), new ArrayList<>(), found);
        return found.stream();
    }

    private static void collect(CommandLine line, List<String> path, List<Arguments> found) {
        found.add(Arguments.of(String.join(" ", path), line));
        line.getSubcommands().forEach((name, sub) -> {
            List<String> longer = new ArrayList<>(path);
            longer.add(name);
            collect(sub, longer, found);
        });
    }

    @ParameterizedTest(name = "scopestream {0}")
    @MethodSource("commands")
    void shouldDescribeEveryCommandAndOption(String path, CommandLine line) {
        CommandLine.Model.CommandSpec spec = line.getCommandSpec();

        assertThat(spec.usageMessage().description()).as("description").isNotEmpty();
        assertThat(spec.args()).allSatisfy(arg -> assertThat(arg.description())
                .as("description of %s", arg)
                .isNotEmpty());
        assertThat(spec.args())
                .allSatisfy(
                        arg -> assertThat(arg.description()[0]).as("%s", arg).endsWith("."));
    }

    @ParameterizedTest(name = "scopestream {0}")
    @MethodSource("commands")
    void shouldShowExamplesThatParse(String path, CommandLine line) {
        String command = line.getCommandSpec().qualifiedName();
        List<String> examples = Examples.read().of(command);

        assertThat(examples).as("examples of %s", command).isNotEmpty();
        assertThat(line.getUsageMessage()).contains("Examples:").contains(examples.get(0));
        for (String example : examples) {
            assertThat(example).contains(command);
            List<String> words = Readme.words(
                    example.substring(example.indexOf("scopestream")).replaceAll("\\s*[)>|<].*", ""));
            assertThatCode(() -> Main.commandLine()
                            .parseArgs(words.subList(1, words.size()).toArray(String[]::new)))
                    .as(example)
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void shouldHaveExamplesOfNoCommandThatIsNotThere() {
        List<String> commands = commands()
                .map(one -> ((CommandLine) one.get()[1]).getCommandSpec().qualifiedName())
                .toList();

        assertThat(commands).containsAll(Examples.read().commands());
    }

    @ParameterizedTest(name = "scopestream {0}")
    @MethodSource("commands")
    void shouldPrintJsonWhereverItPrintsSomethingForPrograms(String path, CommandLine line) {
        boolean leaf = line.getSubcommands().isEmpty() && !path.isEmpty();
        boolean json = line.getCommandSpec().findOption("--json") != null;

        assertThat(json).as(path).isEqualTo(leaf && !WITHOUT_JSON.containsKey(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh"})
    void shouldCompleteInAShell(String shell, @TempDir Path directory) throws Exception {
        Cli.Outcome outcome = Cli.run("completion", shell);
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assumeThat(Files.exists(Path.of("/bin/bash"))).isTrue();
        Path script = Files.writeString(directory.resolve("completion.sh"), outcome.out());

        // the words before the cursor, as readline sets them
        Process bash = new ProcessBuilder(
                        "/bin/bash",
                        "-c",
                        ". " + script + "; COMP_WORDS=(scopestream topics ha); COMP_CWORD=2;"
                                + " _complete_scopestream; printf '%s\\n' \"${COMPREPLY[@]}\"")
                .redirectErrorStream(true)
                .start();

        assertThat(new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .containsPattern("(?m)^hanging *$");
        assertThat(bash.waitFor()).isZero();
    }

    @Test
    void shouldPrintHelpAndEndWithZero() {
        Cli.Outcome help = Cli.run("--help");

        assertThat(help.code()).isZero();
        assertThat(help.out()).contains("Usage: scopestream", "--bootstrap", "--config", "--verbose", "Exit codes");
        assertThat(help.err()).isEmpty();
    }

    @Test
    void shouldRefuseAnUnknownCommandInOneLineAndATip() {
        Cli.Outcome outcome = Cli.run("topiks");

        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err().lines()).hasSizeBetween(2, 3);
        assertThat(outcome.err()).startsWith("scopestream: ").contains("topiks");
        assertThat(outcome.out()).isEmpty();
    }

    @Test
    void shouldAskForACommandWhenThereIsNone() {
        Cli.Outcome outcome = Cli.run();

        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).contains("which command?");
    }
}
