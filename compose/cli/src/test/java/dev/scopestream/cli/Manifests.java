package dev.scopestream.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The manifests in compose/kubernetes. */
public final class Manifests {
    private static final Path DIRECTORY = Repository.root().resolve("compose/kubernetes");

    private Manifests() {}

    public static List<JsonNode> all() throws IOException {
        List<JsonNode> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            for (Path file : files.sorted().toList()) {
                all.addAll(of(file.getFileName().toString()));
            }
        }
        return all;
    }

    public static List<JsonNode> of(String file) throws IOException {
        try (MappingIterator<JsonNode> documents = new YAMLMapper()
                .readerFor(JsonNode.class)
                .readValues(DIRECTORY.resolve(file).toFile())) {
            return documents.readAll();
        }
    }

    public static JsonNode one(String file, String kind) throws IOException {
        return of(file).stream()
                .filter(manifest -> manifest.get("kind").asText().equals(kind))
                .findFirst()
                .orElseThrow();
    }
}
