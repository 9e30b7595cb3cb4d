package dev.scopestream.engine.template;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Names, literals and what follows them: attributes, subscripts, calls, filters and tests. */
final class PrimaryParser {
    private static final Set<Token.Type> ARGUMENT_STARTS =
            Set.of(Token.Type.NAME, Token.Type.STRING, Token.Type.INTEGER, Token.Type.FLOAT);

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

    private static BigInteger integer(Token token) {
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

    Expr postfix(Expr start) {
        Expr expression = start;
        while (true) {
            if (stream.skipOperator(".")) {
                Token token = stream.next();
                if (token.type() == Token.Type.INTEGER) {
                    expression = new Expr.Item(expression, new Expr.Literal(new Value.Int(integer(token))));
                } else if (token.type() == Token.Type.NAME) {
                    expression = new Expr.Attribute(expression, token.text());
                } else {
                    throw TemplateException.syntax("expected name or number", token.line());
                }
            } else if (stream.skipOperator("[")) {
                expression = subscript(expression);
            } else if (stream.current().isOperator("(")) {
                expression = new Expr.Call(expression, arguments());
            } else {
                return expression;
            }
        }
    }

    private Expr subscript(Expr object) {
        Optional<Expr> start =
                stream.current().isOperator(":") ? Optional.empty() : Optional.of(expressions.expression());
        if (!stream.skipOperator(":")) {
            if (stream.current().isOperator(",")) {
                List<Expr> keys = new ArrayList<>(List.of(start.orElseThrow()));
                while (stream.skipOperator(",")) {
                    keys.add(expressions.expression());
                }
                start = Optional.of(new Expr.Sequence(Seq.Kind.TUPLE, keys));
            }
            stream.expectOperator("]");
            return new Expr.Item(object, start.orElseThrow());
        }
        Optional<Expr> stop = bound();
        Optional<Expr> step = stream.skipOperator(":") ? bound() : Optional.empty();
        stream.expectOperator("]");
        return new Expr.Slice(object, start, stop, step);
    }

    private Optional<Expr> bound() {
        Token token = stream.current();
        return token.isOperator(":") || token.isOperator("]")
                ? Optional.empty()
                : Optional.of(expressions.expression());
    }

    Expr.Args arguments() {
        int line = stream.expectOperator("(").line();
        List<Expr> positional = new ArrayList<>();
        List<Expr.Keyword> keywords = new ArrayList<>();
        Optional<Expr> star = Optional.empty();
        Optional<Expr> starStar = Optional.empty();
        while (!stream.skipOperator(")")) {
            boolean valid = starStar.isEmpty();
            if (stream.skipOperator("*")) {
                valid &= star.isEmpty();
                star = Optional.of(expressions.expression());
            } else if (stream.skipOperator("**")) {
                starStar = Optional.of(expressions.expression());
            } else if (stream.current().type() == Token.Type.NAME
                    && stream.look().isOperator("=")) {
                String name = stream.next().text();
                stream.next();
                keywords.add(new Expr.Keyword(name, expressions.expression()));
            } else {
                valid &= star.isEmpty() && keywords.isEmpty();
                positional.add(expressions.expression());
            }
            if (!valid) {
                throw TemplateException.syntax("invalid syntax for function call expression", line);
            }
            if (!stream.current().isOperator(")")) {
                stream.expectOperator(",");
            }
        }
        return new Expr.Args(positional, keywords, star, starStar);
    }

    /** Filters, tests and calls of what they give. */
    Expr filters(Expr start) {
        Expr expression = start;
        while (true) {
            if (stream.skipOperator("|")) {
                expression = filter(Optional.of(expression));
            } else if (stream.skipName("is")) {
                expression = test(expression);
            } else if (stream.current().isOperator("(")) {
                expression = new Expr.Call(expression, arguments());
            } else {
                return expression;
            }
        }
    }

    /** One filter, from its name on. */
    Expr.Filter filter(Optional<Expr> input) {
        String name = dotted();
        return new Expr.Filter(input, name, stream.current().isOperator("(") ? arguments() : Expr.Args.none());
    }

    private String dotted() {
        StringBuilder name = new StringBuilder(stream.expect(Token.Type.NAME).text());
        while (stream.skipOperator(".")) {
            name.append('.').append(stream.expect(Token.Type.NAME).text());
        }
        return name.toString();
    }

    private Expr test(Expr input) {
        boolean negated = stream.skipName("not");
        String name = dotted();
        Expr.Args arguments = Expr.Args.none();
        Token token = stream.current();
        if (token.isOperator("(")) {
            arguments = arguments();
        } else if (token.isName("is")) {
            throw stream.fail("You cannot chain multiple tests with is");
        } else if ((ARGUMENT_STARTS.contains(token.type()) || token.isOperator("[") || token.isOperator("{"))
                && !token.isName("else")
                && !token.isName("or")
                && !token.isName("and")) {
            arguments = new Expr.Args(List.of(postfix(primary())), List.of(), Optional.empty(), Optional.empty());
        }
        Expr test = new Expr.Test(input, name, arguments);
        return negated ? new Expr.Not(test) : test;
    }
}
