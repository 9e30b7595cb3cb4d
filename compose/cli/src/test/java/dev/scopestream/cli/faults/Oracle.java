package dev.scopestream.cli.faults;

import dev.scopestream.events.ChunkEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What must hold whatever happened: every request has exactly one result, or its prompt exactly one dead letter; a result's
 * text is the fault-free run's, and its attempt's chunks make it up; every served request was scored once; and there are no
 * finals that nobody asked for.
 */
final class Oracle {
    private final List<String> violations = new ArrayList<>();
    private final Observed observed;

    private Oracle(Observed observed) {
        this.observed = observed;
    }

    /**
     * @param sent all that was ever sent
     * @return one line a violation
     */
    static List<String> violations(Collection<Sent> sent, Observed observed) {
        Oracle oracle = new Oracle(observed);
        oracle.finals(sent);
        oracle.texts(sent);
        oracle.scores(sent);
        return oracle.violations;
    }

    private void finals(Collection<Sent> sent) {
        Map<String, List<Sent>> byId = sent.stream().filter(Sent::served).collect(Collectors.groupingBy(Sent::id));
        Map<String, Integer> results = new HashMap<>();
        Map<String, Integer> finals = new HashMap<>();
        for (Observed.Result result : observed.results()) {
            results.merge(result.event().id(), 1, Integer::sum);
            finals.merge(result.source(), 1, Integer::sum);
        }
        observed.letters().forEach(letter -> finals.merge(letter.source(), 1, Integer::sum));
        byId.keySet().forEach(id -> expectOne(results.getOrDefault(id, 0), "results of " + id));
        for (Sent one : sent) {
            int count = finals.getOrDefault(one.source(), 0);
            boolean again = one.served() && byId.get(one.id()).size() > 1;
            if (count != 1 && !(again && count == 0)) {
                violations.add(count + " final records of the prompt at " + one.source() + ", " + one.id());
            }
        }
        Set<String> sources = sent.stream().map(Sent::source).collect(Collectors.toSet());
        finals.keySet().stream()
                .filter(source -> !sources.contains(source))
                .forEach(source -> violations.add("a final record of " + source + ", where nothing was sent"));
        Map<String, Sent> bySource = sent.stream().collect(Collectors.toMap(Sent::source, s -> s));
        observed.results().stream()
                .map(result -> bySource.get(result.source()))
                .filter(prompt -> prompt != null && !prompt.served())
                .forEach(prompt -> violations.add("a prompt that must be refused was answered: " + prompt.id()));
        for (Observed.Letter letter : observed.letters()) {
            Sent prompt = bySource.get(letter.source());
            if (prompt != null && prompt.served()) {
                violations.add("a good prompt became a dead letter: " + prompt.id() + ": " + letter.reason());
            }
        }
    }

    private void expectOne(int count, String what) {
        if (count != 1) {
            violations.add(count + " " + what);
        }
    }

    private void texts(Collection<Sent> sent) {
        Map<String, String> expected = new HashMap<>();
        sent.stream().filter(Sent::served).forEach(s -> expected.put(s.id(), s.text()));
        Map<String, Map<Integer, ChunkEvent>> chunks = new HashMap<>();
        for (ChunkEvent chunk : observed.chunks()) {
            ChunkEvent other = chunks.computeIfAbsent(chunk.id() + "#" + chunk.attempt(), k -> new TreeMap<>())
                    .put(chunk.index(), chunk);
            if (other != null && !other.equals(chunk)) {
                violations.add("two different chunks " + chunk.index() + " of attempt " + chunk.attempt() + " of "
                        + chunk.id());
            }
        }
        for (Observed.Result result : observed.results()) {
            String id = result.event().id();
            String text = result.event().output().text();
            if (expected.containsKey(id) && !text.equals(expected.get(id))) {
                violations.add("text of " + id + " isn't the fault-free run's");
            }
            Collection<ChunkEvent> pieces = chunks.getOrDefault(
                            id + "#" + result.event().attempt(), Map.of())
                    .values();
            String joined = pieces.stream().map(ChunkEvent::text).collect(Collectors.joining());
            if (!joined.equals(text)) {
                violations.add("chunks of " + id + ", attempt " + result.event().attempt() + ", make up "
                        + joined.length() + " characters of " + text.length());
            }
            String reasoning = pieces.stream()
                    .map(ChunkEvent::reasoning)
                    .filter(Objects::nonNull)
                    .collect(Collectors.joining());
            String expectedReasoning = result.event().output().reasoning();
            if (!reasoning.equals(expectedReasoning == null ? "" : expectedReasoning)) {
                violations.add("chunks of " + id + " make up another reasoning");
            }
        }
    }

    private void scores(Collection<Sent> sent) {
        Set<String> served =
                sent.stream().filter(Sent::served).map(Sent::id).collect(Collectors.toCollection(HashSet::new));
        Map<String, Integer> counts = new HashMap<>();
        observed.scored().forEach(id -> counts.merge(id, 1, Integer::sum));
        served.forEach(id -> expectOne(counts.getOrDefault(id, 0), "scores of " + id));
    }
}
