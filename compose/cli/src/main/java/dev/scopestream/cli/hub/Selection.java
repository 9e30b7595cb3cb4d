package dev.scopestream.cli.hub;

import dev.scopestream.events.Sha256;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The files of a repository that are fetched: one model's weights in one form, and what belongs to them.
 *
 * @param form safetensors, or GGUF and the name of its quantisation
 * @param files with different names
 */
record Selection(String form, List<HubFile> files) {
    Selection {
        files = List.copyOf(files);
    }

    /** 8 hex digits that stand for the files' names. */
    String digest() {
        String names = files.stream().map(HubFile::path).sorted().collect(Collectors.joining("\n"));
        return HexFormat.of().formatHex(Sha256.of(names)).substring(0, 8);
    }

    long bytes() {
        return files.stream().mapToLong(HubFile::bytes).sum();
    }
}
