package dev.scopestream.cli.hub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scopestream.engine.hub.CachedModel;
import dev.scopestream.engine.hub.Manifest;

/** Copies of models as JSON for {@code --json}. */
final class ModelJson {
    static final JsonMapper MAPPER = JsonMapper.builder().build();

    private ModelJson() {}

    static ObjectNode of(CachedModel copy) {
        Manifest manifest = copy.manifest();
        ObjectNode json = MAPPER.createObjectNode();
        json.put("model", manifest.model());
        json.put("revision", manifest.revision());
        json.put("commit", manifest.commit());
        json.put("form", manifest.form());
        json.put("licence", manifest.licence());
        json.put("bytes", manifest.bytes());
        json.put("files", manifest.files().size());
        json.put("pulled", manifest.pulled());
        json.put("directory", copy.directory().toString());
        return json;
    }

    static String text(JsonNode json) {
        return json.toPrettyString();
    }
}
