package dev.scopestream.engine.template;

import java.util.List;
import java.util.Optional;

/** An expression. */
sealed interface Expr {
    record Literal(Value value) implements Expr {}

    record Name(String name) implements Expr {}

    record Sequence(Seq.Kind kind, List<Expr> items) implements Expr {}

    record Pairs(List<Pair> pairs) implements Expr {}

    /** An entry of {@link Pairs}. */
    record Pair(Expr key, Expr value) {}

    record Attribute(Expr object, String name) implements Expr {}

    record Item(Expr object, Expr key) implements Expr {}

    record Slice(Expr object, Optional<Expr> start, Optional<Expr> stop, Optional<Expr> step) implements Expr {}

    record Call(Expr function, Args args) implements Expr {}

    /** {@code input | name(args)}; empty input: the text of a filter or set block. */
    record Filter(Optional<Expr> input, String name, Args args) implements Expr {}

    record Test(Expr input, String name, Args args) implements Expr {}

    /** {@code -x} or {@code +x}. */
    record Sign(boolean negative, Expr operand) implements Expr {}

    record Not(Expr operand) implements Expr {}

    record And(Expr left, Expr right) implements Expr {}

    record Or(Expr left, Expr right) implements Expr {}

    record Binary(String operator, Expr left, Expr right) implements Expr {}

    /** {@code first op operand op operand ...}: every neighbouring pair must hold. */
    record Compare(Expr first, List<Operand> rest) implements Expr {}

    /** An operator of {@link Compare} (also {@code in}, {@code not in}) and its right side. */
    record Operand(String operator, Expr value) {}

    /** {@code a ~ b ~ ...}. */
    record Concat(List<Expr> parts) implements Expr {}

    /** {@code then if condition else otherwise}. */
    record Conditional(Expr condition, Expr then, Optional<Expr> otherwise) implements Expr {}

    /** What a call passes. */
    record Args(List<Expr> positional, List<Keyword> keywords, Optional<Expr> star, Optional<Expr> starStar) {
        static Args none() {
            return new Args(List.of(), List.of(), Optional.empty(), Optional.empty());
        }
    }

    /** {@code name=value} of a call. */
    record Keyword(String name, Expr value) {}
}
