package dev.scopestream.engine.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.scopestream.engine.checkpoint.SafetensorsOutput;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A trained model as Hugging Face's directory: config.json, model.safetensors, the tokenizer's files, a card. */
public final class ModelDirectory {
    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final List<String> TOKENIZER =
            List.of("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json");

    private final LlamaShape shape;
    private final Path tokenizer;

    /** @param tokenizer directory with the tokenizer's files */
    public ModelDirectory(LlamaShape shape, Path tokenizer) {
        this.shape = shape;
        this.tokenizer = tokenizer;
    }

    /**
     * Writes all files but the card, the weights last.
     *
     * @param positions the most that the model is for
     * @param metadata texts for the weights' file
     */
    public void write(Path directory, float[] weights, int positions, Map<String, String> metadata) throws IOException {
        Files.createDirectories(directory);
        for (String name : TOKENIZER) {
            Files.copy(tokenizer.resolve(name), directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
        Files.writeString(directory.resolve("config.json"), MAPPER.writeValueAsString(config(positions)) + "\n");
        SafetensorsOutput output = new SafetensorsOutput(metadata);
        for (LlamaShape.Tensor tensor : shape.tensors()) {
            FloatBuffer values = FloatBuffer.wrap(weights, tensor.offset(), tensor.elements());
            if (tensor.rows() == 0) {
                output.add(tensor.name(), values, tensor.columns());
            } else {
                output.add(tensor.name(), values, tensor.rows(), tensor.columns());
            }
        }
        output.write(directory.resolve("model.safetensors"));
    }

    private Map<String, Object> config(int positions) {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("architectures", List.of("LlamaForCausalLM"));
        config.put("model_type", "llama");
        config.put("vocab_size", shape.vocabulary());
        config.put("hidden_size", shape.hidden());
        config.put("intermediate_size", shape.gate());
        config.put("num_hidden_layers", shape.layers());
        config.put("num_attention_heads", shape.heads());
        config.put("num_key_value_heads", shape.kvHeads());
        config.put("head_dim", shape.headDim());
        config.put("max_position_embeddings", positions);
        config.put("rope_theta", shape.theta());
        config.put("rms_norm_eps", shape.epsilon());
        config.put("hidden_act", "silu");
        config.put("tie_word_embeddings", true);
        config.put("attention_bias", false);
        config.put("mlp_bias", false);
        config.put("bos_token_id", 1);
        config.put("eos_token_id", 2);
        config.put("torch_dtype", "float32");
        return config;
    }
}
