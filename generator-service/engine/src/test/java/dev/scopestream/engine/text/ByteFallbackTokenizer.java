package dev.scopestream.engine.text;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A tokenizer.json as converted SentencePiece models (Llama 2, Mistral) have it, with few words. */
final class ByteFallbackTokenizer {
    /** The first ids: unknown, start, end; then the 256 bytes; then these. */
    static final List<String> WORDS = List.of("▁", "▁▁", "▁Hello", "▁wor", "ld", "é", "▁日", "本", "!", "\n", "a", "b");

    static final int FIRST_BYTE = 3;
    static final int FIRST_WORD = FIRST_BYTE + 256;
    static final int SIZE = FIRST_WORD + WORDS.size();

    private ByteFallbackTokenizer() {}

    static Path write(Path directory) throws IOException {
        JsonMapper mapper = new JsonMapper();
        ObjectNode json = (ObjectNode)
                mapper.readTree(
                        """
                {"version":"1.0","truncation":null,"padding":null,"normalizer":null,"pre_tokenizer":null,
                 "post_processor":null,
                 "decoder":{"type":"Sequence","decoders":[
                   {"type":"Replace","pattern":{"String":"▁"},"content":" "},
                   {"type":"ByteFallback"},{"type":"Fuse"},{"type":"Strip","content":" ","start":1,"stop":0}]},
                 "model":{"type":"BPE","dropout":null,"unk_token":"<unk>","continuing_subword_prefix":null,
                   "end_of_word_suffix":null,"fuse_unk":true,"byte_fallback":true,"merges":[]}}""");
        var added = json.putArray("added_tokens");
        var vocabulary = ((ObjectNode) json.get("model")).putObject("vocab");
        for (String special : List.of("<unk>", "<s>", "</s>")) {
            added.addObject()
                    .put("id", vocabulary.size())
                    .put("content", special)
                    .put("single_word", false)
                    .put("lstrip", false)
                    .put("rstrip", false)
                    .put("normalized", false)
                    .put("special", true);
            vocabulary.put(special, vocabulary.size());
        }
        for (int i = 0; i < 256; i++) {
            vocabulary.put(String.format("<0x%02X>", i), vocabulary.size());
        }
        WORDS.forEach(word -> vocabulary.put(word, vocabulary.size()));
        mapper.writeValue(directory.resolve("tokenizer.json").toFile(), json);
        return directory;
    }
}
