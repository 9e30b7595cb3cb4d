package dev.scopestream.engine.program.layout;

import static dev.scopestream.engine.program.layout.PoolDimension.CODE_BYTES;
import static dev.scopestream.engine.program.layout.PoolDimension.HANDED_OUT;
import static dev.scopestream.engine.program.layout.PoolDimension.HEADS;
import static dev.scopestream.engine.program.layout.PoolDimension.LAYERS;
import static dev.scopestream.engine.program.layout.PoolDimension.QUERIES;
import static dev.scopestream.engine.program.layout.PoolDimension.RECALL_SLOTS;
import static dev.scopestream.engine.program.layout.PoolDimension.REGION;
import static dev.scopestream.engine.program.layout.PoolDimension.ROWS;
import static dev.scopestream.engine.program.layout.PoolDimension.SLOTS;
import static dev.scopestream.engine.program.layout.PoolDimension.STAGING_SLOTS;
import static dev.scopestream.engine.program.layout.PoolDimension.WIDTH;

import java.util.List;
import java.util.Optional;

/** The tensors of a pool, in their order: name, element type, first value and shape. */
public enum PoolField implements Field {
    KEYS("keys of the entries; codes and scale where they are kept in 8 bits"),
    VALUES("values, likewise"),
    POSITIONS("positions of the entries", ElementType.INT32, 0),
    SCORES("scores of the entries", ElementType.FP32, 0),
    ORDER(
            "decode step in which the entry came; negative for the prompt's, NEVER for none",
            ElementType.INT32,
            ProgramConstants.NEVER),
    LAST_WEIGHTS("attention weights in the last step", ElementType.FP32, 0),
    RECENT_WEIGHTS(
            "attention weights in the last QUERIES steps, of step t at t mod QUERIES; 0 for steps before the entry came",
            ElementType.FP32,
            0),
    RECURRENCE(
            "step that attended to the entry last (or in which it came; -1 for the prompt's), and the most steps between two",
            ElementType.INT32,
            0),
    VICTIM("slot of the entry that was evicted last", ElementType.INT64, 0),
    CELL("flat index of the layer, row and head", ElementType.INT64, PoolField.COUNTING),
    STAGED_WEIGHTS("weights that staged entries had last", ElementType.FP32, 0),
    LOST_MASS("sum of the weights that evicted entries had last", ElementType.FP32, 0),
    RECALLED("numbers of the entries in the recall slots; -1: none", ElementType.INT32, -1),
    KEY_CODES("codes of keys handed out", ElementType.UINT8, 0),
    CODE_SCALES("their scales; 0: no entry, or a lost one", ElementType.BF16, 0),
    MEAN_KEY("mean key of the prompt", ElementType.FP32, 0),
    COVERED_MASS("sum of the shares of mass that recall covered", ElementType.FP32, 0);

    /** As a first value: 0, 1, 2 ... in row-major order. */
    public static final long COUNTING = Long.MIN_VALUE;

    private final String description;
    private final Optional<ElementType> type;
    private final long fill;

    PoolField(String description) {
        this(description, Optional.empty(), 0);
    }

    PoolField(String description, ElementType type, long fill) {
        this(description, Optional.of(type), fill);
    }

    PoolField(String description, Optional<ElementType> type, long fill) {
        this.description = description;
        this.type = type;
        this.fill = fill;
    }

    /** Element type; empty: that of the pool's entries. */
    public Optional<ElementType> type() {
        return type;
    }

    /** Value of all elements of a new pool, or {@link #COUNTING}. */
    public long fill() {
        return fill;
    }

    /** Its shape. */
    public List<PoolDimension> dimensions() {
        return switch (this) {
            case KEYS, VALUES -> List.of(LAYERS, ROWS, HEADS, SLOTS, WIDTH);
            case POSITIONS -> List.of(LAYERS, ROWS, HEADS, SLOTS);
            case SCORES, ORDER, LAST_WEIGHTS -> List.of(LAYERS, ROWS, HEADS, REGION);
            case RECENT_WEIGHTS -> List.of(LAYERS, ROWS, HEADS, REGION, QUERIES);
            case RECURRENCE -> List.of(LAYERS, ROWS, HEADS, REGION, PoolDimension.RECURRENCE);
            case VICTIM, CELL -> List.of(LAYERS, ROWS, HEADS);
            case STAGED_WEIGHTS -> List.of(ROWS, LAYERS, HEADS, STAGING_SLOTS);
            case LOST_MASS, COVERED_MASS -> List.of(ROWS);
            case RECALLED -> List.of(LAYERS, ROWS, HEADS, RECALL_SLOTS);
            case KEY_CODES -> List.of(LAYERS, ROWS, HEADS, CODE_BYTES, HANDED_OUT);
            case CODE_SCALES -> List.of(LAYERS, ROWS, HEADS, HANDED_OUT);
            case MEAN_KEY -> List.of(LAYERS, ROWS, HEADS, PoolDimension.MEAN_KEY);
        };
    }

    /** Whether it belongs to a row's state; what counts cells is the same for every request. */
    public boolean isState() {
        return fill != COUNTING;
    }

    @Override
    public String description() {
        return type.map(ElementType::torchName).orElse("entry") + " " + dimensions() + ": " + description;
    }
}
