package dev.scopestream.engine.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scopestream.engine.IntArray;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** A Hugging Face directory with one safetensors file, or with several and an index. */
public final class SafetensorsCheckpoint implements Checkpoint {
    private static final int INDEX_BYTES = 16 << 20;
    private static final int MOST_SHARDS = 1024;

    private final Path directory;
    private final ModelConfig config;
    private final IntArray eosTokens;
    private final Map<String, SafetensorsFile> files;
    private final SortedMap<String, SafetensorsFile> fileOf;

    private SafetensorsCheckpoint(
            Path directory,
            ModelConfig config,
            IntArray eosTokens,
            Map<String, SafetensorsFile> files,
            SortedMap<String, SafetensorsFile> fileOf) {
        this.directory = directory;
        this.config = config;
        this.eosTokens = eosTokens;
        this.files = files;
        this.fileOf = fileOf;
    }

    /**
     * Opens a directory with config.json, model.safetensors (or model.safetensors.index.json with its shards), and perhaps
     * generation_config.json. Only headers are read here.
     *
     * @throws CheckpointException when a file is missing, damaged, or describes a model that can't be run
     */
    public static SafetensorsCheckpoint open(Path given) {
        Path directory = given.toAbsolutePath().normalize();
        if (!Files.isDirectory(directory)) {
            throw new CheckpointException("no model directory at " + directory);
        }
        ModelConfig config = ModelConfig.read(directory.resolve("config.json"));
        IntArray eos = eosTokens(directory, config);
        Map<String, SafetensorsFile> files = new LinkedHashMap<>();
        SortedMap<String, SafetensorsFile> fileOf = new TreeMap<>();
        boolean done = false;
        try {
            Path index = directory.resolve("model.safetensors.index.json");
            Path single = directory.resolve("model.safetensors");
            if (!Files.exists(single) && !Files.exists(index)) {
                throw new CheckpointException("missing file model.safetensors (or model.safetensors.index.json) in "
                        + directory + "; weights in other formats aren't read");
            }
            if (Files.exists(single)) {
                SafetensorsFile file = SafetensorsFile.open(single);
                files.put("model.safetensors", file);
                file.tensors().keySet().forEach(name -> fileOf.put(name, file));
            } else {
                openShards(directory, JsonFields.read(index, INDEX_BYTES), files, fileOf);
            }
            done = true;
        } finally {
            if (!done) {
                files.values().forEach(SafetensorsFile::close);
            }
        }
        return new SafetensorsCheckpoint(directory, config, eos, files, fileOf);
    }

    private static IntArray eosTokens(Path directory, ModelConfig config) {
        Path file = directory.resolve("generation_config.json");
        // a link to nowhere is a missing file, not none
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return config.special().eos();
        }
        IntArray tokens = JsonFields.read(file, JsonFields.CONFIG_BYTES).tokens("eos_token_id", Integer.MAX_VALUE);
        return IntArray.of(IntStream.concat(tokens.stream(), config.special().eos().stream())
                .distinct()
                .toArray());
    }

    private static void openShards(
            Path directory, JsonFields index, Map<String, SafetensorsFile> files, Map<String, SafetensorsFile> fileOf) {
        for (Map.Entry<String, JsonNode> entry :
                index.object("weight_map").node().properties()) {
            String shard = entry.getValue().asText("");
            if (!shard.matches("[A-Za-z0-9_][A-Za-z0-9._-]{0,250}\\.safetensors")) {
                throw index.error(
                        "weight_map",
                        "names the file " + JsonFields.brief(entry.getValue()) + " for tensor '" + entry.getKey()
                                + "'; it must be a .safetensors file in the same directory");
            }
            if (!files.containsKey(shard)) {
                if (files.size() == MOST_SHARDS) {
                    throw index.error("weight_map", "names more than " + MOST_SHARDS + " files");
                }
                files.put(shard, SafetensorsFile.open(directory.resolve(shard)));
            }
            SafetensorsFile file = files.get(shard);
            if (!file.tensors().containsKey(entry.getKey())) {
                throw index.error(
                        "weight_map", "puts tensor '" + entry.getKey() + "' into " + shard + ", but it isn't there");
            }
            fileOf.put(entry.getKey(), file);
        }
    }

    @Override
    public ModelConfig config() {
        return config;
    }

    @Override
    public IntArray eosTokens() {
        return eosTokens;
    }

    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(fileOf.keySet());
    }

    @Override
    public boolean has(String name) {
        return fileOf.containsKey(name);
    }

    @Override
    public List<Long> shape(String name) {
        return tensor(name).shape();
    }

    @Override
    public void requireShape(String name, long... shape) {
        StoredTensor tensor = tensor(name);
        tensor.requireShape(fileOf.get(name).file(), "config.json", shape);
    }

    @Override
    public String format(String name) {
        return "safetensors " + tensor(name).type();
    }

    @Override
    public long bytes(String name) {
        return tensor(name).bytes();
    }

    @Override
    public TensorType storedType(String name) {
        StoredTensor tensor = tensor(name);
        return fileOf.get(name).type(tensor);
    }

    @Override
    public void readStored(String name, long firstRow, ByteBuffer target) {
        StoredTensor tensor = tensor(name);
        fileOf.get(name).readStored(tensor, firstRow, target);
    }

    @Override
    public void readRows(String name, long firstRow, ByteBuffer target) {
        StoredTensor tensor = tensor(name);
        fileOf.get(name).readRows(tensor, firstRow, target);
    }

    private StoredTensor tensor(String name) {
        SafetensorsFile file = fileOf.get(name);
        if (file == null) {
            throw new CheckpointException("no tensor '" + name + "' in the weights of " + directory);
        }
        return file.tensors().get(name);
    }

    @Override
    public String weightsDigest() {
        WeightsDigest weightsDigest = new WeightsDigest(config);
        fileOf.forEach((name, file) -> weightsDigest.add(file.tensors().get(name), file::read));
        return weightsDigest.hex();
    }

    @Override
    public String name() {
        return String.valueOf(directory.getFileName());
    }

    @Override
    public void close() {
        files.values().forEach(SafetensorsFile::close);
    }
}
