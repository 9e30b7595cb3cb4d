"""Records what decode policies for long reasoning do, computed in double precision with NumPy from their papers' text.

Usage: python record.py MODEL_DIRECTORY > traces.jsonl   (the bundled longgen-tiny: a Llama with tied embeddings)

Nothing of it comes from the engine. A head keeps a list of its entries in the order of the text; after each step the policy
says which of them go. One case a line, in the format of the traces beside this directory.
"""

import json
import random
import struct
import sys
from dataclasses import dataclass, field

import numpy as np

WINDOW, RECENT, TOKENS = 24, 10, 120


class Llama:
    def __init__(self, directory):
        self.config = json.load(open(f"{directory}/config.json"))
        with open(f"{directory}/model.safetensors", "rb") as file:
            size = struct.unpack("<Q", file.read(8))[0]
            header = json.loads(file.read(size))
            data = file.read()
        self.weights = {}
        for name, info in header.items():
            if name != "__metadata__":
                begin, end = info["data_offsets"]
                if info["dtype"] == "F32":
                    flat = np.frombuffer(data[begin:end], dtype="<f4")
                else:
                    wide = np.frombuffer(data[begin:end], dtype="<u2").astype("<u4") << 16
                    flat = wide.view("<f4")
                self.weights[name] = flat.astype(np.float64).reshape(info["shape"])
        self.layers = self.config["num_hidden_layers"]
        self.heads = self.config["num_attention_heads"]
        self.kv_heads = self.config["num_key_value_heads"]
        self.dim = self.config["hidden_size"] // self.heads

    def norm(self, x, name):
        return x / np.sqrt((x * x).mean() + self.config["rms_norm_eps"]) * self.weights[name]

    def rope(self, x, position):
        half = self.dim // 2
        angle = position * self.config["rope_theta"] ** (-np.arange(half) * 2.0 / self.dim)
        cos, sin = np.cos(angle), np.sin(angle)
        a, b = x[:, :half], x[:, half:]
        return np.concatenate([a * cos - b * sin, b * cos + a * sin], 1)

    def token(self, token, position, caches, observe):
        """The logits after a token; caches[layer][head] get its entry; observe(layer, head, weights of the group [g,n])."""
        h = self.weights["model.embed_tokens.weight"][token]
        group = self.heads // self.kv_heads
        for l in range(self.layers):
            p = f"model.layers.{l}."
            x = self.norm(h, p + "input_layernorm.weight")
            q, k, v = (self.weights[p + f"self_attn.{n}_proj.weight"] @ x for n in "qkv")
            q = self.rope(q.reshape(self.heads, self.dim), position)
            k = self.rope(k.reshape(self.kv_heads, self.dim), position)
            v = v.reshape(self.kv_heads, self.dim)
            out = []
            for s in range(self.kv_heads):
                cache = caches[l][s]
                cache.add(position, k[s], v[s])
                scores = q[s * group : (s + 1) * group] @ np.array(cache.keys).T / np.sqrt(self.dim)
                w = np.exp(scores - scores.max(1, keepdims=True))
                w /= w.sum(1, keepdims=True)
                out.append((w @ np.array(cache.values)).reshape(-1))
                observe(l, s, w)
            h = h + self.weights[p + "self_attn.o_proj.weight"] @ np.concatenate(out)
            x = self.norm(h, p + "post_attention_layernorm.weight")
            gate = self.weights[p + "mlp.gate_proj.weight"] @ x
            up = self.weights[p + "mlp.up_proj.weight"] @ x
            h = h + self.weights[p + "mlp.down_proj.weight"] @ (gate / (1 + np.exp(-gate)) * up)
        return self.weights["model.embed_tokens.weight"] @ self.norm(h, "model.norm.weight")


@dataclass
class Cache:
    """One head's entries; `came` is the decode step of an entry, -1 for the prompt's."""

    positions: list = field(default_factory=list)
    keys: list = field(default_factory=list)
    values: list = field(default_factory=list)
    came: list = field(default_factory=list)
    history: list = field(default_factory=list)  # of each entry: step -> weight
    step: int = -1

    def add(self, position, key, value):
        self.positions.append(position)
        self.keys.append(key)
        self.values.append(value)
        self.came.append(self.step)
        self.history.append({})

    def keep(self, indices):
        for name in ["positions", "keys", "values", "came", "history"]:
            setattr(self, name, [getattr(self, name)[i] for i in sorted(indices)])

    def recent(self, queries):
        """Weights [entries, queries] of the last queries."""
        steps = range(self.step - queries + 1, self.step + 1)
        return np.array([[h.get(t, 0.0) for t in steps] for h in self.history])


