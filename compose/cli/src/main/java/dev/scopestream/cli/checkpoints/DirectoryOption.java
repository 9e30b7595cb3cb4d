package dev.scopestream.cli.checkpoints;

import dev.scopestream.cli.common.CliException;
import dev.scopestream.spill.checkpoint.CheckpointId;
import dev.scopestream.spill.checkpoint.CheckpointInspector;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which directory. */
final class DirectoryOption {
    @Option(
            names = "--directory",
            paramLabel = "PATH",
            required = true,
            description = "The generators' directory: what follows 'directory:' in scope.checkpoint.store.")
    private Path directory;

    CheckpointInspector open() throws IOException {
        return new CheckpointInspector(directory);
    }

    /** @throws CliException for a path that 'list' wouldn't print */
    static CheckpointId id(String path) {
        return CheckpointInspector.parse(path)
                .orElseThrow(() -> new CliException(
                        "'" + path + "' names no checkpoint: it must be a path as 'checkpoints list' prints it"));
    }
}
