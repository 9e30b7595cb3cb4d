package dev.scopestream.cli.plot;

import dev.scopestream.cli.common.CliException;
import dev.scopestream.client.TextFile;
import dev.scopestream.client.TopicReader;
import dev.scopestream.events.EventCodec;
import dev.scopestream.events.InvalidEventException;
import dev.scopestream.events.Limits;
import dev.scopestream.events.PromptEvent;
import dev.scopestream.events.Topics;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** Finds the prompt of a plot. */
final class PlotSource {
    private static final int LONGEST = 2 * Limits.PROMPT_BYTES;

    private PlotSource() {}

    /** A file's text, or the prompt that it has as JSON. */
    static PromptEvent document(Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(LONGEST + 1);
        }
        if (bytes.length > LONGEST) {
            throw new CliException(file + " has more than " + LONGEST + " bytes, which no prompt may have");
        }
        String text = TextFile.decode(bytes, file.toString());
        if (text.isBlank()) {
            throw new CliException(file + " is empty");
        }
        return text.stripLeading().startsWith("{")
                ? decode(bytes, file.toString())
                : PromptEvent.builder().id("document").prompt(text).build();
    }

    /** The last prompt of an id that Kafka still has. */
    static PromptEvent request(Map<String, Object> client, String id) {
        AtomicReference<byte[]> found = new AtomicReference<>();
        try (TopicReader topics = new TopicReader(client, List.of(Topics.PROMPTS), List.of(), record -> {
            if (record.key() != null
                    && record.value() != null
                    && new String(record.key(), StandardCharsets.UTF_8).equals(id)) {
                found.set(record.value());
            }
        })) {
            topics.catchUp();
        }
        if (found.get() == null) {
            throw new CliException("no prompt '" + id + "' is in " + Topics.PROMPTS
                    + ": it was deleted with its segment, or never sent; give its text by --document");
        }
        return decode(found.get(), "prompt '" + id + "'");
    }

    private static PromptEvent decode(byte[] bytes, String name) {
        try {
            return EventCodec.PROMPT.decode(bytes);
        } catch (InvalidEventException e) {
            throw new CliException(name + " is no prompt: " + e.getMessage(), e);
        }
    }
}
