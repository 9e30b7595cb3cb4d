package dev.scopestream.engine;

/** Decides which of the ways there are a model's products are computed in. */
@FunctionalInterface
public interface KernelSelector {
    /** The choice for a dtype on a device. */
    KernelChoice select(ComputeDevice device, Dtype dtype);
}
