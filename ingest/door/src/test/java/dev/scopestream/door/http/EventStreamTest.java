package dev.scopestream.door.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.client.openai.Endpoint;
import dev.scopestream.client.openai.FinishedText;
import dev.scopestream.client.openai.OpenAiError;
import dev.scopestream.client.openai.StreamedAnswer;
import dev.scopestream.door.request.OpenRequest;
import dev.scopestream.door.request.OpenRequests;
import dev.scopestream.door.request.Outcome;
import dev.scopestream.events.ChunkEvent;
import dev.scopestream.events.FinishReason;
import dev.scopestream.events.Usage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

/** What a reader of a stream gets, by its own pace. */
class EventStreamTest {
    private final AtomicInteger ended = new AtomicInteger();
    private final OpenRequest request =
            new OpenRequests().join("id", "digest", () -> {}).orElseThrow().request();
    private final EventStream stream = new EventStream(
            request, 1, new StreamedAnswer(Endpoint.COMPLETIONS, "id", "m", 1, false), ended::incrementAndGet);
    private final Reader reader = new Reader();

    /** Takes as many events as it is told to. */
    private static final class Reader extends BaseSubscriber<byte[]> {
        private final List<String> events = new ArrayList<>();
        private boolean complete;

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            // asks when it is told to
        }

        @Override
        protected void hookOnNext(byte[] event) {
            events.add(new String(event, StandardCharsets.UTF_8));
        }

        @Override
        protected void hookOnComplete() {
            complete = true;
        }
    }

    private void chunk(int attempt, int index, String text) {
        request.piece(new ChunkEvent("id", attempt, index, text, 1, false));
        stream.drain();
    }

    @Test
    void shouldMakeFewerAndLongerEventsForASlowReader() {
        stream.events().subscribe(reader);
        reader.request(1);
        for (int i = 0; i < 10_000; i++) {
            chunk(1, i, "word ");
        }
        assertThat(reader.events).as("it asked for one").hasSize(1);

        reader.request(1);

        assertThat(reader.events).hasSize(2);
        assertThat(reader.events.get(1)).contains("word ".repeat(10_000));
        chunk(1, 10_000, "more");
        reader.request(1);
        assertThat(reader.events.get(2)).contains("\"text\":\"more\"");
        assertThat(ended).hasValue(0);
        reader.cancel();
        assertThat(ended).hasValue(1);
    }

    @Test
    void shouldGoOnWithAnAttemptThatBeginsAsTheLastOneDid() {
        stream.events().subscribe(reader);
        reader.request(Long.MAX_VALUE);
        chunk(1, 0, "one two ");
        chunk(2, 0, "one ");
        chunk(2, 1, "two three");

        assertThat(reader.events).last().asString().contains("\"text\":\"three\"");
    }

    @Test
    void shouldSayWhichSampleAPieceIsOf() {
        EventStream two = new EventStream(
                request, 2, new StreamedAnswer(Endpoint.COMPLETIONS, "id", "m", 1, false), ended::incrementAndGet);
        two.events().subscribe(reader);
        reader.request(Long.MAX_VALUE);
        assertThat(reader.events).hasSize(2);
        assertThat(reader.events.get(1)).contains("\"index\":1");
        request.piece(new ChunkEvent("id", 1, 0, "second", 1, false).ofChoice(1));
        two.drain();
        assertThat(reader.events).last().asString().contains("\"index\":1").contains("\"text\":\"second\"");
        request.piece(new ChunkEvent("id", 1, 0, "first", 1, false));
        two.drain();
        assertThat(reader.events).last().asString().contains("\"index\":0").contains("\"text\":\"first\"");
        request.close(new Outcome.Answered(new FinishedText(
                "id",
                "m",
                List.of(
                        new FinishedText.Text("first", null, FinishReason.STOP),
                        new FinishedText.Text("second one", null, FinishReason.LENGTH)),
                FinishReason.STOP,
                Usage.of(3, 4),
                null,
                1)));
        two.drain();
        List<String> last = reader.events.subList(4, reader.events.size());
        assertThat(last).hasSize(4);
        assertThat(last.get(0)).contains("\"index\":1").contains("\"text\":\" one\"");
        assertThat(last.get(1)).contains("\"index\":0").contains("\"finish_reason\":\"stop\"");
        assertThat(last.get(2)).contains("\"index\":1").contains("\"finish_reason\":\"length\"");
        assertThat(last.get(3)).isEqualTo("data: [DONE]\n\n");
        assertThat(reader.complete).isTrue();
    }

    @Test
    void shouldEndWithAnErrorWhenTheTextChanges() {
        stream.events().subscribe(reader);
        reader.request(Long.MAX_VALUE);
        chunk(1, 0, "one");
        chunk(2, 0, "two and more");

        assertThat(reader.events).last().asString().contains("text_changed");
        assertThat(reader.complete).isTrue();
        assertThat(ended).hasValue(1);
    }

    @Test
    void shouldShowThatItIsThereAndEndWithItsError() {
        stream.events().subscribe(reader);
        reader.request(Long.MAX_VALUE);
        stream.keepAlive();
        assertThat(reader.events).last().isEqualTo(": waiting\n\n");
        request.close(new Outcome.Refused(OpenAiError.invalid(400, "kv: no", "kv", null)));
        stream.drain();

        assertThat(reader.events)
                .last()
                .isEqualTo(
                        "data: {\"error\":{\"message\":\"kv: no\",\"type\":\"invalid_request_error\",\"param\":\"kv\","
                                + "\"code\":null}}\n\n");
        assertThat(reader.complete).isTrue();
    }
}
