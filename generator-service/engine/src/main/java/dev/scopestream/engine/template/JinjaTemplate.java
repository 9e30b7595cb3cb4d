package dev.scopestream.engine.template;

import java.time.Clock;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** A parsed template. Immutable. */
public final class JinjaTemplate {
    private static final int LONGEST = 1 << 20;

    private final List<Node> nodes;
    /** Names that are undefined at the beginning of a body, by body. */
    private final IdentityHashMap<List<Node>, Set<String>> undefined;

    private JinjaTemplate(List<Node> nodes) {
        this.nodes = nodes;
        this.undefined = ScopeAnalysis.undefined(nodes);
    }

    /** @throws TemplateException when it's no template, or has a construct that isn't supported */
    public static JinjaTemplate parse(String source) {
        if (source.length() > LONGEST) {
            throw TemplateException.limit("a template of more than " + LONGEST + " characters");
        }
        try {
            return new JinjaTemplate(StatementParser.parse(Lexer.tokens(source)));
        } catch (StackOverflowError e) {
            throw tooDeep(e);
        }
    }

    /**
     * @param clock what the template's {@code strftime_now} says
     * @throws TemplateException when the template refuses its input, or can't be run
     */
    public RenderedText render(Variables variables, Clock clock) {
        try {
            return new Renderer(undefined).text(nodes, variables.scope(clock)).rendered();
        } catch (StackOverflowError e) {
            throw tooDeep(e);
        }
    }

    /** The limits on nesting are within a thread's default stack; a smaller one may still end first. */
    private static TemplateException tooDeep(StackOverflowError error) {
        TemplateException exception = TemplateException.limit("it's nested too deeply for the thread's stack");
        exception.initCause(error);
        return exception;
    }
}
