"""Records logits and tokens of transformers for small random models: python record.py FAMILIES_DIRECTORY.

Each entry of MODELS has weights of its own (model.safetensors) and one or more configurations of them. golden.jsonl has one
configuration a line: name, config, prompt_ids, greedy tokens (each is read with the keys and values of those before it), the logits after the
prompt, the smallest distance between the two best logits, and the positions that each layer and key/value head keeps of the
prompt (CAPACITY entries, OBSERVATION of them the last ones) under H2O, by the sum of attention weights a key got, divided by
the number of queries that attend to it, and under SnapKV, by the weights of the last OBSERVATION queries, averaged over 3
neighbours; each is a mean over the group of query heads.
"""
import json
import pathlib
import sys

import torch
import transformers
from safetensors.torch import save_file
from transformers import AutoConfig, AutoModelForCausalLM

PROMPT = 70
TOKENS = 24
CAPACITY = 24
OBSERVATION = 8
SHAPE = dict(hidden_size=32, intermediate_size=48, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2,
             vocab_size=96, max_position_embeddings=128, rms_norm_eps=1e-5, bos_token_id=1, eos_token_id=2, pad_token_id=0)
YARN = dict(rope_type="yarn", factor=4.0, original_max_position_embeddings=32)
LONGROPE = dict(rope_type="longrope", short_factor=[1.0, 1.1, 1.5, 2.5], long_factor=[1.0, 2.0, 4.0, 8.0])
MODELS = {
    "lengths": {
        "dynamic-in-prompt": dict(model_type="llama", max_position_embeddings=32, rope_scaling=dict(
            rope_type="dynamic", factor=4.0)),
        "dynamic-in-output": dict(model_type="llama", max_position_embeddings=80, rope_scaling=dict(
            rope_type="dynamic", factor=4.0)),
        "longrope-in-prompt": dict(model_type="llama", original_max_position_embeddings=40, rope_scaling=LONGROPE),
        "longrope-in-output": dict(model_type="llama", original_max_position_embeddings=80, rope_scaling=LONGROPE),
    },
    "lengths-phi3": {
        "phi3-in-prompt": dict(model_type="phi3", partial_rotary_factor=0.75, original_max_position_embeddings=40,
                               rope_scaling=dict(type="longrope", short_factor=[1.0, 1.2, 1.7],
                                                 long_factor=[1.0, 2.0, 4.0])),
        "phi3-in-output": dict(model_type="phi3", partial_rotary_factor=0.75, original_max_position_embeddings=80,
                               rope_scaling=dict(type="longrope", short_factor=[1.0, 1.2, 1.7],
                                                 long_factor=[1.0, 2.0, 4.0])),
    },
    "rope-forms": {
        "default": dict(model_type="llama"),
        "linear": dict(model_type="llama", rope_scaling=dict(rope_type="linear", factor=4.0)),
        "dynamic": dict(model_type="llama", rope_scaling=dict(rope_type="dynamic", factor=2.0)),
        "yarn": dict(model_type="llama", rope_scaling=YARN),
        "yarn-mscale": dict(model_type="llama", rope_theta=500000.0, rope_scaling=dict(
            YARN, mscale=0.8, mscale_all_dim=0.3, beta_fast=8.0, beta_slow=0.5, truncate=False)),
        "yarn-attention-factor": dict(model_type="llama", rope_scaling=dict(YARN, attention_factor=1.3)),
        "llama3": dict(model_type="llama", rope_scaling=dict(
            rope_type="llama3", factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0, original_max_position_embeddings=32)),
        "longrope": dict(model_type="llama", original_max_position_embeddings=100, rope_scaling=dict(
            rope_type="longrope", short_factor=[1.0, 1.1, 1.5, 2.5], long_factor=[1.0, 2.0, 4.0, 8.0])),
    },
    "windows": {
        "qwen2-last-layers": dict(model_type="qwen2", use_sliding_window=True, sliding_window=16, max_window_layers=1),
        "qwen2-layer-types": dict(model_type="qwen2", use_sliding_window=True, sliding_window=20,
                                  layer_types=["sliding_attention", "full_attention"]),
        "qwen2-yarn": dict(model_type="qwen2", rope_scaling=YARN),
    },
    "smollm3": {
        "smollm3-list": dict(model_type="smollm3", no_rope_layers=[0, 1], rope_theta=50000.0),
        "smollm3-interval": dict(model_type="smollm3", no_rope_layer_interval=2, use_sliding_window=True, sliding_window=16),
    },
    "smollm3-four-layers": {
        "smollm3-default": dict(model_type="smollm3", num_hidden_layers=4, rope_theta=50000.0),
    },
    "granite": {
        "granite": dict(model_type="granite", embedding_multiplier=3.0, attention_multiplier=0.2, residual_multiplier=0.6,
                        logits_scaling=1.7, tie_word_embeddings=True),
    },
    "phi3": {
        "phi3-partial-longrope": dict(model_type="phi3", partial_rotary_factor=0.75, original_max_position_embeddings=100,
                                      rope_scaling=dict(type="longrope", short_factor=[1.0, 1.2, 1.7],
                                                        long_factor=[1.0, 2.0, 4.0])),
        "phi3-window": dict(model_type="phi3", sliding_window=16),
    },
    "olmo2": {
        "olmo2": dict(model_type="olmo2"),
    },
    "olmo3": {
        "olmo3": dict(model_type="olmo3", num_hidden_layers=5, sliding_window=16, rope_scaling=YARN),
    },
    "gemma3": {
        "gemma3": dict(model_type="gemma3_text", head_dim=8, query_pre_attn_scalar=16, sliding_window=16,
                       sliding_window_pattern=2, rope_theta=1000000.0, rope_local_base_freq=10000.0),
    },
    "gemma3-linear": {
        "gemma3-linear": dict(model_type="gemma3_text", head_dim=8, query_pre_attn_scalar=8, sliding_window=16,
                              num_hidden_layers=3, sliding_window_pattern=2, rope_theta=1000000.0,
                              rope_local_base_freq=10000.0, rope_scaling=dict(rope_type="linear", factor=8.0)),
    },
}


