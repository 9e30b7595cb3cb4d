package dev.scopestream.spill.rocks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a store's directory from all others: a random number in its file {@code store-id}. */
final class StoreId {
    private static final Logger LOG = LoggerFactory.getLogger(StoreId.class);
    private static final String FILE = "store-id";
    private static final int DIGITS = 16;

    private StoreId() {}

    /** The number of the store in {@code directory}; one of its own for this process where that can't be kept. Never 0. */
    static long of(Path directory) {
        Path file = directory.resolve(FILE);
        long made = new SecureRandom().nextLong() | 1;
        try {
            if (!Files.isRegularFile(file)) {
                Files.writeString(file, HexFormat.of().toHexDigits(made), StandardCharsets.US_ASCII);
                return made;
            }
            try (InputStream in = Files.newInputStream(file)) {
                String digits = new String(in.readNBytes(DIGITS), StandardCharsets.US_ASCII);
                return HexFormat.fromHexDigitsToLong(digits) | 1;
            }
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("event=store_id_not_kept file={} error=\"{}\"", file, e.toString());
            return made;
        }
    }
}
