package dev.scopestream.cli.common;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * Command lines that each command's help shows, from the resource {@code examples.txt}: a line with the command's path in
 * brackets, then its lines, and an empty one.
 */
public final class Examples {
    private static final String RESOURCE = "/dev/scopestream/cli/examples.txt";
    private static final String SECTION = "examples";

    private final Map<String, List<String>> lines;

    private Examples(Map<String, List<String>> lines) {
        this.lines = lines;
    }

    /** Reads them. */
    public static Examples read() {
        Map<String, List<String>> lines = new LinkedHashMap<>();
        List<String> current = new ArrayList<>();
        try (InputStream in = Examples.class.getResourceAsStream(RESOURCE)) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                if (line.startsWith("[")) {
                    current = new ArrayList<>();
                    lines.put(line.substring(1, line.length() - 1), current);
                } else if (!line.isBlank()) {
                    current.add(line);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Examples(lines);
    }

    /** Those of a command, such as {@code scopestream dlq list}; empty when there are none. */
    public List<String> of(String command) {
        return List.copyOf(lines.getOrDefault(command, List.of()));
    }

    /** The commands that have some. */
    public List<String> commands() {
        return List.copyOf(lines.keySet());
    }

    /** Puts them at the end of the help of a command and of all below it. */
    public void addTo(CommandLine line) {
        CommandSpec spec = line.getCommandSpec();
        List<String> examples = of(spec.qualifiedName());
        if (!examples.isEmpty()) {
            UsageMessageSpec usage = spec.usageMessage();
            List<String> keys = new ArrayList<>(usage.sectionKeys());
            keys.add(SECTION);
            usage.sectionKeys(keys);
            String text = "%nExamples:%n".formatted()
                    + String.join(
                            System.lineSeparator(),
                            examples.stream().map(e -> "  " + e).toList())
                    + System.lineSeparator();
            usage.sectionMap().put(SECTION, help -> text);
        }
        line.getSubcommands().values().forEach(this::addTo);
    }
}
