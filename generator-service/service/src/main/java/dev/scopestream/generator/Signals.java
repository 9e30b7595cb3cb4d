package dev.scopestream.generator;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGTERM and SIGINT. A JVM that ends by a signal exits with 128 + its number, and takes no notice of a second one while
 * its shutdown hooks run; a service that drains must do otherwise. {@code sun.misc.Signal} (module jdk.unsupported, made
 * for this) is named as text only because javac warns of it in a way that can't be turned off.
 */
public final class Signals {
    private static final Logger LOG = LoggerFactory.getLogger(Signals.class);
    private static final int KILLED = 130;

    private Signals() {}

    /** The first signal runs {@code stop}, then exits with 0; a second one exits at once. */
    static void onStop(Runnable stop) {
        AtomicBoolean first = new AtomicBoolean(true);
        for (String name : new String[] {"TERM", "INT"}) {
            Runnable unused = handle(name, () -> {
                if (first.getAndSet(false)) {
                    LOG.info("signal {}: draining; a second one ends at once", name);
                    new Thread(() -> exit(stop), "scope-stop").start();
                } else {
                    LOG.warn("signal {}: ending at once", name);
                    Runtime.getRuntime().halt(KILLED);
                }
            });
        }
    }

    private static void exit(Runnable stop) {
        int status = 1;
        try {
            stop.run();
            status = 0;
        } finally {
            Runtime.getRuntime().exit(status);
        }
    }

    /**
     * Takes a signal over.
     *
     * @param name without SIG
     * @param action runs on a thread of its own each time
     * @return gives the signal back to who had it
     */
    public static Runnable handle(String name, Runnable action) {
        InvocationHandler call = (proxy, method, args) -> {
            if (method.getName().equals("handle")) {
                action.run();
                return null;
            }
            return ownMethod(proxy, method, args);
        };
        try {
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object former = register(
                    name, Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {handler}, call));
            return () -> restore(name, former);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            LOG.warn("signal {} can't be handled: {}", name, e.toString());
            return () -> {};
        }
    }

    private static void restore(String name, Object former) {
        try {
            Object unused = register(name, former);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            LOG.warn("signal {} can't be given back: {}", name, e.toString());
        }
    }

    /** @return who had it before */
    private static Object register(String name, Object handler) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        return signal.getMethod("handle", signal, Class.forName("sun.misc.SignalHandler"))
                .invoke(null, signal.getConstructor(String.class).newInstance(name), handler);
    }

    private static Object ownMethod(Object proxy, Method method, Object[] args) {
        return switch (method.getName()) {
            case "hashCode" -> System.identityHashCode(proxy);
            case "equals" -> proxy == args[0];
            default -> "signal handler";
        };
    }
}
