package dev.scopestream.scorer.page;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scopestream.events.EventCodec;
import dev.scopestream.events.InvalidEventException;
import dev.scopestream.scorer.ScorerApplication;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.concurrent.ExecutionException;

/** A prompt of a visitor's own, under a policy of the visitor's choice and with the full cache. */
@Controller("/api/try")
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.APPLICATION_JSON)
@Requires(property = ScorerApplication.ENABLED)
final class TryController {
    private final PagePrompts prompts;
    private final PageOptions options;

    TryController(PagePrompts prompts, PageOptions options) {
        this.prompts = prompts;
        this.options = options;
    }

    /** What a visitor may choose: {@code {example, chat, max_tokens, token}}. */
    @Get
    String choices() {
        ObjectNode answer = PageJson.object();
        answer.put("example", options.example());
        answer.put("chat", options.chat());
        answer.put("max_tokens", options.maxTokens());
        answer.put("token", !options.token().isEmpty());
        return answer.toString();
    }

    /** Takes a prompt as its topic does, and answers {@code {full, compressed}}, the ids of two requests. */
    @Post
    HttpResponse<String> send(@Body byte[] body) throws InterruptedException {
        try {
            return PageJson.reply(HttpResponse.ok(), PageJson.text(prompts.send(EventCodec.PROMPT.decode(body))));
        } catch (InvalidEventException e) {
            return PageJson.reply(HttpResponse.badRequest(), PageJson.error(e.field(), e.reason()));
        } catch (BusyException e) {
            return PageJson.reply(
                    HttpResponse.status(HttpStatus.TOO_MANY_REQUESTS).header("Retry-After", "5"),
                    PageJson.error(null, e.getMessage()));
        } catch (ExecutionException e) {
            return PageJson.reply(
                    HttpResponse.status(HttpStatus.SERVICE_UNAVAILABLE),
                    PageJson.error(null, "not stored: " + e.getCause().getMessage()));
        }
    }
}
