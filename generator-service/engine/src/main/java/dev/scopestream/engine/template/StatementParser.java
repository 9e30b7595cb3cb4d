package dev.scopestream.engine.template;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Jinja2's statements. */
final class StatementParser {
    private static final int MOST_DEPTH = 100;
    /** Tags of Jinja2 that no chat template needs, or that read other files. */
    private static final Set<String> REFUSED = Set.of("include", "import", "from", "extends", "block", "autoescape");

    private final TokenStream stream;
    private final ExpressionParser expressions;
    private final TargetParser targets;
    private final AssignmentParser assignments;
    private final MacroParser macros;
    private int depth;
    private int loops;

    private StatementParser(TokenStream stream) {
        this.stream = stream;
        this.expressions = new ExpressionParser(stream);
        this.targets = new TargetParser(stream, expressions);
        this.assignments = new AssignmentParser(stream, expressions, targets, this);
        this.macros = new MacroParser(stream, expressions, targets, this);
    }

    /** A whole template. */
    static List<Node> parse(TokenStream stream) {
        StatementParser parser = new StatementParser(stream);
        List<Node> nodes = parser.body();
        if (stream.current().type() != Token.Type.EOF) {
            throw stream.fail("Encountered unknown tag '" + stream.current().text() + "'");
        }
        return nodes;
    }

    /** Statements up to a tag that ends or divides a block, whose name is then current; or up to the template's end. */
    private List<Node> body(String... ends) {
        if (++depth > MOST_DEPTH) {
            throw TemplateException.limit("statements nested more than " + MOST_DEPTH + " deep")
                    .at(stream.current().line());
        }
        List<Node> nodes = new ArrayList<>();
        while (stream.current().type() != Token.Type.EOF) {
            Token token = stream.next();
            if (token.type() == Token.Type.DATA) {
                nodes.add(new Node.Text(Str.of(token.text()), token.line()));
            } else if (token.type() == Token.Type.VARIABLE_BEGIN) {
                nodes.add(new Node.Print(expressions.tuple(true, false, ""), token.line()));
                stream.expect(Token.Type.VARIABLE_END);
            } else if (Arrays.stream(ends).anyMatch(stream.current()::isName)) {
                break;
            } else {
                statement(nodes);
                stream.expect(Token.Type.BLOCK_END);
            }
        }
        depth--;
        return nodes;
    }

    /** The body of a tag: from the end of its opening block to one of {@code ends}, whose name is then current. */
    private List<Node> block(String... ends) {
        stream.skipOperator(":");
        stream.expect(Token.Type.BLOCK_END);
        List<Node> nodes = body(ends);
        if (stream.current().type() == Token.Type.EOF) {
            throw stream.fail("Unexpected end of template. Jinja was looking for the following tags: "
                    + String.join(" or ", ends));
        }
        return nodes;
    }

    /** As {@link #block}, past the ending tag's name. */
    List<Node> closed(String end) {
        List<Node> nodes = block(end);
        stream.next();
        return nodes;
    }

    /** As {@link #closed}, for a body that becomes a function: it can't break a loop around it. */
    List<Node> separate(String end) {
        int outside = loops;
        loops = 0;
        List<Node> nodes = closed(end);
        loops = outside;
        return nodes;
    }

    private void statement(List<Node> nodes) {
        Token tag = stream.expect(Token.Type.NAME);
        int line = tag.line();
        switch (tag.text()) {
            case "if" -> nodes.add(condition(line));
            case "for" -> nodes.add(loop(line));
            case "set" -> nodes.add(assignments.set(line));
            case "with" -> nodes.add(assignments.with(line));
            case "macro" -> nodes.add(macros.definition(line));
            case "call" -> nodes.add(macros.call(line));
            case "filter" -> nodes.add(assignments.filterBlock(line));
            case "generation" -> nodes.add(new Node.Generation(separate("endgeneration"), line));
            case "print" -> print(nodes, line);
            case "break", "continue" -> {
                if (loops == 0) {
                    throw TemplateException.syntax("'" + tag.text() + "' outside of a loop", line);
                }
                nodes.add(tag.text().equals("break") ? new Node.Break(line) : new Node.Continue(line));
            }
            default -> {
                if (REFUSED.contains(tag.text())) {
                    throw TemplateException.unsupported("the tag '" + tag.text() + "'")
                            .at(line);
                }
                throw TemplateException.syntax("Encountered unknown tag '" + tag.text() + "'", line);
            }
        }
    }

    private void print(List<Node> nodes, int line) {
        boolean first = true;
        while (stream.current().type() != Token.Type.BLOCK_END) {
            if (!first) {
                stream.expectOperator(",");
            }
            first = false;
            nodes.add(new Node.Print(expressions.expression(), line));
        }
    }

    private Node condition(int line) {
        List<Node.Branch> branches = new ArrayList<>();
        List<Node> otherwise = List.of();
        while (true) {
            Expr test = expressions.tuple(false, false, "");
            branches.add(new Node.Branch(test, block("elif", "else", "endif")));
            String end = stream.next().text();
            if (end.equals("elif")) {
                continue;
            }
            if (end.equals("else")) {
                otherwise = closed("endif");
            }
            return new Node.If(branches, otherwise, line);
        }
    }

    private Node loop(int line) {
        Node.Target target = targets.target("in", false);
        stream.expectName("in");
        Expr items = expressions.tuple(false, false, "recursive");
        Optional<Expr> condition = stream.skipName("if") ? Optional.of(expressions.expression()) : Optional.empty();
        boolean recursive = stream.skipName("recursive");
        loops++;
        List<Node> body = block("endfor", "else");
        loops--;
        List<Node> otherwise = stream.next().text().equals("else") ? closed("endfor") : List.of();
        return new Node.For(target, items, condition, recursive, body, otherwise, line);
    }
}
