package dev.scopestream.engine.program;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import java.util.ArrayList;
import java.util.List;

/** The arguments of one native call; closing it frees their native boxes (not the tensors in them). */
final class Arguments implements AutoCloseable {
    private final List<IValue> owned = new ArrayList<>();

    IValue of(PtNDArray tensor) {
        return own(IValue.from(tensor));
    }

    IValue of(long number) {
        return own(IValue.from(number));
    }

    IValue of(double number) {
        return own(IValue.from(number));
    }

    IValue of(double[] numbers) {
        return own(IValue.listFrom(numbers));
    }

    IValue of(boolean flag) {
        return own(IValue.from(flag));
    }

    IValue of(long[] numbers) {
        return own(IValue.listFrom(numbers));
    }

    IValue of(List<PtNDArray> tensors) {
        return own(IValue.listFrom(tensors.toArray(PtNDArray[]::new)));
    }

    /** A list of values that the caller owns, all of one type. */
    IValue ofAll(List<IValue> values) {
        return own(IValue.listFrom(values.toArray(IValue[]::new)));
    }

    IValue own(IValue value) {
        owned.add(value);
        return value;
    }

    IValue[] own(IValue[] values) {
        owned.addAll(List.of(values));
        return values;
    }

    @Override
    public void close() {
        owned.forEach(IValue::close);
    }
}
