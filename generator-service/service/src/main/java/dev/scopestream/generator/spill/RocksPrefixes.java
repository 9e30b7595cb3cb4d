package dev.scopestream.generator.spill;

import dev.scopestream.engine.PrefixStore;
import dev.scopestream.spill.SpillStore;
import dev.scopestream.spill.write.SpillWriter;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;

/** One model's prompt prefixes in a spill store; what they were computed under is in their names. */
final class RocksPrefixes implements PrefixStore {
    private static final long ANY_POLICY = 0;

    private final SpillStore store;
    private final SpillWriter writer;
    private final long model;

    RocksPrefixes(SpillStore store, SpillWriter writer, long model) {
        this.store = store;
        this.writer = writer;
        this.model = model;
    }

    @Override
    public Set<String> names() {
        return Set.copyOf(store.prefixes(model, ANY_POLICY));
    }

    @Override
    public Optional<ByteBuffer> load(String name) {
        return store.getPrefix(name, model, ANY_POLICY).found();
    }

    @Override
    public void save(String name, ByteBuffer content) {
        boolean unused = writer.submitPrefix(name, model, ANY_POLICY, content);
    }

    @Override
    public void drop(String name) {
        store.deletePrefix(name, model, ANY_POLICY);
    }
}
