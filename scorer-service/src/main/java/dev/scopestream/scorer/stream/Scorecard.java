package dev.scopestream.scorer.stream;

import dev.scopestream.events.AccuracyEvent;
import dev.scopestream.events.EventCodec;
import dev.scopestream.events.ReferenceEvent;
import dev.scopestream.events.ResultEvent;
import dev.scopestream.scorer.score.Dataset;
import dev.scopestream.scorer.score.DocumentScore;
import dev.scopestream.scorer.score.DocumentScorer;
import org.apache.kafka.common.utils.Bytes;

/**
 * One document's score.
 *
 * @param event encoded, ready for the topic
 * @param readable how many questions have a readable answer
 */
record Scorecard(Bytes event, Group group, Contribution contribution, int readable) {
    /**
     * Scores a request of which result and reference are known.
     *
     * @throws IllegalArgumentException when its data set's kind of answers can't be scored
     * @throws dev.scopestream.events.InvalidEventException when the event would break the contract
     */
    static Scorecard of(Known known) {
        ResultEvent result = ((Incoming.Result) Incoming.decode(known.result().get())).event();
        ReferenceEvent reference =
                ((Incoming.Reference) Incoming.decode(known.reference().get())).event();
        DocumentScore score = new DocumentScorer(Dataset.form(reference.dataset(), reference.kind()))
                .score(reference.answers(), result.text());
        Group group = new Group(
                reference.dataset(), result.model(), result.kv().policy(), Budgets.text(result.kv(), known.shares()));
        AccuracyEvent event = new AccuracyEvent(
                result.id(),
                group.dataset(),
                reference.document(),
                group.model(),
                group.policy(),
                group.budget(),
                score.reference(),
                score.aligned(),
                score.questions(),
                score.missing(),
                score.repeated(),
                score.extra(),
                result.kv(),
                result.usage(),
                result.timings());
        return new Scorecard(
                Bytes.wrap(EventCodec.ACCURACY.encode(event)),
                group,
                Contribution.of(score, result),
                score.questions().size() - score.missing());
    }
}
