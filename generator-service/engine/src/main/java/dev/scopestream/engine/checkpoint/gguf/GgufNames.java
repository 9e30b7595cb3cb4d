package dev.scopestream.engine.checkpoint.gguf;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** GGUF's tensor names in Hugging Face's. */
final class GgufNames {
    static final String ROPE_FACTORS = "rope_freqs.weight";
    private static final Pattern BLOCK = Pattern.compile("blk\\.(\\d{1,4})\\.([a-z_]+)\\.(weight|bias)");
    private static final Map<String, String> OUTER = Map.of(
            "token_embd.weight", "model.embed_tokens.weight",
            "output_norm.weight", "model.norm.weight",
            "output.weight", "lm_head.weight");
    private static final Map<String, String> INNER = Map.ofEntries(
            Map.entry("attn_norm", "input_layernorm"),
            Map.entry("ffn_norm", "post_attention_layernorm"),
            Map.entry("attn_q", "self_attn.q_proj"),
            Map.entry("attn_k", "self_attn.k_proj"),
            Map.entry("attn_v", "self_attn.v_proj"),
            Map.entry("attn_output", "self_attn.o_proj"),
            Map.entry("attn_q_norm", "self_attn.q_norm"),
            Map.entry("attn_k_norm", "self_attn.k_norm"),
            Map.entry("ffn_gate", "mlp.gate_proj"),
            Map.entry("ffn_up", "mlp.up_proj"),
            Map.entry("ffn_down", "mlp.down_proj"));

    private GgufNames() {}

    /** Empty for a name that no supported family has. */
    static Optional<String> huggingFace(String name) {
        if (OUTER.containsKey(name)) {
            return Optional.of(OUTER.get(name));
        }
        Matcher matcher = BLOCK.matcher(name);
        return matcher.matches() && INNER.containsKey(matcher.group(2))
                ? Optional.of(
                        "model.layers." + matcher.group(1) + "." + INNER.get(matcher.group(2)) + "." + matcher.group(3))
                : Optional.empty();
    }
}
