package dev.scopestream.cli.prompt;

import dev.scopestream.cli.common.Terminal;
import dev.scopestream.client.ChunkAssembly;
import dev.scopestream.events.ChunkEvent;
import java.io.PrintWriter;

/** A generation's text, printed piece by piece as its chunks come, and set right by its result. */
final class StreamedText {
    private final PrintWriter out;
    private final ChunkAssembly assembly = new ChunkAssembly();
    private String shown = "";

    StreamedText(PrintWriter out) {
        this.out = out;
    }

    void piece(ChunkEvent chunk) {
        if (assembly.accept(chunk)) {
            beginAgain("attempt " + chunk.attempt() + " begins again");
        }
        show(assembly.text());
    }

    /** The final text: what is missing is added, and what was another is shown anew. */
    void finish(String text) {
        if (!text.startsWith(shown)) {
            beginAgain("the result");
        }
        show(text);
        out.println();
        out.flush();
    }

    private void show(String text) {
        out.print(Terminal.safe(text.substring(shown.length())));
        out.flush();
        shown = text;
    }

    private void beginAgain(String why) {
        if (!shown.isEmpty()) {
            out.println();
            out.println("--- " + why + " ---");
        }
        shown = "";
    }
}
