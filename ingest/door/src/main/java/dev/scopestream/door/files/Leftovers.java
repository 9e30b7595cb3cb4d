package dev.scopestream.door.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/** What a door that was killed has left: files without a record. */
public final class Leftovers {
    private static final String DATA = ".data";

    private Leftovers() {}

    /**
     * Removes a tenant's leftovers that haven't changed for so long.
     *
     * @param used ids of files that batches are still writing
     */
    public static void sweep(TenantDirectory tenant, Set<String> used, Duration age) {
        for (Path file : tenant.files()) {
            String name = String.valueOf(file.getFileName());
            String id = name.endsWith(DATA) ? name.substring(0, name.length() - DATA.length()) : "";
            boolean orphan = name.endsWith(DATA) && !used.contains(id) && !Files.exists(tenant.file(id, "json"));
            if (orphan || name.endsWith(".tmp")) {
                removeOlder(file, age);
            }
        }
    }

    static void removeOlder(Path file, Duration age) {
        try {
            if (Files.getLastModifiedTime(file).toMillis() < System.currentTimeMillis() - age.toMillis()) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException e) {
            return; // another door was faster
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
