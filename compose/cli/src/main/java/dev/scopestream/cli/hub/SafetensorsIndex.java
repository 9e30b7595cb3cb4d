package dev.scopestream.cli.hub;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scopestream.engine.checkpoint.CheckpointException;
import dev.scopestream.engine.checkpoint.StrictJson;
import dev.scopestream.engine.hub.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Which files the weights consist of. */
final class SafetensorsIndex {
    static final String NAME = "model.safetensors.index.json";
    static final String SINGLE = "model.safetensors";

    private SafetensorsIndex() {}

    /** @throws CheckpointException when the index is damaged, or names what can't be a file of weights */
    static Set<String> shards(Path index) throws IOException {
        JsonNode map = StrictJson.object(NAME, Files.readAllBytes(index)).path("weight_map");
        Set<String> shards = new TreeSet<>();
        for (Map.Entry<String, JsonNode> entry : map.properties()) {
            String shard = entry.getValue().asText("");
            if (!Manifest.isFileName(shard) || !shard.endsWith(".safetensors")) {
                throw new CheckpointException(NAME + " names " + StrictJson.brief(entry.getValue())
                        + ", which is no .safetensors file of the repository");
            }
            shards.add(shard);
        }
        if (shards.isEmpty()) {
            throw new CheckpointException(NAME + " names no files");
        }
        return shards;
    }
}
