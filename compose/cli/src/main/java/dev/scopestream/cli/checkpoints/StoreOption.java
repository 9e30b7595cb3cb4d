package dev.scopestream.cli.checkpoints;

import dev.scopestream.cli.common.RootCommand;
import dev.scopestream.events.Topics;
import dev.scopestream.generator.resume.SharedCheckpoints;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Which store. */
final class StoreOption {
    @Option(
            names = "--directory",
            paramLabel = "PATH",
            description = "The generators' directory: what follows 'directory:' in scope.checkpoint.store.")
    private Path directory;

    @Option(names = "--kafka", description = "What generators with scope.checkpoint.store=kafka saved.")
    private boolean kafka;

    @Option(
            names = "--group",
            paramLabel = "GROUP",
            description = "With --kafka, the generators' consumer group (default: ${DEFAULT-VALUE}).")
    private String group = "scope-generators";

    @Option(
            names = "--topic",
            paramLabel = "TOPIC",
            description = "With --kafka, the topic of what is saved (default: ${DEFAULT-VALUE}).")
    private String topic = Topics.CHECKPOINTS;

    @Option(
            names = "--prompts",
            paramLabel = "TOPIC",
            description = "With --kafka, the topic of the prompts (default: ${DEFAULT-VALUE}).")
    private String prompts = Topics.PROMPTS;

    SavedRequests open(CommandSpec spec) throws IOException {
        if (kafka == (directory != null)) {
            throw new ParameterException(spec.commandLine(), "say either --directory PATH or --kafka");
        }
        return kafka
                ? new TopicRequests(
                        RootCommand.of(spec).connection().clientProperties(),
                        group,
                        topic,
                        SharedCheckpoints.space(group, prompts))
                : new DirectoryRequests(directory);
    }
}
