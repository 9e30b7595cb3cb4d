package dev.scopestream.engine.template;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** Runs statements, and collects what they print, within one rendering. */
final class Renderer {
    private final RenderBudget budget = new RenderBudget();
    private final Evaluator evaluator = new Evaluator(budget);
    private final LoopRunner loops = new LoopRunner(this, evaluator);
    private final MacroFactory macros = new MacroFactory(this, evaluator);
    private final IdentityHashMap<List<Node>, Set<String>> undefined;

    /** @param undefined names that are undefined at the beginning of a body, by body */
    Renderer(IdentityHashMap<List<Node>, Set<String>> undefined) {
        this.undefined = undefined;
    }

    /** How a statement ended. */
    enum Outcome {
        NORMAL,
        BREAK,
        CONTINUE
    }

    /** What a body prints; it can't end a loop around it. */
    Str text(List<Node> body, Scope scope) {
        Str.Builder out = new Str.Builder();
        runBody(body, scope, out);
        return out.build();
    }

    /** Runs a body that has a scope of its own. */
    Outcome runBody(List<Node> body, Scope scope, Str.Builder out) {
        undefined.getOrDefault(body, Set.of()).forEach(name -> scope.set(name, Value.Undefined.name(name)));
        return run(body, scope, out);
    }

    private Outcome run(List<Node> body, Scope scope, Str.Builder out) {
        for (Node node : body) {
            budget.spend(Value.None.NONE);
            budget.descend();
            Outcome outcome;
            try {
                outcome = run(node, scope, out);
            } catch (TemplateException e) {
                throw e.at(node.line());
            }
            budget.ascend();
            if (outcome != Outcome.NORMAL) {
                return outcome;
            }
        }
        return Outcome.NORMAL;
    }

    private Outcome run(Node node, Scope scope, Str.Builder out) {
        if (node instanceof Node.Text text) {
            out.append(text.text());
        } else if (node instanceof Node.Print print) {
            out.append(PythonRepr.str(evaluator.evaluate(print.value(), scope)));
        } else if (node instanceof Node.If condition) {
            return branch(condition, scope, out);
        } else if (node instanceof Node.For loop) {
            return loops.run(loop, scope, out);
        } else if (node instanceof Node.Assign assign) {
            assign(assign.target(), evaluator.evaluate(assign.value(), scope), scope);
        } else if (node instanceof Node.MacroDefinition macro) {
            scope.set(macro.signature().name(), macros.create(macro.signature(), scope));
        } else if (node instanceof Node.Break) {
            return Outcome.BREAK;
        } else if (node instanceof Node.Continue) {
            return Outcome.CONTINUE;
        } else {
            return block(node, scope, out);
        }
        return Outcome.NORMAL;
    }

    private Outcome branch(Node.If condition, Scope scope, Str.Builder out) {
        for (Node.Branch branch : condition.branches()) {
            if (evaluator.truth(branch.condition(), scope)) {
                return run(branch.body(), scope, out);
            }
        }
        return run(condition.otherwise(), scope, out);
    }

    /** Statements whose body has a scope of its own. */
    private Outcome block(Node node, Scope scope, Str.Builder out) {
        if (node instanceof Node.Generation generation) {
            out.append(text(generation.body(), scope.inner()));
        } else if (node instanceof Node.CallBlock block) {
            CallArguments given = evaluator.arguments(block.call().args(), scope);
            var keywords = new java.util.LinkedHashMap<>(given.keywords());
            keywords.put("caller", macros.create(block.caller(), scope));
            Value function = evaluator.evaluate(block.call().function(), scope);
            out.append(PythonRepr.str(evaluator.call(function, new CallArguments(given.positional(), keywords))));
        } else if (node instanceof Node.With with) {
            Scope inner = scope.inner();
            List<Value> values = new ArrayList<>();
            with.values().forEach(value -> values.add(evaluator.evaluate(value, scope)));
            for (int i = 0; i < values.size(); i++) {
                assign(with.targets().get(i), values.get(i), inner);
            }
            return runBody(with.body(), inner, out);
        } else if (node instanceof Node.FilterBlock filter) {
            Str.Builder body = new Str.Builder();
            Outcome outcome = runBody(filter.body(), scope.inner(), body);
            if (outcome != Outcome.NORMAL) {
                return outcome;
            }
            out.append(PythonRepr.str(evaluator.filtered(filter.filter(), body.build(), scope)));
        } else if (node instanceof Node.AssignBlock block) {
            Str.Builder body = new Str.Builder();
            Outcome outcome = runBody(block.body(), scope.inner(), body);
            if (outcome != Outcome.NORMAL) {
                return outcome;
            }
            Value text = body.build();
            Value value = block.filter()
                    .map(filter -> evaluator.filtered(filter, text, scope))
                    .orElse(text);
            assign(block.target(), value, scope);
        } else {
            throw new AssertionError(node);
        }
        return Outcome.NORMAL;
    }

    void assign(Node.Target target, Value value, Scope scope) {
        if (target instanceof Node.NameTarget name) {
            scope.set(name.name(), value);
        } else if (target instanceof Node.NamespaceTarget attribute) {
            if (!(scope.get(attribute.namespace()) instanceof Value.Namespace namespace)) {
                throw TemplateException.runtime("cannot assign attribute on non-namespace object");
            }
            namespace.set(attribute.attribute(), value);
        } else if (target instanceof Node.TupleTarget tuple) {
            List<Value> items = PythonBuiltins.list(value);
            if (items.size() != tuple.targets().size()) {
                throw TemplateException.runtime(
                        "expected " + tuple.targets().size() + " values to unpack, got " + items.size());
            }
            for (int i = 0; i < items.size(); i++) {
                assign(tuple.targets().get(i), items.get(i), scope);
            }
        }
    }
}
