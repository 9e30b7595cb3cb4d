package dev.scopestream.engine.template;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tokens of one statement block or print statement, from behind its opening delimiter to behind its closing one. */
final class TagLexer {
    private static final Pattern FLOAT = Pattern.compile(
            "(?:[0-9]+_)*[0-9]+(?:(?:\\.(?:[0-9]+_)*[0-9]+)?[eE][+-]?(?:[0-9]+_)*[0-9]+|\\.(?:[0-9]+_)*[0-9]+)");
    private static final Pattern INTEGER = Pattern.compile(
            "0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0[xX](?:_?[0-9a-fA-F])+" + "|[1-9](?:_?[0-9])*|0(?:_?0)*");
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{M}\\p{N}_]+");
    private static final Pattern OPERATOR = Pattern.compile("//|\\*\\*|==|!=|>=|<=|[-+/*%~\\[\\](){}><=.:|,;]");

    private final String source;
    private final boolean block;
    private final Deque<Character> open = new ArrayDeque<>();
    private int position;
    private int line;

    TagLexer(String source, int position, int line, boolean block) {
        this.source = source;
        this.position = position;
        this.line = line;
        this.block = block;
    }

    int position() {
        return position;
    }

    int line() {
        return line;
    }

    void run(List<Token> tokens) {
        tokens.add(new Token(block ? Token.Type.BLOCK_BEGIN : Token.Type.VARIABLE_BEGIN, "", line));
        while (!end(tokens)) {
            if (position >= source.length()) {
                throw TemplateException.syntax(
                        "unexpected end of template, expected '" + (block ? "%}" : "}}") + "'", line);
            }
            int space = Whitespace.skip(source, position);
            if (space > position) {
                advance(space);
            } else {
                token(tokens);
            }
        }
    }

    private boolean end(List<Token> tokens) {
        if (!open.isEmpty()) {
            return false;
        }
        String close = block ? "%}" : "}}";
        boolean strip = source.startsWith("-" + close, position);
        boolean keep = block && source.startsWith("+" + close, position);
        if (!strip && !keep && !source.startsWith(close, position)) {
            return false;
        }
        tokens.add(new Token(block ? Token.Type.BLOCK_END : Token.Type.VARIABLE_END, "", line));
        int after = position + (strip || keep ? 3 : 2);
        if (strip) {
            after = Whitespace.skip(source, after);
        } else if (block && !keep && source.startsWith("\n", after)) {
            after++;
        }
        advance(after);
        return true;
    }

    private void token(List<Token> tokens) {
        char c = source.charAt(position);
        if (c == '\'' || c == '"') {
            string(tokens, c);
            return;
        }
        Token.Type type = Token.Type.FLOAT;
        boolean afterDot = source.charAt(position - 1) == '.';
        Matcher matcher = afterDot ? null : matcher(FLOAT);
        if (matcher == null) {
            type = Token.Type.INTEGER;
            matcher = matcher(INTEGER);
        }
        if (matcher == null) {
            type = Token.Type.NAME;
            matcher = matcher(NAME);
        }
        if (matcher == null) {
            type = Token.Type.OPERATOR;
            matcher = matcher(OPERATOR);
        }
        if (matcher == null) {
            throw TemplateException.syntax("unexpected char '" + c + "'", line);
        }
        String text = matcher.group();
        if (type == Token.Type.NAME
                && !Character.isUnicodeIdentifierStart(text.codePointAt(0))
                && text.charAt(0) != '_') {
            throw TemplateException.syntax("Invalid character in identifier", line);
        }
        if (type == Token.Type.OPERATOR) {
            balance(text.charAt(0));
        }
        tokens.add(new Token(type, text, line));
        position = matcher.end();
    }

    private Matcher matcher(Pattern pattern) {
        Matcher matcher = pattern.matcher(source).region(position, source.length());
        return matcher.lookingAt() ? matcher : null;
    }

    private void string(List<Token> tokens, char quote) {
        int end = position + 1;
        while (end < source.length() && source.charAt(end) != quote) {
            end += source.charAt(end) == '\\' ? 2 : 1;
        }
        if (end >= source.length()) {
            throw TemplateException.syntax("a string isn't closed", line);
        }
        String body = source.substring(position + 1, end);
        tokens.add(new Token(Token.Type.STRING, StringLiteral.decode(body, line), line));
        advance(end + 1);
    }

    private void balance(char c) {
        int opening = "{([".indexOf(c);
        if (opening >= 0) {
            open.push("})]".charAt(opening));
        } else if ("})]".indexOf(c) >= 0 && (open.isEmpty() || open.pop() != c)) {
            throw TemplateException.syntax("unexpected '" + c + "'", line);
        }
    }

    private void advance(int to) {
        for (; position < to; position++) {
            if (source.charAt(position) == '\n') {
                line++;
            }
        }
    }
}
