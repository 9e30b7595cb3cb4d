package dev.scopestream.engine.template;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The tags macro and call. */
final class MacroParser {
    private final TokenStream stream;
    private final ExpressionParser expressions;
    private final TargetParser targets;
    private final StatementParser statements;

    MacroParser(TokenStream stream, ExpressionParser expressions, TargetParser targets, StatementParser statements) {
        this.stream = stream;
        this.expressions = expressions;
        this.targets = targets;
        this.statements = statements;
    }

    Node definition(int line) {
        String name = stream.expect(Token.Type.NAME).text();
        return new Node.MacroDefinition(signature(name, targets.parameters(true), "endmacro"), line);
    }

    Node call(int line) {
        TargetParser.Parameters parameters = targets.parameters(stream.current().isOperator("("));
        Expr call = expressions.expression();
        if (!(call instanceof Expr.Call function)) {
            throw TemplateException.syntax("expected call", line);
        }
        return new Node.CallBlock(function, signature("caller", parameters, "endcall"), line);
    }

    private Node.Signature signature(String name, TargetParser.Parameters parameters, String end) {
        Set<String> names = expressions.primary().names();
        Set<String> before = Set.copyOf(names);
        names.clear();
        List<Node> body = statements.separate(end);
        Set<String> specials = new TreeSet<>(Set.of("caller", "varargs", "kwargs"));
        specials.retainAll(names);
        names.addAll(before);
        return new Node.Signature(name, parameters.names(), parameters.defaults(), specials, body);
    }
}
