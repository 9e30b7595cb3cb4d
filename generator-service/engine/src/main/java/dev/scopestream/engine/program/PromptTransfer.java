package dev.scopestream.engine.program;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import dev.scopestream.engine.ModelInfo;
import dev.scopestream.engine.program.layout.ElementType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Copies the beginning of a prompt out of a scratch, into another scratch, to bytes and back: bit by bit. */
public final class PromptTransfer {
    private final ScopeProgram program;
    private final NDManager manager;
    private final ModelInfo model;

    public PromptTransfer(ScopeProgram program, NDManager manager, ModelInfo model) {
        this.program = program;
        this.manager = manager;
        this.model = model;
    }

    /** Bytes of its parts, keys, values and, if {@code scored}, scores. */
    public List<Long> partBytes(int tokens, boolean scored) {
        List<Long> bytes = new ArrayList<>();
        for (int i = 0; i < (scored ? 3 : 2); i++) {
            bytes.add(shape(i, tokens).size() * type(i).bytes());
        }
        return bytes;
    }

    private Shape shape(int part, int tokens) {
        return part < 2
                ? new Shape(model.layers(), model.kvHeads(), tokens, model.headDim())
                : new Shape(model.layers(), model.heads(), tokens);
    }

    private ElementType type(int part) {
        return part < 2 ? ElementType.of(model.dtype()) : ElementType.FP32;
    }

    /** Copies the first {@code tokens} tokens; they must be fewer than the scratch has. */
    public SavedPrompt cut(PromptScratch scratch, int tokens, boolean scored) {
        NDManager own = manager.newSubManager();
        List<PtNDArray> parts = new ArrayList<>();
        for (PtNDArray tensor : tensors(scratch, scored)) {
            try (Arguments a = new Arguments()) {
                parts.add(a.own(program.call("beginning", a.of(tensor), a.of(tokens)))
                        .toTensor((PtNDManager) own));
            }
        }
        return saved(own, parts, tokens);
    }

    /** Puts the first {@code tokens} tokens of a prompt into a scratch; the scores, if the prompt's are {@code scored}. */
    public void paste(SavedPrompt prompt, int tokens, PromptScratch scratch, boolean scored) {
        List<PtNDArray> into = tensors(scratch, scored);
        for (int i = 0; i < into.size(); i++) {
            paste(into.get(i), prompt.tensors().get(i), tokens);
        }
    }

    private void paste(PtNDArray into, PtNDArray part, int tokens) {
        try (Arguments a = new Arguments()) {
            a.own(program.call("put_beginning", a.of(into), a.of(part), a.of(tokens)));
        }
    }

    /** Its parts, little endian. */
    public List<ByteBuffer> bytes(SavedPrompt prompt) {
        try (NDManager step = manager.newSubManager()) {
            return program.toHost(step, prompt.tensors()).stream()
                    .map(PtNDArray::toByteBuffer)
                    .toList();
        }
    }

    /** From parts of the sizes that {@link #partBytes} tells. */
    public SavedPrompt of(int tokens, List<ByteBuffer> parts) {
        NDManager own = manager.newSubManager();
        List<PtNDArray> tensors = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            Shape shape = shape(i, tokens);
            PtNDArray tensor = program.filled(own, type(i), 0, shape.getShape());
            try (NDManager step = manager.newSubManager()) {
                paste(tensor, Elements.tensor(step, type(i), parts.get(i), shape), tokens);
            }
            tensors.add(tensor);
        }
        return saved(own, tensors, tokens);
    }

    private SavedPrompt saved(NDManager own, List<PtNDArray> tensors, int tokens) {
        long bytes = partBytes(tokens, tensors.size() > 2).stream()
                .mapToLong(Long::longValue)
                .sum();
        return new SavedPrompt(own, tensors, tokens, bytes);
    }

    private static List<PtNDArray> tensors(PromptScratch scratch, boolean scored) {
        return scored
                ? List.of(scratch.keys(), scratch.values(), scratch.scores())
                : List.of(scratch.keys(), scratch.values());
    }
}
