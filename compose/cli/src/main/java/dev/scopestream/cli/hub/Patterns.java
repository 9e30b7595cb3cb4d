package dev.scopestream.cli.hub;

import java.util.List;
import java.util.regex.Pattern;

/** File patterns as shells have them, on whole paths: {@code *} is any text, slashes too, {@code ?} any character. */
record Patterns(List<String> globs, List<Pattern> compiled) {

    static Patterns of(List<String> globs) {
        return new Patterns(
                List.copyOf(globs), globs.stream().map(Patterns::compile).toList());
    }

    private static Pattern compile(String glob) {
        StringBuilder regex = new StringBuilder();
        glob.codePoints().forEach(c -> {
            switch (c) {
                case '*' -> regex.append(".*");
                case '?' -> regex.append('.');
                default -> regex.append(Pattern.quote(Character.toString(c)));
            }
        });
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    /** Whether there are none. */
    boolean isEmpty() {
        return globs.isEmpty();
    }

    /** Whether one of them matches, or there are none. */
    boolean match(HubFile file) {
        return isEmpty()
                || compiled.stream().anyMatch(p -> p.matcher(file.path()).matches());
    }

    @Override
    public String toString() {
        return String.join(", ", globs);
    }
}
