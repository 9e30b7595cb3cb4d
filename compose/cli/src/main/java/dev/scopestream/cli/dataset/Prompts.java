package dev.scopestream.cli.dataset;

import dev.scopestream.cli.common.CliException;
import dev.scopestream.client.dataset.Dataset;
import dev.scopestream.client.dataset.Document;
import dev.scopestream.events.KvSpec;
import dev.scopestream.events.PromptBuilder;
import dev.scopestream.events.PromptEvent;
import dev.scopestream.events.Template;
import java.util.Optional;

/** Documents as prompts. */
final class Prompts {
    private final Dataset dataset;
    private final Template template;
    private final Integer maxTokens;
    private final String model;
    private final Optional<Halves> halves;
    private Integer samples;
    private Double temperature;

    /**
     * @param maxTokens null: the generator's default; likewise model
     * @param halves what shortens prompts, if anything does
     * @throws CliException when the template doesn't go with the set
     */
    Prompts(Dataset dataset, Template template, Integer maxTokens, String model, Optional<Halves> halves) {
        this.dataset = dataset;
        this.template = template;
        this.maxTokens = maxTokens;
        this.model = model;
        this.halves = halves;
        boolean bare = dataset.documents().stream().anyMatch(d -> d.system().isEmpty());
        if (template == Template.LLAMA3_SCOPE && bare) {
            throw new CliException("template llama3-scope needs documents with a system text; " + dataset.name()
                    + " has some without: --template none or chat");
        }
        if (template == Template.CHAT && halves.isPresent()) {
            throw new CliException("--prompt-limit goes with the templates llama3-scope and none, not with chat");
        }
    }

    /**
     * Of so many samples each.
     *
     * @param number null: one
     * @param heat temperature; null: greedy
     */
    Prompts sampled(Integer number, Double heat) {
        samples = number;
        temperature = heat;
        return this;
    }

    /** A prompt without an id. */
    PromptEvent of(Document document, KvSpec kv) {
        PromptBuilder builder = dataset.prompt(document, template);
        halves.flatMap(h -> h.shorten(text(document)))
                .ifPresent(s -> builder.template(Template.NONE).prompt(s));
        return builder.maxTokens(maxTokens)
                .sampling(temperature, null, null)
                .samples(samples)
                .model(model)
                .kv(kv)
                .build();
    }

    /** What the model would see. */
    private String text(Document document) {
        if (template == Template.LLAMA3_SCOPE) {
            return "<<SYS>>\n " + document.system() + " \n<</SYS>>\n\n" + document.prompt();
        }
        return document.system().isEmpty() ? document.prompt() : document.system() + "\n\n" + document.prompt();
    }
}
