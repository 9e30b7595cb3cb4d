package dev.scopestream.cli.hub;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.scopestream.cli.common.Terminal;
import dev.scopestream.engine.hub.Manifest;
import dev.scopestream.engine.hub.ModelName;
import dev.scopestream.engine.hub.SumKind;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A hub that speaks Hugging Face's HTTP API: what a repository holds, and where its files are. */
final class Hub {
    private static final int MOST_JSON = 16 << 20;
    private static final int MOST_FILES = 20_000;
    private static final int MOST_PAGES = 200;
    private static final Pattern NEXT = Pattern.compile("<([^<>]{1,4000})>\\s*;\\s*rel=\"next\"");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HubHttp http;
    private final Retry retry;

    /** A repository at a commit. */
    record Listing(ModelName model, String commit, String licence, List<HubFile> files) {}

    Hub(HubHttp http, Retry retry) {
        this.http = http;
        this.retry = retry;
    }

    URI endpoint() {
        return http.endpoint();
    }

    Retry retry() {
        return retry;
    }

    /** @throws dev.scopestream.cli.common.CliException when the hub refuses */
    Listing list(ModelName model, String revision) {
        return retry.run(model.id() + " at " + endpoint(), () -> 0, () -> {
            JsonNode info = json(http.resolve("/api/models/" + model.id() + "/revision/"
                            + URLEncoder.encode(revision, StandardCharsets.UTF_8)))
                    .body();
            String commit = info.path("sha").asText();
            if (!Manifest.isCommit(commit)) {
                throw HubException.last("the hub names no commit for the revision " + revision);
            }
            return new Listing(model, commit, licence(info), files(model, commit));
        });
    }

    private static String licence(JsonNode info) {
        JsonNode card = info.path("cardData");
        String name = card.path("license").asText("");
        String other = card.path("license_name").asText("");
        return Terminal.oneLine(name.equals("other") && !other.isEmpty() ? other : name, 100);
    }

    private List<HubFile> files(ModelName model, String commit) throws IOException {
        List<HubFile> files = new ArrayList<>();
        Optional<URI> page =
                Optional.of(http.resolve("/api/models/" + model.id() + "/tree/" + commit + "?recursive=true"));
        for (int pages = 0; page.isPresent(); pages++) {
            Json reply = json(page.get());
            if (!reply.body().isArray()) {
                throw HubException.last("the hub lists no files");
            }
            for (JsonNode entry : reply.body()) {
                if (entry.path("type").asText().equals("file")) {
                    files.add(file(entry));
                }
            }
            if (files.size() > MOST_FILES || pages >= MOST_PAGES) {
                throw HubException.last("the repository has more than " + MOST_FILES + " files");
            }
            page = reply.next();
        }
        return files;
    }

    private static HubFile file(JsonNode entry) throws HubException {
        JsonNode lfs = entry.path("lfs");
        SumKind kind = lfs.isObject() ? SumKind.SHA256 : SumKind.GIT_BLOB;
        JsonNode bytes = lfs.isObject() ? lfs.path("size") : entry.path("size");
        String sum = (lfs.isObject() ? lfs : entry).path("oid").asText().replaceFirst("^sha256:", "");
        if (!bytes.canConvertToLong() || bytes.longValue() < 0 || !sum.matches("[0-9a-f]{" + kind.digits() + "}")) {
            throw HubException.last("the hub gives no size and sum for "
                    + Terminal.oneLine(entry.path("path").asText(), 100));
        }
        return new HubFile(entry.path("path").asText(), bytes.longValue(), kind, sum);
    }

    /** A file's content from a position on. */
    HubReply open(ModelName model, String commit, HubFile file, long from) throws IOException {
        // the path's parts are plain names
        String path = file.path().replace("+", "%2B");
        return http.get(http.resolve("/" + model.id() + "/resolve/" + commit + "/" + path), from);
    }

    private record Json(JsonNode body, Optional<URI> next) {}

    private Json json(URI uri) throws IOException {
        try (HubReply reply = http.get(uri, 0);
                InputStream in = reply.body()) {
            byte[] body = in.readNBytes(MOST_JSON + 1);
            if (body.length > MOST_JSON) {
                throw HubException.last("the hub's answer is larger than " + MOST_JSON + " bytes");
            }
            long announced = reply.connection().getContentLengthLong();
            if (body.length < announced) {
                throw new EOFException("after " + body.length + " of " + announced + " bytes");
            }
            return new Json(tree(body), next(uri, reply.header("Link").orElse("")));
        }
    }

    private JsonNode tree(byte[] body) throws IOException {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw HubException.last("the answer is no JSON: is " + endpoint() + " a hub?");
        }
    }

    private Optional<URI> next(URI uri, String link) throws HubException {
        Matcher matcher = NEXT.matcher(link);
        if (!matcher.find()) {
            return Optional.empty();
        }
        try {
            URI next = uri.resolve(matcher.group(1));
            if (http.isOwn(next)) {
                return Optional.of(next);
            }
        } catch (IllegalArgumentException e) {
            // no address, which is refused as another host's
        }
        throw HubException.last("the list of its files goes on elsewhere, which isn't followed");
    }
}
