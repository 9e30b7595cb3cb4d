package dev.scopestream.engine.program;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import dev.scopestream.engine.ComputeDevice;
import dev.scopestream.engine.Dtype;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The TorchScript program {@code scope.py} (its text describes every method and shape), ready to be called. */
public final class ScopeProgram implements AutoCloseable {
    private final ComputeDevice device;
    private final Model model;
    private final PtSymbolBlock block;
    /** Tensors that aren't made from others are made where this one is. */
    private final PtNDArray like;

    private ScopeProgram(ComputeDevice device, Model model) {
        this.device = device;
        this.model = model;
        this.block = (PtSymbolBlock) model.getBlock();
        this.like = (PtNDArray) model.getNDManager().create(0f);
    }

    /** Compiles the program; takes some 100 ms. */
    public static ScopeProgram load(ComputeDevice device) {
        Model model = device.newModel("scope");
        try (InputStream text = ScopeProgram.class.getResourceAsStream("scope.py")) {
            String code = new String(text.readAllBytes(), StandardCharsets.UTF_8);
            model.load(new ByteArrayInputStream(TorchArchive.of("Scope", code)));
            return new ScopeProgram(device, model);
        } catch (IOException e) {
            model.close();
            throw new UncheckedIOException(e);
        } catch (MalformedModelException e) {
            model.close();
            throw new IllegalStateException("the bundled program doesn't compile", e);
        }
    }

    /** Runs a method and closes the arguments that it was given to own. */
    IValue call(String method, IValue... arguments) {
        device.enter();
        return IValueUtils.runMethod(block, method, arguments);
    }

    /** A tensor of one value. */
    public PtNDArray filled(NDManager manager, Dtype dtype, long value, long... shape) {
        return filled(manager, dtype.scalarType(), value, shape);
    }

    /** A tensor of one value; {@code scalarType} is PyTorch's number of its type: 3 for int32, 4 for int64, 6 for fp32. */
    public PtNDArray filled(NDManager manager, int scalarType, long value, long... shape) {
        try (Arguments a = new Arguments()) {
            return one(manager, call("filled", a.of(like), a.of(shape), a.of(scalarType), a.of(value)));
        }
    }

    /** A tensor that holds whatever was in its memory: what is read must be written before. */
    PtNDArray room(NDManager manager, Dtype dtype, long... shape) {
        try (Arguments a = new Arguments()) {
            return one(manager, call("room", a.of(like), a.of(shape), a.of(dtype.scalarType())));
        }
    }

    /** 0, 1, 2 ... as int64. */
    public PtNDArray counting(NDManager manager, long... shape) {
        try (Arguments a = new Arguments()) {
            return one(manager, call("counting", a.of(like), a.of(shape)));
        }
    }

    ComputeDevice device() {
        return device;
    }

    /** A copy of a weight in another type; {@code reorder}: as an opaque tensor that only the program's products read. */
    public PtNDArray pack(NDManager manager, PtNDArray weight, Dtype dtype, boolean reorder) {
        try (Arguments a = new Arguments()) {
            return one(manager, call("pack", a.of(weight), a.of(dtype.scalarType()), a.of(reorder ? 1 : 0)));
        }
    }

    /** 4-bit integers [N,K] as the program's product takes them. */
    PtNDArray pack4(NDManager manager, PtNDArray integers) {
        try (Arguments a = new Arguments()) {
            return one(manager, call("pack4", a.of(integers)));
        }
    }

    /** The tensors where Java can read them: as they are, or copied to the host's memory, where that is another one. */
    List<PtNDArray> toHost(NDManager manager, List<PtNDArray> tensors) {
        if (device.isHost() || tensors.isEmpty()) {
            return tensors;
        }
        try (Arguments a = new Arguments();
                IValue copies = call("to_host", a.of(tensors))) {
            return List.of(copies.toTensorArray((PtNDManager) manager));
        }
    }

    private static PtNDArray one(NDManager manager, IValue value) {
        try (value) {
            return value.toTensor((PtNDManager) manager);
        }
    }

    @Override
    public void close() {
        model.close();
    }
}
