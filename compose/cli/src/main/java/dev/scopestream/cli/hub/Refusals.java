package dev.scopestream.cli.hub;

import dev.scopestream.cli.common.Terminal;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** What the statuses of a hub mean, and what to do about them. */
final class Refusals {
    private static final int TOO_MANY = 429;
    private static final int TIMEOUT = 408;
    private static final int RANGE = 416;

    private Refusals() {}

    static HubException of(int status, HttpURLConnection connection, URI endpoint, boolean withToken) {
        String said = Optional.ofNullable(connection.getHeaderField("X-Error-Message"))
                .map(text -> " (" + Terminal.oneLine(text, 200) + ")")
                .orElse("");
        if (status == TOO_MANY || status == TIMEOUT || status == RANGE || status >= 500) {
            return HubException.passing(
                    "the hub answers " + status + said, retryAfter(connection.getHeaderField("Retry-After")));
        }
        boolean gated = "GatedRepo".equals(connection.getHeaderField("X-Error-Code"));
        String terms = "it is gated: accept its terms on its page at " + endpoint
                + ", with the account whose token is in --token-file or HF_TOKEN";
        String why =
                switch (status) {
                    case 401 ->
                        gated
                                ? terms
                                : withToken
                                        ? "it isn't there, or the token is not valid or not allowed to read it"
                                        : "it isn't there, or is private or gated: then a token is needed, in --token-file"
                                                + " or HF_TOKEN";
                    case 403 -> terms + ", and give the token the right to read gated repositories";
                    case 404 ->
                        "RevisionNotFound".equals(connection.getHeaderField("X-Error-Code"))
                                ? "there is no such revision"
                                : "it isn't there; are the name and the revision right?";
                    default -> "the hub can't be used";
                };
        return HubException.last(why + " [" + status + "]" + said);
    }

    /** Seconds or a date (RFC 9110, section 10.2.3). */
    static Optional<Duration> retryAfter(String text) {
        if (text == null) {
            return Optional.empty();
        }
        if (text.matches("\\d{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
        }
        try {
            Duration until =
                    Duration.between(Instant.now(), ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME));
            return Optional.of(until.isNegative() ? Duration.ZERO : until);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
