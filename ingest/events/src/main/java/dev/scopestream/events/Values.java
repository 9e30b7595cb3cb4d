package dev.scopestream.events;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Locale;

/** Single JSON values, read strictly. */
final class Values {
    private static final int QUOTED = 40;

    private Values() {}

    /** A value's kind and, if it's short, the value: for errors. */
    static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case STRING -> "the string " + quote(node.textValue());
            case NUMBER -> "the number " + node.asText();
            case BOOLEAN -> node.asText();
            case ARRAY -> "an array";
            case OBJECT -> "an object";
            default -> node.getNodeType().name().toLowerCase(Locale.ROOT);
        };
    }

    static String text(JsonNode node, String path, int min, int max) {
        if (!node.isTextual()) {
            throw new InvalidEventException(path, "must be a string, is " + kind(node));
        }
        String text = node.textValue();
        int length = text.codePointCount(0, text.length());
        if (length == 0 && min > 0) {
            throw new InvalidEventException(path, "is empty");
        }
        if (length < min || length > max) {
            throw new InvalidEventException(
                    path, "has " + length + " characters, must have from " + min + " to " + max);
        }
        int lone = loneSurrogate(text);
        if (lone >= 0) {
            throw new InvalidEventException(path, "has half a surrogate pair at character " + lone);
        }
        return text;
    }

    /**
     * A request id: 1 to {@link Limits#ID_CHARS} characters, none of them a control character (C0, DEL, C1), a separator of
     * lines or paragraphs, or a control of bidirectional text (UAX #9): ids stand in logs and on terminals.
     */
    static String id(JsonNode node, String path) {
        String id = text(node, path, 1, Limits.ID_CHARS);
        id.codePoints().filter(Values::isControl).findFirst().ifPresent(c -> {
            throw new InvalidEventException(path, "has a control character " + String.format("(U+%04X)", c));
        });
        return id;
    }

    private static boolean isControl(int c) {
        return Character.isISOControl(c)
                || c == 0x61c
                || c == 0x200e
                || c == 0x200f
                || (c >= 0x2028 && c <= 0x202e)
                || (c >= 0x2066 && c <= 0x2069);
    }

    /** A number without a fraction; {@code 3.0} and {@code 3e0} are 3, as in JSON Schema. */
    static long integer(JsonNode node, String path, long min, long max) {
        BigDecimal number = number(node, path);
        if (number.compareTo(BigDecimal.valueOf(min)) < 0 || number.compareTo(BigDecimal.valueOf(max)) > 0) {
            throw new InvalidEventException(path, "must be from " + min + " to " + max + ", is " + node.asText());
        }
        try {
            return number.longValueExact();
        } catch (ArithmeticException e) {
            throw new InvalidEventException(path, "must be a whole number, is " + node.asText(), e);
        }
    }

    static double decimal(JsonNode node, String path, double min, double max) {
        if (node.isDouble() && !Double.isFinite(node.doubleValue())) {
            throw new InvalidEventException(path, "must be finite, is " + node.asText());
        }
        double number = number(node, path).doubleValue();
        if (!(number >= min && number <= max) || Double.isInfinite(number)) {
            throw new InvalidEventException(
                    path, "must be from " + plain(min) + " to " + plain(max) + ", is " + node.asText());
        }
        return number;
    }

    static boolean flag(JsonNode node, String path) {
        if (!node.isBoolean()) {
            throw new InvalidEventException(path, "must be true or false, is " + kind(node));
        }
        return node.booleanValue();
    }

    static <E extends Enum<E> & WireEnum> E choice(JsonNode node, String path, Class<E> type) {
        if (!node.isTextual()) {
            throw new InvalidEventException(path, "must be one of " + WireEnum.list(type) + ", is " + kind(node));
        }
        return WireEnum.find(type, node.textValue())
                .orElseThrow(() -> new InvalidEventException(
                        path, quote(node.textValue()) + " is not one of " + WireEnum.list(type)));
    }

    static String quote(String text) {
        return text.length() <= QUOTED ? "'" + text + "'" : "'" + text.substring(0, QUOTED) + "...'";
    }

    private static BigDecimal number(JsonNode node, String path) {
        if (!node.isNumber()) {
            throw new InvalidEventException(path, "must be a number, is " + kind(node));
        }
        return node.decimalValue();
    }

    private static String plain(double bound) {
        return bound == Math.rint(bound) && Math.abs(bound) < 1e15
                ? Long.toString((long) bound)
                : Double.toString(bound);
    }

    private static int loneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else {
                return i;
            }
        }
        return -1;
    }
}
