package dev.scopestream.engine.tokenizer;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/** The parts of a tokenizer.json that depend on a vocabulary's kind. */
sealed interface TokenizerModel permits ByteLevelModel, SentencePieceModel {
    /** Whether a start token is put in front where the file doesn't say. */
    boolean addBos();

    /** The start token's id where the file doesn't say; negative: none. */
    int defaultBos();

    /** The end token's id where the file doesn't say; negative: none. */
    int defaultEos();

    /** Writes normalizer, pre_tokenizer and decoder. */
    void writePipeline(JsonGenerator json) throws IOException;

    /** Writes the fields of the model, but the vocabulary: options and merges. */
    void writeMerges(JsonGenerator json) throws IOException;

    /** A sequence of steps, under the name that this kind of sequence has. */
    static ObjectNode sequence(String name, ObjectNode... steps) {
        ObjectNode sequence = step("Sequence");
        ArrayNode array = sequence.putArray(name);
        for (ObjectNode step : steps) {
            array.add(step);
        }
        return sequence;
    }

    static ObjectNode step(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }
}
