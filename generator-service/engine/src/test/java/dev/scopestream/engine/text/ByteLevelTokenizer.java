package dev.scopestream.engine.text;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;

/** A tokenizer.json as byte-level BPE models (Llama 3, Qwen, SmolLM2) have it: one token for each byte, and no merges. */
final class ByteLevelTokenizer {
    private ByteLevelTokenizer() {}

    static Path write(Path directory) throws IOException {
        JsonMapper mapper = new JsonMapper();
        ObjectNode json = (ObjectNode)
                mapper.readTree(
                        """
                {"version":"1.0","truncation":{"direction":"Right","max_length":4,"strategy":"LongestFirst","stride":0},
                 "padding":null,"added_tokens":[],"normalizer":null,
                 "pre_tokenizer":{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true},
                 "post_processor":null,
                 "decoder":{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true},
                 "model":{"type":"BPE","dropout":null,"unk_token":null,"continuing_subword_prefix":null,
                   "end_of_word_suffix":null,"fuse_unk":false,"byte_fallback":false,"merges":[]}}""");
        ObjectNode vocabulary = ((ObjectNode) json.get("model")).putObject("vocab");
        int beyond = 256;
        for (int b = 0; b < 256; b++) {
            boolean printable = (b >= 33 && b <= 126) || (b >= 161 && b <= 172) || b >= 174;
            vocabulary.put(Character.toString(printable ? b : beyond++), b);
        }
        mapper.writeValue(directory.resolve("tokenizer.json").toFile(), json);
        return directory;
    }
}
