package dev.scopestream.engine.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Values of expressions, within one rendering. */
final class Evaluator {
    private final RenderBudget budget;
    private final Operations operations;

    Evaluator(RenderBudget budget) {
        this.budget = budget;
        this.operations = new Operations(budget);
    }

    Value evaluate(Expr expression, Scope scope) {
        budget.descend();
        Value value = compute(expression, scope);
        budget.spend(value);
        budget.ascend();
        return value;
    }

    boolean truth(Expr expression, Scope scope) {
        return PythonBuiltins.truth(evaluate(expression, scope));
    }

    private Value compute(Expr expression, Scope scope) {
        if (expression instanceof Expr.Literal literal) {
            return literal.value();
        }
        if (expression instanceof Expr.Name name) {
            return scope.get(name.name());
        }
        if (expression instanceof Expr.Attribute attribute) {
            return Attributes.get(evaluate(attribute.object(), scope), attribute.name());
        }
        if (expression instanceof Expr.Item item) {
            return Subscripts.item(evaluate(item.object(), scope), evaluate(item.key(), scope));
        }
        if (expression instanceof Expr.Filter filter) {
            Value input = evaluate(filter.input().orElseThrow(), scope);
            return operations.filter(filter.name(), input, arguments(filter.args(), scope));
        }
        if (expression instanceof Expr.Call call) {
            return call(evaluate(call.function(), scope), arguments(call.args(), scope));
        }
        if (expression instanceof Expr.Slice slice) {
            return Subscripts.slice(
                    evaluate(slice.object(), scope),
                    bound(slice.start(), scope),
                    bound(slice.stop(), scope),
                    bound(slice.step(), scope));
        }
        if (expression instanceof Expr.Conditional conditional) {
            if (truth(conditional.condition(), scope)) {
                return evaluate(conditional.then(), scope);
            }
            return conditional
                    .otherwise()
                    .map(otherwise -> evaluate(otherwise, scope))
                    .orElseGet(() -> new Value.Undefined(
                            "the inline if-expression evaluated to false and no else section was defined."));
        }
        return collectionOr(expression, scope);
    }

    private Value collectionOr(Expr expression, Scope scope) {
        if (expression instanceof Expr.Sequence sequence) {
            return Seq.of(sequence.kind(), all(sequence.items(), scope));
        }
        if (expression instanceof Expr.Pairs pairs) {
            Dict.Builder dict = new Dict.Builder();
            for (Expr.Pair pair : pairs.pairs()) {
                dict.put(evaluate(pair.key(), scope), evaluate(pair.value(), scope));
            }
            return dict.build();
        }
        if (expression instanceof Expr.Concat concat) {
            return StringParts.join(Str.EMPTY, all(concat.parts(), scope));
        }
        return operation(expression, scope);
    }

    private Value operation(Expr expression, Scope scope) {
        if (expression instanceof Expr.And and) {
            Value left = evaluate(and.left(), scope);
            return PythonBuiltins.truth(left) ? evaluate(and.right(), scope) : left;
        }
        if (expression instanceof Expr.Or or) {
            Value left = evaluate(or.left(), scope);
            return PythonBuiltins.truth(left) ? left : evaluate(or.right(), scope);
        }
        if (expression instanceof Expr.Not not) {
            return Value.Bool.of(!truth(not.operand(), scope));
        }
        if (expression instanceof Expr.Compare compare) {
            return compare(compare, scope);
        }
        if (expression instanceof Expr.Test test) {
            Value input = evaluate(test.input(), scope);
            return Value.Bool.of(operations.test(test.name(), input, arguments(test.args(), scope)));
        }
        if (expression instanceof Expr.Binary binary) {
            return Operators.binary(binary.operator(), evaluate(binary.left(), scope), evaluate(binary.right(), scope));
        }
        if (expression instanceof Expr.Sign sign) {
            return Operators.sign(sign.negative(), evaluate(sign.operand(), scope));
        }
        throw new AssertionError(expression);
    }

    private Value compare(Expr.Compare compare, Scope scope) {
        Value left = evaluate(compare.first(), scope);
        for (Expr.Operand operand : compare.rest()) {
            Value right = evaluate(operand.value(), scope);
            if (!PythonComparison.holds(operand.operator(), left, right)) {
                return Value.Bool.FALSE;
            }
            left = right;
        }
        return Value.Bool.TRUE;
    }

    private Value bound(Optional<Expr> bound, Scope scope) {
        return bound.map(b -> evaluate(b, scope)).orElse(Value.None.NONE);
    }

    private List<Value> all(List<Expr> expressions, Scope scope) {
        List<Value> values = new ArrayList<>(expressions.size());
        for (Expr expression : expressions) {
            values.add(evaluate(expression, scope));
        }
        return values;
    }

    CallArguments arguments(Expr.Args args, Scope scope) {
        List<Value> positional = all(args.positional(), scope);
        args.star().ifPresent(star -> positional.addAll(PythonBuiltins.list(evaluate(star, scope))));
        Map<String, Value> keywords = new LinkedHashMap<>();
        for (Expr.Keyword keyword : args.keywords()) {
            if (keywords.put(keyword.name(), evaluate(keyword.value(), scope)) != null) {
                throw TemplateException.runtime("keyword argument repeated: " + keyword.name());
            }
        }
        args.starStar().ifPresent(mapping -> CallArguments.spread(evaluate(mapping, scope), keywords));
        return new CallArguments(positional, keywords);
    }

    /** Calls a function, a method, a macro, or a recursive loop. */
    Value call(Value function, CallArguments arguments) {
        if (function instanceof Value.Function callable) {
            arguments.positional().forEach(budget::spend);
            return callable.body().call(arguments);
        }
        if (function instanceof Loop loop) {
            return loop.call(arguments);
        }
        if (function instanceof Value.Undefined undefined) {
            throw undefined.fail();
        }
        throw TemplateException.runtime("'" + function.type() + "' object is not callable");
    }

    /** Filters over a text: the chain of a filter or set block. */
    Value filtered(Expr chain, Value text, Scope scope) {
        Expr.Filter filter = (Expr.Filter) chain;
        Value input = filter.input().map(inner -> filtered(inner, text, scope)).orElse(text);
        return operations.filter(filter.name(), input, arguments(filter.args(), scope));
    }
}
