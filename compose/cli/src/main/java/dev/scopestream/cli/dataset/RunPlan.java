package dev.scopestream.cli.dataset;

import dev.scopestream.client.dataset.Dataset;
import dev.scopestream.client.dataset.Document;
import dev.scopestream.events.EventCodec;
import dev.scopestream.events.InvalidEventException;
import dev.scopestream.events.KvSpec;
import dev.scopestream.events.PromptEvent;
import dev.scopestream.events.Sha256;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/**
 * The requests of a run: every document under every policy. A request's id depends on the run's name, the set, the
 * policy and the document, and on everything in the prompt that makes a result another one, so that the same command
 * finds its own results again and a changed one takes no others for them.
 *
 * @param requests by the policy's text, each in the order of the documents
 * @param impossible documents that no prompt can be made of, with the reason
 */
public record RunPlan(Map<String, List<PromptEvent>> requests, List<String> impossible) {
    private static final int PART = 40;
    private static final int DIGEST = 12;

    /**
     * @param policies what the cache does, by the text that names it in the table
     * @param prompts makes the prompt of a document, without id, under a policy
     */
    public static RunPlan of(
            String run,
            Dataset dataset,
            Map<String, KvSpec> policies,
            BiFunction<Document, KvSpec, PromptEvent> prompts) {
        Map<String, List<PromptEvent>> requests = new LinkedHashMap<>();
        Map<Integer, String> impossible = new LinkedHashMap<>();
        policies.forEach((text, kv) -> {
            List<PromptEvent> of = new ArrayList<>();
            for (Document document : dataset.documents()) {
                try {
                    PromptEvent prompt = prompts.apply(document, kv);
                    of.add(prompt.withId(id(run, dataset.name(), prompt, document.number())));
                } catch (InvalidEventException e) {
                    impossible.put(document.number(), "document " + document.number() + ": " + e.getMessage());
                }
            }
            requests.put(text, List.copyOf(of));
        });
        return new RunPlan(requests, List.copyOf(impossible.values()));
    }

    private static String id(String run, String dataset, PromptEvent prompt, int document) {
        String policy =
                prompt.kv().prefill().policy() + "+" + prompt.kv().decode().policy();
        String digest = hex(Sha256.begin().digest(EventCodec.PROMPT.encode(prompt)));
        return part(run) + "/" + part(dataset) + "/" + part(policy) + "/" + document + "/"
                + digest.substring(0, DIGEST);
    }

    private static String part(String text) {
        String plain = text.replaceAll("[^A-Za-z0-9._+-]", "_");
        return plain.length() <= PART ? plain : plain.substring(0, PART);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /** In turns, so that all policies are equally far: first documents first. */
    List<PromptEvent> inTurns() {
        List<PromptEvent> all = new ArrayList<>();
        int longest = requests.values().stream().mapToInt(List::size).max().orElse(0);
        for (int i = 0; i < longest; i++) {
            for (List<PromptEvent> prompts : requests.values()) {
                all.add(prompts.get(i));
            }
        }
        return all;
    }

    /** Policy by policy, so that few different ones share a batch: each costs a step operations of its own. */
    public List<PromptEvent> byPolicy() {
        return requests.values().stream().flatMap(List::stream).toList();
    }

    /** All requests' ids. */
    Set<String> ids() {
        return requests.values().stream()
                .flatMap(List::stream)
                .map(PromptEvent::id)
                .collect(Collectors.toSet());
    }
}
