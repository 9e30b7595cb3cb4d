package dev.scopestream.engine.text;

import com.hubspot.jinjava.objects.collections.PyList;
import java.beans.FeatureDescriptor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import jinjava.javax.el.ELContext;
import jinjava.javax.el.ELResolver;

/**
 * Python's string methods and indices for templates, in the place of Java's methods of the same names, which do other
 * things ({@code split} by a pattern, for one).
 */
final class PythonStrings extends ELResolver {
    /** Longest string that a method may make. */
    static final int LONGEST = 16 << 20;

    @Override
    public Object invoke(ELContext context, Object base, Object method, Class<?>[] types, Object[] arguments) {
        if (!(base instanceof String text)) {
            return null;
        }
        context.setPropertyResolved(true);
        return call(text, String.valueOf(method), arguments == null ? new Object[0] : arguments);
    }

    private static Object call(String text, String method, Object[] a) {
        return switch (method + "/" + a.length) {
            case "strip/0" -> text.strip();
            case "lstrip/0" -> text.stripLeading();
            case "rstrip/0" -> text.stripTrailing();
            case "strip/1" -> strip(text, string(a[0]), true, true);
            case "lstrip/1" -> strip(text, string(a[0]), true, false);
            case "rstrip/1" -> strip(text, string(a[0]), false, true);
            case "split/0" ->
                new PyList(new ArrayList<>(
                        text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"))));
            case "split/1" -> split(text, string(a[0]), Integer.MAX_VALUE);
            case "split/2" -> split(text, string(a[0]), ((Number) a[1]).intValue());
            case "startswith/1" -> text.startsWith(string(a[0]));
            case "endswith/1" -> text.endsWith(string(a[0]));
            case "lower/0" -> text.toLowerCase(Locale.ROOT);
            case "upper/0" -> text.toUpperCase(Locale.ROOT);
            case "title/0" -> title(text);
            case "capitalize/0" ->
                text.isEmpty()
                        ? text
                        : text.substring(0, 1).toUpperCase(Locale.ROOT)
                                + text.substring(1).toLowerCase(Locale.ROOT);
            case "find/1" -> (long) text.indexOf(string(a[0]));
            case "count/1" ->
                (long) (split(text, string(a[0]), Integer.MAX_VALUE).size() - 1);
            case "replace/2" -> replace(text, string(a[0]), string(a[1]));
            case "isdigit/0" -> !text.isEmpty() && text.chars().allMatch(Character::isDigit);
            default ->
                throw new TemplateFunctions.Unsupported(
                        "the string method '" + method + "' with " + a.length + " arguments");
        };
    }

    static String replace(String text, String from, String to) {
        if (from.isEmpty()) {
            throw new TemplateFunctions.Unsupported("replacing the empty string");
        }
        long count = split(text, from, Integer.MAX_VALUE).size() - 1L;
        if (text.length() + count * (to.length() - from.length()) > LONGEST) {
            throw new TemplateFunctions.Unsupported("a string of more than " + LONGEST + " characters");
        }
        return text.replace(from, to);
    }

    private static PyList split(String text, String separator, int most) {
        if (separator.isEmpty()) {
            throw new TemplateFunctions.Unsupported("splitting at the empty string");
        }
        List<Object> parts = new ArrayList<>();
        int from = 0;
        for (int at = text.indexOf(separator);
                at >= 0 && (most < 0 || parts.size() < most);
                at = text.indexOf(separator, from)) {
            parts.add(text.substring(from, at));
            from = at + separator.length();
        }
        parts.add(text.substring(from));
        return new PyList(parts);
    }

    private static String strip(String text, String characters, boolean left, boolean right) {
        int from = 0;
        int to = text.length();
        while (left && from < to && characters.indexOf(text.charAt(from)) >= 0) {
            from++;
        }
        while (right && to > from && characters.indexOf(text.charAt(to - 1)) >= 0) {
            to--;
        }
        return text.substring(from, to);
    }

    private static String title(String text) {
        StringBuilder result = new StringBuilder(text.length());
        boolean inside = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            result.append(inside ? Character.toLowerCase(c) : Character.toUpperCase(c));
            inside = Character.isLetter(c);
        }
        return result.toString();
    }

    private static String string(Object argument) {
        if (argument instanceof String text) {
            return text;
        }
        throw new TemplateFunctions.Unsupported("a string method with an argument that is no string");
    }

    @Override
    public Object getValue(ELContext context, Object base, Object property) {
        if (!(base instanceof String text) || !(property instanceof Number index)) {
            return null;
        }
        context.setPropertyResolved(true);
        int at = index.intValue() < 0 ? text.length() + index.intValue() : index.intValue();
        return at >= 0 && at < text.length() ? text.substring(at, at + 1) : null;
    }

    @Override
    public Class<?> getCommonPropertyType(ELContext context, Object base) {
        return Object.class;
    }

    @Override
    public Iterator<FeatureDescriptor> getFeatureDescriptors(ELContext context, Object base) {
        return Collections.emptyIterator();
    }

    @Override
    public Class<?> getType(ELContext context, Object base, Object property) {
        return null;
    }

    @Override
    public boolean isReadOnly(ELContext context, Object base, Object property) {
        return true;
    }

    @Override
    public void setValue(ELContext context, Object base, Object property, Object value) {
        // left unresolved: strings have nothing to set
    }
}
