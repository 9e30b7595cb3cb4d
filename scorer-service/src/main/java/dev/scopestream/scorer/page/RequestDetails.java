package dev.scopestream.scorer.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scopestream.events.AccuracyEvent;
import dev.scopestream.events.EventCodec;
import dev.scopestream.events.InvalidEventException;
import dev.scopestream.events.PromptEvent;
import dev.scopestream.events.ResultEvent;
import dev.scopestream.events.Topics;
import dev.scopestream.scorer.ScorerApplication;
import dev.scopestream.scorer.watch.Place;
import dev.scopestream.scorer.watch.RequestState;
import dev.scopestream.scorer.watch.RequestView;
import dev.scopestream.scorer.watch.Watch;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** A request's texts and verdicts, from its records where they lie. */
@Singleton
@Requires(property = ScorerApplication.ENABLED)
final class RequestDetails {
    /** Characters of a prompt, a text or a record's value that are shown. */
    private static final int MOST_CHARS = 200_000;

    private static final int MOST_HEADER = 1000;
    private static final String HIDDEN = "prompts aren't shown here: scorer.page.prompts is false";

    private final Watch watch;
    private final PageOptions options;

    RequestDetails(Watch watch, PageOptions options) {
        this.watch = watch;
        this.options = options;
    }

    /** The request with {@code prompt}, {@code text}, {@code reasoning} and {@code questions} where they are known. */
    ObjectNode of(RequestView view) {
        ObjectNode answer = PageJson.object();
        answer.set("request", PageJson.tree(view));
        if (options.prompts()) {
            read(view.places().prompt()).ifPresent(record -> prompt(record, answer));
        } else {
            answer.put("prompt_hidden", HIDDEN);
        }
        if (view.state() == RequestState.FINISHED) {
            read(view.places().ending()).ifPresent(record -> text(record, answer));
        }
        read(view.places().accuracy()).ifPresent(record -> verdicts(record, answer));
        return answer;
    }

    private static void prompt(ConsumerRecord<byte[], byte[]> record, ObjectNode answer) {
        try {
            PromptEvent event = EventCodec.PROMPT.decode(record.value());
            ArrayNode parts = answer.putArray("prompt");
            if (event.input().prompt() != null) {
                parts.addObject()
                        .put("role", "prompt")
                        .put("text", cut(event.input().prompt()));
            }
            event.input().messages().forEach(message -> parts.addObject()
                    .put("role", message.role().wire())
                    .put("text", cut(message.content())));
        } catch (InvalidEventException e) {
            answer.put("prompt_hidden", "it can't be read: " + e.getMessage());
        }
    }

    private static void text(ConsumerRecord<byte[], byte[]> record, ObjectNode answer) {
        ResultEvent result = EventCodec.RESULT.decode(record.value());
        answer.put("text", cut(result.output().text()));
        if (result.output().reasoning() != null) {
            answer.put("reasoning", cut(result.output().reasoning()));
        }
        if (!result.choices().isEmpty()) {
            ArrayNode samples = answer.putArray("samples");
            result.choices().forEach(c -> samples.add(cut(c.output().text())));
        }
    }

    private static void verdicts(ConsumerRecord<byte[], byte[]> record, ObjectNode answer) {
        AccuracyEvent event = EventCodec.ACCURACY.decode(record.value());
        answer.set("questions", PageJson.tree(event.questions()));
        answer.put("missing", event.missing());
        answer.put("repeated", event.repeated());
        answer.put("extra", event.extra());
    }

    /**
     * A record as it lies.
     *
     * @param what prompt, ending or accuracy
     * @throws HiddenException when it has a prompt's text, which isn't shown
     */
    Optional<ObjectNode> record(RequestView view, String what) throws HiddenException {
        Place place =
                switch (what) {
                    case "prompt" -> view.places().prompt();
                    case "ending" -> view.places().ending();
                    case "accuracy" -> view.places().accuracy();
                    default -> null;
                };
        return place == null ? Optional.empty() : record(place);
    }

    /** As {@link #record(RequestView, String)}, of any place. */
    Optional<ObjectNode> record(Place place) throws HiddenException {
        boolean hasPrompt =
                place.topic().equals(Topics.PROMPTS) || place.topic().equals(Topics.DEAD_LETTERS);
        if (hasPrompt && !options.prompts()) {
            throw new HiddenException(HIDDEN);
        }
        return read(place).map(RequestDetails::json);
    }

    private static ObjectNode json(ConsumerRecord<byte[], byte[]> record) {
        ObjectNode answer = PageJson.object();
        answer.put("topic", record.topic());
        answer.put("partition", record.partition());
        answer.put("offset", record.offset());
        answer.put("time", record.timestamp());
        answer.put("key", text(record.key(), MOST_HEADER));
        ArrayNode headers = answer.putArray("headers");
        for (Header header : record.headers()) {
            headers.addObject().put("name", header.key()).put("value", text(header.value(), MOST_HEADER));
        }
        String value = text(record.value(), MOST_CHARS);
        answer.put("value", value);
        answer.put("bytes", record.value() == null ? 0 : record.value().length);
        answer.put("cut", record.value() != null && record.value().length > MOST_CHARS);
        return answer;
    }

    private Optional<ConsumerRecord<byte[], byte[]>> read(Place place) {
        return place == null ? Optional.empty() : watch.reader().read(place).filter(record -> record.value() != null);
    }

    private static String text(byte[] bytes, int most) {
        return bytes == null ? null : new String(bytes, 0, Math.min(bytes.length, most), StandardCharsets.UTF_8);
    }

    private static String cut(String text) {
        return text.length() <= MOST_CHARS
                ? text
                : text.substring(0, MOST_CHARS) + "… (" + (text.length() - MOST_CHARS) + " more characters)";
    }
}
