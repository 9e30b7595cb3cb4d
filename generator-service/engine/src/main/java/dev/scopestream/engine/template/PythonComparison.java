package dev.scopestream.engine.template;

import java.math.BigDecimal;
import java.util.Iterator;
import java.util.List;

/** Python's {@code == != < <= > >= in} and {@code is}. */
final class PythonComparison {
    private PythonComparison() {}

    static boolean holds(String operator, Value left, Value right) {
        return switch (operator) {
            case "==" -> equal(left, right);
            case "!=" -> !equal(left, right);
            case "in" -> contains(right, left);
            case "not in" -> !contains(right, left);
            default -> ordered(operator, left, right);
        };
    }

    static boolean equal(Value a, Value b) {
        if (Numbers.isNumber(a) && Numbers.isNumber(b)) {
            return !isNan(a) && !isNan(b) && compareNumbers(a, b) == 0;
        }
        if (a instanceof Str left) {
            return b instanceof Str right && left.text().equals(right.text());
        }
        if (a == b) {
            return true;
        }
        if (a instanceof Seq left && b instanceof Seq right) {
            return equal(left, right);
        }
        if (a instanceof Dict left && b instanceof Dict right) {
            return left.size() == right.size()
                    && left.entries().stream().allMatch(e -> right.get(e.key())
                            .filter(value -> e.value() == value || equal(e.value(), value))
                            .isPresent());
        }
        return a instanceof Value.Undefined && b instanceof Value.Undefined;
    }

    private static boolean equal(Seq a, Seq b) {
        boolean sameType = a.kind() == b.kind() || (a.isTuple() && b.isTuple());
        if (!sameType || a.kind() == Seq.Kind.VALUES) {
            return false;
        }
        if (!a.indexed()) {
            throw TemplateException.unsupported("comparing two " + a.type());
        }
        List<Value> left = a.items();
        List<Value> right = b.items();
        if (left.size() != right.size()) {
            return false;
        }
        for (int i = 0; i < left.size(); i++) {
            if (left.get(i) != right.get(i) && !equal(left.get(i), right.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isNan(Value value) {
        return value instanceof Value.Real real && Double.isNaN(real.value());
    }

    private static int compareNumbers(Value a, Value b) {
        double x = a instanceof Value.Real real ? real.value() : 0;
        double y = b instanceof Value.Real real ? real.value() : 0;
        if (Double.isInfinite(x) || Double.isInfinite(y)) {
            return Double.compare(x, y);
        }
        return decimal(a).compareTo(decimal(b));
    }

    private static BigDecimal decimal(Value value) {
        return value instanceof Value.Real real ? new BigDecimal(real.value()) : new BigDecimal(Numbers.integer(value));
    }

    private static boolean ordered(String operator, Value a, Value b) {
        if (a instanceof Value.Undefined undefined) {
            throw undefined.fail();
        }
        if (b instanceof Value.Undefined undefined) {
            throw undefined.fail();
        }
        if ((isNan(a) && Numbers.isNumber(b)) || (isNan(b) && Numbers.isNumber(a))) {
            return false;
        }
        int order = compare(operator, a, b);
        return switch (operator) {
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            default -> order >= 0;
        };
    }

    /** Negative, zero or positive, as {@code sorted} orders them. */
    static int compare(Value a, Value b) {
        return ordered("<", a, b) ? -1 : ordered("<", b, a) ? 1 : 0;
    }

    private static int compare(String operator, Value a, Value b) {
        if (Numbers.isNumber(a) && Numbers.isNumber(b)) {
            return compareNumbers(a, b);
        }
        if (a instanceof Str left && b instanceof Str right) {
            return compareText(left.text(), right.text());
        }
        if (a instanceof Seq left && b instanceof Seq right) {
            boolean lists = left.kind() == Seq.Kind.LIST && right.kind() == Seq.Kind.LIST;
            if (lists || (left.isTuple() && right.isTuple())) {
                int common = Math.min(left.items().size(), right.items().size());
                for (int i = 0; i < common; i++) {
                    Value x = left.items().get(i);
                    Value y = right.items().get(i);
                    if (x != y && !equal(x, y)) {
                        return compare(operator, x, y);
                    }
                }
                return left.items().size() - right.items().size();
            }
        }
        throw TemplateException.runtime(
                "'" + operator + "' not supported between instances of '" + a.type() + "' and '" + b.type() + "'");
    }

    /** By code points. */
    private static int compareText(String a, String b) {
        int common = Math.min(a.length(), b.length());
        for (int i = 0; i < common; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean mixed = Character.isSurrogate(x) != Character.isSurrogate(y);
                return mixed ? (Character.isSurrogate(x) ? 1 : -1) : x - y;
            }
        }
        return a.length() - b.length();
    }

    static boolean contains(Value container, Value item) {
        if (container instanceof Str text) {
            if (!(item instanceof Str part)) {
                throw TemplateException.runtime("'in <string>' requires string as left operand, not " + item.type());
            }
            return text.text().contains(part.text());
        }
        if (container instanceof Dict dict) {
            return dict.contains(item);
        }
        Iterator<Value> items = PythonBuiltins.iterate(container);
        while (items.hasNext()) {
            Value candidate = items.next();
            if (candidate == item || equal(candidate, item)) {
                return true;
            }
        }
        return false;
    }
}
