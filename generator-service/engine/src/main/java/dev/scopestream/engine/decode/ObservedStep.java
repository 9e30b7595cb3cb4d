package dev.scopestream.engine.decode;

import dev.scopestream.engine.GenerationRequest;
import dev.scopestream.engine.KvOptions.WindowScore;
import dev.scopestream.engine.program.Choice;
import dev.scopestream.engine.program.SlotTable;
import dev.scopestream.engine.program.layout.EvictionKind;
import java.util.Arrays;
import java.util.List;

/** One request after one step: its row's counts, the candidates for its token, and, copied on demand, its row's slots. */
public final class ObservedStep {
    private final RunningRequest running;
    private final DecodeBatch batch;
    private final Choice choice;
    private final int choiceRow;
    private SlotTable slots;

    ObservedStep(RunningRequest running, DecodeBatch batch, Choice choice, int choiceRow) {
        this.running = running;
        this.batch = batch;
        this.choice = choice;
        this.choiceRow = choiceRow;
    }

    public GenerationRequest request() {
        return running.request();
    }

    /** Absolute position of the last token. */
    public int position() {
        return running.position();
    }

    /** Candidate token of a rank, from 0, the most likely one. */
    public int token(int rank) {
        return choice.token(choiceRow, rank);
    }

    public float logit(int rank) {
        return choice.logit(choiceRow, rank);
    }

    /** Decode step t, from 0; -1 after the prefill. */
    public int step() {
        return running.row().step();
    }

    public int layers() {
        return running.row().layers();
    }

    /** Entries that each head of a layer evicted in this step. */
    public int evictions(int layer) {
        return running.row().evictions(layer);
    }

    /** Whether each head of a layer evicted its entry of the least score. */
    public boolean evictedByScore(int layer) {
        return running.row().kind(layer) == EvictionKind.BY_SCORE;
    }

    /** First slot of a layer's scored region. */
    public int regionStart(int layer) {
        return running.row().regionStart(layer);
    }

    /** R: the newest entries, which are never evicted. */
    public int recent() {
        return running.row().recent();
    }

    public WindowScore score() {
        return running.score();
    }

    /** See {@link dev.scopestream.engine.program.CompactedPrompt#gaps}. */
    public List<List<Float>> promptGaps() {
        return running.promptGaps();
    }

    /** What the row's slots hold. */
    public SlotTable slots() {
        if (slots == null) {
            slots = batch.slots(running);
        }
        return slots;
    }

    /** Positions held by each layer and storage head: [L][S][n], in the order of the slots. */
    public int[][][] positions() {
        DecodeRow row = running.row();
        int[][][] all = new int[row.layers()][running.plan().key().heads()][];
        for (int l = 0; l < all.length; l++) {
            int used = row.held(l) + (row.hole(l) ? 1 : 0);
            for (int s = 0; s < all[l].length; s++) {
                int[] positions = slots().positions(l, s, used);
                if (row.hole(l)) {
                    positions[slots().victim(l, s)] = positions[used - 1];
                    positions = Arrays.copyOf(positions, used - 1);
                }
                all[l][s] = positions;
            }
        }
        return all;
    }
}
