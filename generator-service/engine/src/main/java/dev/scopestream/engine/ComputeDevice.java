package dev.scopestream.engine;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.engine.StandardCapabilities;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.cuda.CudaUtils;
import dev.scopestream.engine.runtime.Processor;
import dev.scopestream.engine.runtime.Telemetry;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The device that an engine computes on, and everything that differs between the processor and a GPU. */
public final class ComputeDevice {
    /** The first GPU where there is one that can be used, else the processor. */
    public static final String AUTO = "auto";

    public static final ComputeDevice CPU = new ComputeDevice(Device.cpu());

    private static final String ENGINE = "PyTorch";
    private static final String CUDA = "cuda";
    private static final int MOST_WORKERS = 64;
    /** GPUs multiply bf16 from compute capability 8.0 on. */
    private static final int BF16_CAPABILITY = 80;

    private static final boolean REORDERS_BF16 = Processor.reordersBf16(Processor.LINUX);

    private final Device device;

    private ComputeDevice(Device device) {
        this.device = device;
    }

    /**
     * Devices of this machine.
     *
     * @param gpus number of usable GPUs
     * @param none why there is no GPU
     */
    record Present(int gpus, String none) {
        String names() {
            return gpus == 0
                    ? "cpu (" + none + ")"
                    : Stream.concat(Stream.of("cpu"), IntStream.range(0, gpus).mapToObj(i -> CUDA + ":" + i))
                            .reduce((a, b) -> a + ", " + b)
                            .orElseThrow();
        }
    }

    /**
     * The devices that a text names, one for each worker: {@value #AUTO}, {@code cpu}, {@code cuda} (the first), {@code cuda:N},
     * several of these with commas between them, or {@code cuda:all}.
     *
     * @throws IllegalArgumentException for a device that this machine doesn't have, with the devices that it has
     */
    public static List<ComputeDevice> choose(String names) {
        return choose(names, present());
    }

    static List<ComputeDevice> choose(String names, Present present) {
        String text = names.strip().toLowerCase(Locale.ROOT);
        if (text.equals(AUTO)) {
            return List.of(present.gpus() > 0 ? new ComputeDevice(Device.gpu(0)) : CPU);
        }
        if (text.equals(CUDA + ":all") && present.gpus() > 0) {
            return IntStream.range(0, present.gpus())
                    .mapToObj(i -> new ComputeDevice(Device.gpu(i)))
                    .toList();
        }
        String[] parts = text.split(",", -1);
        if (parts.length > MOST_WORKERS) {
            throw new IllegalArgumentException("names " + parts.length + " devices; at most " + MOST_WORKERS);
        }
        return Stream.of(parts).map(part -> one(part.strip(), present)).toList();
    }

    private static ComputeDevice one(String name, Present present) {
        if (name.equals("cpu")) {
            return CPU;
        }
        String number = name.equals(CUDA) ? "0" : name.startsWith(CUDA + ":") ? name.substring(CUDA.length() + 1) : "";
        boolean exists = number.matches("[0-9]{1,3}") && Integer.parseInt(number) < present.gpus();
        if (!exists) {
            throw new IllegalArgumentException(
                    "'" + name + "': there is no such device; there are: " + present.names());
        }
        return new ComputeDevice(Device.gpu(Integer.parseInt(number)));
    }

    private static Present present() {
        Telemetry.switchOff();
        int gpus = CudaUtils.getGpuCount();
        if (gpus == 0) {
            return new Present(0, "no GPU was found, or no CUDA runtime, libcudart, to find one with");
        }
        boolean natives = Engine.getEngine(ENGINE).hasCapability(StandardCapabilities.CUDA);
        return natives ? new Present(gpus, "") : new Present(0, "a GPU, but natives for processors: build with -Pcuda");
    }

    /** A manager whose tensors, and whose sub-managers' tensors, are on this device. */
    public NDManager newManager() {
        return NDManager.newBaseManager(device, ENGINE);
    }

    /** An empty DJL model on this device, to load a program into. */
    public Model newModel(String name) {
        return Model.newInstance(name, device, ENGINE);
    }

    /**
     * Makes the current thread run programs as they are written: on a GPU PyTorch would compile kernels of its own for each
     * shape that it meets. The setting belongs to the thread.
     *
     * @param first whether a method's first call follows: it is prepared then, which inlines the functions that it calls;
     *     kernels are compiled from the second call on
     */
    public void interpretPrograms(boolean first) {
        JniUtils.setGraphExecutorOptimize(first);
    }

    /** Whether tensors are in the host's memory; else they are copied through pinned memory, several at a time. */
    public boolean isHost() {
        return device.equals(Device.cpu());
    }

    /**
     * Whether weights of this dtype can be reordered once (oneDNN), which makes products with them faster on many processors
     * that can: those with AVX-512.
     */
    public boolean reorders(Dtype dtype) {
        return isHost() && dtype.cache() == Dtype.BF16 && REORDERS_BF16;
    }

    /**
     * The dtype of a name. {@value Dtype#AUTO} is bf16 where this device multiplies it, else fp32.
     *
     * @throws IllegalArgumentException for a name that isn't one, or one that this device has no products for
     */
    public Dtype dtype(String name) {
        Dtype dtype = Dtype.choose(name, this::multipliesBf16);
        require(dtype);
        return dtype;
    }

    private boolean multipliesBf16() {
        return isHost()
                ? Processor.multipliesBf16(Processor.LINUX)
                : Integer.parseInt(CudaUtils.getComputeCapability(device.getDeviceId())) >= BF16_CAPABILITY;
    }

    /** @throws IllegalArgumentException when this device has no products for it */
    public void require(Dtype dtype) {
        if (dtype.isInteger() && !isHost()) {
            throw new IllegalArgumentException("dtype '" + dtype.name().toLowerCase(Locale.ROOT) + "' is for cpu: "
                    + this + " has no products of rounded weights; there are: bf16, fp32");
        }
    }

    /** As {@link #choose} takes it. */
    @Override
    public String toString() {
        return isHost() ? "cpu" : CUDA + ":" + device.getDeviceId();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ComputeDevice that && device.equals(that.device);
    }

    @Override
    public int hashCode() {
        return device.hashCode();
    }
}
