package dev.scopestream.door.http;

import dev.scopestream.client.openai.Endpoint;
import dev.scopestream.client.openai.OpenAiError;
import dev.scopestream.client.openai.OpenAiRequest;
import dev.scopestream.door.request.RefusedException;
import dev.scopestream.events.InvalidEventException;
import dev.scopestream.events.PromptEvent;
import dev.scopestream.events.PromptRecord;
import dev.scopestream.events.Sha256;
import io.micronaut.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What somebody asked for.
 *
 * @param id the request's on the topics: the tenant's name and the sender's key, or a random one
 * @param keyed whether the sender gave a key, so that it can ask again
 * @param tenant empty: nobody is named
 * @param digest of path and body
 * @param carried headers that go with the prompt (trace context)
 */
record Asked(
        String id, boolean keyed, String tenant, String digest, OpenAiRequest request, Map<String, String> carried) {
    private static final List<String> CARRIED = List.of("traceparent", "tracestate");
    private static final int LONGEST_CARRIED = 1024;

    /** @throws RefusedException with what is wrong */
    static Asked read(Endpoint endpoint, HttpRequest<?> http, byte[] body) {
        String tenant = Gate.tenant(http);
        String key = http.getHeaders().get("Idempotency-Key");
        Map<String, String> carried = new LinkedHashMap<>();
        for (String name : CARRIED) {
            String value = http.getHeaders().get(name);
            if (value != null && value.length() <= LONGEST_CARRIED) {
                carried.put(name, value);
            }
        }
        try {
            OpenAiRequest request = OpenAiRequest.read(endpoint, body);
            String id = key == null ? made(endpoint) : given(tenant, key, request.prompt());
            if (key == null && request.prompt().id() != null) {
                throw new InvalidEventException("id", "is given by the header Idempotency-Key");
            }
            return new Asked(id, key != null, tenant, digest(endpoint, body), request, carried);
        } catch (InvalidEventException e) {
            throw new RefusedException(OpenAiError.of(e));
        }
    }

    private static String made(Endpoint endpoint) {
        return (endpoint == Endpoint.CHAT ? "chatcmpl-" : "cmpl-")
                + UUID.randomUUID().toString().replace("-", "");
    }

    /** A key is its tenant's: nobody gets another's results by guessing it. */
    private static String given(String tenant, String key, PromptEvent prompt) {
        if (prompt.id() != null && !prompt.id().equals(key)) {
            throw new InvalidEventException("id", "is not the header Idempotency-Key");
        }
        String id = tenant.isEmpty() ? key : tenant + "/" + key;
        try {
            return PromptRecord.id(id);
        } catch (InvalidEventException e) {
            throw new RefusedException(OpenAiError.invalid(
                    400, "the header Idempotency-Key " + e.reason(), "Idempotency-Key", "invalid_key"));
        }
    }

    private static String digest(Endpoint endpoint, byte[] body) {
        MessageDigest sha = Sha256.begin();
        sha.update(endpoint.path().getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(sha.digest(body));
    }

    PromptEvent prompt() {
        return request.prompt().withId(id);
    }
}
