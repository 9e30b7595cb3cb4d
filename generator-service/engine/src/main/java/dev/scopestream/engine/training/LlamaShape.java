package dev.scopestream.engine.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Sizes of a small Llama with tied embeddings, and where its weights lie in the one vector that is trained
 * ({@code scope/training_loss.py} splits it).
 *
 * @param vocabulary tokens
 * @param hidden elements of a token's vector
 * @param heads of queries
 * @param kvHeads key/value heads; a divisor of {@code heads}
 * @param headDim elements of a head, even
 * @param gate elements between the two products of a layer's network
 * @param theta base of the rotary positions
 * @param epsilon of the norms
 */
public record LlamaShape(
        int vocabulary,
        int hidden,
        int layers,
        int heads,
        int kvHeads,
        int headDim,
        int gate,
        double theta,
        double epsilon) {

    /**
     * A tensor as a checkpoint names it.
     *
     * @param offset of its first element in the vector
     * @param rows of a matrix; 0: a vector of {@code columns} elements
     */
    public record Tensor(String name, int offset, int rows, int columns) {
        /** Number of elements. */
        public int elements() {
            return Math.max(rows, 1) * columns;
        }
    }

    /** The bundled tiny model's sizes: 619,520 weights with its 223 words. */
    public static LlamaShape tiny(int vocabulary) {
        return new LlamaShape(vocabulary, 128, 4, 4, 2, 32, 256, 1e5, 1e-5);
    }

    /** All tensors, in the vector's order. */
    public List<Tensor> tensors() {
        List<Tensor> all = new ArrayList<>();
        add(all, "model.embed_tokens", vocabulary, hidden);
        add(all, "model.norm", 0, hidden);
        for (int layer = 0; layer < layers; layer++) {
            String prefix = "model.layers." + layer + ".";
            add(all, prefix + "input_layernorm", 0, hidden);
            add(all, prefix + "self_attn.q_proj", heads * headDim, hidden);
            add(all, prefix + "self_attn.k_proj", kvHeads * headDim, hidden);
            add(all, prefix + "self_attn.v_proj", kvHeads * headDim, hidden);
            add(all, prefix + "self_attn.o_proj", hidden, heads * headDim);
            add(all, prefix + "post_attention_layernorm", 0, hidden);
            add(all, prefix + "mlp.gate_proj", gate, hidden);
            add(all, prefix + "mlp.up_proj", gate, hidden);
            add(all, prefix + "mlp.down_proj", hidden, gate);
        }
        return all;
    }

    private static void add(List<Tensor> all, String name, int rows, int columns) {
        int offset = all.isEmpty()
                ? 0
                : all.get(all.size() - 1).offset() + all.get(all.size() - 1).elements();
        all.add(new Tensor(name + ".weight", offset, rows, columns));
    }

    /** Number of weights. */
    public int weights() {
        Tensor last = tensors().get(tensors().size() - 1);
        return last.offset() + last.elements();
    }

    /** Weights to begin with: norms 1, matrices normally distributed with deviation 0.02. */
    public float[] initial(Random random) {
        float[] weights = new float[weights()];
        for (Tensor tensor : tensors()) {
            for (int i = 0; i < tensor.elements(); i++) {
                weights[tensor.offset() + i] = tensor.rows() == 0 ? 1 : (float) (0.02 * random.nextGaussian());
            }
        }
        return weights;
    }

    /** 1 for weights that decay (those of matrices), 0 for the others. */
    float[] decays() {
        float[] decays = new float[weights()];
        for (Tensor tensor : tensors()) {
            if (tensor.rows() > 0) {
                Arrays.fill(decays, tensor.offset(), tensor.offset() + tensor.elements(), 1);
            }
        }
        return decays;
    }

    /** As the script takes it, with the number of kinds of tokens. */
    long[] sizes(int kinds) {
        return new long[] {vocabulary, hidden, layers, heads, kvHeads, headDim, gate, kinds};
    }
}
