package dev.scopestream.engine.template;

import java.util.List;

/** Python's {@code find}, {@code rfind}, {@code index}, {@code rindex}, {@code count}, {@code startswith} and {@code endswith}. */
final class StringSearch {
    private StringSearch() {}

    /** @param arguments what is searched, and the range in code points */
    static Value call(Str text, String name, CallArguments.Bound arguments) {
        int length = text.length();
        int start = arguments.absent(1) ? 0 : bound(arguments.integer(1, 0), length);
        int end = arguments.absent(2) ? length : Math.min(bound(arguments.integer(2, 0), length), length);
        boolean valid = start <= end && start <= length;
        int from = text.index(Math.min(start, length));
        String range = valid ? text.text().substring(from, text.index(end)) : "";
        if (name.equals("startswith") || name.equals("endswith")) {
            return Value.Bool.of(valid && affix(range, name, arguments.value(0)));
        }
        String part = arguments.text(0).text();
        if (name.equals("count")) {
            return Value.Int.of(valid ? count(range, part) : 0);
        }
        int at = !valid ? -1 : name.startsWith("r") ? range.lastIndexOf(part) : range.indexOf(part);
        if (at < 0 && name.endsWith("index")) {
            throw TemplateException.runtime("substring not found");
        }
        return Value.Int.of(at < 0 ? -1 : start + range.codePointCount(0, at));
    }

    private static int bound(int index, int length) {
        return index < 0 ? Math.max(0, index + length) : index;
    }

    private static boolean affix(String range, String name, Value affix) {
        List<Value> options = affix instanceof Seq seq && seq.isTuple() ? seq.items() : List.of(affix);
        for (Value option : options) {
            if (!(option instanceof Str part)) {
                throw TemplateException.runtime(
                        name + " first arg must be str or a tuple of str, not " + option.type());
            }
            if (name.equals("startswith") ? range.startsWith(part.text()) : range.endsWith(part.text())) {
                return true;
            }
        }
        return false;
    }

    private static int count(String text, String part) {
        if (part.isEmpty()) {
            return text.codePointCount(0, text.length()) + 1;
        }
        int count = 0;
        for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
            count++;
        }
        return count;
    }
}
