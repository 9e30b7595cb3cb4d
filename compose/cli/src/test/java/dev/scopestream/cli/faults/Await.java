package dev.scopestream.cli.faults;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waiting for conditions that other processes bring about. */
public final class Await {
    private Await() {}

    /** False: not within so many seconds. */
    static boolean within(double seconds, BooleanSupplier condition) {
        long deadline = System.nanoTime() + (long) (seconds * 1e9);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        return true;
    }

    public static void until(double seconds, BooleanSupplier condition, String what) {
        if (!within(seconds, condition)) {
            throw new AssertionError("not within " + seconds + " s: " + what);
        }
    }

    /** Lets time pass, where the time itself is the fault. */
    static void pass(double seconds) {
        boolean never = within(seconds, () -> false);
        assert !never;
    }
}
