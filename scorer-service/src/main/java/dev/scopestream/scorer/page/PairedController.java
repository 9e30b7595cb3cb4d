package dev.scopestream.scorer.page;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scopestream.scorer.ScorerApplication;
import dev.scopestream.scorer.watch.Watch;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/** Differences between policies over the same documents. */
@Controller("/api/paired")
@ExecuteOn(TaskExecutors.BLOCKING)
@Requires(property = ScorerApplication.ENABLED)
final class PairedController {
    private final Watch watch;

    PairedController(Watch watch) {
        this.watch = watch;
    }

    /** {@code {pairs: [{base, other, aligned: {n, mean, low, high, level}, reference: ...}]}}, in percentage points. */
    @Get
    @Produces(MediaType.APPLICATION_JSON)
    String pairs(@QueryValue String dataset) {
        ObjectNode answer = PageJson.object();
        answer.set("pairs", PageJson.tree(watch.paired().pairs(dataset)));
        return answer.toString();
    }
}
