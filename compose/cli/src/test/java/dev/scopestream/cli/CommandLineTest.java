package dev.scopestream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class CommandLineTest {
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
