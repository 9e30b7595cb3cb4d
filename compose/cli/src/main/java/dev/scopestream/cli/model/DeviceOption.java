package dev.scopestream.cli.model;

import dev.scopestream.cli.common.CliException;
import dev.scopestream.engine.ComputeDevice;
import java.util.List;
import picocli.CommandLine.Option;

/** Where a command's engine computes. */
final class DeviceOption {
    @Option(
            names = "--device",
            defaultValue = ComputeDevice.AUTO,
            description = "auto, cpu or cuda:N; auto: the first GPU, if there is one (${DEFAULT-VALUE}).")
    private String name;

    /** @throws CliException when it isn't here, or isn't one */
    ComputeDevice one() {
        List<ComputeDevice> devices;
        try {
            devices = ComputeDevice.choose(name);
        } catch (IllegalArgumentException e) {
            throw new CliException("--device " + e.getMessage(), e);
        }
        if (devices.size() != 1) {
            throw new CliException("--device '" + name + "' names " + devices.size() + " devices, must be one");
        }
        return devices.get(0);
    }
}
