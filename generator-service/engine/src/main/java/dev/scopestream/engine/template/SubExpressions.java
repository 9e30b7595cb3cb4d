package dev.scopestream.engine.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The expressions that an expression consists of. */
final class SubExpressions {
    private SubExpressions() {}

    static List<Expr> of(Expr expression) {
        if (expression instanceof Expr.Sequence sequence) {
            return sequence.items();
        }
        if (expression instanceof Expr.Pairs pairs) {
            return pairs.pairs().stream()
                    .flatMap(p -> Stream.of(p.key(), p.value()))
                    .toList();
        }
        if (expression instanceof Expr.Attribute attribute) {
            return List.of(attribute.object());
        }
        if (expression instanceof Expr.Item item) {
            return List.of(item.object(), item.key());
        }
        if (expression instanceof Expr.Slice slice) {
            return present(List.of(Optional.of(slice.object()), slice.start(), slice.stop(), slice.step()));
        }
        if (expression instanceof Expr.Call call) {
            return with(Optional.of(call.function()), call.args());
        }
        if (expression instanceof Expr.Filter filter) {
            return with(filter.input(), filter.args());
        }
        if (expression instanceof Expr.Test test) {
            return with(Optional.of(test.input()), test.args());
        }
        return ofOperation(expression);
    }

    private static List<Expr> ofOperation(Expr expression) {
        if (expression instanceof Expr.Sign sign) {
            return List.of(sign.operand());
        }
        if (expression instanceof Expr.Not not) {
            return List.of(not.operand());
        }
        if (expression instanceof Expr.And and) {
            return List.of(and.left(), and.right());
        }
        if (expression instanceof Expr.Or or) {
            return List.of(or.left(), or.right());
        }
        if (expression instanceof Expr.Binary binary) {
            return List.of(binary.left(), binary.right());
        }
        if (expression instanceof Expr.Compare compare) {
            List<Expr> parts = new ArrayList<>(List.of(compare.first()));
            compare.rest().forEach(operand -> parts.add(operand.value()));
            return parts;
        }
        if (expression instanceof Expr.Concat concat) {
            return concat.parts();
        }
        if (expression instanceof Expr.Conditional conditional) {
            return present(List.of(
                    Optional.of(conditional.condition()), Optional.of(conditional.then()), conditional.otherwise()));
        }
        return List.of();
    }

    private static List<Expr> present(List<Optional<Expr>> parts) {
        return parts.stream().flatMap(Optional::stream).toList();
    }

    private static List<Expr> with(Optional<Expr> first, Expr.Args args) {
        List<Expr> parts = new ArrayList<>(present(List.of(first)));
        parts.addAll(args.positional());
        args.keywords().forEach(keyword -> parts.add(keyword.value()));
        parts.addAll(present(List.of(args.star(), args.starStar())));
        return parts;
    }
}
