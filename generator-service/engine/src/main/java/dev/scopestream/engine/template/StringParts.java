package dev.scopestream.engine.template;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Taking strings apart and putting them together, with the marks of what is input. */
final class StringParts {
    private StringParts() {}

    static Str strip(Str text, boolean left, boolean right) {
        int from = left ? Whitespace.skip(text.text(), 0) : 0;
        int to = right
                ? Whitespace.skipBack(text.text(), text.text().length())
                : text.text().length();
        return text.substring(Math.min(from, to), to);
    }

    /** Strips the characters of a set. */
    static Str strip(Str text, String set, boolean left, boolean right) {
        String s = text.text();
        int from = 0;
        int to = s.length();
        while (left && from < to && set.indexOf(s.codePointAt(from)) >= 0) {
            from += Character.charCount(s.codePointAt(from));
        }
        while (right && to > from && set.indexOf(s.codePointBefore(to)) >= 0) {
            to -= Character.charCount(s.codePointBefore(to));
        }
        return text.substring(from, to);
    }

    /** Split at white space, {@code most} times; negative: as often as there is any. */
    static List<Value> words(Str text, int most, boolean fromRight) {
        String s = text.text();
        List<Value> words = new ArrayList<>();
        if (fromRight) {
            int to = Whitespace.skipBack(s, s.length());
            while (to > 0) {
                int from = to;
                boolean last = most >= 0 && words.size() >= most;
                while (from > 0 && (last || !Whitespace.isSpace(s.charAt(from - 1)))) {
                    from--;
                }
                words.add(text.substring(from, to));
                to = Whitespace.skipBack(s, from);
            }
            Collections.reverse(words);
            return words;
        }
        int from = Whitespace.skip(s, 0);
        while (from < s.length()) {
            int to = from;
            boolean last = most >= 0 && words.size() >= most;
            while (to < s.length() && (last || !Whitespace.isSpace(s.charAt(to)))) {
                to++;
            }
            words.add(text.substring(from, to));
            from = Whitespace.skip(s, to);
        }
        return words;
    }

    /** Split at a separator, {@code most} times; negative: as often as there is one. */
    static List<Value> split(Str text, Str separator, int most, boolean fromRight) {
        String s = text.text();
        int length = separator.text().length();
        if (length == 0) {
            throw TemplateException.runtime("empty separator");
        }
        List<Value> parts = new ArrayList<>();
        if (fromRight) {
            int to = s.length();
            int at = s.lastIndexOf(separator.text(), to - length);
            while (at >= 0 && (most < 0 || parts.size() < most)) {
                parts.add(text.substring(at + length, to));
                to = at;
                at = s.lastIndexOf(separator.text(), to - length);
            }
            parts.add(text.substring(0, to));
            Collections.reverse(parts);
            return parts;
        }
        int from = 0;
        int at = s.indexOf(separator.text());
        while (at >= 0 && (most < 0 || parts.size() < most)) {
            parts.add(text.substring(from, at));
            from = at + length;
            at = s.indexOf(separator.text(), from);
        }
        parts.add(text.substring(from, s.length()));
        return parts;
    }

    static Seq lines(Str text, boolean keepEnds) {
        String s = text.text();
        List<Value> lines = new ArrayList<>();
        int from = 0;
        while (from < s.length()) {
            int end = from;
            while (end < s.length() && !Whitespace.isLineEnd(s.charAt(end))) {
                end++;
            }
            int next = end < s.length() ? end + (s.startsWith("\r\n", end) ? 2 : 1) : end;
            lines.add(text.substring(from, keepEnds ? next : end));
            from = next;
        }
        return Seq.list(lines);
    }

    static Seq partition(Str text, Str separator, boolean last) {
        if (separator.text().isEmpty()) {
            throw TemplateException.runtime("empty separator");
        }
        String s = text.text();
        int at = last ? s.lastIndexOf(separator.text()) : s.indexOf(separator.text());
        if (at < 0) {
            return last ? Seq.tuple(Str.EMPTY, Str.EMPTY, text) : Seq.tuple(text, Str.EMPTY, Str.EMPTY);
        }
        int after = at + separator.text().length();
        return Seq.tuple(text.substring(0, at), text.substring(at, after), text.substring(after, s.length()));
    }

    /** With the first {@code most} occurrences replaced; negative: all. */
    static Str replace(Str text, Str old, Str replacement, int most) {
        String s = text.text();
        Str.Builder out = new Str.Builder();
        int length = old.text().length();
        int from = 0;
        int at = s.indexOf(old.text());
        for (int count = 0; at >= 0 && (most < 0 || count < most); count++) {
            out.append(text, from, at).append(replacement);
            from = at + length;
            if (length > 0) {
                at = s.indexOf(old.text(), from);
            } else {
                // an empty string is found before every character and at the end
                at = at < s.length() ? s.offsetByCodePoints(at, 1) : -1;
            }
        }
        return out.append(text, from, s.length()).build();
    }

    static Str join(Str separator, List<Value> items) {
        Str.Builder out = new Str.Builder();
        boolean first = true;
        for (Value item : items) {
            if (!first) {
                out.append(separator);
            }
            first = false;
            out.append(PythonRepr.str(item));
        }
        return out.build();
    }
}
