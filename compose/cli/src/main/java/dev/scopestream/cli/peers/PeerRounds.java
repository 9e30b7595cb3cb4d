package dev.scopestream.cli.peers;

import dev.scopestream.cli.common.Terminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Runs every case by every engine, in turns: a round goes through all of them, and each round begins with another one. What
 * fails once isn't tried again.
 */
final class PeerRounds {
    private static final int REASON_LENGTH = 300;

    private final List<Contender> contenders;
    private final List<PeerCase> cases;
    private final PrintWriter progress;
    private final Map<Key, List<Measurement>> runs = new LinkedHashMap<>();
    private final Map<Key, String> failures = new LinkedHashMap<>();

    private record Key(Contender contender, PeerCase peerCase) {}

    /** One of a contender's preparation or runs. */
    @FunctionalInterface
    private interface Attempt {
        void run() throws IOException, InterruptedException;
    }

    PeerRounds(List<Contender> contenders, List<PeerCase> cases, PrintWriter progress) {
        this.contenders = List.copyOf(contenders);
        this.cases = List.copyOf(cases);
        this.progress = progress;
    }

    List<PeerRow> run(int rounds) throws InterruptedException {
        for (Contender contender : contenders) {
            say(contender.name() + ": getting ready");
            attempt(contender, cases, contender::prepare);
        }
        for (int round = 0; round < rounds; round++) {
            List<Contender> order = new ArrayList<>(contenders);
            Collections.rotate(order, -round);
            for (PeerCase peerCase : cases) {
                for (Contender contender : order) {
                    Key key = new Key(contender, peerCase);
                    if (!failures.containsKey(key)) {
                        say("round " + (round + 1) + " of " + rounds + ", " + peerCase + ": " + contender.name());
                        attempt(contender, List.of(peerCase), () -> measure(key));
                    }
                }
            }
        }
        return rows();
    }

    private void measure(Key key) throws IOException, InterruptedException {
        Measurement measured = key.contender().run(key.peerCase());
        if (!(measured.stepMillis() > 0) || !(measured.prefillTokensPerSecond() > 0)) {
            throw new PeerException("no step was measured: more tokens must be generated");
        }
        runs.computeIfAbsent(key, k -> new ArrayList<>()).add(measured);
        say(String.format(
                Locale.ROOT,
                "  %.1f ms a step, prefill %.0f tokens/s",
                measured.stepMillis(),
                measured.prefillTokensPerSecond()));
    }

    private void attempt(Contender contender, List<PeerCase> concerned, Attempt attempt) throws InterruptedException {
        try {
            attempt.run();
        } catch (PeerException | IOException e) {
            String reason = Terminal.oneLine(String.valueOf(e.getMessage()), REASON_LENGTH);
            say("  " + reason);
            concerned.forEach(peerCase -> failures.put(new Key(contender, peerCase), reason));
        }
    }

    private void say(String line) {
        progress.println("scopestream: " + line);
        progress.flush();
    }

    private List<PeerRow> rows() {
        List<PeerRow> rows = new ArrayList<>();
        for (PeerCase peerCase : cases) {
            for (Contender contender : contenders) {
                Key key = new Key(contender, peerCase);
                rows.add(new PeerRow(
                        contender.name(),
                        peerCase,
                        runs.getOrDefault(key, List.of()),
                        Optional.ofNullable(failures.get(key))));
            }
        }
        return rows;
    }
}
