package dev.scopestream.cli.common;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Lines of cells with their columns aligned. */
public final class TextTable {
    private TextTable() {}

    /** @param left so many of the first columns to the left, the others to the right */
    public static String render(List<List<String>> lines, int left) {
        int columns = lines.stream().mapToInt(List::size).max().orElse(0);
        int[] widths = new int[columns];
        for (List<String> line : lines) {
            for (int i = 0; i < line.size(); i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        return lines.stream()
                .map(line -> {
                    StringBuilder text = new StringBuilder();
                    for (int i = 0; i < line.size(); i++) {
                        int width = Math.max(1, widths[i]);
                        text.append(i == 0 ? "" : "  ")
                                .append(String.format(
                                        Locale.ROOT, "%" + (i < left ? -width : width) + "s", line.get(i)));
                    }
                    return text.toString().stripTrailing();
                })
                .collect(Collectors.joining("\n"));
    }
}
