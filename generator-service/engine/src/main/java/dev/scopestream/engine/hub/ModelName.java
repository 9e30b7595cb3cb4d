package dev.scopestream.engine.hub;

import dev.scopestream.engine.checkpoint.CheckpointException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A repository of a hub of Hugging Face's kind: {@code ORG/NAME}, or {@code ORG/NAME@REVISION}.
 *
 * @param revision a branch, a tag, or the beginning of a commit's hash
 */
public record ModelName(String organisation, String name, Optional<String> revision) {
    private static final String PART = "[A-Za-z0-9_](?:[A-Za-z0-9_-]|\\.(?!\\.)){0,95}";
    private static final String REVISION = "[A-Za-z0-9_](?:[A-Za-z0-9_/-]|\\.(?!\\.)){0,127}";
    private static final Pattern FORM = Pattern.compile("(" + PART + ")/(" + PART + ")(?:@(" + REVISION + "))?");

    /** The name that {@code text} is, if it has the form of one. */
    public static Optional<ModelName> of(String text) {
        Matcher form = FORM.matcher(text);
        return form.matches()
                ? Optional.of(new ModelName(form.group(1), form.group(2), Optional.ofNullable(form.group(3))))
                : Optional.empty();
    }

    /** @throws CheckpointException when the text is no name */
    public static ModelName parse(String text) {
        return of(text).orElseThrow(() -> new CheckpointException("'" + brief(text)
                + "' is no model's name: it is ORG/NAME or ORG/NAME@REVISION, of letters, digits, '.',"
                + " '_' and '-'"));
    }

    /** The name with another revision. */
    public ModelName at(String other) {
        return parse(id() + "@" + other);
    }

    /** {@code ORG/NAME}. */
    public String id() {
        return organisation + "/" + name;
    }

    @Override
    public String toString() {
        return id() + revision.map(r -> "@" + r).orElse("");
    }

    private static String brief(String text) {
        String plain = text.replaceAll("\\p{Cntrl}", "?");
        return plain.length() <= 100 ? plain : plain.substring(0, 100) + "...";
    }
}
