package dev.scopestream.engine.program.layout;

/** A position of a model's weights. */
public interface WeightField extends Field {
    /** Whether it is a matrix, which has the tensors of {@link MatrixField}; else it is one tensor. */
    boolean isMatrix();
}
