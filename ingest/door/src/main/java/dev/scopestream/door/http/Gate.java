package dev.scopestream.door.http;

import dev.scopestream.client.openai.OpenAiError;
import dev.scopestream.door.config.DoorContext;
import dev.scopestream.door.config.DoorOptions;
import dev.scopestream.door.config.Tenants;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Lets in who has a token, and notes whose it is. A door without tokens answers to this machine's own names alone, so that no page of
 * another site reaches it by a name that leads here (DNS rebinding).
 */
@ServerFilter("/v1/**")
@Requires(property = DoorContext.ENABLED)
final class Gate {
    private static final String TENANT = "door.tenant";
    private static final Pattern HERE = Pattern.compile("(localhost|127(\\.\\d{1,3}){3}|\\[::1\\])(:\\d{1,5})?");

    private final Tenants tenants;
    private final boolean anyone;

    Gate(Tenants tenants, DoorOptions options) {
        this.tenants = tenants;
        this.anyone = options.allowAnyone();
    }

    @RequestFilter
    @Nullable
    HttpResponse<?> check(HttpRequest<?> request) {
        if (!tenants.areNamed()) {
            String host = request.getHeaders().get("Host");
            return anyone || (host != null && HERE.matcher(host).matches())
                    ? null
                    : Replies.error(OpenAiError.invalid(
                            403, "a door without tokens is for this machine's own names only", null, "wrong_host"));
        }
        Optional<String> tenant = tenants.of(request.getHeaders().get("Authorization"));
        if (tenant.isEmpty()) {
            return Replies.error(OpenAiError.invalid(
                    401,
                    "the header Authorization must be Bearer and a token that is known here",
                    null,
                    "invalid_api_key"));
        }
        request.setAttribute(TENANT, tenant.get());
        return null;
    }

    /** Who sent a request; empty: nobody is named. */
    static String tenant(HttpRequest<?> request) {
        return request.getAttribute(TENANT, String.class).orElse("");
    }
}
