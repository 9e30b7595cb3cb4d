package dev.scopestream.engine.checkpoint.gguf;

import dev.scopestream.engine.checkpoint.ModelConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** GGUF's tensor names in Hugging Face's, for the tensors that one configuration has. */
final class GgufNames {
    /** Divisors of frequencies; they are part of the configuration. */
    static final Set<String> ROPE =
            Set.of(GgufRopeReader.FACTORS, GgufRopeReader.SHORT_FACTORS, GgufRopeReader.LONG_FACTORS);

    private static final Pattern BLOCK = Pattern.compile("blk\\.(\\d{1,4})\\.([a-z_]+\\.(?:weight|bias))");
    private static final Map<String, String> OUTER = Map.of(
            "token_embd.weight", "model.embed_tokens.weight",
            "output_norm.weight", "model.norm.weight",
            "output.weight", "lm_head.weight");

    private final int layers;
    private final Map<String, String> inner = new HashMap<>();

    GgufNames(GgufArchitecture architecture, ModelConfig config) {
        this.layers = config.layers();
        norms(config.norms());
        if (config.attention().qkNorm()) {
            weight("attn_q_norm", "self_attn.q_norm");
            weight("attn_k_norm", "self_attn.k_norm");
        }
        projections(config.attention());
        weight("ffn_down", "mlp.down_proj");
        if (architecture == GgufArchitecture.PHI3) {
            weight("attn_qkv", "self_attn.qkv_proj");
            weight("ffn_up", "mlp.gate_up_proj");
        } else {
            weight("ffn_gate", "mlp.gate_proj");
            weight("ffn_up", "mlp.up_proj");
        }
    }

    private void norms(ModelConfig.Norms norms) {
        if (norms.before()) {
            weight("attn_norm", "input_layernorm");
            weight("ffn_norm", norms.after() ? "pre_feedforward_layernorm" : "post_attention_layernorm");
        }
        if (norms.after()) {
            weight("post_attention_norm", "post_attention_layernorm");
            weight("post_ffw_norm", "post_feedforward_layernorm");
        }
    }

    private void projections(ModelConfig.Attention attention) {
        for (String part : new String[] {"q", "k", "v"}) {
            weight("attn_" + part, "self_attn." + part + "_proj");
            if (attention.qkvBias()) {
                inner.put("attn_" + part + ".bias", "self_attn." + part + "_proj.bias");
            }
        }
        weight("attn_output", "self_attn.o_proj");
        if (attention.outputBias()) {
            inner.put("attn_output.bias", "self_attn.o_proj.bias");
        }
    }

    private void weight(String name, String huggingFace) {
        inner.put(name + ".weight", huggingFace + ".weight");
    }

    /** Empty for a name that the configuration has no use for. */
    Optional<String> huggingFace(String name) {
        if (OUTER.containsKey(name)) {
            return Optional.of(OUTER.get(name));
        }
        Matcher matcher = BLOCK.matcher(name);
        if (!matcher.matches() || Integer.parseInt(matcher.group(1)) >= layers) {
            return Optional.empty();
        }
        return Optional.ofNullable(inner.get(matcher.group(2)))
                .map(part -> "model.layers." + Integer.parseInt(matcher.group(1)) + "." + part);
    }
}
