package dev.scopestream.cli.up;

import dev.scopestream.cli.common.KvArgument;
import dev.scopestream.client.dataset.Dataset;
import dev.scopestream.client.dataset.Document;
import dev.scopestream.client.dataset.SyntheticTask;
import dev.scopestream.events.PromptEvent;
import dev.scopestream.events.Template;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The requests of a run: every document under every policy.
 *
 * @param requests by the policy's text, each in the order of the documents
 */
record Workload(Map<String, List<PromptEvent>> requests) {
    /**
     * Synthetic documents.
     *
     * @param run begins all ids, so that runs on the same topics don't take each other's results
     */
    static Workload synthetic(String run, List<KvArgument> policies, long seed, int k, int documents) {
        Dataset dataset = SyntheticTask.dataset(seed, k, documents);
        Map<String, List<PromptEvent>> requests = new LinkedHashMap<>();
        for (KvArgument policy : policies) {
            String prefix = run + "-" + requests.size() + "-";
            List<PromptEvent> prompts = new ArrayList<>();
            for (Document document : dataset.documents()) {
                prompts.add(dataset.prompt(document, Template.NONE)
                        .id(prefix + document.number())
                        .maxTokens(SyntheticTask.TOKENS_A_QUESTION * k)
                        .kv(policy.spec())
                        .build());
            }
            requests.put(policy.text(), prompts);
        }
        return new Workload(requests);
    }

    /** A prompt to begin with on the page. */
    static String example(UpOptions options) {
        if (options.model != null) {
            return "Explain step by step how a bicycle stays upright, then summarise it in three sentences.";
        }
        Dataset dataset = SyntheticTask.dataset(options.seed, options.k, 1);
        PromptEvent prompt =
                dataset.prompt(dataset.documents().get(0), Template.NONE).build();
        return prompt.input().prompt();
    }

    /** In turns, so that all policies share every batch: first documents first. */
    List<PromptEvent> inTurns() {
        List<PromptEvent> all = new ArrayList<>();
        int longest = requests.values().stream().mapToInt(List::size).max().orElse(0);
        for (int document = 0; document < longest; document++) {
            for (List<PromptEvent> prompts : requests.values()) {
                all.add(prompts.get(document));
            }
        }
        return all;
    }

    /** The ids of one policy's requests. */
    List<String> ids(String policy) {
        return requests.get(policy).stream().map(PromptEvent::id).toList();
    }
}
