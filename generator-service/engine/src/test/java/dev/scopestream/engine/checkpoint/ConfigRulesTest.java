package dev.scopestream.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What fields of config.json mean that families and versions of transformers write differently. */
class ConfigRulesTest {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final String SHAPE =
            "{'hidden_size':64,'intermediate_size':96,'num_hidden_layers':4,'num_attention_heads':8,"
                    + "'vocab_size':100,'max_position_embeddings':32768}";

    private static ModelConfig config(String fields) throws IOException {
        ObjectNode json = (ObjectNode) MAPPER.readTree(SHAPE.replace('\'', '"'));
        json.setAll((ObjectNode) MAPPER.readTree(fields.replace('\'', '"')));
        byte[] text = json.toString().getBytes(StandardCharsets.UTF_8);
        return new ModelConfigReader(JsonFields.parse("config.json", text)).read();
    }

    private static Rope rope(String fields) throws IOException {
        return config(fields).attention().ropes().get(0);
    }

    private static Stream<OptionalInt> windows(String fields) throws IOException {
        return config(fields).attention().layers().stream().map(LayerAttention::slidingWindow);
    }

    @Test
    void shouldTakeRopeParametersOfTheLayersType() throws IOException {
        Rope rope = rope("{'model_type':'llama','rope_parameters':"
                + "{'full_attention':{'rope_type':'default','rope_theta':1000000.0}}}");
        assertThat(rope).isEqualTo(new Rope(1e6, 8, new RopeScaling.None()));
    }

    @Test
    void shouldTakeTheSameParametersGivenTwice() throws IOException {
        String same = "{'rope_type':'linear','factor':4.0}";
        assertThat(rope("{'model_type':'llama','rope_scaling':" + same + ",'rope_parameters':" + same + "}"))
                .isEqualTo(new Rope(1e4, 8, new RopeScaling.Linear(4)));
    }

    @Test
    void shouldReadScalings() throws IOException {
        assertThat(rope("{'model_type':'llama','rope_scaling':{'type':'linear','factor':1.0}}")
                        .scaling())
                .isEqualTo(new RopeScaling.None());
        assertThat(rope("{'model_type':'llama','rope_scaling':{'rope_type':'dynamic','factor':2.0}}")
                        .scaling())
                .isEqualTo(new RopeScaling.Dynamic(2, 32768));
        Rope yarn = rope("{'model_type':'qwen2','num_key_value_heads':2,'rope_scaling':"
                + "{'rope_type':'yarn','factor':4.0,'original_max_position_embeddings':32768}}");
        assertThat(yarn.attentionFactor()).isEqualTo((float) (0.1 * Math.log(4) + 1));
    }

    @Test
    void shouldStretchTheContextByYarnAndDynamicScaling() throws IOException {
        String scaling = "','factor':4.0,'original_max_position_embeddings':32768}}";
        assertThat(config("{'model_type':'llama','rope_scaling':{'rope_type':'yarn" + scaling)
                        .contextLength())
                .isEqualTo(131072);
        assertThat(config("{'model_type':'llama','rope_scaling':{'rope_type':'dynamic" + scaling)
                        .contextLength())
                .isEqualTo(131072);
    }

    @Test
    void shouldKnowTheSlidingWindowsOfFamilies() throws IOException {
        OptionalInt none = OptionalInt.empty();
        assertThat(windows("{'model_type':'mistral'}")).containsOnly(OptionalInt.of(4096));
        assertThat(windows("{'model_type':'mistral','sliding_window':null}")).containsOnly(none);
        assertThat(windows("{'model_type':'llama','sliding_window':7}")).containsOnly(none);
        String qwen = "{'model_type':'qwen2','num_key_value_heads':2,'use_sliding_window':";
        assertThat(windows(qwen + "false,'sliding_window':7,'max_window_layers':0}"))
                .containsOnly(none);
        assertThat(windows(qwen + "true,'max_window_layers':3}"))
                .containsExactly(none, none, none, OptionalInt.of(4096));
        assertThat(windows(qwen + "true,'sliding_window':7,'layer_types':['sliding_attention','full_attention',"
                        + "'sliding_attention','full_attention']}"))
                .containsExactly(OptionalInt.of(7), none, OptionalInt.of(7), none);
    }

    @Test
    void shouldKnowHeadsThatAreNotGiven() throws IOException {
        assertThat(config("{'model_type':'llama'}").kvHeads()).isEqualTo(8);
        assertThat(config("{'model_type':'llama','num_key_value_heads':null,'head_dim':null}")
                        .headDim())
                .isEqualTo(8);
        assertThat(config("{'model_type':'qwen3','num_key_value_heads':4}").headDim())
                .isEqualTo(128);
    }
}
