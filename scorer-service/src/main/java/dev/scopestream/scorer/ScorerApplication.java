package dev.scopestream.scorer;

import dev.scopestream.telemetry.LogFormat;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.ApplicationContextBuilder;
import io.micronaut.inject.BeanConfiguration;
import io.micronaut.runtime.server.EmbeddedServer;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.slf4j.LoggerFactory;

/** Starts a scorer: as a process of its own by {@link #main}, or within another program by {@link #start}. */
public final class ScorerApplication {
    /** Set for the scorer's own context alone, so that its beans stay out of every other one on the same class path. */
    public static final String ENABLED = "scorer.enabled";

    /** It can't start as it is configured (sysexits.h, EX_CONFIG). */
    static final int BAD_CONFIGURATION = 78;

    private static final String RESOURCES = "dev/scopestream/scorer/";

    private ScorerApplication() {}

    /**
     * Runs until a signal ends it. Configured by the environment ({@code KAFKA_BOOTSTRAP_SERVERS}, {@code SCORER_THREADS},
     * {@code MICRONAUT_SERVER_PORT}, ...) and by the file that {@code -Dmicronaut.config.files} names.
     */
    public static void main(String[] args) {
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", RESOURCES + "logback.xml");
        }
        ScorerHandle handle;
        try {
            LogFormat.apply(System.getenv());
            handle = start(ApplicationContext.builder().args(args));
        } catch (RuntimeException e) {
            LoggerFactory.getLogger(ScorerApplication.class).error("can't start: {}", reason(e));
            System.exit(BAD_CONFIGURATION);
            return;
        }
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            handle.close();
                            ended.countDown();
                        },
                        "scorer-shutdown"));
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * A scorer in this JVM. It returns when HTTP answers; Kafka may come later, {@link ScorerHandle#status} says.
     *
     * @param properties by name, as {@code kafka.bootstrap.servers}, {@code micronaut.server.port} (-1: a free one),
     *     {@code scorer.state-dir}; they go before the environment
     * @throws RuntimeException when it can't start so; {@link #reason} of it is one line that says what to change
     */
    public static ScorerHandle start(Map<String, Object> properties) {
        return start(ApplicationContext.builder().properties(properties));
    }

    /** The innermost message of a failure, on one line. */
    public static String reason(Throwable failure) {
        Throwable last = failure;
        while (last.getCause() != null) {
            last = last.getCause();
        }
        return String.valueOf(last.getMessage()).replaceAll("\\s+", " ");
    }

    private static ScorerHandle start(ApplicationContextBuilder builder) {
        ApplicationContext context = builder.banner(false)
                .deduceEnvironment(false)
                .overrideConfigLocations("classpath:" + RESOURCES)
                .propertySources(io.micronaut.context.env.PropertySource.of("scorer-context", Map.of(ENABLED, true)))
                // within the local runner both services share a class path
                .beanConfigurations(BeanConfiguration.disabled("dev.scopestream.generator"))
                .build();
        try {
            context.start();
            EmbeddedServer server = context.getBean(EmbeddedServer.class);
            server.start();
            LoggerFactory.getLogger(ScorerApplication.class).info("scorer up: http={}", server.getURI());
            return new ScorerHandle(context, server);
        } catch (RuntimeException e) {
            context.close();
            throw e;
        }
    }
}
