package dev.scopestream.engine.program.layout;

import java.util.Arrays;

/** A position of a table that has one row for the whole model, or one for each layer. */
interface LayerBlock extends Field {
    /** Whether it has a row for each layer. */
    boolean perLayer();

    /** Rows that it has. */
    default int rows(int layers) {
        return perLayer() ? layers : 1;
    }

    /** Rows before a position of a table of these positions, in their order. */
    static <B extends LayerBlock> int offset(B[] all, B position, int layers) {
        int rows = 0;
        for (int i = 0; all[i] != position; i++) {
            rows += all[i].rows(layers);
        }
        return rows;
    }

    /** All rows of the table. */
    static <B extends LayerBlock> int size(B[] all, int layers) {
        return Arrays.stream(all).mapToInt(b -> b.rows(layers)).sum();
    }
}
