package dev.scopestream.spill.checkpoint;

import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names one attempt's checkpoint. In a directory it is the file {@code <space>/<partition>/<offset>-<prompt>-<attempt>.ckpt},
 * space and prompt as 16 hexadecimal digits: nothing of it is text of a sender's. The changes since then are in the file beside it
 * that ends in {@code .delta}.
 *
 * @param space whose prompts: a fingerprint of the consumer group and the topic
 * @param partition of the prompt's record
 * @param offset of the prompt's record
 * @param prompt digest of the record: another prompt at the same place has other checkpoints
 * @param attempt from 1; attempts are recorded before they begin, each by the owner of the partition, so a later one
 *     belongs to a later owner
 */
public record CheckpointId(long space, int partition, long offset, long prompt, int attempt) {
    private static final String WHOLE = ".ckpt";
    private static final String CHANGES = ".delta";
    private static final Pattern FILE = Pattern.compile("([0-9]{1,19})-([0-9a-f]{16})-([0-9]{1,10})\\.ckpt");

    public CheckpointId {
        if (partition < 0 || offset < 0 || attempt < 1) {
            throw new IllegalArgumentException(
                    "no checkpoint is of partition " + partition + ", offset " + offset + ", attempt " + attempt);
        }
    }

    /** Of another attempt at the same prompt. */
    public CheckpointId ofAttempt(int other) {
        return new CheckpointId(space, partition, offset, prompt, other);
    }

    /** Whether both are attempts at the same prompt. */
    public boolean samePrompt(CheckpointId other) {
        return equals(other.ofAttempt(attempt));
    }

    /** The directory of a space. */
    static String directory(long space) {
        return HexFormat.of().toHexDigits(space);
    }

    String file() {
        return offset + "-" + HexFormat.of().toHexDigits(prompt) + "-" + attempt + WHOLE;
    }

    /** The file of the changes. */
    String changesFile() {
        return file().replace(WHOLE, CHANGES);
    }

    /** The path below the root, with slashes. */
    public String path() {
        return directory(space) + "/" + partition + "/" + file();
    }

    /** The id whose changes a file of this directory has; empty where it isn't one of those. */
    static Optional<CheckpointId> parseChanges(long space, int partition, String file) {
        return file.endsWith(CHANGES)
                ? parse(space, partition, file.substring(0, file.length() - CHANGES.length()) + WHOLE)
                : Optional.empty();
    }

    /** The id that a file of this directory has; empty where that isn't one of ours. */
    static Optional<CheckpointId> parse(long space, int partition, String file) {
        Matcher name = FILE.matcher(file);
        if (!name.matches()) {
            return Optional.empty();
        }
        try {
            CheckpointId id = new CheckpointId(
                    space,
                    partition,
                    Long.parseLong(name.group(1)),
                    HexFormat.fromHexDigitsToLong(name.group(2)),
                    Integer.parseInt(name.group(3)));
            return id.file().equals(file) ? Optional.of(id) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
