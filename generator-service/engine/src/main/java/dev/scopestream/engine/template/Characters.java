package dev.scopestream.engine.template;

import java.util.Locale;
import java.util.function.IntPredicate;

/** Python's case conversions and character classes. */
final class Characters {
    private Characters() {}

    static String capitalize(String text) {
        if (text.isEmpty()) {
            return text;
        }
        int first = Character.charCount(text.codePointAt(0));
        String lower = text.toLowerCase(Locale.ROOT);
        int lowerFirst = text.substring(0, first).toLowerCase(Locale.ROOT).length();
        return titleCase(text.codePointAt(0)) + lower.substring(lowerFirst);
    }

    /** The method {@code title}: a letter after anything but a letter is in title case, any other in lower case. */
    static String title(String text) {
        StringBuilder out = new StringBuilder(text.length());
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.codePointCount(0, lower.length()) != text.codePointCount(0, text.length())) {
            throw TemplateException.unsupported("the method 'title' on letters whose lower case is two letters");
        }
        boolean inside = false;
        for (int i = 0, j = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            int l = lower.codePointAt(j);
            if (inside) {
                out.appendCodePoint(l);
            } else {
                out.append(titleCase(c));
            }
            inside = isCased(c);
            i += Character.charCount(c);
            j += Character.charCount(l);
        }
        return out.toString();
    }

    static String titleCase(int c) {
        int title = Character.toTitleCase(c);
        String upper = Character.toString(c).toUpperCase(Locale.ROOT);
        if (title != c || upper.codePointCount(0, upper.length()) == 1) {
            return Character.toString(title);
        }
        int first = Character.charCount(upper.codePointAt(0));
        return upper.substring(0, first) + upper.substring(first).toLowerCase(Locale.ROOT);
    }

    private static boolean isCased(int c) {
        return Character.isUpperCase(c) || Character.isLowerCase(c) || Character.isTitleCase(c);
    }

    /** The methods {@code isalpha} and so on. */
    static boolean is(String method, String text) {
        return switch (method) {
            case "isalpha" -> all(text, Character::isLetter);
            case "isdecimal" -> all(text, Character::isDigit);
            case "isdigit" -> all(text, Characters::isDigit);
            case "isalnum" -> all(text, c -> Character.isLetter(c) || isNumeric(c));
            case "isspace" -> all(text, Whitespace::isSpace);
            case "isascii" -> text.codePoints().allMatch(c -> c < 0x80);
            case "isprintable" -> text.codePoints().allMatch(PythonRepr::isPrintable);
            case "islower" ->
                text.codePoints().anyMatch(Character::isLowerCase)
                        && text.codePoints().noneMatch(c -> Character.isUpperCase(c) || Character.isTitleCase(c));
            case "isupper" ->
                text.codePoints().anyMatch(Character::isUpperCase)
                        && text.codePoints().noneMatch(c -> Character.isLowerCase(c) || Character.isTitleCase(c));
            default -> throw TemplateException.unsupported("the string method '" + method + "'");
        };
    }

    private static boolean all(String text, IntPredicate test) {
        return !text.isEmpty() && text.codePoints().allMatch(test);
    }

    private static boolean isDigit(int c) {
        if (Character.getType(c) == Character.OTHER_NUMBER) {
            throw TemplateException.unsupported("the method 'isdigit' on " + Character.toString(c));
        }
        return Character.isDigit(c);
    }

    private static boolean isNumeric(int c) {
        int type = Character.getType(c);
        return type == Character.DECIMAL_DIGIT_NUMBER
                || type == Character.LETTER_NUMBER
                || type == Character.OTHER_NUMBER;
    }
}
