package dev.scopestream.engine.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Jinja's grammar has and the Java library's hasn't, put into other words before it parses a template. All of it
 * takes time linear in the template's length.
 */
final class TemplateSyntax {
    private static final Pattern FILTER = Pattern.compile("\\|\\s*+([A-Za-z_]\\w*+)");
    private static final Pattern TEST = Pattern.compile("\\bis\\s++(?:not\\s++)?+([A-Za-z_]\\w*+)");
    /** An argument of namespace(): its value in parentheses is read whole. */
    private static final Pattern NAMESPACE = Pattern.compile("namespace\\(([^()]*+)\\)");

    private static final int LONGEST_CODE = 16_384;
    private static final int DEEPEST_CODE = 32;
    private static final Pattern ARGUMENT = Pattern.compile("\\b(\\w++)\\s*+=\\s*+([^,]++)");

    private TemplateSyntax() {}

    /** The template in the library's grammar; one newline at its end goes, as in Jinja. */
    static String translate(String template) {
        String text = template.endsWith("\n") ? template.substring(0, template.length() - 1) : template;
        return mapCode(text, TemplateSyntax::translateCode);
    }

    /** Why the library shouldn't even parse the template: its time grows with the square of the brackets' depth. */
    static Optional<String> problem(String template) {
        List<String> problems = new ArrayList<>();
        mapCode(template, code -> {
            if (code.length() > LONGEST_CODE) {
                problems.add("an expression of " + code.length() + " characters (at most " + LONGEST_CODE + ")");
            } else if (depth(code) > DEEPEST_CODE) {
                problems.add("an expression of " + depth(code) + " nested brackets (at most " + DEEPEST_CODE + ")");
            }
            return code;
        });
        return problems.stream().findFirst();
    }

    private static int depth(String code) {
        int depth = 0;
        int deepest = 0;
        for (char c : withoutStrings(code).toCharArray()) {
            depth += c == '(' || c == '[' ? 1 : c == ')' || c == ']' ? -1 : 0;
            deepest = Math.max(deepest, depth);
        }
        return deepest;
    }

    private static String translateCode(String code) {
        return NAMESPACE
                .matcher(code.replace("[::-1]", "|reverse"))
                .replaceAll(m -> Matcher.quoteReplacement(
                        "namespace(" + ARGUMENT.matcher(m.group(1)).replaceAll("$1=($2)") + ")"));
    }

    static Set<String> filters(String template) {
        return names(template, FILTER);
    }

    static Set<String> tests(String template) {
        return names(template, TEST);
    }

    private static Set<String> names(String template, Pattern pattern) {
        Set<String> names = new TreeSet<>();
        mapCode(template, code -> {
            pattern.matcher(withoutStrings(code)).results().forEach(name -> names.add(name.group(1)));
            return code;
        });
        return names;
    }

    /** The template with every tag and every expression, braces included, put through {@code work}. */
    private static String mapCode(String template, UnaryOperator<String> work) {
        StringBuilder result = new StringBuilder(template.length());
        int from = 0;
        for (int at = template.indexOf('{'); at >= 0 && at + 1 < template.length(); at = template.indexOf('{', at)) {
            char kind = template.charAt(at + 1);
            if (kind != '%' && kind != '{' && kind != '#') {
                at++;
                continue;
            }
            int end = template.indexOf(kind == '{' ? "}}" : kind + "}", at + 2);
            if (end < 0) {
                break;
            }
            String code = template.substring(at, end + 2);
            result.append(template, from, at).append(kind == '#' ? code : work.apply(code));
            from = end + 2;
            at = from;
        }
        return result.append(template, from, template.length()).toString();
    }

    private static String withoutStrings(String code) {
        StringBuilder result = new StringBuilder(code.length());
        char open = 0;
        for (int i = 0; i < code.length(); i++) {
            char c = code.charAt(i);
            if (open == 0) {
                open = c == '\'' || c == '"' ? c : 0;
                result.append(c);
            } else if (c == '\\') {
                i++;
            } else if (c == open) {
                open = 0;
                result.append(c);
            }
        }
        return result.toString();
    }
}
