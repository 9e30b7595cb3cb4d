package dev.scopestream.engine.template;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** Finds what is undefined at the beginning of each body of a template: names that it sets, and that blocks in it read before. */
final class ScopeAnalysis {
    private final IdentityHashMap<List<Node>, Set<String>> undefined = new IdentityHashMap<>();
    private final List<Runnable> inner = new ArrayList<>();

    private ScopeAnalysis() {}

    /** Names by body; a body that isn't there has none. */
    static IdentityHashMap<List<Node>, Set<String>> undefined(List<Node> template) {
        ScopeAnalysis analysis = new ScopeAnalysis();
        analysis.frame(null, List.of(), List.of(), template);
        return analysis.undefined;
    }

    /** @param before expressions that are evaluated at the body's level, before it */
    private void frame(FrameNames around, List<Node.Target> parameters, List<Expr> before, List<Node> body) {
        List<Runnable> outside = new ArrayList<>(inner);
        inner.clear();
        FrameNames names = FrameNames.in(around);
        parameters.forEach(target -> parameter(target, names));
        before.forEach(expression -> read(expression, names));
        visit(body, names);
        if (!names.undefined().isEmpty()) {
            undefined.put(body, names.undefined());
        }
        List<Runnable> blocks = new ArrayList<>(inner);
        inner.clear();
        blocks.forEach(Runnable::run);
        inner.addAll(outside);
    }

    private void visit(List<Node> nodes, FrameNames names) {
        nodes.forEach(node -> visit(node, names));
    }

    private void visit(Node node, FrameNames names) {
        if (node instanceof Node.Print print) {
            read(print.value(), names);
        } else if (node instanceof Node.If condition) {
            condition(condition, names);
        } else if (node instanceof Node.For loop) {
            read(loop.items(), names);
            List<Node.Target> parameters = List.of(new Node.NameTarget("loop"), loop.target());
            later(names, parameters, List.of(), loop.body());
            later(names, List.of(), List.of(), loop.otherwise());
        } else if (node instanceof Node.Assign assign) {
            read(assign.value(), names);
            set(assign.target(), names);
        } else if (node instanceof Node.AssignBlock block) {
            set(block.target(), names);
            later(names, List.of(), List.of(), block.body());
        } else if (node instanceof Node.MacroDefinition macro) {
            names.set(macro.signature().name());
            function(macro.signature(), names);
        } else if (node instanceof Node.CallBlock block) {
            read(block.call(), names);
            function(block.caller(), names);
        } else if (node instanceof Node.FilterBlock block) {
            read(block.filter(), names);
            later(names, List.of(), List.of(), block.body());
        } else if (node instanceof Node.With with) {
            with.values().forEach(value -> read(value, names));
            later(names, with.targets(), List.of(), with.body());
        } else if (node instanceof Node.Generation generation) {
            later(names, List.of(), List.of(), generation.body());
        }
    }

    private void later(FrameNames around, List<Node.Target> parameters, List<Expr> before, List<Node> body) {
        inner.add(() -> frame(around, parameters, before, body));
    }

    private void function(Node.Signature signature, FrameNames around) {
        List<Node.Target> parameters = new ArrayList<>();
        signature.parameters().forEach(name -> parameters.add(new Node.NameTarget(name)));
        signature.specials().forEach(name -> parameters.add(new Node.NameTarget(name)));
        later(around, parameters, signature.defaults(), signature.body());
    }

    /** Jinja2 has three branches: if, all elifs together, else. */
    private void condition(Node.If condition, FrameNames names) {
        Node.Branch first = condition.branches().get(0);
        List<Node.Branch> others =
                condition.branches().subList(1, condition.branches().size());
        read(first.condition(), names);
        names.branches(List.of(
                branch -> visit(first.body(), branch),
                branch -> others.forEach(other -> {
                    read(other.condition(), branch);
                    // an elif is an if of its own, with two empty branches
                    branch.branches(List.of(b -> visit(other.body(), b), b -> {}, b -> {}));
                }),
                branch -> visit(condition.otherwise(), branch)));
    }

    private static void parameter(Node.Target target, FrameNames names) {
        if (target instanceof Node.NameTarget name) {
            names.parameter(name.name());
        } else if (target instanceof Node.TupleTarget tuple) {
            tuple.targets().forEach(t -> parameter(t, names));
        }
    }

    private static void set(Node.Target target, FrameNames names) {
        if (target instanceof Node.NameTarget name) {
            names.set(name.name());
        } else if (target instanceof Node.NamespaceTarget attribute) {
            names.read(attribute.namespace());
        } else if (target instanceof Node.TupleTarget tuple) {
            tuple.targets().forEach(t -> set(t, names));
        }
    }

    private static void read(Expr expression, FrameNames names) {
        if (expression instanceof Expr.Name name) {
            names.read(name.name());
        } else {
            SubExpressions.of(expression).forEach(part -> read(part, names));
        }
    }
}
