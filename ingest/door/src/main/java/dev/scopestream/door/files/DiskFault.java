package dev.scopestream.door.files;

import dev.scopestream.client.openai.OpenAiError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a disk has refused, as a client is told. */
public final class DiskFault {
    /** Seconds after which the same may be tried again. */
    private static final int AGAIN = 30;

    /** A disk with less room is full, by whatever words the system says so. */
    private static final long LEAST_ROOM = 1 << 16;

    /** ENOSPC and EDQUOT, as strerror has them. */
    private static final List<String> FULL = List.of("No space left on device", "Disk quota exceeded");

    private DiskFault() {}

    /**
     * 507 when there is no room, 503 for any other fault. Neither names a path: the sender may be anybody.
     *
     * @param failure what a file's operation failed with, or its cause
     * @param directory of the file
     */
    public static OpenAiError of(Throwable failure, Path directory) {
        return isFull(failure) || hasNoRoom(directory)
                ? OpenAiError.server(507, "the door's disk is full: delete files, or try again later", "disk_full", 0)
                : OpenAiError.server(503, "the door's disk failed; its log says how", "disk_failed", AGAIN);
    }

    private static boolean isFull(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (FULL.stream().anyMatch(message::contains)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasNoRoom(Path directory) {
        try {
            return Files.getFileStore(directory).getUsableSpace() < LEAST_ROOM;
        } catch (IOException e) {
            return false;
        }
    }
}
