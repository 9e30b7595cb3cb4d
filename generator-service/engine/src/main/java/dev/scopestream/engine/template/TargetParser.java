package dev.scopestream.engine.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What statements assign to, and the parameters of macros. */
final class TargetParser {
    private static final Set<String> CONSTANTS = Set.of("true", "True", "false", "False", "none", "None");

    private final TokenStream stream;
    private final ExpressionParser expressions;

    TargetParser(TokenStream stream, ExpressionParser expressions) {
        this.stream = stream;
        this.expressions = expressions;
    }

    /** Names and the defaults of the last ones. */
    record Parameters(List<String> names, List<Expr> defaults) {}

    /**
     * A name, or several with commas.
     *
     * @param end a name that ends it
     * @param namespaces whether {@code namespace.attribute} is allowed, too
     */
    Node.Target target(String end, boolean namespaces) {
        List<Node.Target> targets = new ArrayList<>();
        boolean comma = false;
        while (!ends(end)) {
            targets.add(single(namespaces));
            if (!stream.skipOperator(",")) {
                break;
            }
            comma = true;
        }
        if (targets.isEmpty()) {
            throw stream.fail("Expected an expression, got '" + stream.current().describe() + "'");
        }
        return comma ? new Node.TupleTarget(targets) : targets.get(0);
    }

    private boolean ends(String end) {
        Token token = stream.current();
        return token.type() == Token.Type.BLOCK_END
                || token.isOperator(")")
                || token.isOperator("=")
                || token.isName(end);
    }

    private Node.Target single(boolean namespaces) {
        if (stream.skipOperator("(")) {
            Node.Target inner = target("", false);
            stream.expectOperator(")");
            return inner;
        }
        String name = name();
        if (namespaces && stream.skipOperator(".")) {
            return new Node.NamespaceTarget(name, stream.expect(Token.Type.NAME).text());
        }
        return new Node.NameTarget(name);
    }

    private String name() {
        Token token = stream.expect(Token.Type.NAME);
        if (CONSTANTS.contains(token.text())) {
            throw TemplateException.syntax("can't assign to '" + token.text() + "'", token.line());
        }
        return token.text();
    }

    /** @param present whether there are parentheses with parameters; if not, there are none */
    Parameters parameters(boolean present) {
        List<String> names = new ArrayList<>();
        List<Expr> defaults = new ArrayList<>();
        if (present) {
            stream.expectOperator("(");
            while (!stream.skipOperator(")")) {
                if (!names.isEmpty()) {
                    stream.expectOperator(",");
                }
                names.add(name());
                if (stream.skipOperator("=")) {
                    defaults.add(expressions.expression());
                } else if (!defaults.isEmpty()) {
                    throw stream.fail("non-default argument follows default argument");
                }
            }
        }
        return new Parameters(names, defaults);
    }
}
