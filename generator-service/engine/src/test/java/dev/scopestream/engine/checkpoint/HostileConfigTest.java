package dev.scopestream.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.model.ModelFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostileConfigTest {
    private static final JsonMapper MAPPER = new JsonMapper();

    @TempDir
    Path directory;

    private Path config;

    @BeforeEach
    void copyTheTinyModel() throws IOException {
        for (String name : new String[] {"config.json", "model.safetensors"}) {
            Files.copy(CheckpointTest.TINY.resolve(name), directory.resolve(name));
        }
        config = directory.resolve("config.json");
    }

    private void change(String changes) throws IOException {
        ObjectNode json = (ObjectNode) MAPPER.readTree(config.toFile());
        json.setAll((ObjectNode) MAPPER.readTree(changes.replace('\'', '"')));
        MAPPER.writeValue(config.toFile(), json);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'model_type':'gpt2'} | model_type 'gpt2' isn't supported; supported are: llama, mistral, qwen2, qwen3",
                "{'model_type':7} | model_type must be a string, but is 7",
                "{'hidden_size':null} | hidden_size is missing",
                "{'hidden_size':'128'} | hidden_size must be an integer from 1 to 65536, but is \"128\"",
                "{'hidden_size':128.5} | hidden_size must be an integer",
                "{'hidden_size':1e99} | hidden_size must be an integer",
                "{'hidden_size':99999999999999999999999999} | hidden_size must be an integer",
                "{'num_hidden_layers':0} | num_hidden_layers must be an integer from 1 to 1024, but is 0",
                "{'num_hidden_layers':-4} | num_hidden_layers must be",
                "{'num_attention_heads':5,'num_key_value_heads':5} | hidden_size = 128 must be a multiple of num_attention_heads = 5",
                "{'num_key_value_heads':3} | num_key_value_heads = 3 must divide num_attention_heads = 4",
                "{'num_key_value_heads':8} | num_key_value_heads must be an integer from 1 to 4",
                "{'head_dim':33} | head_dim must be even",
                "{'vocab_size':2000000000} | vocab_size must be",
                "{'max_position_embeddings':2147483647} | max_position_embeddings must be",
                "{'rms_norm_eps':0} | rms_norm_eps must be a number",
                "{'rope_theta':'x'} | rope_theta must be a number",
                "{'rope_scaling':{'rope_type':'ntk','factor':4}} | 'ntk' isn't supported; supported are: default, linear, dynamic, llama3, yarn, longrope",
                "{'rope_scaling':{'type':'linear'}} | factor must be a number",
                "{'rope_scaling':{'factor':4}} | rope_type is missing, but factor is there",
                "{'rope_scaling':{'type':'linear','rope_type':'dynamic','factor':4}} | rope_type 'dynamic' differs from type 'linear'",
                "{'rope_scaling':{'type':'default','mrope_section':[1,2]}} | mrope_section isn't supported",
                "{'rope_scaling':{'type':'longrope','short_factor':[1],'long_factor':[1]}} | short_factor must list 16 numbers",
                "{'rope_theta':5e5,'rope_parameters':{'rope_type':'default','rope_theta':1e4},'rope_scaling':{'rope_type':'llama3','factor':8,'low_freq_factor':1,'high_freq_factor':4}} | rope_scaling and rope_parameters differ",
                "{'rope_theta':5e5,'rope_parameters':{'rope_type':'default','rope_theta':1e4}} | rope_theta = 10000.0 differs from 500000.0",
                "{'rope_parameters':{'rope_type':'default','partial_rotary_factor':0.5}} | partial_rotary_factor other than 1 isn't supported",
                "{'rope_parameters':{'sliding_attention':{'rope_type':'default'}}} | full_attention must be an object",
                "{'rope_parameters':{'full_attention':{'rope_type':'default'},'rope_theta':1e4}} | it holds either one object for each of",
                "{'model_type':'qwen2','layer_types':['sliding_attention','full_attention','full_attention','full_attention']} | there is no sliding window (use_sliding_window)",
                "{'model_type':'qwen2','layer_types':['full_attention']} | layer_types must list 4 types",
                "{'model_type':'qwen2','layer_types':['chunked_attention','full_attention','full_attention','full_attention']} | layer_types has 'chunked_attention'",
                "{'rope_scaling':{'rope_type':'llama3','factor':8}} | low_freq_factor must be a number",
                "{'rope_scaling':{'rope_type':'llama3','factor':8,'low_freq_factor':4,'high_freq_factor':1}} | must be above low_freq_factor",
                "{'rope_scaling':[]} | rope_scaling must be an object",
                "{'hidden_act':'gelu'} | hidden_act 'gelu' isn't supported",
                "{'mlp_bias':true} | mlp_bias = true isn't supported",
                "{'tie_word_embeddings':'yes'} | tie_word_embeddings must be true or false",
                "{'quantization_config':{'bits':4}} | quantization_config isn't supported",
                "{'partial_rotary_factor':0.5} | partial_rotary_factor other than 1",
                "{'eos_token_id':-1} | eos_token_id must be an integer",
                "{'eos_token_id':[1,'x']} | eos_token_id must be an integer",
            })
    void shouldRefuse(String changes, String expected) throws IOException {
        change(changes);
        assertThatThrownBy(() -> ModelFiles.open(directory).close())
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(config.toString())
                .hasMessageContaining(expected);
    }

    @Test
    void shouldTakeEndTokensFromTheGenerationConfig() throws IOException {
        Files.writeString(directory.resolve("generation_config.json"), "{\"eos_token_id\":[2,5,7]}");
        try (Checkpoint checkpoint = ModelFiles.open(directory)) {
            assertThat(checkpoint.eosTokens()).isEqualTo(IntArray.of(2, 5, 7));
        }
        Files.writeString(directory.resolve("generation_config.json"), "{\"eos_token_id\":null}");
        try (Checkpoint checkpoint = ModelFiles.open(directory)) {
            assertThat(checkpoint.eosTokens()).isEqualTo(IntArray.of(2));
        }
    }

    @Test
    void shouldSayWhichFileIsMissingWhere() throws IOException {
        Files.delete(directory.resolve("model.safetensors"));
        assertThatThrownBy(() -> ModelFiles.open(directory).close())
                .hasMessageContaining("missing file model.safetensors")
                .hasMessageContaining(directory.toString());
        Files.delete(config);
        assertThatThrownBy(() -> ModelFiles.open(directory).close())
                .hasMessage("missing file config.json in " + directory);
        assertThatThrownBy(() -> ModelFiles.open(directory.resolve("x")).close())
                .hasMessage("no model directory at " + directory.resolve("x"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'weight_map':{'a':'../model.safetensors'}} | must be a .safetensors file in the same directory",
                "{'weight_map':{'a':'/etc/passwd'}} | must be a .safetensors file in the same directory",
                "{'weight_map':{'a':'..safetensors'}} | must be a .safetensors file in the same directory",
                "{'weight_map':{'a':7}} | must be a .safetensors file in the same directory",
                "{'weight_map':{'a':'b.safetensors'}} | missing file b.safetensors",
                "{'weight_map':{'a':'shard.safetensors'}} | puts tensor 'a' into shard.safetensors, but it isn't there",
                "{'weight_map':[]} | weight_map must be an object",
                "{} | weight_map must be an object",
            })
    void shouldRefuseIndices(String index, String expected) throws IOException {
        Files.move(directory.resolve("model.safetensors"), directory.resolve("shard.safetensors"));
        Files.writeString(directory.resolve("model.safetensors.index.json"), index.replace('\'', '"'));
        assertThatThrownBy(() -> ModelFiles.open(directory).close())
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(expected);
    }

    @Test
    void shouldTellModelsApart() throws IOException {
        String before = weightsDigest();
        assertThat(weightsDigest()).isEqualTo(before);
        change("{'rms_norm_eps':1e-4}");
        assertThat(weightsDigest()).isNotEqualTo(before);
        change("{'rms_norm_eps':1e-5}");
        assertThat(weightsDigest()).isEqualTo(before);
        Path weights = directory.resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length - 3] ^= 1;
        Files.write(weights, bytes);
        assertThat(weightsDigest()).isNotEqualTo(before);
    }

    private String weightsDigest() {
        try (Checkpoint checkpoint = ModelFiles.open(directory)) {
            return checkpoint.weightsDigest();
        }
    }

    @Test
    void shouldReadOrRefuseDamagedConfigurations() throws IOException {
        byte[] good = Files.readAllBytes(config);
        Random random = new Random(5);
        int refused = 0;
        for (int round = 0; round < 600; round++) {
            byte[] bad = good.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                bad[random.nextInt(bad.length)] =
                        (byte) (random.nextInt(3) == 0 ? random.nextInt(256) : '0' + random.nextInt(10));
            }
            Files.write(config, bad);
            try {
                ModelConfig read = ModelConfig.read(config);
                assertThat(read.attention().ropes().get(0).inverseFrequencies()).hasSize(read.headDim() / 2);
            } catch (CheckpointException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(300);
    }
}
