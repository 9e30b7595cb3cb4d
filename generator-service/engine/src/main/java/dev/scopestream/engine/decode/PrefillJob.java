package dev.scopestream.engine.decode;

import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.policy.PromptScoring;
import dev.scopestream.engine.prefix.PrefixCache;
import dev.scopestream.engine.program.Choice;
import dev.scopestream.engine.program.Forward;
import dev.scopestream.engine.program.PromptReader;
import dev.scopestream.engine.program.PromptScratch;
import java.util.Arrays;
import java.util.List;

/** The prefill of one prompt, for all of its samples: chunk by chunk, and each chunk layer by layer. Pauses don't change the result. */
final class PrefillJob implements AutoCloseable {
    private final Forward forward;
    private final SampleGroup group;
    private final RequestPlan plan;
    private final PromptScratch scratch;
    private final int[] prompt;
    private final List<Integer> ends;
    private final int candidates;
    private final PrefixCache prefixes;
    private final boolean scored;
    private final int keepAt;
    private int next;
    private int layer;

    /** @param candidates number of candidates for the first token */
    PrefillJob(Forward forward, SampleGroup group, int chunk, int candidates, PrefixCache prefixes) {
        this.forward = forward;
        this.group = group;
        this.plan = group.first().plan();
        this.prompt = plan.request().prompt().toArray();
        this.candidates = candidates;
        PromptScoring scoring = plan.scoring();
        this.scratch = forward.prompts().newScratch(prompt.length, scoring != PromptScoring.NONE);
        int most = scoring == PromptScoring.ALL_QUERIES_REFERENCE ? prompt.length : chunk;
        int tail = scoring == PromptScoring.LAST_QUERIES ? plan.observation() : 1;
        this.ends = Chunks.ends(prompt.length, most, tail);
        this.prefixes = prefixes;
        this.scored = scoring == PromptScoring.ALL_QUERIES;
        List<Integer> inner = ends.subList(0, ends.size() - 1);
        boolean reusable = prefixes.enabled() && scoring != PromptScoring.ALL_QUERIES_REFERENCE;
        int reused = reusable ? prefixes.reuse(prompt, inner, scored, scratch) : 0;
        this.keepAt = reusable ? prefixes.tokensToKeep(prompt, inner, scored) : 0;
        this.next = inner.indexOf(reused) + 1;
    }

    SampleGroup group() {
        return group;
    }

    /** Of each of its samples, but for the seed. */
    RequestPlan plan() {
        return plan;
    }

    PromptScratch scratch() {
        return scratch;
    }

    /** Tokens of the current chunk. */
    int tokens() {
        return ends.get(next) - start();
    }

    /** Layers that the current chunk has yet to go through. */
    int layersLeft() {
        return forward.prompts().layers() - layer;
    }

    private int start() {
        return next == 0 ? 0 : ends.get(next - 1);
    }

    /** Runs the next {@code layers} layers of the current chunk. */
    void advance(int layers) {
        int end = ends.get(next);
        PromptReader.Chunk chunk = new PromptReader.Chunk(
                IntArray.of(Arrays.copyOfRange(prompt, start(), end)),
                start(),
                next == ends.size() - 1,
                prompt.length,
                plan.scoring(),
                plan.observation());
        forward.prompts().read(scratch, chunk, layer, layer + layers);
        layer += layers;
        if (layersLeft() == 0) {
            if (end == keepAt) {
                prefixes.keep(prompt, end, scored, scratch);
            }
            layer = 0;
            next++;
        }
    }

    /** Whether the whole prompt went through all layers. */
    boolean done() {
        return next == ends.size();
    }

    /** Candidates for the first token; when {@link #done}. */
    Choice finish() {
        return forward.prompts().finish(scratch, candidates);
    }

    @Override
    public void close() {
        scratch.close();
    }
}
