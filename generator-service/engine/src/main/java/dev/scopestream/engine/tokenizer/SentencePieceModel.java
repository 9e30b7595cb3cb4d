package dev.scopestream.engine.tokenizer;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * {@code tokenizer.ggml.model} llama: SentencePiece BPE, whose merges follow from the pieces' scores, with bytes for what
 * has no piece. The merges are made as transformers' conversion (convert_slow_tokenizer) makes them: every pair of pieces
 * that form a piece, by falling score of that piece, then by falling length of the left part, then of the right one.
 */
final class SentencePieceModel implements TokenizerModel {
    private static final String SPACE = "\u2581";

    /** @param leftLength code points */
    private record Merge(String left, String right, double score, int leftLength, int rightLength) {
        static final Comparator<Merge> ORDER = Comparator.comparingDouble(Merge::score)
                .thenComparingInt(Merge::leftLength)
                .thenComparingInt(Merge::rightLength)
                .reversed();
    }

    private final GgufVocabulary vocabulary;
    private final List<Double> scores;
    private final boolean spaceInFront;

    SentencePieceModel(GgufVocabulary vocabulary) {
        this.vocabulary = vocabulary;
        this.scores = vocabulary.metadata().numbers(GgufVocabulary.PREFIX + "scores");
        this.spaceInFront = vocabulary
                        .metadata()
                        .integer(GgufVocabulary.PREFIX + "add_space_prefix", 0, 1)
                        .orElse(1)
                == 1;
        if (scores.size() != vocabulary.size()) {
            throw vocabulary.error("has " + vocabulary.size() + " tokens, but " + scores.size() + " of "
                    + GgufVocabulary.PREFIX + "scores");
        }
    }

    @Override
    public boolean addBos() {
        return true;
    }

    @Override
    public int defaultBos() {
        return 1;
    }

    @Override
    public int defaultEos() {
        return 2;
    }

    @Override
    public void writePipeline(JsonGenerator json) throws IOException {
        ObjectNode escape = replace(" ", SPACE);
        ObjectNode prepend = TokenizerModel.step("Prepend").put("prepend", SPACE);
        json.writeFieldName("normalizer");
        json.writeTree(spaceInFront ? TokenizerModel.sequence("normalizers", prepend, escape) : escape);
        json.writeNullField("pre_tokenizer");
        ObjectNode unescape = replace(SPACE, " ");
        ObjectNode bytes = TokenizerModel.step("ByteFallback");
        ObjectNode fuse = TokenizerModel.step("Fuse");
        ObjectNode strip =
                TokenizerModel.step("Strip").put("content", " ").put("start", 1).put("stop", 0);
        json.writeFieldName("decoder");
        json.writeTree(
                spaceInFront
                        ? TokenizerModel.sequence("decoders", unescape, bytes, fuse, strip)
                        : TokenizerModel.sequence("decoders", unescape, bytes, fuse));
    }

    private static ObjectNode replace(String from, String to) {
        ObjectNode replace = TokenizerModel.step("Replace");
        replace.putObject("pattern").put("String", from);
        return replace.put("content", to);
    }

    @Override
    public void writeMerges(JsonGenerator json) throws IOException {
        if (vocabulary.unknown().isPresent()) {
            json.writeStringField("unk_token", vocabulary.unknown().get());
        } else {
            json.writeNullField("unk_token");
        }
        json.writeBooleanField("fuse_unk", true);
        json.writeBooleanField("byte_fallback", true);
        json.writeBooleanField("ignore_merges", false);
        json.writeArrayFieldStart("merges");
        for (Merge merge : merges()) {
            json.writeArray(new String[] {merge.left(), merge.right()}, 0, 2);
        }
        json.writeEndArray();
    }

    private List<Merge> merges() {
        Map<String, Integer> ids = vocabulary.ids();
        List<Merge> merges = new ArrayList<>();
        List<Merge> local = new ArrayList<>();
        ids.forEach((piece, id) -> {
            if (vocabulary.isText(id)) {
                local.clear();
                for (int at = piece.offsetByCodePoints(0, 1);
                        at < piece.length();
                        at = piece.offsetByCodePoints(at, 1)) {
                    String left = piece.substring(0, at);
                    String right = piece.substring(at);
                    if (ids.containsKey(left) && ids.containsKey(right)) {
                        local.add(new Merge(
                                left,
                                right,
                                scores.get(id),
                                left.codePointCount(0, left.length()),
                                right.codePointCount(0, right.length())));
                    }
                }
                local.sort(Comparator.<Merge>comparingInt(m -> ids.get(m.left()))
                        .thenComparingInt(m -> ids.get(m.right())));
                merges.addAll(local);
            }
        });
        merges.sort(Merge.ORDER);
        return merges;
    }
}
