package dev.scopestream.engine.hub;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.scopestream.engine.checkpoint.CheckpointException;
import dev.scopestream.engine.checkpoint.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a copy of a hub's repository consists of: the file manifest.json beside it.
 *
 * @param model {@code ORG/NAME}
 * @param revision the branch, tag or commit that was asked for
 * @param commit the commit's hash, 40 or 64 hex digits
 * @param form safetensors, or GGUF with its quantisation
 * @param licence as the hub names it; empty: it names none
 * @param endpoint the hub's address
 * @param pulled time, ISO 8601
 */
public record Manifest(
        String model,
        String revision,
        String commit,
        String form,
        String licence,
        String endpoint,
        String pulled,
        List<Entry> files) {
    static final String FILE = "manifest.json";
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}(?:[0-9a-f]{24})?");
    private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.+-]{0,200}");
    private static final int MOST_BYTES = 4 << 20;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * A file.
     *
     * @param name in the model's directory
     * @param sum digest of its content, in hex
     */
    public record Entry(String name, long bytes, SumKind kind, String sum) {
        public Entry {
            if (!isFileName(name) || bytes < 0 || sum == null || !sum.matches("[0-9a-f]{" + kind.digits() + "}")) {
                throw new CheckpointException("a file's entry is none: " + name + ", " + bytes + " bytes, " + sum);
            }
        }
    }

    public Manifest {
        ModelName unused = ModelName.parse(model);
        if (!isCommit(commit)) {
            throw new CheckpointException("'" + commit + "' is no commit's hash");
        }
        files = List.copyOf(files);
    }

    /** Whether the text is a commit's hash. */
    public static boolean isCommit(String text) {
        return text != null && COMMIT.matcher(text).matches();
    }

    /** Whether the text can be a file's name everywhere: no path, nothing hidden, nothing that steers a terminal. */
    public static boolean isFileName(String text) {
        return text != null && FILE_NAME.matcher(text).matches() && !text.contains("..");
    }

    /** All files' bytes. */
    public long bytes() {
        return files.stream().mapToLong(Entry::bytes).sum();
    }

    /** As JSON. */
    public byte[] json() {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a manifest is always JSON", e);
        }
    }

    /** @throws CheckpointException when the file is missing or damaged */
    static Manifest read(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new CheckpointException(file + " is too large for a manifest");
            }
            return JSON.treeToValue(StrictJson.object(file.toString(), Files.readAllBytes(file)), Manifest.class);
        } catch (IOException | NullPointerException e) {
            throw new CheckpointException(file + " is no usable manifest: " + e.getMessage(), e);
        }
    }
}