def build(config, seed):
    torch.manual_seed(seed)
    model = AutoModelForCausalLM.from_config(config, attn_implementation="eager").float().eval()
    with torch.no_grad():
        for name, x in model.named_parameters():
            if "norm" in name:
                x.copy_((0 if "gemma" in config.model_type else 1) + 0.3 * torch.randn_like(x))
            elif x.dim() == 1:
                x.copy_(0.3 * torch.randn_like(x))
            else:
                x.copy_(torch.randn_like(x) * (1.0 if "embed" in name else 1.3 * x.size(1) ** -0.5))
    return model


def kept(model, config, ids):
    windows = [getattr(layer.self_attn, "sliding_window", None) for layer in model.model.layers]
    if config.model_type in ("mistral", "phi3"):
        windows = [config.sliding_window] * len(windows)
    h2o, snapkv = [], []
    attentions = model(torch.tensor([ids]), output_attentions=True, use_cache=False).attentions
    for weights, window in zip(attentions, windows):
        n = len(ids)
        m = n - OBSERVATION
        queries = torch.minimum(n - torch.arange(m), torch.tensor(window or n))
        scores = weights[0].float().sum(1)[:, :m] / queries
        h2o.append(best(scores, config, m, n))
        scores = weights[0].float()[:, m:, :m].sum(1)
        snapkv.append(best(scores, config, m, n, 3))
    return h2o, snapkv


def best(scores, config, m, n, kernel=1):
    scores = scores.view(config.num_key_value_heads, -1, m).mean(1)
    scores = torch.nn.functional.avg_pool1d(scores[None], kernel, 1, kernel // 2)[0]
    values, top = scores.topk(CAPACITY - OBSERVATION + 1, 1)
    assert (values[:, -2] - values[:, -1]).min() > 1e-5 or values[:, -1].max() == 0
    return [sorted(row.tolist()) + list(range(m, n)) for row in top[:, :-1]]


def record(name, given, weights, seed):
    config = AutoConfig.for_model(**{**SHAPE, **json.loads(json.dumps(given))})
    model = build(config, seed)
    if weights is not None:
        model.load_state_dict(weights, strict=False)
    ids = torch.randint(3, SHAPE["vocab_size"], (PROMPT,), generator=torch.Generator().manual_seed(11)).tolist()
    tokens, gap, first = [], 1e9, None
    with torch.no_grad():
        h2o, snapkv = kept(model, config, ids)
        read, cache = ids, transformers.DynamicCache()
        for _ in range(TOKENS):
            logits = model(torch.tensor([read]), use_cache=True, past_key_values=cache).logits[0, -1].float()
            first = logits if first is None else first
            best = logits.topk(2)[0]
            gap = min(gap, (best[0] - best[1]).item())
            tokens.append(logits.argmax().item())
            read = tokens[-1:]
    assert gap > 1e-3, (name, gap)
    line = dict(name=name, config={**SHAPE, **given, "torch_dtype": "float32"}, prompt_ids=ids, tokens=tokens,
                least_logit_gap=round(gap, 5), last_prompt_logits=[round(x, 6) for x in first.tolist()], h2o_positions=h2o,
                snapkv_positions=snapkv)
    return model, line


def main(directory, only):
    for name, forms in MODELS.items():
        if only and name not in only:
            continue
        target = pathlib.Path(directory) / name
        for seed in range(40):
            try:
                weights, lines = record_all(forms, seed)
                break
            except AssertionError as close:
                print(name, seed, "has a choice that is too close:", close)
        target.mkdir(parents=True, exist_ok=True)
        save_file(weights, target / "model.safetensors", {"format": "pt"})
        (target / "golden.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
        print(name, transformers.__version__)


def record_all(forms, seed):
    weights, lines = None, []
    for form, given in forms.items():
        model, line = record(form, given, weights, seed)
        weights = weights or {k: v.clone().contiguous() for k, v in model.state_dict().items()
                              if not (k == "lm_head.weight" and model.config.tie_word_embeddings)}
        lines.append(line)
    return weights, lines


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
