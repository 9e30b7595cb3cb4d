package dev.scopestream.cli.peers;

import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * All runs of one case by one engine.
 *
 * @param failure why it isn't, or no longer, measured
 */
record PeerRow(String name, PeerCase peerCase, List<Measurement> runs, Optional<String> failure) {
    PeerRow {
        runs = List.copyOf(runs);
    }

    /** @throws IllegalArgumentException where nothing was measured */
    Spread spread(ToDoubleFunction<Measurement> what) {
        return Spread.of(runs.stream().map(what::applyAsDouble).toList());
    }
}
