package dev.scopestream.scorer.watch;

import dev.scopestream.client.ChunkAssembly;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** How much of a request one reader has got. For one thread. */
public final class NewsCursor {
    private WatchedRequest reading;
    private long version = -1;
    private int attempt;
    private int text;
    private int reasoning;
    private Measured lastMeasured;
    private KeptColumn lastColumn;

    Optional<RequestNews> advance(WatchedRequest request) {
        if (request == reading && request.version() == version) {
            return Optional.empty();
        }
        ChunkAssembly now = request.text();
        boolean restart = reading != null && (request != reading || (now != null && now.attempt() > attempt));
        if (restart || reading == null) {
            text = 0;
            reasoning = 0;
        }
        reading = request;
        version = request.version();
        String moreText = "";
        String moreReasoning = "";
        if (now != null) {
            attempt = now.attempt();
            moreText = now.textFrom(text);
            moreReasoning = now.reasoningFrom(reasoning);
            text = now.textLength();
            reasoning = now.reasoningLength();
        }
        return Optional.of(
                new RequestNews(request.view(), restart, moreText, moreReasoning, measured(request), columns(request)));
    }

    private List<Measured> measured(WatchedRequest request) {
        List<Measured> all = request.measured();
        Measured last = all.isEmpty() ? null : all.get(all.size() - 1);
        boolean same = Objects.equals(last, lastMeasured);
        lastMeasured = last;
        return same ? List.of() : all;
    }

    private List<KeptColumn> columns(WatchedRequest request) {
        List<KeptColumn> all = request.columns();
        KeptColumn last = all.isEmpty() ? null : all.get(all.size() - 1);
        boolean same = Objects.equals(last, lastColumn);
        lastColumn = last;
        return same ? List.of() : all;
    }
}
