package dev.scopestream.door;

import dev.scopestream.door.config.DoorContext;
import dev.scopestream.door.config.KnownDoorOptions;
import dev.scopestream.door.config.Tenants;
import dev.scopestream.telemetry.LogFormat;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.ApplicationContextBuilder;
import io.micronaut.inject.BeanConfiguration;
import io.micronaut.runtime.server.EmbeddedServer;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.slf4j.LoggerFactory;

/** Starts a door: as a process of its own by {@link #main}, or within another program by {@link #start}. */
public final class DoorApplication {
    /** It can't start as it is configured (sysexits.h, EX_CONFIG). */
    static final int BAD_CONFIGURATION = 78;

    private static final String RESOURCES = "dev/scopestream/door/";

    private DoorApplication() {}

    /**
     * Runs until a signal ends it. Configured by the environment ({@code KAFKA_BOOTSTRAP_SERVERS}, {@code SCOPE_DOOR_TOKENS_FILE},
     * {@code MICRONAUT_SERVER_PORT}, ...) and by the file that {@code -Dmicronaut.config.files} names.
     */
    public static void main(String[] args) {
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", RESOURCES + "logback.xml");
        }
        DoorHandle handle;
        try {
            LogFormat.apply(System.getenv());
            handle = start(ApplicationContext.builder().args(args));
        } catch (RuntimeException e) {
            LoggerFactory.getLogger(DoorApplication.class).error("can't start: {}", reason(e));
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
                        "door-shutdown"));
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * A door in this JVM. It returns when HTTP answers; Kafka may come later, {@link DoorHandle#isReady} says.
     *
     * @param properties by name, as {@code kafka.bootstrap.servers}, {@code micronaut.server.port} (-1: a free one),
     *     {@code scope.door.tokens}; they go before the environment
     * @throws RuntimeException when it can't start so; {@link #reason} of it is one line that says what to change
     */
    public static DoorHandle start(Map<String, Object> properties) {
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

    private static DoorHandle start(ApplicationContextBuilder builder) {
        ApplicationContext context = builder.banner(false)
                .deduceEnvironment(false)
                .overrideConfigLocations("classpath:" + RESOURCES)
                .propertySources(
                        io.micronaut.context.env.PropertySource.of("door-context", Map.of(DoorContext.ENABLED, true)))
                // within the local runner the services share a class path
                .beanConfigurations(BeanConfiguration.disabled("dev.scopestream.generator"))
                .build();
        try {
            context.start();
            KnownDoorOptions.check(context.getEnvironment());
            context.getBean(Tenants.class);
            EmbeddedServer server = context.getBean(EmbeddedServer.class);
            server.start();
            LoggerFactory.getLogger(DoorApplication.class).info("door up: http={}", server.getURI());
            return new DoorHandle(context, server);
        } catch (RuntimeException e) {
            context.close();
            throw e;
        }
    }
}
