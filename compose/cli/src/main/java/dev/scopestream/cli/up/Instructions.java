package dev.scopestream.cli.up;

import java.io.PrintWriter;

/** How to go on. */
final class Instructions {
    /** The tiny model knows sums only, and was trained with six or more. */
    private static final String SUMS = "Question_1: 3+5\\nQuestion_2: 4-1\\nQuestion_3: 2+2\\nQuestion_4: 9-3"
            + "\\nQuestion_5: 7+1\\nQuestion_6: 6-2\\n\\n";

    private static final String QUESTION = "What is the capital of France?";

    private Instructions() {}

    /** To somebody who keeps it running: before the documents, which leave room for prompts. */
    static void print(PrintWriter out, LocalStack stack, UpOptions options) {
        out.println();
        String bootstrap = stack.bootstrapServers();
        out.println("Kafka      " + bootstrap);
        stack.urls().forEach((name, url) -> out.printf("%-10s %s%n", name, url));
        out.println();
        out.println("Your own prompt:");
        out.println("  compose/scopestream prompt --bootstrap " + bootstrap + " " + example(options));
        out.println("or as to OpenAI's API, for example:");
        out.println("  curl " + stack.urls().get("OpenAI") + "/completions -H 'Content-Type: application/json' \\");
        out.println("    -d '" + json(options) + "'");
        out.println("or from any Kafka client, for example:");
        out.println("  printf '%s\\n' 'my-1|" + json(options) + "' |");
        out.println("    kafka-console-producer.sh --bootstrap-server " + bootstrap + " --topic scope.prompts \\");
        out.println("      --property parse.key=true --property 'key.separator=|'");
        out.println("Results are on scope.results: compose/scopestream results follow --bootstrap " + bootstrap);
        out.println();
    }

    private static String example(UpOptions options) {
        return options.model == null ? "$'" + SUMS + "'" : "--chat \"" + QUESTION + "\"";
    }

    private static String json(UpOptions options) {
        return options.model == null
                ? "{\"prompt\": \"" + SUMS + "\", \"max_tokens\": 128}"
                : "{\"prompt\": \"" + QUESTION + "\", \"template\": \"chat\", \"max_tokens\": 64}";
    }
}
