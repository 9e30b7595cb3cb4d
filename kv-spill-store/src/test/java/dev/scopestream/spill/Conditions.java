package dev.scopestream.spill;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waiting for what another thread does. */
public final class Conditions {
    private static final Duration AT_MOST = Duration.ofSeconds(30);

    private Conditions() {}

    /** @throws AssertionError when it doesn't come true in 30 s */
    public static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + AT_MOST.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("the condition didn't come true in " + AT_MOST);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }
}
