package dev.scopestream.engine.program;

import dev.scopestream.engine.program.layout.ElementType;
import dev.scopestream.engine.program.layout.ProgramConstants;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A module of the program as it is written, in Python with its imports, and as an archive takes it: names of modules and of
 * what they define are qualified, {@code torch.float32} and {@code constants.X} are numbers.
 */
final class ProgramText {
    /** The package of all modules in an archive. */
    static final String PACKAGE = "__torch__.scope.";

    private static final String CONSTANTS = "constants";
    private static final Pattern DROPPED = Pattern.compile("(?m)^(?:import|from) .*$|^ *#.*$");
    private static final Pattern MODULES = Pattern.compile("(?m)^from scope import (.+)$");
    private static final Pattern NAMES = Pattern.compile("(?m)^from scope\\.(\\w+) import (.+)$");
    private static final Pattern DEFINITIONS = Pattern.compile("(?m)^(def|class) (\\w+)");
    private static final Pattern WORD = Pattern.compile("\\w+");
    private static final String WORD_BEFORE = "(?<![\\w.])";

    private final String name;
    private final String text;
    private final Set<String> imports = new LinkedHashSet<>();

    /**
     * A module's text.
     *
     * @param name of the module, without its package
     */
    ProgramText(String name, String text) {
        this.name = name;
        this.text = text;
        MODULES.matcher(text).results().forEach(m -> imports.addAll(words(m.group(1))));
        imports.remove(CONSTANTS);
    }

    /** Modules that it imports. */
    Set<String> imports() {
        Set<String> all = new TreeSet<>(imports);
        NAMES.matcher(text).results().forEach(m -> all.add(m.group(1)));
        return all;
    }

    /** The text that an archive takes; its lines have the numbers that they have in the module's text. */
    String qualified() {
        String code = DROPPED.matcher(text).replaceAll("");
        code = code.replace("torch.ops.", "ops.");
        code = numbers(code);
        for (String module : imports) {
            code = replace(code, WORD_BEFORE + module + "\\.", PACKAGE + module + ".");
        }
        Matcher names = NAMES.matcher(text);
        while (names.find()) {
            for (String imported : words(names.group(2))) {
                code = replace(code, WORD_BEFORE + imported + "\\b", PACKAGE + names.group(1) + "." + imported);
            }
        }
        for (var definition : DEFINITIONS.matcher(text).results().toList()) {
            boolean isClass = definition.group(1).equals("class");
            String use = "(?<![\\w.]|def |class )" + definition.group(2) + (isClass ? "\\b" : "(?=\\()");
            code = replace(code, use, PACKAGE + name + "." + definition.group(2));
        }
        return code;
    }

    private String numbers(String code) {
        for (ElementType type : ElementType.values()) {
            code = replace(code, "\\btorch\\." + type.torchName() + "\\b", String.valueOf(type.number()));
        }
        Map<String, Long> constants = ProgramConstants.byName();
        Matcher uses = Pattern.compile(WORD_BEFORE + CONSTANTS + "\\.(\\w+)").matcher(code);
        return uses.replaceAll(use -> Optional.ofNullable(constants.get(use.group(1)))
                .map(String::valueOf)
                .orElseThrow(() -> new IllegalStateException("scope/" + name + ".py names the constant " + use.group(1)
                        + "; there are: " + constants.keySet().stream().collect(Collectors.joining(", ")))));
    }

    private static List<String> words(String list) {
        return WORD.matcher(list).results().map(MatchResult::group).toList();
    }

    private static String replace(String code, String pattern, String with) {
        return Pattern.compile(pattern).matcher(code).replaceAll(Matcher.quoteReplacement(with));
    }
}
