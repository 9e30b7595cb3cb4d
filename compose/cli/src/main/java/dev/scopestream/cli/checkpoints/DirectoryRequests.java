package dev.scopestream.cli.checkpoints;

import dev.scopestream.cli.common.CliException;
import dev.scopestream.spill.Lookup;
import dev.scopestream.spill.checkpoint.CheckpointHeader;
import dev.scopestream.spill.checkpoint.CheckpointId;
import dev.scopestream.spill.checkpoint.CheckpointInspector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Requests saved in a directory, the oldest first. */
final class DirectoryRequests implements SavedRequests {
    private final CheckpointInspector inspector;

    DirectoryRequests(Path directory) throws IOException {
        this.inspector = new CheckpointInspector(directory);
    }

    @Override
    public List<Found> list() throws IOException {
        return inspector.list().stream()
                .map(found -> new Found(found.path(), found.bytes(), found.header()))
                .toList();
    }

    @Override
    public Lookup<CheckpointHeader> verify(String path) throws IOException {
        return inspector.verify(id(path));
    }

    @Override
    public boolean drop(String path) throws IOException {
        return inspector.drop(id(path));
    }

    private static CheckpointId id(String path) {
        return CheckpointInspector.parse(path)
                .orElseThrow(() -> new CliException(
                        "'" + path + "' names no checkpoint: it must be a path as 'checkpoints list' prints it"));
    }

    @Override
    public void close() {}
}
