package dev.scopestream.engine.template;

import java.util.List;

/** Tokens with a position. The last one is EOF and is never passed. */
final class TokenStream {
    private final List<Token> tokens;
    private int position;

    TokenStream(List<Token> tokens) {
        this.tokens = tokens;
    }

    Token current() {
        return tokens.get(position);
    }

    /** The token after the current one. */
    Token look() {
        return tokens.get(Math.min(position + 1, tokens.size() - 1));
    }

    /** Passes the current token. */
    Token next() {
        Token token = current();
        if (position < tokens.size() - 1) {
            position++;
        }
        return token;
    }

    boolean skipName(String name) {
        boolean found = current().isName(name);
        if (found) {
            next();
        }
        return found;
    }

    boolean skipOperator(String operator) {
        boolean found = current().isOperator(operator);
        if (found) {
            next();
        }
        return found;
    }

    Token expect(Token.Type type) {
        if (current().type() != type) {
            throw unexpected("expected token '" + type.name().toLowerCase(java.util.Locale.ROOT) + "'");
        }
        return next();
    }

    Token expectOperator(String operator) {
        if (!current().isOperator(operator)) {
            throw unexpected("expected token '" + operator + "'");
        }
        return next();
    }

    Token expectName(String name) {
        if (!current().isName(name)) {
            throw unexpected("expected token '" + name + "'");
        }
        return next();
    }

    private TemplateException unexpected(String expectation) {
        return fail(expectation + ", got '" + current().describe() + "'");
    }

    TemplateException fail(String message) {
        return TemplateException.syntax(message, current().line());
    }
}
