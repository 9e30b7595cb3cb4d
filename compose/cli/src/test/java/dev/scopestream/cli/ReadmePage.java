package dev.scopestream.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One page of the documentation.
 *
 * @param file where it lies; its links are relative to the file's directory
 * @param text Markdown
 */
public record ReadmePage(Path file, String text) {
    private static final Pattern BLOCK =
            Pattern.compile("^```([a-z]*)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s:]+)\\)");
    private static final Pattern HEADING = Pattern.compile("^#+ (.+)$", Pattern.MULTILINE);

    static ReadmePage read(Path file) throws IOException {
        return new ReadmePage(file, Files.readString(file));
    }

    /** The code blocks of a language; the empty string: the blocks that name none. */
    public List<String> blocks(String language) {
        List<String> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text);
        while (matcher.find()) {
            if (matcher.group(1).equals(language)) {
                blocks.add(matcher.group(2));
            }
        }
        return blocks;
    }

    /** The table rows below a heading of any level, up to the next heading, whose first cell begins with a backquote. */
    public List<String> rows(String heading) {
        Matcher matcher = Pattern.compile(
                        "^#+ " + Pattern.quote(heading) + "$(.*?)(?=^#|\\z)", Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(text);
        return matcher.find()
                ? matcher.group(1)
                        .lines()
                        .filter(line -> line.startsWith("| `"))
                        .toList()
                : List.of();
    }

    /** Links to this repository's files and to headings. */
    List<String> links() {
        return LINK.matcher(BLOCK.matcher(text).replaceAll(""))
                .results()
                .map(link -> link.group(1))
                .toList();
    }

    /** What is wrong with a link; empty when its file is there and has its heading. */
    Optional<String> problem(String link) throws IOException {
        int hash = link.indexOf('#');
        String name = hash < 0 ? link : link.substring(0, hash);
        Path target = name.isEmpty() ? file : file.resolveSibling(name).normalize();
        if (!Files.exists(target)) {
            return Optional.of("there is no " + target);
        }
        return hash < 0 || read(target).anchors().contains(link.substring(hash + 1))
                ? Optional.empty()
                : Optional.of(target + " has no heading for " + link.substring(hash));
    }

    /** The headings' anchors, as GitHub makes them: lower case, letters, digits and hyphens. */
    private Set<String> anchors() {
        Set<String> anchors = new HashSet<>();
        Matcher matcher = HEADING.matcher(BLOCK.matcher(text).replaceAll(""));
        while (matcher.find()) {
            anchors.add(matcher.group(1)
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .replace(' ', '-'));
        }
        return anchors;
    }
}
