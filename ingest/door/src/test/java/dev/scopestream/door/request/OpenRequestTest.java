package dev.scopestream.door.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.client.openai.OpenAiError;
import dev.scopestream.events.FinishReason;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Which final record ends which prompt of an id that is sent again. */
class OpenRequestTest {
    private static final Outcome CANCELLED = new Outcome.Refused(OpenAiError.of(FinishReason.CANCELLED));

    private final OpenRequests requests = new OpenRequests();
    private final AtomicInteger told = new AtomicInteger();
    private final Runnable watcher = told::incrementAndGet;
    private final OpenRequest request =
            requests.join("id", "digest", watcher).orElseThrow().request();

    @Test
    void shouldNotEndByTheCancellationOfAnEarlierPrompt() {
        request.end(new Ending(CANCELLED, new Place(3, 17)));
        assertThat(request.outcome()).as("its own place isn't known yet").isEmpty();
        request.sent(new Place(3, 18));
        assertThat(request.outcome()).isEmpty();
        request.end(new Ending(CANCELLED, new Place(3, 18)));
        assertThat(request.outcome()).contains(CANCELLED);
        assertThat(told).hasValue(1);
    }

    @Test
    void shouldEndByARefusalThatOvertookItsPlace() {
        request.end(new Ending(CANCELLED, new Place(3, 18)));
        request.sent(new Place(3, 18));
        assertThat(request.outcome()).contains(CANCELLED);
    }

    @Test
    void shouldJoinWhoAsksForTheSameAndRefuseAnotherBody() {
        Runnable second = () -> {};
        assertThat(requests.join("id", "digest", second).orElseThrow())
                .isEqualTo(new OpenRequests.Joined(request, false));
        assertThat(requests.join("id", "other", second)).isEmpty();
        assertThat(requests.leave(request, watcher)).isFalse();
        assertThat(requests.leave(request, second)).as("the last one").isTrue();
        assertThat(requests.find("id")).isEmpty();
    }

    @Test
    void shouldSendAgainWhatWasRefused() {
        request.close(CANCELLED);
        OpenRequests.Joined again = requests.join("id", "digest", () -> {}).orElseThrow();
        assertThat(again.first()).isTrue();
        requests.leave(request, watcher);
        assertThat(requests.find("id")).contains(again.request());
    }
}
