package dev.scopestream.cli.doctor;

import dev.scopestream.cli.common.Amounts;
import dev.scopestream.engine.ComputeDevice;
import dev.scopestream.engine.Dtype;
import dev.scopestream.engine.checkpoint.BundledModel;
import dev.scopestream.engine.runtime.AvailableMemory;
import dev.scopestream.engine.runtime.Processor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.rocksdb.RocksDB;

/** This machine: the JVM, memory, processor and GPUs, native libraries, disk. */
final class MachineCheck {
    private static final long LEAST_MEMORY = 1L << 30;
    private static final long LEAST_DISK = 256L << 20;
    private static final long COMFORTABLE_DISK = 2L << 30;

    private final Diagnosis diagnosis;

    MachineCheck(Diagnosis diagnosis) {
        this.diagnosis = diagnosis;
    }

    void run() throws InterruptedException {
        diagnosis.ok(
                "java",
                Runtime.version() + " (" + System.getProperty("java.vendor") + "), heap at most "
                        + Amounts.bytes((double) Runtime.getRuntime().maxMemory()));
        diagnosis.look("memory", "", this::memory);
        diagnosis.look("processor", "", this::processor);
        diagnosis.look(
                "pytorch",
                "natives are for Linux on x86-64 with glibc; build anew with compose/scopestream, or see whether"
                        + " something deletes the user's .djl.ai directory",
                this::pytorch);
        diagnosis.look(
                "rocksdb",
                "the library is unpacked to " + temporary() + ": it must be writable and not be mounted noexec",
                this::rocksDb);
        for (Path directory : List.of(temporary(), BundledModel.defaultCache(), home())) {
            diagnosis.look("disk", "name another place", () -> disk(directory));
        }
    }

    private void memory() {
        Optional<AvailableMemory> available = AvailableMemory.of(AvailableMemory.LINUX);
        if (available.isEmpty()) {
            diagnosis.unknown("memory", "this system doesn't say how much there is");
            return;
        }
        long bytes = available.get().bytes();
        String found =
                Amounts.bytes((double) bytes) + " available (" + available.get().limit() + ")";
        if (bytes < LEAST_MEMORY) {
            diagnosis.wrong("memory", found, "end other programs, or give the container more: at least 1 GiB");
        } else {
            diagnosis.ok("memory", found);
        }
    }

    private void processor() {
        Set<String> kernels = new TreeSet<>(Processor.kernelFlags(Processor.LINUX));
        String found = Runtime.getRuntime().availableProcessors() + " cores, "
                + (kernels.isEmpty() ? "no vector instructions beyond the basic ones" : String.join(" ", kernels));
        if (kernels.contains("avx2") || !Files.exists(Processor.LINUX)) {
            diagnosis.ok("processor", found);
        } else {
            diagnosis.hint("processor", found, "PyTorch's fast kernels need AVX2: another machine is faster");
        }
    }

    private void pytorch() {
        try (var manager = ComputeDevice.CPU.newManager()) {
            float sum = manager.create(new float[] {1, 2}).sum().getFloat();
            if (sum != 3) {
                throw new IllegalStateException("1 + 2 is " + sum);
            }
        }
        List<ComputeDevice> devices = ComputeDevice.choose(ComputeDevice.AUTO);
        diagnosis.ok(
                "pytorch",
                "loads and computes; device auto is "
                        + devices.stream().map(ComputeDevice::toString).collect(Collectors.joining(", "))
                        + ", dtype auto is "
                        + devices.get(0).dtype(Dtype.AUTO).name().toLowerCase(Locale.ROOT));
    }

    private void rocksDb() {
        RocksDB.loadLibrary();
        diagnosis.ok("rocksdb", RocksDB.rocksdbVersion() + " loads");
    }

    private void disk(Path directory) throws IOException {
        Path there = directory.toAbsolutePath().normalize();
        while (!Files.exists(there)) {
            there = there.getParent();
        }
        long free = Files.getFileStore(there).getUsableSpace();
        String found = Amounts.bytes((double) free) + " free for " + directory;
        if (!Files.isWritable(there)) {
            diagnosis.wrong("disk", there + " can't be written", "let this user write there");
        } else if (free < LEAST_DISK) {
            diagnosis.wrong("disk", found, "make room");
        } else if (free < COMFORTABLE_DISK) {
            diagnosis.hint("disk", found, "spilled KV and a broker's data fill that soon: make room");
        } else {
            diagnosis.ok("disk", found);
        }
    }

    private static Path temporary() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    /** Where {@code up} keeps its data. */
    private static Path home() {
        String home = System.getProperty("scopestream.home");
        return Path.of(home == null ? "." : home, "data");
    }
}
