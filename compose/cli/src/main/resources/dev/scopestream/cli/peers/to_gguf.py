"""A checkpoint's safetensors as a GGUF file in bf16, without a tokenizer: its benchmark takes numbers of tokens."""
import glob, json, os, struct
import gguf, numpy
import peer_case

ARCHITECTURES = {"llama": "llama", "mistral": "llama", "qwen2": "qwen2", "qwen3": "qwen3"}
NAMES = {
    "model.embed_tokens": "token_embd",
    "model.norm": "output_norm",
    "lm_head": "output",
    "input_layernorm": "attn_norm",
    "post_attention_layernorm": "ffn_norm",
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "self_attn.q_norm": "attn_q_norm",
    "self_attn.k_norm": "attn_k_norm",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}


def tensors(model):
    """Name, type, shape and bytes of each tensor."""
    for path in sorted(glob.glob(os.path.join(model, "*.safetensors"))):
        held = numpy.memmap(path, mode="r")
        end = 8 + struct.unpack("<Q", held[:8].tobytes())[0]
        for name, info in json.loads(held[8:end].tobytes()).items():
            if name != "__metadata__":
                first, last = info["data_offsets"]
                yield name, info["dtype"], info["shape"], held[end + first:end + last]


def floats(kind, data):
    if kind == "BF16":
        return (data.view("<u2").astype("<u4") << 16).view("<f4")
    return data.view({"F16": "<f2", "F32": "<f4"}[kind]).astype("<f4")


def halves(kind, data):
    """As bf16's 16 bits."""
    if kind == "BF16":
        return data.view("<u2")
    return gguf.quants.quantize(floats(kind, data), gguf.GGMLQuantizationType.BF16).view("<u2")


def renamed(name):
    stem, last = name.rsplit(".", 1)
    prefix = ""
    if stem.startswith("model.layers."):
        number, stem = stem[len("model.layers."):].split(".", 1)
        prefix = "blk." + number + "."
    return prefix + NAMES[stem] + "." + last


def turned(rows, heads):
    """Rows of a rotated matrix in llama.cpp's order: the halves of a head's rows by turns."""
    return rows.reshape(heads, 2, rows.shape[0] // heads // 2, -1).swapaxes(1, 2).reshape(rows.shape)


def convert(model, path):
    c = peer_case.config(model)
    kind = ARCHITECTURES.get(c["model_type"])
    if kind is None or c.get("rope_scaling"):
        raise SystemExit("no GGUF is made of a %s with rope_scaling %s" % (c["model_type"], c.get("rope_scaling")))
    heads = c["num_attention_heads"]
    kv_heads = c.get("num_key_value_heads", heads)
    dim = c.get("head_dim") or c["hidden_size"] // heads
    writer = gguf.GGUFWriter(path, kind)
    writer.add_context_length(c["max_position_embeddings"])
    writer.add_embedding_length(c["hidden_size"])
    writer.add_block_count(c["num_hidden_layers"])
    writer.add_feed_forward_length(c["intermediate_size"])
    writer.add_head_count(heads)
    writer.add_head_count_kv(kv_heads)
    writer.add_key_length(dim)
    writer.add_value_length(dim)
    writer.add_rope_dimension_count(dim)
    writer.add_rope_freq_base(float((c.get("rope_parameters") or c).get("rope_theta", 10000.0)))
    writer.add_layer_norm_rms_eps(c["rms_norm_eps"])
    writer.add_vocab_size(c["vocab_size"])
    writer.add_tokenizer_model("no_vocab")
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_BF16)
    for name, stored, shape, data in tensors(model):
        if name == "lm_head.weight" and c.get("tie_word_embeddings"):
            continue
        is_matrix = len(shape) == 2
        rows = (halves(stored, data) if is_matrix else floats(stored, data)).reshape(shape)
        if kind == "llama" and (".q_proj." in name or ".k_proj." in name):
            rows = turned(rows, heads if ".q_proj." in name else kv_heads)
        if is_matrix:
            writer.add_tensor(
                renamed(name), numpy.ascontiguousarray(rows).view(numpy.uint8),
                raw_dtype=gguf.GGMLQuantizationType.BF16
            )
        else:
            writer.add_tensor(renamed(name), numpy.ascontiguousarray(rows))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
