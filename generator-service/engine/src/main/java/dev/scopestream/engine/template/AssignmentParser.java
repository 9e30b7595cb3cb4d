package dev.scopestream.engine.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The tags set, with and filter. */
final class AssignmentParser {
    private final TokenStream stream;
    private final ExpressionParser expressions;
    private final TargetParser targets;
    private final StatementParser statements;

    AssignmentParser(
            TokenStream stream, ExpressionParser expressions, TargetParser targets, StatementParser statements) {
        this.stream = stream;
        this.expressions = expressions;
        this.targets = targets;
        this.statements = statements;
    }

    Node set(int line) {
        Node.Target target = targets.target("", true);
        if (stream.skipOperator("=")) {
            return new Node.Assign(target, expressions.tuple(true, false, ""), line);
        }
        Optional<Expr> filter = stream.skipOperator("|") ? Optional.of(filters()) : Optional.empty();
        return new Node.AssignBlock(target, filter, statements.closed("endset"), line);
    }

    Node with(int line) {
        List<Node.Target> names = new ArrayList<>();
        List<Expr> values = new ArrayList<>();
        while (stream.current().type() != Token.Type.BLOCK_END) {
            if (!names.isEmpty()) {
                stream.expectOperator(",");
            }
            names.add(targets.target("", false));
            stream.expectOperator("=");
            values.add(expressions.expression());
        }
        return new Node.With(names, values, statements.closed("endwith"), line);
    }

    Node filterBlock(int line) {
        Expr filter = filters();
        return new Node.FilterBlock(filter, statements.closed("endfilter"), line);
    }

    private Expr filters() {
        Expr filter = expressions.postfix().filter(Optional.empty());
        while (stream.skipOperator("|")) {
            filter = expressions.postfix().filter(Optional.of(filter));
        }
        return filter;
    }
}
