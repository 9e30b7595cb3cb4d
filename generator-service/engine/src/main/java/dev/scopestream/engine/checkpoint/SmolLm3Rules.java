package dev.scopestream.engine.checkpoint;

import java.util.List;
import java.util.OptionalInt;

/** SmolLM3: layers without positions, every fourth one unless {@code no_rope_layers} says which by 0. */
final class SmolLm3Rules implements FamilyRules {
    @Override
    public String modelType() {
        return "smollm3";
    }

    @Override
    public double ropeTheta() {
        return 2_000_000;
    }

    @Override
    public boolean tiesEmbeddings() {
        return true;
    }

    @Override
    public int kvHeads(int heads) {
        return 4;
    }

    @Override
    public boolean rotates(JsonFields json, int layer) {
        if (json.has("no_rope_layers")) {
            return json.element("no_rope_layers", layer).asInt() != 0;
        }
        int interval = json.integer("no_rope_layer_interval", 1, 1 << 10, 4);
        return (layer + 1) % interval != 0;
    }

    @Override
    public List<OptionalInt> slidingWindows(SlidingWindows reader) {
        return reader.byLayer(reader.windowIfUsed(0), layer -> !rotates(reader.json(), layer));
    }
}
