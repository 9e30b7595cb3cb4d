package dev.scopestream.scorer.stream;

import dev.scopestream.events.AccuracyEvent;
import dev.scopestream.events.EventCodec;
import dev.scopestream.events.ReferenceEvent;
import dev.scopestream.events.ResultEvent;
import dev.scopestream.scorer.score.AccuracyEvents;
import dev.scopestream.scorer.score.DocumentScore;
import dev.scopestream.scorer.score.DocumentScorer;
import dev.scopestream.scorer.score.PolicyLabel;
import dev.scopestream.scorer.score.ScoredDataset;
import java.util.List;
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
        List<DocumentScore> samples = new DocumentScorer(ScoredDataset.form(reference.dataset(), reference.kind()))
                .samples(reference.answers(), result);
        DocumentScore score = samples.get(0);
        String budget = Budgets.text(result.kv(), known.requested());
        String variant = RequestedKv.parse(known.requested()).variant();
        AccuracyEvents.Subject subject =
                AccuracyEvents.Subject.of(result, reference.dataset(), reference.document(), variant, budget);
        AccuracyEvent event = AccuracyEvents.of(subject, samples, result);
        String policy = PolicyLabel.of(subject.policy(), variant);
        Group group = new Group(subject.dataset(), subject.model(), policy, budget);
        return new Scorecard(
                Bytes.wrap(EventCodec.ACCURACY.encode(event)),
                group,
                Contribution.of(score, result),
                score.questions().size() - score.missing());
    }
}
