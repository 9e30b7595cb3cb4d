package dev.scopestream.cli.peers;

import java.util.List;
import java.util.Locale;

/** The middle of several measurements of the same, and how far they are apart. */
record Spread(double median, double least, double most) {
    /** @throws IllegalArgumentException for none */
    static Spread of(List<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("no values");
        }
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }

    /** With so many digits after the point; the ends only where they differ. */
    String text(int digits) {
        String form = "%." + digits + "f";
        String middle = String.format(Locale.ROOT, form, median);
        String ends = String.format(Locale.ROOT, form + " to " + form, least, most);
        return least == most ? middle : middle + " (" + ends + ")";
    }
}
