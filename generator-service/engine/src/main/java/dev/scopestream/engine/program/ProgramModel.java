package dev.scopestream.engine.program;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import dev.scopestream.engine.Dtype;
import dev.scopestream.engine.checkpoint.ModelConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * A model that the program runs on.
 *
 * @param manager of what outlives a call
 * @param dtype what is computed with
 * @param format of the entries in pools
 */
public record ProgramModel(
        ScopeProgram program,
        ModelWeights weights,
        NDManager manager,
        ModelConfig config,
        Dtype dtype,
        EntryFormat format) {

    /** A new pool without rows. */
    public KvPool newPool(PoolKey key) {
        return new KvPool(program, manager, key, config.layers(), format);
    }

    /** Entries of keys [S,n,D], values and positions [S,n] of some layers, one after the other. */
    List<Entries> entries(NDManager step, KvPool pool, List<PtNDArray> parts) {
        List<PtNDArray> host = program.toHost(step, parts);
        List<Entries> entries = new ArrayList<>();
        for (int i = 0; i < host.size(); i += 3) {
            entries.add(new Entries(pool.key().heads(), host.get(i + 2), host.get(i), host.get(i + 1)));
        }
        return entries;
    }
}
