package dev.scopestream.scorer.page;

import dev.scopestream.scorer.ScorerApplication;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Who may send something from the page: whoever has the token, or without one visitors from this machine by one of its own
 * names, so that no other site reaches it by a name that leads here (DNS rebinding). In both cases only the page itself may
 * ask, not another site in the visitor's browser: JSON is sent, and an {@code Origin} is this page's.
 */
@ServerFilter("/api/**")
@Requires(property = ScorerApplication.ENABLED)
final class PageGate {
    private static final Pattern HERE = Pattern.compile("(localhost|127(\\.\\d{1,3}){3}|\\[::1\\])(:\\d{1,5})?");
    private static final String BEARER = "Bearer ";

    private final PageOptions options;

    PageGate(PageOptions options) {
        this.options = options;
    }

    @RequestFilter
    @Nullable
    HttpResponse<?> check(HttpRequest<?> request) {
        String host = request.getHeaders().get("Host");
        boolean own = host != null && HERE.matcher(host).matches();
        if (fromHere(request) && !own && options.token().isEmpty() && options.prompts()) {
            return refused("without scorer.page.token, this machine's visitors must use one of its own names");
        }
        if (request.getMethod() != HttpMethod.POST) {
            return null;
        }
        if (!isSameOrigin(request, host)) {
            return refused("another site may not send from here");
        }
        boolean json = request.getContentType()
                .filter(type -> type.getName().equals(MediaType.APPLICATION_JSON))
                .isPresent();
        if (!json) {
            return answer(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "Content-Type must be application/json");
        }
        if (!options.token().isEmpty()) {
            return hasToken(request)
                    ? null
                    : answer(HttpStatus.UNAUTHORIZED, "needs the token that scorer.page.token is set to");
        }
        return fromHere(request) && own
                ? null
                : refused("without scorer.page.token, only visitors from the scorer's machine may send something");
    }

    private boolean hasToken(HttpRequest<?> request) {
        String given =
                Optional.ofNullable(request.getHeaders().get("Authorization")).orElse("");
        return MessageDigest.isEqual(
                given.getBytes(StandardCharsets.UTF_8), (BEARER + options.token()).getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isSameOrigin(HttpRequest<?> request, String host) {
        String origin = request.getHeaders().get("Origin");
        if (origin == null) {
            return true;
        }
        try {
            return URI.create(origin).getRawAuthority() != null
                    && URI.create(origin).getRawAuthority().equalsIgnoreCase(host);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean fromHere(HttpRequest<?> request) {
        InetSocketAddress from = request.getRemoteAddress();
        return from != null && from.getAddress() != null && from.getAddress().isLoopbackAddress();
    }

    private static HttpResponse<?> refused(String reason) {
        return answer(HttpStatus.FORBIDDEN, reason);
    }

    private static HttpResponse<?> answer(HttpStatus status, String reason) {
        return HttpResponse.status(status)
                .contentType(MediaType.APPLICATION_JSON_TYPE)
                .body(PageJson.error(null, reason));
    }
}
