package dev.scopestream.generator;

import dev.scopestream.engine.ComputeDevice;
import dev.scopestream.engine.Dtype;
import dev.scopestream.engine.Engine;
import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.InvalidRequestException;
import dev.scopestream.engine.KvDtype;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.ModelInfo;
import dev.scopestream.engine.decode.TorchEngine;
import dev.scopestream.engine.policy.PolicyException;
import dev.scopestream.engine.policy.PolicyPair;
import dev.scopestream.engine.policy.PolicyRegistry;
import dev.scopestream.generator.config.ConfigurationError;
import dev.scopestream.generator.config.DuplicateOptions;
import dev.scopestream.generator.config.FlowOptions;
import dev.scopestream.generator.config.KafkaClients;
import dev.scopestream.generator.config.KafkaProperties;
import dev.scopestream.generator.config.KvDefaults;
import dev.scopestream.generator.config.ScopeOptions;
import dev.scopestream.generator.config.SpillSettings;
import dev.scopestream.generator.config.TopicOptions;
import dev.scopestream.generator.metrics.GeneratorMetrics;
import dev.scopestream.generator.metrics.SpillMetrics;
import dev.scopestream.generator.spill.RocksSpiller;
import dev.scopestream.generator.spill.Spiller;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.env.Environment;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the generator from its configuration. */
@Factory
final class GeneratorFactory {
    private static final Logger LOG = LoggerFactory.getLogger(GeneratorFactory.class);

    @Singleton
    KafkaClients clients(Environment environment, ScopeOptions options) {
        return new KafkaClients(
                KafkaProperties.of(environment.getPropertySources()),
                options.groupId(),
                options.instanceId() == null ? madeUp() : options.instanceId(),
                options.staticMembership(),
                options.transactionTimeout());
    }

    private static String madeUp() {
        String random = UUID.randomUUID().toString().substring(0, 8);
        try {
            return InetAddress.getLocalHost().getHostName() + "-" + random;
        } catch (UnknownHostException e) {
            return "generator-" + random;
        }
    }

    @Singleton
    Spiller spiller(SpillSettings settings, MeterRegistry registry) {
        if (settings.directory() == null) {
            return Spiller.none();
        }
        RocksSpiller spiller = RocksSpiller.open(settings);
        SpillMetrics.watch(registry, spiller);
        return spiller;
    }

    @Singleton
    @Requires(missingBeans = EngineOpener.class)
    EngineOpener opener() {
        return TorchEngine::open;
    }

    @Singleton
    @Bean(preDestroy = "close")
    Generator generator(
            ScopeOptions options,
            TopicOptions topics,
            FlowOptions flow,
            DuplicateOptions duplicates,
            KvDefaults kvDefaults,
            KafkaClients clients,
            EngineOpener opener,
            Spiller spiller,
            MeterRegistry registry) {
        KvOptions kv = kvDefaults.options();
        requirePolicies(kv);
        List<Engine> engines = open(opener, options);
        ModelInfo model = engines.get(0).model();
        engines.forEach(engine -> engine.prefixes(spiller.prefixes(model)));
        GeneratorMetrics metrics = new GeneratorMetrics(registry, model.name());
        GeneratorParts parts = new GeneratorParts(
                options, topics, flow, duplicates, kv, clients, engines, spiller, metrics, Clock.systemUTC());
        return new Generator(parts, spiller, options);
    }

    private static void requirePolicies(KvOptions kv) {
        try {
            PolicyPair unused = PolicyRegistry.standard().pair(kv);
        } catch (InvalidRequestException e) {
            throw new ConfigurationError("scope." + e.field() + ": " + e.getMessage(), e);
        } catch (PolicyException e) {
            throw new ConfigurationError(e.getMessage(), e);
        }
    }

    private static <T> T named(String option, String value, Function<String, T> parse) {
        try {
            return parse.apply(value);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationError(option + ": " + e.getMessage(), e);
        }
    }

    /** An engine for each device, all of one dtype. */
    private static List<Engine> open(EngineOpener opener, ScopeOptions options) {
        if (options.model() == null) {
            throw new ConfigurationError("no model: set SCOPE_MODEL to the directory of a Hugging Face checkpoint");
        }
        if (!Files.isDirectory(options.model())) {
            throw new ConfigurationError("the model's directory " + options.model() + " isn't there");
        }
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
                        .build();
                engines.add(opener.open(options.model(), engine));
                LOG.info("engine: worker={} device={} dtype={}", engines.size() - 1, device, dtype);
            }
            return engines;
        } catch (RuntimeException e) {
            engines.forEach(Engine::close);
            throw new ConfigurationError("the model in " + options.model() + " can't be loaded: " + e.getMessage(), e);
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
