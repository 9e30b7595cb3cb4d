package dev.scopestream.cli.training;

import dev.scopestream.client.dataset.Document;
import dev.scopestream.client.dataset.SyntheticTask;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.text.TextCodec;
import dev.scopestream.engine.training.TrainingBatch;
import dev.scopestream.engine.training.TrainingBatch.MissingKeys;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Documents of the arithmetic task as batches: the same for the same seed and step. */
final class TrainingDocuments {
    private final TextCodec codec;
    private final LineKinds kinds;
    private final long seed;
    private final int end;

    TrainingDocuments(TextCodec codec, long seed) {
        this.codec = codec;
        this.kinds = new LineKinds(codec);
        this.seed = seed;
        this.end = codec.endTokens().get(0);
    }

    /**
     * The batch of a step.
     *
     * @param eviction whether keys are missing
     */
    TrainingBatch batch(Stage stage, long step, boolean eviction) {
        Random random = new Random(seed * 0x9E3779B97F4A7C15L + step);
        int k = stage.lowest() + random.nextInt(stage.highest() - stage.lowest() + 1);
        List<MarkedDocument> documents = new ArrayList<>();
        int longest = 0;
        while (longest * (documents.size() + 1) <= stage.tokens()) {
            documents.add(marked(random.nextLong(), k, stage.references()));
            longest = Math.max(longest, documents.get(documents.size() - 1).ids().length);
        }
        MissingKeysDraw draw = new MissingKeysDraw(random, kinds, documents.size(), longest - 1);
        long[] ids = new long[documents.size() * longest];
        long[] all = new long[documents.size() * (longest - 1)];
        Arrays.fill(ids, end);
        Arrays.fill(all, -1);
        for (int row = 0; row < documents.size(); row++) {
            MarkedDocument document = documents.get(row);
            long[] its = document.kinds().clone();
            if (eviction) {
                draw.row(row, document, its);
            }
            System.arraycopy(document.ids(), 0, ids, row * longest, document.ids().length);
            System.arraycopy(its, 1, all, row * (longest - 1), its.length - 1);
        }
        Optional<MissingKeys> missing = eviction ? Optional.of(draw.keys()) : Optional.empty();
        return new TrainingBatch(documents.size(), longest, ids, all, missing);
    }

    private MarkedDocument marked(long number, int k, double references) {
        Document document = SyntheticTask.documents(number, k, 1, references).get(0);
        IntArray text = codec.encode(document.prompt() + document.output(), true);
        long[] ids = new long[text.size() + 1];
        for (int i = 0; i < text.size(); i++) {
            ids[i] = text.get(i);
        }
        ids[text.size()] = end;
        return kinds.mark(ids);
    }
}
