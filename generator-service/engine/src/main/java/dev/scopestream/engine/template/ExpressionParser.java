package dev.scopestream.engine.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Jinja2's expressions from the conditional down to the sign, one method a level of precedence, loosest first. */
final class ExpressionParser {
    private static final int MOST_DEPTH = 100;
    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");
    private static final Set<String> PRODUCTS = Set.of("*", "/", "//", "%");

    private final TokenStream stream;
    private final PrimaryParser primary;
    private final PostfixParser postfix;
    private int depth;

    ExpressionParser(TokenStream stream) {
        this.stream = stream;
        this.primary = new PrimaryParser(stream, this);
        this.postfix = new PostfixParser(stream, this);
    }

    PrimaryParser primary() {
        return primary;
    }

    PostfixParser postfix() {
        return postfix;
    }

    Expr expression() {
        return nested(this::conditional);
    }

    /** An expression, or a tuple of several with commas between them. */
    Expr tuple(boolean withConditional, boolean parentheses, String end) {
        List<Expr> items = new ArrayList<>();
        boolean comma = false;
        while (!tupleEnds(end)) {
            items.add(withConditional ? expression() : nested(this::or));
            if (!stream.skipOperator(",")) {
                break;
            }
            comma = true;
        }
        if (!comma && items.size() == 1) {
            return items.get(0);
        }
        if (!comma && !parentheses) {
            throw stream.fail("Expected an expression, got '" + stream.current().describe() + "'");
        }
        return new Expr.Sequence(Seq.Kind.TUPLE, items);
    }

    private boolean tupleEnds(String end) {
        Token token = stream.current();
        return token.type() == Token.Type.VARIABLE_END
                || token.type() == Token.Type.BLOCK_END
                || token.isOperator(")")
                || token.isName(end);
    }

    private <T> T nested(Supplier<T> parser) {
        if (++depth > MOST_DEPTH) {
            throw TemplateException.limit("an expression nested more than " + MOST_DEPTH + " deep")
                    .at(stream.current().line());
        }
        T result = parser.get();
        depth--;
        return result;
    }

    private Expr conditional() {
        Expr then = or();
        while (stream.skipName("if")) {
            Expr condition = or();
            Optional<Expr> otherwise = stream.skipName("else") ? Optional.of(expression()) : Optional.empty();
            then = new Expr.Conditional(condition, then, otherwise);
        }
        return then;
    }

    private Expr or() {
        Expr left = and();
        while (stream.skipName("or")) {
            left = new Expr.Or(left, and());
        }
        return left;
    }

    private Expr and() {
        Expr left = not();
        while (stream.skipName("and")) {
            left = new Expr.And(left, not());
        }
        return left;
    }

    private Expr not() {
        return stream.skipName("not") ? new Expr.Not(nested(this::not)) : compare();
    }

    private Expr compare() {
        Expr first = sum();
        List<Expr.Operand> rest = new ArrayList<>();
        while (true) {
            Token token = stream.current();
            if (token.type() == Token.Type.OPERATOR && COMPARISONS.contains(token.text())) {
                stream.next();
                rest.add(new Expr.Operand(token.text(), sum()));
            } else if (stream.skipName("in")) {
                rest.add(new Expr.Operand("in", sum()));
            } else if (token.isName("not") && stream.look().isName("in")) {
                stream.next();
                stream.next();
                rest.add(new Expr.Operand("not in", sum()));
            } else {
                return rest.isEmpty() ? first : new Expr.Compare(first, rest);
            }
        }
    }

    private Expr sum() {
        Expr left = concat();
        while (stream.current().isOperator("+") || stream.current().isOperator("-")) {
            left = new Expr.Binary(stream.next().text(), left, concat());
        }
        return left;
    }

    private Expr concat() {
        Expr first = product();
        if (!stream.current().isOperator("~")) {
            return first;
        }
        List<Expr> parts = new ArrayList<>(List.of(first));
        while (stream.skipOperator("~")) {
            parts.add(product());
        }
        return new Expr.Concat(parts);
    }

    private Expr product() {
        Expr left = power();
        while (stream.current().type() == Token.Type.OPERATOR
                && PRODUCTS.contains(stream.current().text())) {
            left = new Expr.Binary(stream.next().text(), left, power());
        }
        return left;
    }

    private Expr power() {
        Expr left = unary(true);
        while (stream.skipOperator("**")) {
            left = new Expr.Binary("**", left, unary(true));
        }
        return left;
    }

    /** A sign binds looser than a call, and tighter than a filter: {@code -x | abs} is {@code (-x) | abs}. */
    private Expr unary(boolean withFilters) {
        Expr expression;
        if (stream.current().isOperator("-") || stream.current().isOperator("+")) {
            boolean negative = stream.next().isOperator("-");
            expression = new Expr.Sign(negative, nested(() -> unary(false)));
        } else {
            expression = primary.primary();
        }
        expression = postfix.postfix(expression);
        return withFilters ? postfix.filters(expression) : expression;
    }
}
