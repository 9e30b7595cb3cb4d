package dev.scopestream.engine.template;

import java.util.List;
import java.util.Optional;

/** A statement, or text that is printed as it is. */
sealed interface Node {
    /** The template's line on which it begins, from 1. */
    int line();

    record Text(Str text, int line) implements Node {}

    record Print(Expr value, int line) implements Node {}

    record If(List<Branch> branches, List<Node> otherwise, int line) implements Node {}

    /** {@code if} or {@code elif}. */
    record Branch(Expr condition, List<Node> body) {}

    /** @param recursive whether {@code loop(items)} may run it again on others */
    record For(
            Target target,
            Expr items,
            Optional<Expr> condition,
            boolean recursive,
            List<Node> body,
            List<Node> otherwise,
            int line)
            implements Node {}

    record Assign(Target target, Expr value, int line) implements Node {}

    /** {@code set x}body{@code endset}, with filters over the body. */
    record AssignBlock(Target target, Optional<Expr> filter, List<Node> body, int line) implements Node {}

    record FilterBlock(Expr filter, List<Node> body, int line) implements Node {}

    record With(List<Target> targets, List<Expr> values, List<Node> body, int line) implements Node {}

    record MacroDefinition(Signature signature, int line) implements Node {}

    /** {@code call(parameters) function(args)}body{@code endcall}: the body is the argument {@code caller}. */
    record CallBlock(Expr.Call call, Signature caller, int line) implements Node {}

    /** {@code generation}body{@code endgeneration}: marks the assistant's tokens for training; prints its body. */
    record Generation(List<Node> body, int line) implements Node {}

    record Break(int line) implements Node {}

    record Continue(int line) implements Node {}

    /**
     * A macro as written.
     *
     * @param defaults of the last parameters, as many as there are
     * @param specials which of caller, varargs and kwargs its body names
     */
    record Signature(
            String name,
            List<String> parameters,
            List<Expr> defaults,
            java.util.Set<String> specials,
            List<Node> body) {}

    /** What a statement assigns to. */
    sealed interface Target {}

    record NameTarget(String name) implements Target {}

    /** {@code namespace.attribute}. */
    record NamespaceTarget(String namespace, String attribute) implements Target {}

    record TupleTarget(List<Target> targets) implements Target {}
}
