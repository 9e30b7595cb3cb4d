package dev.scopestream.engine.program.layout;

/** Numbers that describe a layer, in their order. */
public enum LayerOption implements Field {
    SLIDING_WINDOW("positions that a query attends to; 0: all before it"),
    ROPE("index of its rotary positions");

    private final String description;

    LayerOption(String description) {
        this.description = description;
    }

    @Override
    public String description() {
        return description;
    }
}
