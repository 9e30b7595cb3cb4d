"""Makes mixed.gguf and mixed.json; needs gguf 0.19.0 and numpy. usage: python mixed.py

mixed.gguf is a random llama of two layers whose matrices have eleven types. mixed.json has the logits after a prompt and
the tokens of greedy decoding, by LlamaForCausalLM's arithmetic (transformers) in fp64 on the tensors as the package's
dequantize gives them.
"""
import json
import numpy as np
from gguf import GGML_QUANT_SIZES, GGMLQuantizationType as Q, GGUFWriter, RopeScalingType
from gguf.quants import dequantize

HIDDEN, INNER, LAYERS, HEADS, KV, DIM, VOCAB, THETA, EPS = 256, 32, 2, 2, 1, 16, 64, 1e4, 1e-5
# Where fp16 scales lie in a block, and how large they are, for weights of about 0.05.
SCALES = {Q.F16: [(0, 0.05)], Q.Q4_0: [(0, 1e-2)], Q.Q4_1: [(0, 1e-2), (2, -0.08)], Q.Q5_0: [(0, 5e-3)],
          Q.Q5_1: [(0, 5e-3), (2, -0.08)], Q.Q8_0: [(0, 6e-4)], Q.Q2_K: [(80, 2e-3), (82, 3e-3)], Q.Q3_K: [(108, 8e-4)],
          Q.Q4_K: [(0, 2e-4), (2, 1.5e-3)], Q.Q5_K: [(0, 1e-4), (2, 1.5e-3)], Q.Q6_K: [(208, 2e-5)], Q.IQ4_NL: [(0, 6e-4)],
          Q.IQ4_XS: [(0, 2e-5)]}
rng = np.random.default_rng(12)
w = GGUFWriter("mixed.gguf", "llama")
w.add_block_count(LAYERS); w.add_context_length(128); w.add_embedding_length(HIDDEN); w.add_feed_forward_length(INNER)
w.add_head_count(HEADS); w.add_head_count_kv(KV); w.add_key_length(DIM); w.add_value_length(DIM)
w.add_rope_dimension_count(DIM); w.add_rope_freq_base(THETA); w.add_layer_norm_rms_eps(EPS); w.add_vocab_size(VOCAB)
w.add_rope_scaling_type(RopeScalingType.LINEAR); w.add_rope_scaling_factor(2.0)

def matrix(name, rows, width, kind, heads=0):
    elements, size = GGML_QUANT_SIZES[kind]
    blocks = rows * width // elements
    raw = rng.integers(0, 256, size=(blocks, size), dtype=np.uint8)
    for at, scale in SCALES[kind]:
        raw[:, at:at + 2] = (scale * rng.uniform(0.5, 1.5, blocks)).astype(np.float16).view(np.uint8).reshape(blocks, 2)
    stored = raw.reshape(rows, -1)
    w.add_tensor(name + ".weight", stored, raw_dtype=kind)
    m = dequantize(stored, kind).astype(np.float64)
    # GGUF has the members of a rotated pair side by side, transformers in two halves
    return m.reshape(heads, DIM // 2, 2, width).swapaxes(1, 2).reshape(rows, width) if heads else m

def vector(name):
    v = rng.uniform(0.5, 1.5, HIDDEN).astype(np.float32)
    w.add_tensor(name + ".weight", v)
    return v.astype(np.float64)

def bias(name, length, heads=0):
    v = rng.normal(scale=0.3, size=length).astype(np.float32)
    w.add_tensor(name + ".bias", v)
    v = v.astype(np.float64)
    return v.reshape(heads, DIM // 2, 2).swapaxes(1, 2).reshape(length) if heads else v

table = matrix("token_embd", VOCAB, HIDDEN, Q.Q6_K) * 1.0
layers = []
for l, (q, k, v, o, gate, up, down) in enumerate([(Q.Q4_K, Q.Q5_K, Q.Q6_K, Q.Q5_1, Q.Q3_K, Q.Q4_K, Q.IQ4_NL),
                                                  (Q.Q2_K, Q.IQ4_XS, Q.F16, Q.Q8_0, Q.Q5_K, Q.Q3_K, Q.Q5_0)]):
    p = f"blk.{l}."
    layers.append(dict(n1=vector(p + "attn_norm"), q=matrix(p + "attn_q", HEADS * DIM, HIDDEN, q, HEADS),
        k=matrix(p + "attn_k", KV * DIM, HIDDEN, k, KV), v=matrix(p + "attn_v", KV * DIM, HIDDEN, v),
        o=matrix(p + "attn_output", HIDDEN, HEADS * DIM, o), n2=vector(p + "ffn_norm"),
        gate=matrix(p + "ffn_gate", INNER, HIDDEN, gate), up=matrix(p + "ffn_up", INNER, HIDDEN, up),
        down=matrix(p + "ffn_down", HIDDEN, INNER, down),
        qb=bias(p + "attn_q", HEADS * DIM, HEADS), kb=bias(p + "attn_k", KV * DIM, KV), vb=bias(p + "attn_v", KV * DIM)))
last = vector("output_norm")
head = matrix("output", VOCAB, HIDDEN, Q.Q4_0)
w.write_header_to_file(); w.write_kv_data_to_file(); w.write_tensors_to_file(); w.close()

norm = lambda x, g: x / np.sqrt((x * x).mean(-1, keepdims=True) + EPS) * g
def rotate(x):
    angle = np.arange(len(x))[:, None] / THETA ** (np.arange(0, DIM, 2) / DIM) / 2.0
    cos, sin = np.tile(np.cos(angle), 2)[:, None], np.tile(np.sin(angle), 2)[:, None]
    return x * cos + np.concatenate([-x[..., DIM // 2:], x[..., :DIM // 2]], -1) * sin

def logits(ids):
    x, n = table[ids], len(ids)
    mask = np.triu(np.full((n, n), -np.inf), 1)
    for m in layers:
        h = norm(x, m["n1"])
        q, k = rotate((h @ m["q"].T + m["qb"]).reshape(n, HEADS, DIM)), rotate((h @ m["k"].T + m["kb"]).reshape(n, KV, DIM))
        v = (h @ m["v"].T + m["vb"]).reshape(n, KV, DIM)
        k, v = np.repeat(k, HEADS // KV, 1), np.repeat(v, HEADS // KV, 1)
        s = np.einsum("ihd,jhd->hij", q, k) / np.sqrt(DIM) + mask
        s = np.exp(s - s.max(-1, keepdims=True)); s /= s.sum(-1, keepdims=True)
        x = x + np.einsum("hij,jhd->ihd", s, v).reshape(n, -1) @ m["o"].T
        h = norm(x, m["n2"])
        g = h @ m["gate"].T
        x = x + (g / (1 + np.exp(-g)) * (h @ m["up"].T)) @ m["down"].T
    return norm(x[-1], last) @ head.T

prompt = rng.integers(0, VOCAB, 40).tolist()
ids, tokens, first = list(prompt), [], logits(prompt)
for _ in range(12):
    out = logits(ids)
    top = np.sort(out)[::-1]
    assert top[0] - top[1] > 1e-3, "a tie"
    tokens.append(int(out.argmax())); ids.append(tokens[-1])
json.dump({"prompt_ids": prompt, "tokens": tokens, "last_prompt_logits": [round(float(x), 7) for x in first]}, open("mixed.json", "w"))
print(first.std(), tokens)
