package dev.scopestream.engine.template;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Names, literals and collections. */
final class PrimaryParser {
    private final TokenStream stream;
    private final ExpressionParser expressions;
    private final Set<String> names = new HashSet<>();

    PrimaryParser(TokenStream stream, ExpressionParser expressions) {
        this.stream = stream;
        this.expressions = expressions;
    }

    /** Names of variables that were read so far; the caller may take them away. */
    Set<String> names() {
        return names;
    }

    Expr primary() {
        Token token = stream.next();
        return switch (token.type()) {
            case NAME -> name(token.text());
            case STRING -> new Expr.Literal(string(token));
            case INTEGER -> new Expr.Literal(new Value.Int(integer(token)));
            case FLOAT ->
                new Expr.Literal(new Value.Real(Double.parseDouble(token.text().replace("_", ""))));
            default -> {
                if (token.isOperator("(")) {
                    Expr tuple = expressions.tuple(true, true, "");
                    stream.expectOperator(")");
                    yield tuple;
                }
                if (token.isOperator("[")) {
                    yield new Expr.Sequence(Seq.Kind.LIST, list());
                }
                if (token.isOperator("{")) {
                    yield new Expr.Pairs(pairs());
                }
                throw TemplateException.syntax("unexpected '" + token.describe() + "'", token.line());
            }
        };
    }

    private Expr name(String name) {
        return switch (name) {
            case "true", "True" -> new Expr.Literal(Value.Bool.TRUE);
            case "false", "False" -> new Expr.Literal(Value.Bool.FALSE);
            case "none", "None" -> new Expr.Literal(Value.None.NONE);
            default -> {
                names.add(name);
                yield new Expr.Name(name);
            }
        };
    }

    private Str string(Token first) {
        StringBuilder text = new StringBuilder(first.text());
        while (stream.current().type() == Token.Type.STRING) {
            text.append(stream.next().text());
        }
        return Str.of(text.toString());
    }

    static BigInteger integer(Token token) {
        String digits = token.text().replace("_", "").toLowerCase(Locale.ROOT);
        if (digits.length() > 4300) {
            throw TemplateException.limit("an integer of more than 4300 digits").at(token.line());
        }
        int radix = digits.startsWith("0x") ? 16 : digits.startsWith("0o") ? 8 : digits.startsWith("0b") ? 2 : 10;
        return new BigInteger(radix == 10 ? digits : digits.substring(2), radix);
    }

    private List<Expr> list() {
        List<Expr> items = new ArrayList<>();
        while (!stream.skipOperator("]")) {
            items.add(expressions.expression());
            if (!stream.skipOperator(",") && !stream.current().isOperator("]")) {
                stream.expectOperator(",");
            }
        }
        return items;
    }

    private List<Expr.Pair> pairs() {
        List<Expr.Pair> pairs = new ArrayList<>();
        while (!stream.skipOperator("}")) {
            Expr key = expressions.expression();
            stream.expectOperator(":");
            pairs.add(new Expr.Pair(key, expressions.expression()));
            if (!stream.skipOperator(",") && !stream.current().isOperator("}")) {
                stream.expectOperator(",");
            }
        }
        return pairs;
    }
}
