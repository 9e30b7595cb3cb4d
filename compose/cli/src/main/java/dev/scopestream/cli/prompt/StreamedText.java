package dev.scopestream.cli.prompt;

import dev.scopestream.cli.common.Terminal;
import dev.scopestream.client.ChunkAssembly;
import dev.scopestream.events.ChunkEvent;
import dev.scopestream.events.ResultEvent;
import java.io.PrintWriter;

/**
 * A generation's text, printed piece by piece as its chunks come, and set right by its result. On a terminal the reasoning
 * precedes it in faint letters; elsewhere the answer is all that is printed.
 */
final class StreamedText {
    /** ECMA-48's SGR: faint, and back to normal. */
    private static final String FAINT = "\u001b[2m";

    private static final String NORMAL = "\u001b[22m";

    private final PrintWriter out;
    private final boolean terminal;
    private final ChunkAssembly assembly = new ChunkAssembly();
    private String shown = "";
    private String shownReasoning = "";

    /** @param terminal whether {@code out} is one that understands escape sequences */
    StreamedText(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    void piece(ChunkEvent chunk) {
        if (assembly.accept(chunk)) {
            beginAgain("attempt " + chunk.attempt() + " begins again");
        }
        show(assembly.reasoning(), assembly.text());
    }

    /** The final text: what is missing is added, and what was another is shown anew. */
    void finish(ResultEvent.Output output) {
        String reasoning = output.reasoning() == null ? "" : output.reasoning();
        boolean same = output.text().startsWith(shown) && reasoning.startsWith(shownReasoning);
        if (!same || (!shown.isEmpty() && terminal && !reasoning.equals(shownReasoning))) {
            beginAgain("the result");
        }
        show(reasoning, output.text());
        out.println();
        out.flush();
    }

    private void show(String reasoning, String text) {
        if (terminal && reasoning.length() > shownReasoning.length()) {
            out.print(FAINT + Terminal.safe(reasoning.substring(shownReasoning.length())) + NORMAL);
            shownReasoning = reasoning;
        }
        if (shown.isEmpty() && !text.isEmpty() && !shownReasoning.isEmpty()) {
            out.println();
            out.println();
        }
        out.print(Terminal.safe(text.substring(shown.length())));
        out.flush();
        shown = text;
    }

    private void beginAgain(String why) {
        if (!shown.isEmpty() || !shownReasoning.isEmpty()) {
            out.println();
            out.println("--- " + why + " ---");
        }
        shown = "";
        shownReasoning = "";
    }
}
