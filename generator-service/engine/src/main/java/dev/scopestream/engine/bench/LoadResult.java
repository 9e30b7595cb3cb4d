package dev.scopestream.engine.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.scopestream.engine.Dtype;

/**
 * What loading a model took.
 *
 * @param seconds until the first request could be taken: native libraries, the program and the tokenizer included
 * @param reading the weights' part of it
 */
public record LoadResult(
        Model model,
        double seconds,
        Reading reading,
        Memory memory,
        double prefillTokensPerSecond,
        double decodeTokensPerSecond) {
    /**
     * From the first piece of the weights that was read to the last.
     *
     * @param bytes of the files, without the first piece
     */
    public record Reading(long bytes, double seconds) {
        /** Bytes a second; 0 for a model of one piece. */
        @JsonProperty
        public double rate() {
            return seconds > 0 ? bytes / seconds : 0;
        }
    }

    /**
     * What was loaded.
     *
     * @param form of the files, and the type of most of their bytes
     * @param storedBytes of all tensors in the files
     */
    public record Model(String name, String family, String form, long storedBytes, Dtype dtype) {}

    /**
     * Bytes after a prompt and some steps.
     *
     * @param weightBytes of all weights
     * @param kvBytes of the cache's rows
     * @param residentBytes of the process; -1 where the system doesn't say
     */
    public record Memory(long weightBytes, long kvBytes, long residentBytes) {
        /** Resident bytes that are neither weights nor cache. */
        @JsonProperty
        public long besides() {
            return residentBytes - weightBytes - kvBytes;
        }
    }
}
