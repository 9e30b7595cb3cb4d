package dev.scopestream.engine.template;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Python's {@code datetime.strftime} in the C locale, with glibc's {@code -} for no padding. */
final class Strftime {
    private Strftime() {}

    static String format(String format, ZonedDateTime time) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            if (c != '%' || i + 1 >= format.length()) {
                out.append(c);
                continue;
            }
            boolean plain = format.charAt(i + 1) == '-' && i + 2 < format.length();
            i += plain ? 2 : 1;
            String field = field(format.charAt(i), time);
            out.append(plain ? unpadded(field) : field);
        }
        return out.toString();
    }

    private static String unpadded(String field) {
        int at = 0;
        while (at < field.length() - 1 && (field.charAt(at) == '0' || field.charAt(at) == ' ')) {
            at++;
        }
        return field.substring(at);
    }

    private static String field(char conversion, ZonedDateTime time) {
        return switch (conversion) {
            case '%' -> "%";
            case 'n' -> "\n";
            case 't' -> "\t";
            case 'd' -> text(time, "dd");
            case 'e' -> String.format(Locale.ROOT, "%2d", time.getDayOfMonth());
            case 'm' -> text(time, "MM");
            case 'B' -> text(time, "MMMM");
            case 'b', 'h' -> text(time, "MMM");
            case 'Y' -> String.valueOf(time.getYear());
            case 'y' -> text(time, "yy");
            case 'A' -> text(time, "EEEE");
            case 'a' -> text(time, "EEE");
            case 'j' -> text(time, "DDD");
            case 'H' -> text(time, "HH");
            case 'I' -> text(time, "hh");
            case 'M' -> text(time, "mm");
            case 'S' -> text(time, "ss");
            case 'f' -> text(time, "SSSSSS");
            case 'p' -> text(time, "a").toUpperCase(Locale.ROOT);
            case 'F' -> text(time, "yyyy-MM-dd");
            case 'D' -> text(time, "MM/dd/yy");
            case 'T' -> text(time, "HH:mm:ss");
            case 'R' -> text(time, "HH:mm");
            case 'u' -> String.valueOf(time.getDayOfWeek().getValue());
            case 'w' -> String.valueOf(time.getDayOfWeek().getValue() % 7);
            // Python's datetime.now() has no zone
            case 'Z', 'z' -> "";
            default -> throw TemplateException.unsupported("the date format '%" + conversion + "'");
        };
    }

    private static String text(ZonedDateTime time, String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.US).format(time);
    }
}
