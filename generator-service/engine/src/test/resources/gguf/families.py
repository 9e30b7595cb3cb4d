"""Writes the models of ../goldens/families as GGUF files; needs gguf 0.19.0 and safetensors. usage: python families.py

Keys, names and orders of rows are those of llama.cpp's convert_hf_to_gguf.py (conversion/*.py); weights stay F32. Each file
families/NAME.gguf has the configuration NAME of a golden.jsonl, which holds the logits and tokens that transformers gave.
"""
import json
import math
import pathlib

import gguf
import numpy as np
from safetensors.numpy import load_file

HERE = pathlib.Path(__file__).parent
GOLDENS = HERE.parent / "goldens" / "families"
FORMS = {"rope-forms": ["linear", "yarn", "yarn-attention-factor", "llama3", "longrope"], "lengths": ["longrope-in-output"], "windows": ["qwen2-yarn"],
         "granite": ["granite"], "phi3": ["phi3-partial-longrope", "phi3-window"], "olmo2": ["olmo2"], "olmo3": ["olmo3"],
         "smollm3-four-layers": ["smollm3-default"], "gemma3-linear": ["gemma3-linear"]}
ARCHITECTURES = {"llama": "llama", "qwen2": "qwen2", "granite": "granite", "phi3": "phi3", "olmo2": "olmo2", "olmo3": "olmo2",
                 "smollm3": "smollm3", "gemma3_text": "gemma3"}
PERMUTED = {"llama", "granite", "smollm3"}


def permute(w, heads):
    return w.reshape(heads, 2, w.shape[0] // heads // 2, *w.shape[1:]).swapaxes(1, 2).reshape(w.shape)


def keys(w, c, arch):
    heads, hidden = c["num_attention_heads"], c["hidden_size"]
    w.add_block_count(c["num_hidden_layers"])
    w.add_context_length(c["max_position_embeddings"])
    w.add_embedding_length(hidden)
    w.add_feed_forward_length(c["intermediate_size"])
    w.add_head_count(heads)
    w.add_head_count_kv(c["num_key_value_heads"])
    w.add_layer_norm_rms_eps(c["rms_norm_eps"])
    w.add_vocab_size(c["vocab_size"])
    w.add_bos_token_id(c["bos_token_id"])
    w.add_eos_token_id(c["eos_token_id"])
    if "rope_theta" in c:
        w.add_rope_freq_base(c["rope_theta"])
    if arch in PERMUTED:
        w.add_rope_dimension_count(hidden // heads)
    if arch == "gemma3":
        w.add_key_length(c["head_dim"])
        w.add_value_length(c["head_dim"])
        w.add_rope_freq_base_swa(c["rope_local_base_freq"])
        w.add_sliding_window(c["sliding_window"])
        w.add_sliding_window_pattern(c["sliding_window_pattern"])
    if c["model_type"] == "olmo3":
        w.add_sliding_window(c["sliding_window"])
        w.add_sliding_window_pattern([(i + 1) % 4 != 0 for i in range(c["num_hidden_layers"])])
    if arch == "phi3":
        w.add_rope_dimension_count(int(c.get("partial_rotary_factor", 1.0) * hidden) // heads)
        w.add_rope_scaling_orig_ctx_len(c.get("original_max_position_embeddings", 4096))
        w.add_sliding_window(c.get("sliding_window", 0))
    if arch == "granite":
        w.add_attention_scale(c["attention_multiplier"])
        w.add_embedding_scale(c["embedding_multiplier"])
        w.add_residual_scale(c["residual_multiplier"])
        w.add_logit_scale(c["logits_scaling"])


def scaling(w, c, arch):
    """Keys of rope_scaling; gives back the tensors that belong to it."""
    rope = c.get("rope_scaling") or {}
    kind = rope.get("rope_type", rope.get("type"))
    if kind in ("linear", "yarn"):
        w.add_rope_scaling_type(gguf.RopeScalingType(kind))
        w.add_rope_scaling_factor(rope["factor"])
    if kind == "yarn":
        w.add_rope_scaling_orig_ctx_len(rope["original_max_position_embeddings"])
        if "attention_factor" in rope:
            w.add_rope_scaling_yarn_attn_factor(rope["attention_factor"])
    if kind == "longrope":
        original = c["original_max_position_embeddings"]
        if arch != "phi3":
            w.add_rope_scaling_type(gguf.RopeScalingType.LONGROPE)
            w.add_rope_scaling_orig_ctx_len(original)
        scale = c["max_position_embeddings"] / original
        w.add_rope_scaling_attn_factors(math.sqrt(1 + math.log(scale) / math.log(original)) if scale > 1 else 1.0)
        return {f"rope_factors_{k}.weight": np.array(rope[f"{k}_factor"], np.float32) for k in ("long", "short")}
    if kind == "llama3":
        return {"rope_freqs.weight": np.array(list(llama3(rope, c)), np.float32)}
    return {}


def llama3(rope, c):
    dim, base = c["hidden_size"] // c["num_attention_heads"], c.get("rope_theta", 10000.0)
    original, low, high = rope["original_max_position_embeddings"], rope["low_freq_factor"], rope["high_freq_factor"]
    for i in range(0, dim, 2):
        wavelength = 2 * math.pi * base ** (i / dim)
        smooth = min(1, max(0, (original / wavelength - low) / (high - low)))
        yield 1 / ((1 - smooth) / rope["factor"] + smooth)


def main():
    (HERE / "families").mkdir(exist_ok=True)
    for directory, names in FORMS.items():
        weights = load_file(GOLDENS / directory / "model.safetensors")
        for line in (GOLDENS / directory / "golden.jsonl").read_text().splitlines():
            golden = json.loads(line)
            if golden["name"] in names:
                write(HERE / "families" / (golden["name"] + ".gguf"), golden["config"], weights)


def write(path, c, weights):
    arch = ARCHITECTURES[c["model_type"]]
    w = gguf.GGUFWriter(path, arch)
    keys(w, c, arch)
    for name, tensor in scaling(w, c, arch).items():
        w.add_tensor(name, tensor)
    enum = next(k for k, v in gguf.MODEL_ARCH_NAMES.items() if v == arch)
    names = gguf.get_tensor_name_map(enum, c["num_hidden_layers"])
    for name, tensor in weights.items():
        if name.startswith("model.layers.") and int(name.split(".")[2]) >= c["num_hidden_layers"]:
            continue
        if arch in PERMUTED and ".q_proj." in name:
            tensor = permute(tensor, c["num_attention_heads"])
        if arch in PERMUTED and ".k_proj." in name:
            tensor = permute(tensor, c["num_key_value_heads"])
        if arch == "gemma3" and name.endswith("norm.weight"):
            tensor = tensor + np.float32(1)
        w.add_tensor(names.get_name(name, try_suffixes=(".weight", ".bias")), np.ascontiguousarray(tensor))
    w.write_header_to_file()
    w.write_kv_data_to_file()
    w.write_tensors_to_file()
    w.close()


main()
