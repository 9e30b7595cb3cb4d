package dev.scopestream.generator.decode;

import dev.scopestream.engine.Engine;
import dev.scopestream.engine.ModelInfo;
import java.util.List;

/**
 * The engines of an instance, one for each device, all of one model.
 *
 * @param all at least one
 */
public record Engines(List<Engine> all) {
    public Engines {
        all = List.copyOf(all);
    }

    /** The first one, which also turns prompts into tokens. */
    public Engine first() {
        return all.get(0);
    }

    public ModelInfo model() {
        return first().model();
    }
}
