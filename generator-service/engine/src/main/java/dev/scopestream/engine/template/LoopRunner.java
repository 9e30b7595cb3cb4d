package dev.scopestream.engine.template;

import java.util.Iterator;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Runs {@code for}. What its body assigns holds until the end of the round. As Jinja2 compiles it, {@code else} runs unless
 * a round came to the end of the body: {@code break} and {@code continue} don't.
 */
final class LoopRunner {
    private final Renderer renderer;
    private final Evaluator evaluator;

    LoopRunner(Renderer renderer, Evaluator evaluator) {
        this.renderer = renderer;
        this.evaluator = evaluator;
    }

    Renderer.Outcome run(Node.For loop, Scope scope, Str.Builder out) {
        return run(loop, evaluator.evaluate(loop.items(), scope), 0, scope, out);
    }

    private Renderer.Outcome run(Node.For node, Value items, int depth0, Scope scope, Str.Builder out) {
        Iterator<Value> iterator = PythonBuiltins.iterate(items);
        boolean sized = PythonBuiltins.hasLength(items) && node.condition().isEmpty();
        Optional<UnaryOperator<Value>> recursion =
                node.recursive() ? Optional.of(inner -> recurse(node, inner, depth0 + 1, scope)) : Optional.empty();
        Loop loop = new Loop(
                node.condition()
                        .map(condition -> filtered(node, condition, iterator, scope))
                        .orElse(iterator),
                sized ? PythonBuiltins.length(items) : -1,
                depth0,
                recursion);
        boolean completed = false;
        while (loop.hasNext()) {
            Scope round = scope.inner();
            Value item = loop.next();
            round.set("loop", loop);
            renderer.assign(node.target(), item, round);
            Renderer.Outcome outcome = renderer.runBody(node.body(), round, out);
            if (outcome == Renderer.Outcome.BREAK) {
                break;
            }
            completed |= outcome == Renderer.Outcome.NORMAL;
        }
        return completed ? Renderer.Outcome.NORMAL : renderer.runBody(node.otherwise(), scope.inner(), out);
    }

    private Iterator<Value> filtered(Node.For node, Expr condition, Iterator<Value> items, Scope scope) {
        Iterable<Value> all = () -> items;
        Stream<Value> stream = StreamSupport.stream(all.spliterator(), false);
        return stream.filter(item -> {
                    Scope test = scope.inner();
                    renderer.assign(node.target(), item, test);
                    return evaluator.truth(condition, test);
                })
                .iterator();
    }

    private Value recurse(Node.For node, Value items, int depth0, Scope scope) {
        Str.Builder out = new Str.Builder();
        run(node, items, depth0, scope, out);
        return out.build();
    }
}
