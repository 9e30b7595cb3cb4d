package dev.scopestream.engine.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What follows a primary expression: attributes, subscripts, calls, filters and tests. */
final class PostfixParser {
    private static final Set<Token.Type> ARGUMENT_STARTS =
            Set.of(Token.Type.NAME, Token.Type.STRING, Token.Type.INTEGER, Token.Type.FLOAT);

    private final TokenStream stream;
    private final ExpressionParser expressions;

    PostfixParser(TokenStream stream, ExpressionParser expressions) {
        this.stream = stream;
        this.expressions = expressions;
    }

    /** Attributes, subscripts and calls. */
    Expr postfix(Expr start) {
        Expr expression = start;
        while (true) {
            if (stream.skipOperator(".")) {
                Token token = stream.next();
                if (token.type() == Token.Type.INTEGER) {
                    expression =
                            new Expr.Item(expression, new Expr.Literal(new Value.Int(PrimaryParser.integer(token))));
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
            arguments = new Expr.Args(
                    List.of(postfix(expressions.primary().primary())), List.of(), Optional.empty(), Optional.empty());
        }
        Expr test = new Expr.Test(input, name, arguments);
        return negated ? new Expr.Not(test) : test;
    }
}
