package dev.scopestream.engine.template;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A template's text as tokens, by the rules of Jinja2's lexer with trim_blocks (a line end after a block or comment goes)
 * and lstrip_blocks (white space between a line's beginning and a block or comment goes). {@code -} at a tag strips all
 * white space on that side, {@code +} keeps it. One line end at the template's end goes.
 */
final class Lexer {
    private static final String SPACE =
            "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]*";
    private static final Pattern RAW =
            Pattern.compile("\\{%([-+]?)" + SPACE + "raw" + SPACE + "(?:-%\\}" + SPACE + "|%\\})");
    private static final Pattern END_RAW =
            Pattern.compile("\\{%([-+]?)" + SPACE + "endraw" + SPACE + "(?:\\+%\\}|-%\\}" + SPACE + "|%\\}\\n?)");
    private static final Pattern COMMENT_END = Pattern.compile("\\+#\\}|-#\\}" + SPACE + "|#\\}\\n?");

    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private int position;
    private int line = 1;
    private boolean lineStarting = true;

    private Lexer(String source) {
        this.source = source;
    }

    /** @throws TemplateException when the text is no template */
    static TokenStream tokens(String template) {
        String source = Whitespace.normalizeLines(template);
        Lexer lexer = new Lexer(source.endsWith("\n") ? source.substring(0, source.length() - 1) : source);
        lexer.run();
        return new TokenStream(lexer.tokens);
    }

    private void run() {
        while (position < source.length()) {
            int tag = nextTag();
            if (tag < 0) {
                data(source.substring(position));
                advance(source.length());
                break;
            }
            Matcher raw = RAW.matcher(source).region(tag, source.length());
            char kind = source.charAt(tag + 1);
            if (kind == '%' && raw.lookingAt()) {
                text(tag, sign(raw.group(1)), true);
                advance(raw.end());
                raw();
            } else {
                char sign = tag + 2 < source.length() ? source.charAt(tag + 2) : ' ';
                boolean signed = sign == '-' || sign == '+';
                text(tag, signed ? sign : ' ', kind != '{');
                advance(tag + (signed ? 3 : 2));
                if (kind == '#') {
                    comment();
                } else {
                    TagLexer inside = new TagLexer(source, position, line, kind == '%');
                    inside.run(tokens);
                    line = inside.line();
                    lineStarting = source.charAt(inside.position() - 1) == '\n';
                    position = inside.position();
                }
            }
        }
        tokens.add(new Token(Token.Type.EOF, "", line));
    }

    private int nextTag() {
        for (int at = source.indexOf('{', position); at >= 0; at = source.indexOf('{', at + 1)) {
            if (at + 1 < source.length() && "{%#".indexOf(source.charAt(at + 1)) >= 0) {
                return at;
            }
        }
        return -1;
    }

    private static char sign(String sign) {
        return sign.isEmpty() ? ' ' : sign.charAt(0);
    }

    /** The data from the position up to a tag, stripped as the tag says. */
    private void text(int tag, char sign, boolean strippable) {
        String text = source.substring(position, tag);
        int end = text.length();
        if (sign == '-') {
            end = Whitespace.skipBack(text, end);
        } else if (sign != '+' && strippable) {
            int lineStart = text.lastIndexOf('\n') + 1;
            if ((lineStart > 0 || lineStarting) && Whitespace.skip(text, lineStart) == end) {
                end = lineStart;
            }
        }
        data(text.substring(0, end));
    }

    private void data(String text) {
        if (!text.isEmpty()) {
            tokens.add(new Token(Token.Type.DATA, text, line));
        }
    }

    private void raw() {
        Matcher end = END_RAW.matcher(source);
        if (!end.find(position)) {
            throw TemplateException.syntax("Missing end of raw directive", line);
        }
        text(end.start(), sign(end.group(1)), true);
        advance(end.end());
    }

    private void comment() {
        Matcher end = COMMENT_END.matcher(source);
        if (!end.find(position)) {
            throw TemplateException.syntax("Missing end of comment tag", line);
        }
        advance(end.end());
    }

    /** Moves on, over text that holds line ends. */
    private void advance(int to) {
        for (int i = position; i < to; i++) {
            if (source.charAt(i) == '\n') {
                line++;
            }
        }
        lineStarting = to > position ? source.charAt(to - 1) == '\n' : lineStarting;
        position = to;
    }
}
