package dev.scopestream.door.request;

import dev.scopestream.client.ChunkAssembly;
import dev.scopestream.client.openai.FinishedText;

/**
 * How far one reader is in a text that grows, and may begin anew when a generator dies. What was read can't be taken back:
 * a text that begins otherwise is refused. For one thread at a time.
 */
public final class TextCursor {
    /**
     * What came since.
     *
     * @param changed true: what was read before isn't the text's beginning any more
     */
    public record Delta(String reasoning, String text, boolean changed) {
        private static final Delta CHANGED = new Delta("", "", true);
        static final Delta NOTHING = new Delta("", "", false);

        public boolean isEmpty() {
            return reasoning.isEmpty() && text.isEmpty();
        }
    }

    private final StringBuilder reasoning = new StringBuilder();
    private final StringBuilder text = new StringBuilder();
    private int attempt;

    Delta advance(ChunkAssembly assembly) {
        if (assembly.attempt() != attempt) {
            if (assembly.textLength() < text.length() || assembly.reasoningLength() < reasoning.length()) {
                return Delta.NOTHING;
            }
            if (!begins(assembly.text(), text) || !begins(assembly.reasoning(), reasoning)) {
                return Delta.CHANGED;
            }
            attempt = assembly.attempt();
        }
        return read(assembly.reasoningFrom(reasoning.length()), assembly.textFrom(text.length()));
    }

    Delta advance(FinishedText.Text finished) {
        String whole = finished.reasoning() == null ? "" : finished.reasoning();
        if (!begins(finished.text(), text) || !begins(whole, reasoning)) {
            return Delta.CHANGED;
        }
        return read(whole.substring(reasoning.length()), finished.text().substring(text.length()));
    }

    private Delta read(String moreReasoning, String moreText) {
        reasoning.append(moreReasoning);
        text.append(moreText);
        return new Delta(moreReasoning, moreText, false);
    }

    private static boolean begins(String whole, StringBuilder beginning) {
        return whole.startsWith(beginning.toString());
    }
}
