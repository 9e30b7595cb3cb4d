package dev.scopestream.engine.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.scopestream.engine.Dtype;

/**
 * What loading a model took.
 *
 * @param seconds until the first request could be taken
 */
public record LoadResult(
        Model model, double seconds, Memory memory, double prefillTokensPerSecond, double decodeTokensPerSecond) {
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
