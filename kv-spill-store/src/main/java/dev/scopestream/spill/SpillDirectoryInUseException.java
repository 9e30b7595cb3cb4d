package dev.scopestream.spill;

import java.io.IOException;
import java.nio.file.Path;

/** Another process, or another store of this process, holds the directory; each needs one of its own. */
public final class SpillDirectoryInUseException extends IOException {
    private static final long serialVersionUID = 1L;

    public SpillDirectoryInUseException(Path directory, String pid) {
        super("the spill directory " + directory + " is in use by process " + pid
                + ": give each process a spill directory of its own, let them share it (scope.spill.shared), or end the"
                + " other first");
    }
}
