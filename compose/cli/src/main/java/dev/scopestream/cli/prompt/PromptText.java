package dev.scopestream.cli.prompt;

import dev.scopestream.cli.common.CliException;
import dev.scopestream.client.TextFile;
import dev.scopestream.events.Limits;
import dev.scopestream.events.Message;
import dev.scopestream.events.PromptBuilder;
import dev.scopestream.events.PromptEvent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is asked: a text from the command line, a file or standard input, as it is or as a message to an assistant. */
final class PromptText {
    @ArgGroup(multiplicity = "1")
    private Source source;

    @Option(names = "--chat", description = "A message to the assistant, by the model's chat template.")
    private boolean chat;

    @Option(names = "--system", paramLabel = "TEXT", description = "A system message before it; implies --chat.")
    private String system;

    private static final class Source {
        @Parameters(paramLabel = "TEXT", arity = "1", description = "The prompt; - reads standard input.")
        private String text;

        @Option(names = "--file", paramLabel = "FILE", required = true, description = "The prompt is in this file.")
        private Path file;
    }

    /** A prompt of the whole text. */
    PromptBuilder builder() throws IOException {
        return builder(read());
    }

    /** A prompt of this text, as it is or as a message. */
    PromptBuilder builder(String text) {
        PromptBuilder builder = PromptEvent.builder();
        if (!isChat()) {
            return builder.prompt(text);
        }
        List<Message> messages = new ArrayList<>();
        if (system != null) {
            messages.add(new Message(Message.Role.SYSTEM, system));
        }
        messages.add(new Message(Message.Role.USER, text));
        return builder.messages(messages);
    }

    /** Whether a conversation was asked for. */
    boolean isChat() {
        return chat || system != null;
    }

    /** The file or standard input, to be read line by line; null when the text is on the command line. */
    InputStream stream() throws IOException {
        if (source.file != null) {
            return TextFile.open(source.file);
        }
        return source.text.equals("-") ? System.in : null;
    }

    private String read() throws IOException {
        if (source.file != null) {
            try (InputStream in = Files.newInputStream(source.file)) {
                return bounded(in, source.file.toString());
            }
        }
        return source.text.equals("-") ? bounded(System.in, "standard input") : source.text;
    }

    private static String bounded(InputStream in, String name) throws IOException {
        byte[] bytes = in.readNBytes(Limits.PROMPT_BYTES + 1);
        if (bytes.length > Limits.PROMPT_BYTES) {
            throw new CliException(name + " has more than " + Limits.PROMPT_BYTES + " bytes, which no prompt may have");
        }
        return TextFile.decode(bytes, name);
    }
}
