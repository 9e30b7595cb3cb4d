"""Hugging Face transformers as the baseline of `scopestream bench engine`: full cache, sdpa, greedy, random prompt tokens.

usage: hf_baseline.py MODEL_DIR PROMPT OUT BATCH [DTYPE]     (transformers 4.44.2, torch 2.7.1; DTYPE bf16 or fp32)
Prints prefill tokens a second, the median decode step in ms, and decode tokens a second of the batch.
"""
import statistics, sys, time, torch
from transformers import AutoModelForCausalLM

directory, prompt, out, batch = sys.argv[1], *map(int, sys.argv[2:5])
dtype = torch.float32 if sys.argv[5:] == ["fp32"] else torch.bfloat16
model = AutoModelForCausalLM.from_pretrained(directory, torch_dtype=dtype, attn_implementation="sdpa").eval()
generator = torch.Generator().manual_seed(0)


def run(tokens):
    ids = torch.randint(100, model.config.vocab_size, (batch, prompt), generator=generator)
    steps = []
    with torch.inference_mode():
        start = time.perf_counter()
        result = model(ids, use_cache=True)
        prefill = time.perf_counter() - start
        for _ in range(tokens):
            start = time.perf_counter()
            last = result.logits[:, -1:].argmax(-1)
            result = model(last, past_key_values=result.past_key_values, use_cache=True)
            steps.append(time.perf_counter() - start)
    return prefill, steps


run(8)
prefill, steps = run(out)
step = statistics.median(steps)
print(f"prefill {batch * prompt / prefill:.1f} tok/s, step {step * 1000:.2f} ms, decode {batch / step:.1f} tok/s")
