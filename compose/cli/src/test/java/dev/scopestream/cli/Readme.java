package dev.scopestream.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the README says. */
public final class Readme {
    private static final Pattern BLOCK =
            Pattern.compile("^```([a-z]*)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern WORD = Pattern.compile("\\$'([^']*)'|'([^']*)'|\"([^\"]*)\"|([^\\s'\"]+)");

    private Readme() {}

    public static String text() throws IOException {
        return Files.readString(Repository.root().resolve("README.md"));
    }

    /** The code blocks of a language. */
    public static List<String> blocks(String language) throws IOException {
        List<String> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text());
        while (matcher.find()) {
            if (matcher.group(1).equals(language)) {
                blocks.add(matcher.group(2));
            }
        }
        return blocks;
    }

    /** The first cells of the tables' rows below a heading, without backquotes. */
    public static List<String> firstCells(String heading) throws IOException {
        String text = text();
        int from = text.indexOf("\n" + heading + "\n");
        int to = text.indexOf("\n#", from + heading.length() + 1);
        return text.substring(from, to)
                .lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.substring(3, line.indexOf('`', 3)))
                .toList();
    }

    /** A command line's words, as a shell takes them. */
    public static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(line);
        while (matcher.find()) {
            if (matcher.group(1) != null) {
                words.add(matcher.group(1).replace("\\n", "\n"));
            } else if (matcher.group(2) != null) {
                words.add(matcher.group(2));
            } else {
                words.add(matcher.group(3) != null ? matcher.group(3) : matcher.group(4));
            }
        }
        return words;
    }
}
