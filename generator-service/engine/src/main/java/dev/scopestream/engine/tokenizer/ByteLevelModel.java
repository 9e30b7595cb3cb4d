package dev.scopestream.engine.tokenizer;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code tokenizer.ggml.model} gpt2: byte-level BPE with the file's merges. */
final class ByteLevelModel implements TokenizerModel {
    private static final Logger LOG = LoggerFactory.getLogger(ByteLevelModel.class);
    private static final String PRE = GgufVocabulary.PREFIX + "pre";

    private final GgufVocabulary vocabulary;
    private final PreTokenizer pre;

    ByteLevelModel(GgufVocabulary vocabulary) {
        this.vocabulary = vocabulary;
        String name = vocabulary.metadata().text(PRE).orElse("");
        if (name.isEmpty()) {
            LOG.warn(
                    "{} doesn't say how text is split ({}): taken is '{}', which may be wrong for the model; put its "
                            + "tokenizer.json beside the file",
                    vocabulary.metadata().file(),
                    PRE,
                    PreTokenizer.DEFAULT);
        }
        this.pre = PreTokenizer.named(name.isEmpty() ? PreTokenizer.DEFAULT : name)
                .orElseThrow(() -> vocabulary.error(": " + PRE + " '" + name + "' isn't supported (supported are "
                        + PreTokenizer.listed() + "): put the model's tokenizer.json beside the file"));
    }

    @Override
    public boolean addBos() {
        return pre.addBos();
    }

    @Override
    public int defaultBos() {
        return -1;
    }

    @Override
    public int defaultEos() {
        return -1;
    }

    @Override
    public void writePipeline(JsonGenerator json) throws IOException {
        if (pre.nfc()) {
            json.writeFieldName("normalizer");
            json.writeTree(TokenizerModel.step("NFC"));
        } else {
            json.writeNullField("normalizer");
        }
        json.writeFieldName("pre_tokenizer");
        Stream<ObjectNode> splits = pre.patterns().stream().map(ByteLevelModel::split);
        json.writeTree(TokenizerModel.sequence(
                "pretokenizers", Stream.concat(splits, Stream.of(byteLevel())).toArray(ObjectNode[]::new)));
        json.writeFieldName("decoder");
        json.writeTree(byteLevel());
    }

    private static ObjectNode split(String pattern) {
        ObjectNode split = TokenizerModel.step("Split");
        split.putObject("pattern").put("Regex", pattern);
        return split.put("behavior", "Isolated").put("invert", false);
    }

    private static ObjectNode byteLevel() {
        return TokenizerModel.step("ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", true)
                .put("use_regex", false);
    }

    @Override
    public void writeMerges(JsonGenerator json) throws IOException {
        json.writeNullField("unk_token");
        json.writeBooleanField("fuse_unk", false);
        json.writeBooleanField("byte_fallback", false);
        json.writeBooleanField("ignore_merges", pre.wholeWordsFirst());
        json.writeArrayFieldStart("merges");
        for (String merge : vocabulary.metadata().strings(GgufVocabulary.PREFIX + "merges")) {
            int space = merge.indexOf(' ', 1);
            if (space < 0 || space == merge.length() - 1) {
                throw vocabulary.error("has a merge without two parts: '" + merge + "'");
            }
            json.writeArray(new String[] {merge.substring(0, space), merge.substring(space + 1)}, 0, 2);
        }
        json.writeEndArray();
    }
}
