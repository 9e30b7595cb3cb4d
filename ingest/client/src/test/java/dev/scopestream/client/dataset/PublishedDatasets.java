package dev.scopestream.client.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** The published sets: samples among the test resources, or all of them in a directory. */
final class PublishedDatasets {
    static final List<String> SETS = List.of("gsm8k_30", "gsm8k_60", "csqa_40", "csqa_80", "mmlu_30", "mmlu_60");

    private PublishedDatasets() {}

    static LongGenBench benchmark(String set) {
        return set.startsWith("gsm8k")
                ? LongGenBench.GSM8K
                : set.startsWith("csqa") ? LongGenBench.CSQA : LongGenBench.MMLU;
    }

    static int k(String set) {
        return Integer.parseInt(set.substring(set.indexOf('_') + 1));
    }

    /** The sample's lines as they are. */
    static String sample(String set) {
        try (InputStream in = PublishedDatasets.class.getResourceAsStream(set + ".jsonl.gz")) {
            return unpacked(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The sample as a file. */
    static Path sampleFile(String set, Path directory) {
        try (InputStream in = PublishedDatasets.class.getResourceAsStream(set + ".jsonl.gz")) {
            return Files.write(directory.resolve(set + ".jsonl.gz"), in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String unpacked(byte[] gzip) throws IOException {
        try (InputStream in = new GZIPInputStream(new java.io.ByteArrayInputStream(gzip))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
