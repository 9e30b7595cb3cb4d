package dev.scopestream.door.config;

import dev.scopestream.events.Sha256;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import io.micronaut.core.annotation.Nullable;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Bearer tokens (RFC 6750) and whose they are. A token isn't kept, only its SHA-256:
 * {@code gold=2c26...,silver=fcde...} in {@code scope.door.tokens}, or a line each in the file, where {@code #} begins a
 * comment. A tenant may have several.
 */
@Singleton
@Requires(property = DoorContext.ENABLED)
public final class Tenants {
    private static final Pattern ENTRY = Pattern.compile("([A-Za-z0-9._-]{1,64})=([0-9a-fA-F]{64})");
    private static final Pattern BEARER = Pattern.compile("(?i:bearer) +([\\x21-\\x7e]{1,4096})");
    private static final long LARGEST_FILE = 1 << 20;

    private final Map<String, String> byDigest = new HashMap<>();

    /** @throws DoorConfigurationException when an entry is none, or there is none and others can reach the door */
    public Tenants(DoorOptions options, @Nullable @Value("${micronaut.server.host}") String host) {
        for (String entry : options.tokens().split(",", -1)) {
            add(entry.strip(), "scope.door.tokens");
        }
        if (!options.tokensFile().isBlank()) {
            read(Path.of(options.tokensFile()));
        }
        if (byDigest.isEmpty() && !options.allowAnyone() && !isThisMachine(host)) {
            throw new DoorConfigurationException("other machines can reach the door (micronaut.server.host is "
                    + (host == null ? "not set" : host) + "), and it has no tokens: set scope.door.tokens or"
                    + " scope.door.tokens-file, or scope.door.allow-anyone=true where something else guards it");
        }
    }

    private void read(Path file) {
        try {
            if (Files.size(file) > LARGEST_FILE) {
                throw new DoorConfigurationException("scope.door.tokens-file: " + file + " is larger than 1 MiB");
            }
            int number = 0;
            for (String line : Files.readAllLines(file)) {
                number++;
                add(line.replaceFirst("#.*", "").strip(), file + ", line " + number);
            }
        } catch (IOException e) {
            throw new DoorConfigurationException("scope.door.tokens-file: can't read " + file + ": " + e, e);
        }
    }

    private void add(String entry, String where) {
        if (entry.isEmpty()) {
            return;
        }
        Matcher parts = ENTRY.matcher(entry);
        if (!parts.matches()) {
            // a token written in clear text must not come to a log
            throw new DoorConfigurationException(
                    where + ": an entry is TENANT=SHA256, with 1 to 64 of A-Z a-z 0-9 . _ -"
                            + " and the token's SHA-256 in 64 hexadecimal digits (printf %s TOKEN | sha256sum)");
        }
        byDigest.put(parts.group(2).toLowerCase(Locale.ROOT), parts.group(1));
    }

    private static boolean isThisMachine(String host) {
        try {
            return host != null && InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Whether a token is needed. */
    public boolean areNamed() {
        return !byDigest.isEmpty();
    }

    /** Whose token a header {@code Authorization} has; empty: nobody's. */
    public Optional<String> of(@Nullable String authorization) {
        if (authorization == null) {
            return Optional.empty();
        }
        Matcher bearer = BEARER.matcher(authorization.strip());
        return bearer.matches()
                ? Optional.ofNullable(byDigest.get(HexFormat.of().formatHex(Sha256.of(bearer.group(1)))))
                : Optional.empty();
    }
}
