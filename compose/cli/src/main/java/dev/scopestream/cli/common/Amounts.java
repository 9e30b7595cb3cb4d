package dev.scopestream.cli.common;

import java.time.Duration;
import java.util.Locale;

/** Amounts as people read them. */
public final class Amounts {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

    private Amounts() {}

    /** Bytes with three significant digits: {@code 192 KiB}, {@code 1.50 MiB}. */
    public static String bytes(double bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1000 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        String format = unit == 0 || value >= 100 ? "%.0f %s" : value >= 10 ? "%.1f %s" : "%.2f %s";
        return String.format(Locale.ROOT, format, value, UNITS[unit]);
    }

    /** A count with separators between thousands: {@code 33,600}. */
    public static String count(double number) {
        return String.format(Locale.ROOT, "%,.0f", number);
    }

    /** {@code 4.2 s} below a minute, else {@code 2 min 5 s}. */
    public static String time(Duration duration) {
        if (duration.compareTo(Duration.ofMinutes(1)) < 0) {
            return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
        }
        return duration.toMinutes() + " min " + duration.toSecondsPart() + " s";
    }
}
