package dev.scopestream.generator;

import dev.scopestream.engine.ComputeDevice;
import dev.scopestream.engine.Dtype;
import dev.scopestream.engine.Engine;
import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.InvalidRequestException;
import dev.scopestream.engine.KvDtype;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.ModelInfo;
import dev.scopestream.engine.checkpoint.CheckpointException;
import dev.scopestream.engine.decode.TorchEngine;
import dev.scopestream.engine.hub.LocalModel;
import dev.scopestream.engine.policy.PolicyException;
import dev.scopestream.engine.policy.PolicyPair;
import dev.scopestream.engine.policy.PolicyRegistry;
import dev.scopestream.generator.config.ConfigurationError;
import dev.scopestream.generator.config.KvDefaults;
import dev.scopestream.generator.config.ScopeOptions;
import dev.scopestream.generator.decode.Engines;
import dev.scopestream.generator.spill.EvictionSpill;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the engines: one for each device, all of one model and dtype. */
@Factory
final class EngineFactory {
    private static final Logger LOG = LoggerFactory.getLogger(EngineFactory.class);

    @Singleton
    @Requires(missingBeans = EngineOpener.class)
    EngineOpener opener() {
        return TorchEngine::open;
    }

    /** What holds for prompts without {@code kv}. */
    @Singleton
    KvOptions kvOptions(KvDefaults defaults) {
        KvOptions kv = defaults.options();
        try {
            PolicyPair unused = PolicyRegistry.standard().pair(kv);
            return kv;
        } catch (InvalidRequestException e) {
            throw new ConfigurationError("scope." + e.field() + ": " + e.getMessage(), e);
        } catch (PolicyException e) {
            throw new ConfigurationError(e.getMessage(), e);
        }
    }

    /** @param kv only to be checked before a model is loaded */
    @Singleton
    Engines engines(
            KvOptions kv, EvictionSpill spill, EngineOpener opener, ScopeOptions options, ModelLoading loading) {
        LOG.debug("cache without a prompt's own options: {}", kv);
        Engines engines = new Engines(open(opener, options, loading));
        requireOnly(options.onlyModel(), engines);
        engines.all().forEach(engine -> engine.prefixes(spill.prefixes(engines.model())));
        return engines;
    }

    private static void requireOnly(String onlyModel, Engines engines) {
        String name = engines.model().name();
        if (onlyModel != null && !onlyModel.equals(name)) {
            engines.all().forEach(Engine::close);
            throw new ConfigurationError("scope.only-model is '" + onlyModel + "', but the model's name is '" + name
                    + "': prompts are served that name this one");
        }
    }

    @Singleton
    ModelInfo model(Engines engines) {
        return engines.model();
    }

    private static List<Engine> open(EngineOpener opener, ScopeOptions options, ModelLoading loading) {
        if (options.model() == null) {
            throw new ConfigurationError("no model: set SCOPE_MODEL to " + LocalModel.FORMS);
        }
        Path model = model(options.model());
        List<ComputeDevice> devices = devices(options);
        Dtype dtype = named("scope.dtype", options.dtype(), devices.get(0)::dtype);
        KvDtype kvDtype = named("scope.kv-dtype", options.kvDtype(), KvDtype::parse);
        List<Engine> engines = new ArrayList<>();
        try {
            for (ComputeDevice device : devices) {
                EngineOptions engine = EngineOptions.builder()
                        .dtype(dtype)
                        .threads(options.threads())
                        .maxBatch(options.maxBatch())
                        .kvBytes(options.kvBytes())
                        .prefillChunk(options.prefillChunk())
                        .prefixBytes(options.prefixBytes())
                        .stall(options.stallBudget())
                        .device(device)
                        .kvDtype(kvDtype)
                        .chatTemplate(Optional.ofNullable(options.chatTemplate()))
                        .allowControlTokens(options.allowControlTokens())
                        .checkMemory(options.checkMemory())
                        .progress(loading::loaded)
                        .build();
                engines.add(opener.open(model, engine));
                LOG.info("engine: worker={} device={} dtype={}", engines.size() - 1, device, dtype);
            }
            return engines;
        } catch (RuntimeException e) {
            engines.forEach(Engine::close);
            throw new ConfigurationError("the model in " + options.model() + " can't be loaded: " + e.getMessage(), e);
        }
    }

    private static Path model(Path given) {
        try {
            return LocalModel.find(given.toString());
        } catch (CheckpointException e) {
            throw new ConfigurationError("scope.model: " + e.getMessage(), e);
        }
    }

    private static <T> T named(String option, String value, Function<String, T> parse) {
        try {
            return parse.apply(value);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationError(option + ": " + e.getMessage(), e);
        }
    }

    private static List<ComputeDevice> devices(ScopeOptions options) {
        try {
            return ComputeDevice.choose(options.device());
        } catch (IllegalArgumentException e) {
            throw new ConfigurationError("scope.device " + e.getMessage(), e);
        }
    }
}
