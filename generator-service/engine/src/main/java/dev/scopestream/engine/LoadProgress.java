package dev.scopestream.engine;

/** Is told how far the loading of a model is, on the thread that loads it. */
@FunctionalInterface
public interface LoadProgress {
    /**
     * A piece of the weights was read.
     *
     * @param bytes of the model's files that have been read
     * @param total of the model's files
     */
    void loaded(long bytes, long total);

    static LoadProgress none() {
        return (bytes, total) -> {};
    }
}
