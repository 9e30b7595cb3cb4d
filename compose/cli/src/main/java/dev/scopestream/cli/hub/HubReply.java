package dev.scopestream.cli.hub;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Optional;

/**
 * An answer with status 200 or 206.
 *
 * @param first headers of the hub's own answer, which may have been a redirect
 * @param uri the address it was asked for
 */
record HubReply(HttpURLConnection connection, Headers first, URI uri) implements AutoCloseable {

    /** What a hub says about a file before it sends elsewhere. */
    record Headers(Optional<String> commit, Optional<String> linkedSum, Optional<Long> linkedBytes) {
        static Headers of(HttpURLConnection connection) {
            return new Headers(
                    Optional.ofNullable(connection.getHeaderField("X-Repo-Commit")),
                    Optional.ofNullable(connection.getHeaderField("X-Linked-Etag"))
                            .map(tag -> tag.replaceFirst("^W/", "").replace("\"", "")),
                    number(connection.getHeaderField("X-Linked-Size")));
        }
    }

    boolean isPartial() throws IOException {
        return connection.getResponseCode() == HttpURLConnection.HTTP_PARTIAL;
    }

    /** The position of the first byte of a part, by Content-Range (RFC 9110, section 14.4). */
    Optional<Long> partStart() {
        String range = connection.getHeaderField("Content-Range");
        return range == null || !range.matches("bytes \\d{1,18}-.*")
                ? Optional.empty()
                : number(range.substring(6, range.indexOf('-')));
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(connection.getHeaderField(name));
    }

    InputStream body() throws IOException {
        return connection.getInputStream();
    }

    private static Optional<Long> number(String text) {
        return text != null && text.matches("\\d{1,18}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }

    @Override
    public void close() {
        connection.disconnect();
    }
}
