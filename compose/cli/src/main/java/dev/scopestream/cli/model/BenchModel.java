package dev.scopestream.cli.model;

import dev.scopestream.cli.common.LoadingLine;
import dev.scopestream.engine.ComputeDevice;
import dev.scopestream.engine.Dtype;
import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.EngineOptionsBuilder;
import dev.scopestream.engine.decode.TorchEngine;
import dev.scopestream.engine.hub.LocalModel;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The model of a benchmark, its numbers' type, and where it computes. */
final class BenchModel {
    @Option(
            names = "--model",
            paramLabel = "MODEL",
            required = true,
            description = "Which one: " + LocalModel.FORMS + ".")
    private String model;

    @Option(names = "--dtype", defaultValue = "bf16", description = "fp32, bf16, int8 or int4 (${DEFAULT-VALUE}).")
    private String dtype;

    @Mixin
    private DeviceOption device;

    Path path() {
        return LocalModel.find(model);
    }

    /** The directory's name. */
    String name() {
        return path().getFileName().toString();
    }

    String dtype() {
        return dtype;
    }

    /** @throws dev.scopestream.cli.common.CliException when it isn't here, or isn't one */
    ComputeDevice device() {
        return device.one();
    }

    /** Loads it, and shows how far that is. */
    TorchEngine open(EngineOptions options, CommandSpec spec) {
        try (LoadingLine line = LoadingLine.on(spec.commandLine().getErr())) {
            return TorchEngine.open(path(), options.toBuilder().progress(line).build());
        }
    }

    /** Options of an engine for it. */
    EngineOptionsBuilder options() {
        return EngineOptions.builder().dtype(Dtype.parse(dtype)).device(device());
    }
}
