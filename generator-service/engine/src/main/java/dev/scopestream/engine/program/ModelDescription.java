package dev.scopestream.engine.program;

import dev.scopestream.engine.Dtype;
import dev.scopestream.engine.KernelChoice;
import dev.scopestream.engine.checkpoint.LayerAttention;
import dev.scopestream.engine.checkpoint.ModelConfig;
import dev.scopestream.engine.program.layout.ElementType;
import dev.scopestream.engine.program.layout.LayerOption;
import dev.scopestream.engine.program.layout.ModelDimension;
import dev.scopestream.engine.program.layout.ModelNumber;
import java.util.Arrays;
import java.util.List;

/**
 * A model's numbers besides its weights, in the order in which the program takes them.
 *
 * @param packed {@link ScopeProgram#packedLayout}
 */
record ModelDescription(ModelConfig config, Dtype dtype, KernelChoice kernels, List<Long> packed) {
    /** By {@link ModelNumber}. */
    double[] reals() {
        return Arrays.stream(ModelNumber.values())
                .mapToDouble(number -> switch (number) {
                    case EPSILON -> config.weights().rmsNormEps();
                    case EMBEDDING_SCALE -> config.multipliers().embedding();
                    case RESIDUAL_SCALE -> config.multipliers().residual();
                })
                .toArray();
    }

    /** Of a layer, by {@link LayerOption}. */
    long[] options(int layer) {
        LayerAttention attention = config.attention().layers().get(layer);
        return Arrays.stream(LayerOption.values())
                .mapToLong(option -> switch (option) {
                    case SLIDING_WINDOW -> attention.slidingWindow().orElse(0);
                    case ROPE -> config.attention().ropes().indexOf(attention.rope());
                })
                .toArray();
    }

    /** By {@link ModelDimension}. */
    long[] dimensions() {
        return Arrays.stream(ModelDimension.values())
                .mapToLong(dimension -> switch (dimension) {
                    case LAYERS -> config.layers();
                    case HEADS -> config.heads();
                    case KV_HEADS -> config.kvHeads();
                    case HEAD_DIM -> config.headDim();
                    case NORMS_BEFORE -> config.norms().before() ? 1 : 0;
                    case NORMS_AFTER -> config.norms().after() ? 1 : 0;
                    case WHOLE_QK_NORMS -> config.norms().wholeQk() ? 1 : 0;
                    case GELU -> config.weights().gelu() ? 1 : 0;
                    case ROTATED -> config.attention().ropes().get(0).dimensions();
                    case ROPES -> config.attention().ropes().size();
                    case BY_LENGTH -> new RopeTables(config).byLength() ? 1 : 0;
                    case DTYPE -> ElementType.of(dtype).number();
                    case WIDE_DTYPE -> ElementType.of(dtype.wide()).number();
                    case DENSE_ROWS -> dtype.cache() == Dtype.BF16 ? kernels.denseRows() : KernelChoice.ALL_ROWS;
                    case INTEGER_ROWS -> kernels.integerRows();
                    case PROMPT_DTYPE -> ElementType.of(kernels.promptDtype()).number();
                    case STEP_DTYPE -> ElementType.of(kernels.stepDtype()).number();
                    case PACKED_ROWS -> packed.get(0);
                    case PACKED_PAIRS -> packed.get(1);
                })
                .toArray();
    }
}
