package dev.scopestream.cli.peers;

import dev.scopestream.cli.common.CliException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What every engine runs: equal requests of random tokens that decode together.
 *
 * @param prompt tokens of each
 */
public record PeerCase(int requests, int prompt) {
    private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,3})x([1-9][0-9]{0,5})");

    /** @throws CliException for anything but {@code REQUESTSxTOKENS} */
    public static PeerCase parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new CliException("--case must be REQUESTSxTOKENS, such as 8x1024, is '" + text + "'");
        }
        return new PeerCase(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    @Override
    public String toString() {
        return requests + "x" + prompt;
    }
}
