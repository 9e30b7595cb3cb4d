package dev.scopestream.cli.prompt;

import picocli.CommandLine.Option;

/** How a prompt a line is read and sent. */
final class FollowOptions {
    private static final int MOST_OPEN = 10_000;

    @Option(
            names = "--follow",
            description = "A prompt a line, of --file or of standard input (-), sent as the lines come; each result is"
                    + " printed when it is finished, in any order. Ids are --id, a dash and the line's number.")
    boolean follow;

    @Option(
            names = "--jsonl",
            description = "With --follow: each line is a prompt in JSON, as on the topic, with its id or without.")
    boolean jsonl;

    @Option(
            names = "--window",
            paramLabel = "N",
            description = "With --follow: prompts under way at a time, at most (default: ${DEFAULT-VALUE}).")
    int window = 64;

    /**
     * What is wrong with them; null when nothing is.
     *
     * @param others whether other options say how something is generated
     */
    String problem(boolean others) {
        if (window < 1 || window > MOST_OPEN) {
            return "--window must be from 1 to " + MOST_OPEN + ", is " + window;
        }
        return jsonl && others
                ? "with --jsonl the lines say how they are generated: no other options of a prompt go with it"
                : null;
    }
}
