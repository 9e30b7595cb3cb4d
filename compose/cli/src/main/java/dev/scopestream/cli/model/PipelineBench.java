package dev.scopestream.cli.model;

import dev.scopestream.engine.Engine;
import dev.scopestream.engine.EngineEvent;
import dev.scopestream.engine.EvictionSink;
import dev.scopestream.engine.GenerationRequest;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.Sampling;
import dev.scopestream.engine.bench.BenchResult;
import dev.scopestream.events.PromptEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** The same prompts through an engine and through Kafka, in turns. */
final class PipelineBench {
    private static final String[] WORDS =
            "the river carries old stones past seven quiet mills and a green bridge".split(" ", -1);

    private final Engine engine;
    private final KvOptions kv;
    private final List<String> texts;
    private int sent;

    /** @param tokens of each text */
    PipelineBench(Engine engine, KvOptions kv, int batch, int tokens) {
        this.engine = engine;
        this.kv = kv;
        this.texts =
                IntStream.range(0, batch).mapToObj(i -> text(engine, i, tokens)).toList();
    }

    /** Random words of at least so many tokens. */
    static String text(Engine engine, int seed, int tokens) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder("Text " + seed + ":");
        while (engine.encode(text.toString()).size() < tokens) {
            for (int i = 0; i < 8; i++) {
                text.append(' ').append(WORDS[random.nextInt(WORDS.length)]);
            }
        }
        return text.toString();
    }

    /** The first {@code prompts} texts together through the engine alone: the same times as of a stack. */
    BenchStack.Times bare(int prompts, int output) {
        long start = System.nanoTime();
        long first = 0;
        for (int i = 0; i < prompts; i++) {
            engine.submit(
                    new GenerationRequest(
                            "bare-" + i, engine.encode(texts.get(i)), output, Sampling.greedy(), List.of(), kv, true),
                    EvictionSink.none());
        }
        while (!engine.idle()) {
            boolean some = engine.step().stream().anyMatch(EngineEvent.Generated.class::isInstance);
            first = first == 0 && some ? System.nanoTime() - start : first;
        }
        return new BenchStack.Times(first, System.nanoTime() - start, List.of());
    }

    /** Likewise through Kafka. */
    BenchStack.Times through(BenchStack stack, int prompts, int output) {
        List<PromptEvent> events = new ArrayList<>();
        for (int i = 0; i < prompts; i++) {
            events.add(PromptEvent.builder()
                    .id("bench-" + sent++)
                    .prompt(texts.get(i))
                    .maxTokens(output)
                    .ignoreEos(true)
                    .build());
        }
        return stack.run(events);
    }

    /**
     * Memory of the process, bytes, after so many requests, and after all of them.
     *
     * @param early after how many the first is taken
     */
    List<Long> memory(BenchStack stack, int requests, int early, int output) {
        List<Long> measured = new ArrayList<>();
        for (int done = 0; done < requests; done += texts.size()) {
            through(stack, texts.size(), output);
            if (measured.isEmpty() && done + texts.size() >= early) {
                measured.add(BenchResult.resident());
            }
        }
        measured.add(BenchResult.resident());
        return measured;
    }

    /** The middle one, or the mean of the middle two. */
    static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted[sorted.length / 2] + sorted[(sorted.length - 1) / 2]) / 2;
    }
}
