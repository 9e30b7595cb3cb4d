package dev.scopestream.cli.hub;

import dev.scopestream.cli.common.CliException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * GET requests to a hub. Redirects are followed, also to other hosts, which don't get the token; never from https to http.
 */
final class HubHttp {
    private static final int MOST_REDIRECTS = 5;
    private static final int CONNECT_MILLIS = (int) Duration.ofSeconds(20).toMillis();
    private static final String AGENT = "scopestream";

    private final URI endpoint;
    private final Optional<String> token;
    private final Duration silence;

    /**
     * @param endpoint such as {@code https://huggingface.co}
     * @param silence a connection that brings nothing for so long has failed
     * @throws CliException when it is no such address, or would send the token in the clear
     */
    HubHttp(String endpoint, Optional<String> token, Duration silence) {
        this.endpoint = address(endpoint);
        this.token = token;
        this.silence = silence;
        if (token.isPresent() && !isHttps(this.endpoint) && !isThisMachine(this.endpoint)) {
            throw new CliException(
                    "the token isn't sent to " + endpoint + " without encryption: give an https address, or no token");
        }
    }

    private static URI address(String text) {
        try {
            URI uri = URI.create(text.replaceFirst("/+$", ""));
            if (isHttp(uri) && uri.getHost() != null && uri.getQuery() == null && uri.getUserInfo() == null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw new CliException("the hub's address is none: " + e.getMessage(), e);
        }
        throw new CliException("the hub's address '" + text + "' must be like https://huggingface.co");
    }

    URI endpoint() {
        return endpoint;
    }

    /** An address below the hub's. */
    URI resolve(String path) {
        return URI.create(endpoint + path);
    }

    /** Whether an address is one of the hub's own server. */
    boolean isOwn(URI uri) {
        return uri.getScheme().equalsIgnoreCase(endpoint.getScheme())
                && endpoint.getHost().equalsIgnoreCase(uri.getHost())
                && port(uri) == port(endpoint);
    }

    /**
     * @param from the first byte that is wanted
     * @throws HubException for any other answer than 200 or 206
     */
    HubReply get(URI uri, long from) throws IOException {
        URI at = uri;
        Optional<HubReply.Headers> first = Optional.empty();
        for (int i = 0; i <= MOST_REDIRECTS; i++) {
            HttpURLConnection connection = open(at, from);
            int status = connection.getResponseCode();
            HubReply.Headers headers = first.orElse(HubReply.Headers.of(connection));
            if (status == HttpURLConnection.HTTP_OK || status == HttpURLConnection.HTTP_PARTIAL) {
                return new HubReply(connection, headers, uri);
            }
            String location = connection.getHeaderField("Location");
            boolean redirect = status >= 301 && status <= 308 && status != 304 && location != null;
            if (!redirect) {
                HubException refusal = Refusals.of(status, connection, endpoint, token.isPresent());
                connection.disconnect();
                throw refusal;
            }
            connection.disconnect();
            first = Optional.of(headers);
            at = next(at, location);
        }
        throw HubException.last("more than " + MOST_REDIRECTS + " redirects");
    }

    private static URI next(URI at, String location) throws HubException {
        URI next;
        try {
            next = at.resolve(location);
        } catch (IllegalArgumentException e) {
            throw HubException.last("a redirect to no address");
        }
        if (!isHttp(next) || next.getHost() == null || (isHttps(at) && !isHttps(next))) {
            throw HubException.last(
                    "a redirect from " + at.getScheme() + " to " + next.getScheme() + " isn't followed");
        }
        return next;
    }

    private HttpURLConnection open(URI uri, long from) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setConnectTimeout(CONNECT_MILLIS);
        connection.setReadTimeout((int) silence.toMillis());
        connection.setRequestProperty("User-Agent", AGENT);
        connection.setRequestProperty("Accept-Encoding", "identity");
        if (from > 0) {
            connection.setRequestProperty("Range", "bytes=" + from + "-");
        }
        if (token.isPresent() && isOwn(uri)) {
            connection.setRequestProperty("Authorization", "Bearer " + token.get());
        }
        return connection;
    }

    private static boolean isHttp(URI uri) {
        return isHttps(uri) || "http".equalsIgnoreCase(uri.getScheme());
    }

    private static boolean isHttps(URI uri) {
        return "https".equalsIgnoreCase(uri.getScheme());
    }

    private static int port(URI uri) {
        boolean https = uri.getScheme().toLowerCase(Locale.ROOT).equals("https");
        return uri.getPort() >= 0 ? uri.getPort() : https ? 443 : 80;
    }

    private static boolean isThisMachine(URI uri) {
        try {
            return InetAddress.getByName(uri.getHost()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
