package dev.scopestream.scorer.offline;

import dev.scopestream.scorer.score.Numpy;
import dev.scopestream.scorer.score.Sample;
import java.util.List;

/**
 * What a predictions file scores.
 *
 * @param reference by the published scorer, percent over documents; likewise aligned
 * @param missing over all documents, as in {@link dev.scopestream.scorer.score.DocumentScore}; likewise the next two
 * @param bad what couldn't be read
 */
public record Report(
        String dataset, Sample reference, Sample aligned, int missing, int repeated, int extra, List<BadLine> bad) {

    public Report {
        bad = List.copyOf(bad);
    }

    /** The published scorer's figure, 4 digits as its tables print them: {@code 74.0}; {@code nan} for no documents. */
    public String referenceText() {
        return text(reference);
    }

    /** As {@link #referenceText()}, answers matched by label. */
    public String alignedText() {
        return text(aligned);
    }

    private static String text(Sample sample) {
        return sample.n() == 0 ? "nan" : Numpy.text(Numpy.percent(sample.share()));
    }
}
