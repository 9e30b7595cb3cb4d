package dev.scopestream.scorer.service;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scopestream.events.AccuracySummary;
import dev.scopestream.events.EventCodec;
import dev.scopestream.scorer.ScorerApplication;
import dev.scopestream.scorer.stream.Count;
import dev.scopestream.scorer.stream.NotReadyException;
import dev.scopestream.scorer.stream.ScorerCounts;
import dev.scopestream.scorer.stream.ScorerStatus;
import dev.scopestream.scorer.stream.StreamsSupervisor;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Error;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.util.Locale;

/** What is known so far, as JSON and as tables. */
@Controller
@ExecuteOn(TaskExecutors.BLOCKING)
@Requires(property = ScorerApplication.ENABLED)
final class AccuracyController {
    private static final String CSV = "text/csv; charset=utf-8";
    private static final String MARKDOWN = "text/markdown; charset=utf-8";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final StreamsSupervisor supervisor;
    private final ScorerCounts counts;

    AccuracyController(StreamsSupervisor supervisor, ScorerCounts counts) {
        this.supervisor = supervisor;
        this.counts = counts;
    }

    /** {@code {state, summaries: [as on scope.accuracy.summary], counts: {...}}}. */
    @Get("/accuracy")
    @Produces(MediaType.APPLICATION_JSON)
    String json() throws IOException {
        ObjectNode answer = MAPPER.createObjectNode();
        answer.put("state", supervisor.status().state());
        ArrayNode summaries = answer.putArray("summaries");
        for (AccuracySummary summary : supervisor.summaries()) {
            summaries.add(MAPPER.readTree(EventCodec.SUMMARY.encode(summary)));
        }
        ObjectNode numbers = answer.putObject("counts");
        for (Count count : Count.values()) {
            numbers.put(count.name().toLowerCase(Locale.ROOT), counts.get(count));
        }
        return MAPPER.writeValueAsString(answer);
    }

    /** As the published results.csv. */
    @Get("/accuracy.csv")
    HttpResponse<String> csv(@Nullable @QueryValue String score) {
        ResultsTable.Score which;
        if (score == null || score.equals("reference")) {
            which = ResultsTable.Score.REFERENCE;
        } else if (score.equals("aligned")) {
            which = ResultsTable.Score.ALIGNED;
        } else {
            return HttpResponse.badRequest("score must be reference or aligned\n")
                    .contentType(MediaType.TEXT_PLAIN_TYPE);
        }
        return HttpResponse.ok(new ResultsTable(supervisor.summaries()).csv(which))
                .header("Content-Type", CSV);
    }

    @Get("/accuracy.md")
    HttpResponse<String> markdown() {
        return HttpResponse.ok(new ResultsTable(supervisor.summaries()).markdown())
                .header("Content-Type", MARKDOWN);
    }

    @Error
    HttpResponse<String> notReady(NotReadyException e) {
        ScorerStatus status = supervisor.status();
        ObjectNode answer = MAPPER.createObjectNode();
        answer.put("state", status.state());
        answer.put("error", status.trouble().orElse(e.getMessage()));
        return HttpResponse.<String>status(io.micronaut.http.HttpStatus.SERVICE_UNAVAILABLE)
                .contentType(MediaType.APPLICATION_JSON_TYPE)
                .header("Retry-After", "2")
                .body(answer.toString());
    }
}
