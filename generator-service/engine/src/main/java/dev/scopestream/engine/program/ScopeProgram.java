package dev.scopestream.engine.program;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import dev.scopestream.engine.ComputeDevice;
import dev.scopestream.engine.Dtype;
import dev.scopestream.engine.policy.PolicyException;
import dev.scopestream.engine.program.layout.ElementType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The TorchScript program in {@code scope/}, ready to be called: {@code program.py} has the methods and describes shapes. */
public final class ScopeProgram implements AutoCloseable {
    private final ComputeDevice device;
    private final Model model;
    private final PtSymbolBlock block;
    private final Set<String> called = ConcurrentHashMap.newKeySet();
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
        return load(device, ScoreFunctions.NONE);
    }

    /**
     * Compiles the program with the score functions of policies.
     *
     * @throws PolicyException for a function that doesn't compile, with its policy and the compiler's message
     */
    public static ScopeProgram load(ComputeDevice device, ScoreFunctions functions) {
        try {
            return compile(device, functions);
        } catch (MalformedModelException | EngineException | IllegalStateException e) {
            failure(device, ScoreFunctions.NONE).ifPresent(own -> {
                throw new IllegalStateException("the bundled program doesn't compile", own);
            });
            functions.each().forEach((policy, function) -> failure(device, function)
                    .ifPresent(its -> {
                        throw new PolicyException(
                                "the score of " + policy + " doesn't compile: " + its.getMessage(), its);
                    }));
            throw new PolicyException("the scores of policies don't compile together: " + e.getMessage(), e);
        }
    }

    private static Optional<Exception> failure(ComputeDevice device, ScoreFunctions functions) {
        try {
            compile(device, functions).close();
            return Optional.empty();
        } catch (MalformedModelException | EngineException | IllegalStateException e) {
            return Optional.of(e);
        }
    }

    private static ScopeProgram compile(ComputeDevice device, ScoreFunctions functions) throws MalformedModelException {
        Model model = device.newModel("scope");
        try {
            model.load(new ByteArrayInputStream(ProgramArchive.bytes(functions)));
            return new ScopeProgram(device, model);
        } catch (IOException e) {
            model.close();
            throw new UncheckedIOException(e);
        } catch (MalformedModelException | EngineException | IllegalStateException e) {
            model.close();
            throw e;
        }
    }

    /** Runs a method and closes the arguments that it was given to own. */
    IValue call(String method, IValue... arguments) {
        device.interpretPrograms(called.add(method));
        return IValueUtils.runMethod(block, method, arguments);
    }

    /** A tensor of one value. */
    public PtNDArray filled(NDManager manager, Dtype dtype, long value, long... shape) {
        return filled(manager, ElementType.of(dtype), value, shape);
    }

    /** A tensor of one value. */
    public PtNDArray filled(NDManager manager, ElementType type, long value, long... shape) {
        try (Arguments a = new Arguments()) {
            return one(manager, call("filled", a.of(like), a.of(shape), a.of(type.number()), a.of(value)));
        }
    }

    /** A tensor that holds whatever was in its memory: what is read must be written before. */
    PtNDArray uninitialized(NDManager manager, Dtype dtype, long... shape) {
        return uninitialized(manager, ElementType.of(dtype), shape);
    }

    /** A tensor that holds whatever was in its memory, of any type of number. */
    PtNDArray uninitialized(NDManager manager, ElementType type, long... shape) {
        try (Arguments a = new Arguments()) {
            return one(manager, call("uninitialized", a.of(like), a.of(shape), a.of(type.number())));
        }
    }

    /** 0, 1, 2 ... as int64. */
    public PtNDArray counting(NDManager manager, long... shape) {
        try (Arguments a = new Arguments()) {
            return one(manager, call("counting", a.of(like), a.of(shape)));
        }
    }

    /** A tensor that is where tensors are made. */
    PtNDArray like() {
        return like;
    }

    ComputeDevice device() {
        return device;
    }

    /** Elements of a tensor from number {@code first} on become a piece's, whose bytes are of type {@code stored}. */
    void put(PtNDArray target, long first, PtNDArray piece, ElementType stored) {
        try (Arguments a = new Arguments()) {
            a.own(call("put", a.of(target), a.of(first), a.of(piece), a.of(stored.number())));
        }
    }

    /** Rounds a piece's rows to 8 bits, about {@code atOnce} elements at a time. False: not all numbers were finite. */
    boolean putEight(
            PtNDArray integers, PtNDArray scales, long first, PtNDArray piece, ElementType stored, long atOnce) {
        try (Arguments a = new Arguments()) {
            return a.own(call(
                            "put_eight",
                            a.of(integers),
                            a.of(scales),
                            a.of(first),
                            a.of(piece),
                            a.of(stored.number()),
                            a.of(atOnce)))
                    .toBoolean();
        }
    }

    /** Likewise to 4 bits, packed as {@link #packedLayout} says. */
    boolean putFour(
            PtNDArray integers,
            PtNDArray scales,
            long first,
            PtNDArray piece,
            ElementType stored,
            long[] packing,
            long atOnce) {
        try (Arguments a = new Arguments()) {
            return a.own(call(
                            "put_four",
                            a.of(integers),
                            a.of(scales),
                            a.of(first),
                            a.of(piece),
                            a.of(stored.number()),
                            a.of(packing),
                            a.of(atOnce)))
                    .toBoolean();
        }
    }

    /** Rows of a block of packed 4-bit integers on this processor, and 1 where neighbouring rows share a byte. */
    long[] packedLayout() {
        try (Arguments a = new Arguments()) {
            return a.own(call("packed_layout", a.of(like))).toLongArray();
        }
    }

    /** The first elements of a tensor as a matrix in oneDNN's order, an opaque tensor that only products read. */
    PtNDArray reordered(NDManager manager, PtNDArray elements, long rows, long width) {
        try (Arguments a = new Arguments()) {
            return one(manager, call("reordered", a.of(elements), a.of(rows), a.of(width)));
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
