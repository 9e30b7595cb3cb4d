package dev.scopestream.engine.template;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** Python's operators {@code + - * / // % **} on all types. */
final class Operators {
    private Operators() {}

    static Value binary(String operator, Value left, Value right) {
        if (operator.equals("%") && left instanceof Str format) {
            return PercentFormat.format(format, right);
        }
        if (left instanceof Value.Undefined undefined) {
            throw undefined.fail();
        }
        if (right instanceof Value.Undefined undefined) {
            throw undefined.fail();
        }
        if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
            return Numbers.calculate(operator, left, right);
        }
        if (operator.equals("+")) {
            if (left instanceof Str a && right instanceof Str b) {
                return add(a, b);
            }
            if (left instanceof Seq a && right instanceof Seq b && addable(a, b)) {
                List<Value> items = new ArrayList<>(a.items());
                items.addAll(b.items());
                return Seq.of(a.kind() == Seq.Kind.GROUP ? Seq.Kind.TUPLE : a.kind(), items);
            }
        }
        if (operator.equals("*")) {
            if (repeatable(left) && Numbers.isInteger(right)) {
                return repeat(left, Numbers.integer(right));
            }
            if (repeatable(right) && Numbers.isInteger(left)) {
                return repeat(right, Numbers.integer(left));
            }
        }
        if (operator.equals("-") && setLike(left) && setLike(right)) {
            throw TemplateException.unsupported("a set");
        }
        throw TemplateException.runtime(
                "unsupported operand type(s) for " + operator + ": '" + left.type() + "' and '" + right.type() + "'");
    }

    static Value sign(boolean negative, Value operand) {
        if (operand instanceof Value.Undefined undefined) {
            throw undefined.fail();
        }
        if (operand instanceof Value.Real real) {
            return negative ? new Value.Real(-real.value()) : real;
        }
        if (Numbers.isInteger(operand)) {
            BigInteger value = Numbers.integer(operand);
            return new Value.Int(negative ? value.negate() : value);
        }
        throw TemplateException.runtime(
                "bad operand type for unary " + (negative ? "-" : "+") + ": '" + operand.type() + "'");
    }

    private static Str add(Str a, Str b) {
        Str.Builder out = new Str.Builder();
        boolean markup = a.markup() || b.markup();
        out.append(markup && !a.markup() ? escape(a) : a).append(markup && !b.markup() ? escape(b) : b);
        return out.build().asMarkup(markup);
    }

    /** With HTML's entities for {@code & < > " '}; text that is {@code Markup} already stays. */
    static Str escape(Str text) {
        if (text.markup()) {
            return text;
        }
        String escaped = text.text()
                .replace("&", "&amp;")
                .replace(">", "&gt;")
                .replace("<", "&lt;")
                .replace("'", "&#39;")
                .replace("\"", "&#34;");
        Str result = escaped.equals(text.text()) ? text : text.with(escaped);
        return result.asMarkup(true);
    }

    private static boolean addable(Seq a, Seq b) {
        return (a.kind() == Seq.Kind.LIST && b.kind() == Seq.Kind.LIST) || (a.isTuple() && b.isTuple());
    }

    private static boolean setLike(Value value) {
        return value instanceof Seq seq && (seq.kind() == Seq.Kind.KEYS || seq.kind() == Seq.Kind.ITEMS);
    }

    private static boolean repeatable(Value value) {
        return value instanceof Str || (value instanceof Seq seq && (seq.kind() == Seq.Kind.LIST || seq.isTuple()));
    }

    private static Value repeat(Value value, BigInteger times) {
        int size = value instanceof Str text
                ? text.text().length()
                : ((Seq) value).items().size();
        if (times.signum() > 0 && times.multiply(BigInteger.valueOf(size)).bitLength() > 24) {
            throw TemplateException.limit("a repetition of more than " + (1 << 24) + " elements");
        }
        int count = size == 0 ? 0 : Math.max(0, times.signum() < 0 ? 0 : times.intValue());
        if (value instanceof Str text) {
            Str.Builder out = new Str.Builder();
            for (int i = 0; i < count; i++) {
                out.append(text);
            }
            return out.build().asMarkup(text.markup());
        }
        Seq seq = (Seq) value;
        if (seq.weight() * Math.max(1L, count) > Seq.MOST_WEIGHT) {
            throw TemplateException.limit("a collection of more than " + Seq.MOST_WEIGHT + " elements");
        }
        List<Value> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            items.addAll(seq.items());
        }
        return Seq.of(seq.isTuple() ? Seq.Kind.TUPLE : seq.kind(), items);
    }
}
