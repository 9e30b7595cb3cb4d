package dev.scopestream.engine.program;

import ai.djl.pytorch.engine.PtNDArray;
import dev.scopestream.engine.program.layout.MatrixField;
import dev.scopestream.engine.program.layout.WeightField;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Weights by what they are; the program takes their tensors in the order of the fields. */
final class WeightList<F extends Enum<F> & WeightField> {
    private final Class<F> fields;
    private final Map<F, List<PtNDArray>> tensors;

    WeightList(Class<F> fields) {
        this.fields = fields;
        this.tensors = new EnumMap<>(fields);
    }

    /** Sets a weight that is no matrix. */
    WeightList<F> put(F field, PtNDArray tensor) {
        return put(field, List.of(tensor));
    }

    /** Sets a weight; a matrix has the tensors of {@link MatrixField}. */
    WeightList<F> put(F field, List<PtNDArray> parts) {
        int number = field.isMatrix() ? MatrixField.values().length : 1;
        if (parts.size() != number) {
            throw new IllegalArgumentException(field + " has " + number + " tensors, not " + parts.size());
        }
        tensors.put(field, parts);
        return this;
    }

    /** All tensors. */
    List<PtNDArray> tensors() {
        return Stream.of(fields.getEnumConstants())
                .flatMap(f -> tensors.get(f).stream())
                .toList();
    }
}
