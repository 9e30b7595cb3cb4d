"""Makes the files beside it; needs gguf 0.19.0, numpy 1.26 and tokenizers 0.19.1. usage: python record.py"""
import json, struct
import numpy as np
from gguf import GGUFWriter, GGMLQuantizationType as Q, TokenType
from gguf.quants import dequantize, quantize
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers

HIDDEN, INNER, LAYERS, HEADS, KV, DIM = 64, 96, 2, 4, 2, 16
printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
beyond = iter(range(256, 512))
BYTES = [chr(b) if b in printable else chr(next(beyond)) for b in range(256)]
MERGES = ["Ġ t", "h e", "Ġt he", "1 2", "12 3", "123 4", "Ġ Ġ", "ĠĠ Ġ", "Ċ Ċ", "Ã ©", "' s", "Ġ 1"]
TOKENS = ["<|end|>", "<|start|>", "<user>"] + BYTES + [m.replace(" ", "") for m in MERGES]
TYPES = [TokenType.CONTROL, TokenType.CONTROL, TokenType.USER_DEFINED] + [TokenType.NORMAL] * (len(TOKENS) - 3)
TEXTS = ["the 1234 12345 the's café", "  the   the\n\n\n the", "<|start|>the<user>the<|end|>", "x=1+2; Ünïcode 日本語 😀\t\r\n"]
CONTRACTIONS = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}"
REST = r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"

def halves(w, heads):
    """Undoes the row order that GGUF uses for rotary halves."""
    return w.reshape(heads, w.shape[0] // heads // 2, 2, *w.shape[1:]).swapaxes(1, 2).reshape(w.shape)

def metadata(writer, pre):
    writer.add_tokenizer_model("gpt2"); writer.add_tokenizer_pre(pre)
    writer.add_token_list(TOKENS); writer.add_token_types(TYPES); writer.add_token_merges(MERGES)
    writer.add_bos_token_id(1); writer.add_eos_token_id(0)
    writer.add_chat_template("{{ bos_token }}{% for m in messages %}{{ m.content }}{{ eos_token }}{% endfor %}")

def finish(writer):
    writer.write_header_to_file(); writer.write_kv_data_to_file(); writer.write_tensors_to_file(); writer.close()

def encodings(pre):
    bpe = models.BPE(vocab={t: i for i, t in enumerate(TOKENS)}, merges=[tuple(m.split(" ")) for m in MERGES],
                     ignore_merges=pre == "llama-bpe")
    t = Tokenizer(bpe)
    level = lambda regex: pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=regex)
    split = lambda digits: [pre_tokenizers.Split(Regex(CONTRACTIONS + digits + REST), "isolated"), level(False)]
    t.pre_tokenizer = pre_tokenizers.Sequence({"smollm": [pre_tokenizers.Digits(individual_digits=True), level(True)],
        "gpt-2": [level(True)], "llama-bpe": split("{1,3}"), "qwen2": split("")}[pre])
    if pre == "qwen2": t.normalizer = normalizers.NFC()
    t.decoder = decoders.ByteLevel()
    t.add_special_tokens([AddedToken(x, special=True, normalized=False) for x in TOKENS[:2]])
    t.add_tokens([AddedToken(TOKENS[2], special=False, normalized=False)])
    bos = [1] if pre == "llama-bpe" else []
    return [{"pre": pre, "text": x, "tokens": bos + t.encode(x).ids, "decoded": t.decode(bos + t.encode(x).ids)}
            for x in TEXTS]

cases = []
for pre in ("smollm", "gpt-2", "llama-bpe", "qwen2"):
    if pre != "smollm":
        w = GGUFWriter(f"{pre}.gguf", "llama"); metadata(w, pre); finish(w)
    cases += encodings(pre)
json.dump(cases, open("tokens.json", "w"), indent=1)

rng = np.random.default_rng(3)
w = GGUFWriter("every-type.gguf", "llama")
w.add_block_count(LAYERS); w.add_context_length(512); w.add_embedding_length(HIDDEN); w.add_feed_forward_length(INNER)
w.add_head_count(HEADS); w.add_head_count_kv(KV); w.add_rope_freq_base(5e5); w.add_layer_norm_rms_eps(1e-5)
w.add_rope_dimension_count(DIM); w.add_vocab_size(len(TOKENS)); metadata(w, "smollm")
expected = {}
def tensor(name, theirs, shape, kind, heads=0):
    data = rng.normal(size=shape).astype(np.float32)
    data.flat[:4] = [0, -0.0, 1e-7, 65504 if kind in (Q.F16, Q.Q8_0) else 3e4]
    stored = quantize(data, kind)
    w.add_tensor(name, stored, raw_dtype=kind)
    value = dequantize(stored, kind).astype(np.float32).reshape(shape)
    if theirs: expected[theirs] = halves(value, heads) if heads else value
tensor("token_embd.weight", "model.embed_tokens.weight", (len(TOKENS), HIDDEN), Q.Q8_0)
for layer, (a, b, c) in enumerate([(Q.Q4_0, Q.Q4_1, Q.F16), (Q.BF16, Q.F32, Q.Q8_0)]):
    p, m = f"blk.{layer}.", f"model.layers.{layer}."
    tensor(p + "attn_norm.weight", m + "input_layernorm.weight", (HIDDEN,), Q.F32)
    tensor(p + "attn_q.weight", m + "self_attn.q_proj.weight", (HEADS * DIM, HIDDEN), a, HEADS)
    tensor(p + "attn_k.weight", m + "self_attn.k_proj.weight", (KV * DIM, HIDDEN), b, KV)
    tensor(p + "attn_v.weight", m + "self_attn.v_proj.weight", (KV * DIM, HIDDEN), c)
    tensor(p + "attn_output.weight", m + "self_attn.o_proj.weight", (HIDDEN, HEADS * DIM), a)
    tensor(p + "ffn_norm.weight", m + "post_attention_layernorm.weight", (HIDDEN,), Q.F32)
    tensor(p + "ffn_gate.weight", m + "mlp.gate_proj.weight", (INNER, HIDDEN), a)
    tensor(p + "ffn_up.weight", m + "mlp.up_proj.weight", (INNER, HIDDEN), b)
    tensor(p + "ffn_down.weight", m + "mlp.down_proj.weight", (HIDDEN, INNER), c)
tensor("output_norm.weight", "model.norm.weight", (HIDDEN,), Q.F32)
w.add_tensor("rope_freqs.weight", np.array([1, 1, 1, 2.5, 8, 8, 8, 8], np.float32))
finish(w)
header, offset = {}, 0
for name, value in expected.items():
    header[name] = {"dtype": "F32", "shape": list(value.shape), "data_offsets": [offset, offset + value.nbytes]}
    offset += value.nbytes
text = json.dumps(header).encode(); text += b" " * (-len(text) % 8)
with open("every-type.safetensors", "wb") as f:
    f.write(struct.pack("<Q", len(text)) + text + b"".join(np.ascontiguousarray(v).tobytes() for v in expected.values()))
