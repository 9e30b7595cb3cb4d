package dev.scopestream.engine.decode;

import dev.scopestream.engine.InvalidRequestException;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.Recall;
import dev.scopestream.engine.checkpoint.ModelConfig;
import dev.scopestream.engine.program.KvPool;
import dev.scopestream.engine.program.RecallSpace;

/** Slots that a request's recall takes in its row. */
final class RecallCapacity {
    private static final int LEAST_STAGED = 8;

    private RecallCapacity() {}

    /**
     * The recall space; none without recall, and where nothing is ever evicted.
     *
     * @param evicted most entries that a layer and head evicts in prefill and decoding
     * @throws InvalidRequestException for a model that recall doesn't support
     */
    static RecallSpace of(ModelConfig model, KvOptions kv, int evicted) {
        if (kv.recall().isEmpty() || evicted == 0) {
            return RecallSpace.NONE;
        }
        Recall recall = kv.recall().get();
        if (model.attention().slidingWindow().isPresent()) {
            throw new InvalidRequestException(
                    "kv.recall",
                    "isn't there for a model with a sliding window ("
                            + model.attention().slidingWindow().getAsInt()
                            + "): what it evicts it doesn't look at again");
        }
        if (model.headDim() * recall.bits() % Byte.SIZE != 0) {
            throw new InvalidRequestException(
                    "kv.recall.bits",
                    "is " + recall.bits() + "; codes of " + model.headDim() + " elements must fill whole bytes");
        }
        return new RecallSpace(Math.min(recall.slots(), evicted), recall.bits(), evicted);
    }

    /** Staging slots of a layer and head; few with recall, since staged entries count as held there. */
    static int staging(RecallSpace recall, int region) {
        if (recall.slots() == 0) {
            return KvPool.STAGED;
        }
        return Math.max(LEAST_STAGED, Math.min(KvPool.STAGED, Integer.highestOneBit(Math.max(1, region / 2))));
    }
}
