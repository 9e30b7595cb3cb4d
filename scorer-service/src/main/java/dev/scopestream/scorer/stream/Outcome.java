package dev.scopestream.scorer.stream;

import java.util.List;
import org.apache.kafka.common.utils.Bytes;

/**
 * What a score brings to the outside.
 *
 * @param event an encoded accuracy event
 * @param deltas of one group, or of two when the document moved
 */
record Outcome(Bytes event, List<Delta> deltas) {
    static Outcome of(Known before, Scorecard card) {
        if (before.group() == null || before.group().equals(card.group())) {
            return new Outcome(
                    card.event(), List.of(new Delta(card.group(), before.contribution(), card.contribution())));
        }
        return new Outcome(
                card.event(),
                List.of(
                        new Delta(before.group(), before.contribution(), null),
                        new Delta(card.group(), null, card.contribution())));
    }
}
