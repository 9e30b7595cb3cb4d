package dev.scopestream.cli.training;

import dev.scopestream.client.dataset.Document;
import dev.scopestream.client.dataset.SyntheticTask;
import dev.scopestream.engine.Dtype;
import dev.scopestream.engine.EngineEvent;
import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.EvictionSink;
import dev.scopestream.engine.GenerationRequest;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.Sampling;
import dev.scopestream.engine.decode.TorchEngine;
import dev.scopestream.events.AnswerKind;
import dev.scopestream.scorer.score.DocumentScorer;
import dev.scopestream.scorer.score.ScoredDataset;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How many answers of documents that it hasn't seen a trained model gets right, greedily, with the full cache. */
final class AccuracyCheck {
    /** Far from the seeds of training. */
    private static final long SEED = 0x5C0BEL << 32;

    private AccuracyCheck() {}

    /**
     * Runs the model in the engine.
     *
     * @param documents of each number of questions
     * @return percent of right answers, by the number of questions
     */
    static Map<Integer, Double> of(Path model, List<Integer> questions, int documents, int threads) {
        Map<Integer, Double> accuracy = new LinkedHashMap<>();
        EngineOptions options =
                EngineOptions.builder().dtype(Dtype.FP32).threads(threads).build();
        try (TorchEngine engine = TorchEngine.open(model, options)) {
            for (int k : questions) {
                accuracy.put(k, accuracy(engine, k, SyntheticTask.documents(SEED, k, documents, 0.4)));
            }
        }
        return accuracy;
    }

    private static double accuracy(TorchEngine engine, int k, List<Document> documents) {
        KvOptions kv = KvOptions.builder().prefill("allkv").decode("none").build();
        Map<String, Document> open = new HashMap<>();
        for (Document document : documents) {
            String id = k + "-" + document.number();
            open.put(id, document);
            engine.submit(
                    new GenerationRequest(
                            id,
                            engine.encode(document.prompt()),
                            k * SyntheticTask.TOKENS_A_QUESTION,
                            Sampling.greedy(),
                            List.of(),
                            kv,
                            false),
                    EvictionSink.none());
        }
        DocumentScorer scorer = new DocumentScorer(ScoredDataset.form("synthetic_" + k, AnswerKind.NUMBER));
        double right = 0;
        while (!engine.idle()) {
            for (EngineEvent event : engine.step()) {
                if (event instanceof EngineEvent.Finished finished) {
                    right += scorer.score(
                                    open.get(finished.requestId()).answers(),
                                    finished.completion().text())
                            .aligned();
                }
            }
        }
        return 100 * right / documents.size();
    }
}
