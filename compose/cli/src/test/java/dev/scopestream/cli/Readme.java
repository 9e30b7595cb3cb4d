package dev.scopestream.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the documentation says: the main README.md and the README.md of each module. */
public final class Readme {
    private static final Pattern WORD = Pattern.compile("\\$'([^']*)'|'([^']*)'|\"([^\"]*)\"|([^\\s'\"]+)");
    /** Directories that hold code, data or builds, where a README.md describes test inputs. */
    private static final List<String> NO_PAGES = List.of("src", "target", "data", ".git");

    private Readme() {}

    /** All pages, the main one first. */
    public static List<ReadmePage> pages() throws IOException {
        List<ReadmePage> pages = new ArrayList<>();
        collect(Repository.root(), pages);
        return pages;
    }

    private static void collect(Path directory, List<ReadmePage> pages) throws IOException {
        Path page = directory.resolve("README.md");
        if (Files.exists(page)) {
            pages.add(ReadmePage.read(page));
        }
        List<Path> below;
        try (Stream<Path> all = Files.list(directory)) {
            below = all.filter(Files::isDirectory)
                    .filter(path -> !NO_PAGES.contains(path.getFileName().toString()))
                    .sorted()
                    .toList();
        }
        for (Path path : below) {
            collect(path, pages);
        }
    }

    /** The code blocks of a language, of all pages. */
    public static List<String> blocks(String language) throws IOException {
        return pages().stream().flatMap(page -> page.blocks(language).stream()).toList();
    }

    /** The table rows below a heading, of all pages that have it. */
    public static List<String> rows(String heading) throws IOException {
        return pages().stream().flatMap(page -> page.rows(heading).stream()).toList();
    }

    /** Their first cells, without backquotes. */
    public static List<String> firstCells(String heading) throws IOException {
        return rows(heading).stream()
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
