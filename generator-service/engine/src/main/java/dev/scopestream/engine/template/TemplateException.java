package dev.scopestream.engine.template;

/** Why a template can't be read, or a rendering of it ended. */
public final class TemplateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Who is at fault. */
    public enum Kind {
        /** The text is no template in Jinja2 either. */
        SYNTAX,
        /** Jinja2 would end the rendering with an error, too. */
        RUNTIME,
        /** Jinja2 has the construct; this evaluator doesn't. */
        UNSUPPORTED,
        /** The template asked for more steps, memory or depth than a rendering gets. */
        LIMIT,
        /** The template itself refused its input by {@code raise_exception}. */
        RAISED
    }

    private final Kind kind;
    private final int line;

    TemplateException(Kind kind, String message, int line) {
        super(message);
        this.kind = kind;
        this.line = line;
    }

    static TemplateException syntax(String message, int line) {
        return new TemplateException(Kind.SYNTAX, message, line);
    }

    static TemplateException runtime(String message) {
        return new TemplateException(Kind.RUNTIME, message, 0);
    }

    static TemplateException unsupported(String construct) {
        return new TemplateException(Kind.UNSUPPORTED, construct + " isn't supported", 0);
    }

    static TemplateException limit(String message) {
        return new TemplateException(Kind.LIMIT, message, 0);
    }

    static TemplateException raised(String message) {
        return new TemplateException(Kind.RAISED, message, 0);
    }

    /** The same at a line, unless it already has one. */
    TemplateException at(int where) {
        if (line > 0) {
            return this;
        }
        TemplateException located = new TemplateException(kind, getMessage(), where);
        located.initCause(this);
        return located;
    }

    public Kind kind() {
        return kind;
    }

    /** The template's line, from 1; 0 when unknown. */
    public int line() {
        return line;
    }
}