def neighbours(x, width, reduce):
    half = width // 2
    padded = np.concatenate([np.zeros(half), x, np.zeros(half)])
    return np.array([reduce(padded[i : i + width]) for i in range(len(x))])


def past(cache, queries):
    """The weights of the last queries, 0 for these queries' own entries."""
    weights = cache.recent(queries)
    weights[np.array(cache.came) > cache.step - queries] = 0
    return weights


def rkv(cache):
    importance = neighbours(past(cache, 8).mean(1), 7, np.max)
    keys = np.array(cache.keys)
    unit = keys / (np.linalg.norm(keys, axis=1, keepdims=True) + 1e-8)
    cosine = unit @ unit.T
    np.fill_diagonal(cosine, 0)
    similar = cosine > 0.5
    for i in range(len(keys)):
        newest = np.flatnonzero(similar[i])[-1:]
        cosine[i, newest] = 0
    redundancy = np.exp(cosine.mean(0))
    redundancy /= redundancy.sum()
    return 0.1 * importance - 0.9 * redundancy


def snapkv(cache):
    return neighbours(past(cache, 8).sum(1), 5, np.mean)


def morphkv(cache):
    return cache.recent(min(RECENT, 32)).sum(1)


def lazyeviction(cache):
    scores = []
    for came, weights in zip(cache.came, cache.history):
        times = [came] + [t for t in sorted(weights) if weights[t] >= 1e-4]
        longest = max((b - a for a, b in zip(times, times[1:])), default=0)
        if longest == 0:
            scores.append(0.0)
        else:
            sigmoid = lambda x: 1 / (1 + np.exp(-x))
            scores.append(2 * sigmoid(-(cache.step - times[-1]) / longest) + 2 * sigmoid(-1 / longest))
    return np.array(scores)


POLICIES = {"rkv": rkv, "snapkv": snapkv, "morphkv": morphkv, "lazyeviction": lazyeviction}


def run(model, name, prompt):
    caches = [[Cache() for _ in range(model.kv_heads)] for _ in range(model.layers)]
    for position, token in enumerate(prompt):
        logits = model.token(token, position, caches, lambda l, s, w: None)
    every = lambda: [[sorted(c.positions) for c in layer] for layer in caches]
    kept = lambda: [len(layer[0].positions) for layer in caches]
    sums = lambda: [sum(sum(c.positions) for c in layer) for layer in caches]
    out = {
        "name": f"allkv+{name}@{len(prompt)}", "prefill": "allkv", "decode": name, "fidelity": "scope",
        "prompt_ids": prompt, "decoding_window": WINDOW, "recent": RECENT,
        "max_new": TOKENS, "prefill_positions": every(),
    }
    budget = len(prompt) + WINDOW
    tokens, counts, totals = [], [kept()], [sums()]
    gap = np.inf
    for t in range(TOKENS):
        tokens.append(int(np.argmax(logits)))
        if t == TOKENS - 1:
            break
        for layer in caches:
            for cache in layer:
                cache.step = t

        def note(l, s, w):
            for weights, value in zip(caches[l][s].history, w.mean(0)):
                weights[t] = float(value)

        logits = model.token(tokens[-1], len(prompt) + t, caches, note)
        for layer in caches:
            for cache in layer:
                n = len(cache.positions)
                if n > budget:
                    go = 1 if name == "morphkv" else n - max(RECENT, budget - RECENT)
                    scores = POLICIES[name](cache)[: n - RECENT]
                    order = np.argsort(scores, kind="stable")
                    edge = scores[order[go - 1 : go + 1]]
                    if name != "lazyeviction":
                        gap = min(gap, (edge[1] - edge[0]) / max(abs(edge[1]), 1e-300))
                    cache.keep(set(range(n)) - set(order[:go].tolist()))
        counts.append(kept())
        totals.append(sums())
    print(out["name"], "least gap", gap, file=sys.stderr)
    return out | {
        "tokens": tokens, "final_positions": every(), "kept_per_step": counts, "position_sum_per_step": totals,
    }


def main():
    model = Llama(sys.argv[1])
    for name in POLICIES:
        for length in [30, 57]:
            prompt = [random.Random(f"{name} {length} {i}").randrange(3, 60) for i in range(length)]
            print(json.dumps(run(model, name, prompt), separators=(",", ":")))


if __name__ == "__main__":
    main()
