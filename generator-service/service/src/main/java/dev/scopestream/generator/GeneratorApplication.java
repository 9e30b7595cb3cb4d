package dev.scopestream.generator;

import dev.scopestream.engine.LoadProgress;
import dev.scopestream.generator.config.ConfigurationError;
import dev.scopestream.generator.config.KnownOptions;
import dev.scopestream.generator.intake.SoleModel;
import dev.scopestream.telemetry.LogFormat;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.ApplicationContextBuilder;
import io.micronaut.context.exceptions.BeanContextException;
import io.micronaut.runtime.server.EmbeddedServer;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts a generator: as a process of its own by {@link #main}, or within another program by {@link #start}. */
public final class GeneratorApplication {
    /** It can't start as it is configured (sysexits.h, EX_CONFIG). */
    static final int BAD_CONFIGURATION = 78;

    /** It died by itself (EX_SOFTWARE). */
    static final int DIED = 70;

    private static final String LOGGING = "logback.configurationFile";

    private GeneratorApplication() {}

    /** Runs until a signal ends it: the first drains and exits with 0, a second ends at once. */
    public static void main(String[] args) {
        if (System.getProperty(LOGGING) == null) {
            System.setProperty(LOGGING, "scopestream-generator-logback.xml");
        }
        GeneratorHandle handle;
        try {
            LogFormat.apply(System.getenv());
            handle = start(ApplicationContext.builder().args(args));
        } catch (ConfigurationError | IllegalArgumentException e) {
            log().error("can't start: {}", e.getMessage());
            System.exit(BAD_CONFIGURATION);
            return;
        }
        Signals.onStop(handle::close);
        Throwable death = handle.failure().join();
        log().error("died: {}", death.toString());
        handle.close();
        Runtime.getRuntime().halt(DIED);
    }

    /**
     * A generator in this JVM.
     *
     * @param properties by name, as {@code scope.model}, {@code kafka.bootstrap.servers}, {@code micronaut.server.port}
     *     (-1: a free one); they go before the environment
     * @throws ConfigurationError when it can't start so; the message is one line that says what to change
     */
    public static GeneratorHandle start(Map<String, Object> properties) {
        return start(ApplicationContext.builder().properties(properties));
    }

    /** As {@link #start(Map)}; {@code progress} is told how far the loading of the model is. */
    public static GeneratorHandle startShowing(LoadProgress progress, Map<String, Object> properties) {
        return start(ApplicationContext.builder().properties(properties).singletons(progress));
    }

    /** As {@link #start(Map)}, with another engine than the one that the configuration asks for. */
    static GeneratorHandle start(Map<String, Object> properties, EngineOpener opener) {
        return start(ApplicationContext.builder().properties(properties).singletons(opener));
    }

    private static GeneratorHandle start(ApplicationContextBuilder builder) {
        ApplicationContext context =
                builder.banner(false).deduceEnvironment(false).build();
        try {
            context.start();
            KnownOptions.check(context.getEnvironment().getPropertySources());
            KnownOptions.checkValues(context.getEnvironment());
            // probes are answered while the model is loaded
            EmbeddedServer server = context.getBean(EmbeddedServer.class);
            server.start();
            Generator generator = context.getBean(Generator.class);
            context.getBean(SoleModel.class).check();
            generator.start();
            context.getBean(ModelLoading.class).complete(generator);
            log().info("generator up: model={} http={}", generator.model().name(), server.getURI());
            return new GeneratorHandle(context, server, generator);
        } catch (RuntimeException e) {
            context.close();
            throw explained(e);
        }
    }

    /** Not a constant: {@link #main} says first how to log. */
    private static Logger log() {
        return LoggerFactory.getLogger(GeneratorApplication.class);
    }

    private static ConfigurationError explained(RuntimeException e) {
        Throwable last = e;
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConfigurationError known) {
                return known;
            }
            last = cause;
        }
        String message =
                e instanceof BeanContextException ? last.getMessage() : e.getMessage() + ": " + last.getMessage();
        return new ConfigurationError(String.valueOf(message).replaceAll("\\s+", " "), e);
    }
}
