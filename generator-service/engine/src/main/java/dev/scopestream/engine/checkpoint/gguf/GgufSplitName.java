package dev.scopestream.engine.checkpoint.gguf;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of one of several files that hold a model together: {@code prefix-00001-of-00003.gguf} (llama.cpp's
 * {@code llama_split_path}).
 *
 * @param part number of the file, from 1
 * @param count of the files
 */
record GgufSplitName(Path directory, String prefix, int part, int count) {
    private static final Pattern NAME = Pattern.compile("(.+)-(\\d{5})-of-(\\d{5})\\.gguf");

    /** Empty: the file has a name of its own. */
    static Optional<GgufSplitName> of(Path file) {
        Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
        return name.matches()
                ? Optional.of(new GgufSplitName(
                        file.toAbsolutePath().getParent(),
                        name.group(1),
                        Integer.parseInt(name.group(2)),
                        Integer.parseInt(name.group(3))))
                : Optional.empty();
    }

    /** Another file of the same model. */
    GgufSplitName at(int other) {
        return new GgufSplitName(directory, prefix, other, count);
    }

    Path path() {
        return directory.resolve(String.format(Locale.ROOT, "%s-%05d-of-%05d.gguf", prefix, part, count));
    }
}
