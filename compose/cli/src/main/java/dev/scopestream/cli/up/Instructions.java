package dev.scopestream.cli.up;

import java.io.PrintWriter;

/** How to go on. */
final class Instructions {
    private Instructions() {}

    static void print(PrintWriter out, LocalStack stack, boolean kept) {
        out.println();
        if (!kept) {
            out.println("To keep it running and send your own prompts: compose/scopestream up --keep");
            return;
        }
        String bootstrap = stack.bootstrapServers();
        out.println("Kafka      " + bootstrap);
        stack.urls().forEach((name, url) -> out.printf("%-10s %s%n", name, url));
        out.println();
        out.println("Your own prompt:");
        out.println("  compose/scopestream prompt --bootstrap " + bootstrap + " \"Question_1: 3+5\"");
        out.println("or from any Kafka client, for example:");
        out.println("  echo 'my-1|{\"prompt\": \"Question_1: 3+5\", \"max_tokens\": 32}' |");
        out.println("    kafka-console-producer.sh --bootstrap-server " + bootstrap + " --topic scope.prompts \\");
        out.println("      --property parse.key=true --property key.separator='|'");
        out.println("Results are on scope.results: compose/scopestream results follow --bootstrap " + bootstrap);
        out.println();
        out.println("Ctrl-C ends it.");
    }
}
