"""Hugging Face transformers: full cache, scaled dot product attention, greedy."""
import time
import peer_case
import torch
from transformers import AutoModelForCausalLM


def run(model, prepared, case):
    torch.set_num_threads(case.threads)
    # where there is no fast product of bf16, fp32 is what its users would take
    fast = torch.ops.mkldnn._is_mkldnn_bf16_supported()
    dtype, size, name = (torch.bfloat16, 2, "bf16") if fast else (torch.float32, 4, "fp32")
    held = AutoModelForCausalLM.from_pretrained(model, dtype=dtype, attn_implementation="sdpa").eval()
    vocabulary = held.config.vocab_size
    kv = peer_case.kv_bytes(model, case.tokens(), size)

    @torch.inference_mode()
    def generate(requests, output):
        ids = torch.tensor(case.prompts(vocabulary, requests))
        start = time.perf_counter()
        # one prompt's logits are enough: the next token's
        result = held(ids, use_cache=True, logits_to_keep=1)
        last = result.logits[:, -1:].argmax(-1)
        prefill = time.perf_counter() - start
        steps = []
        for _ in range(output - 1):
            start = time.perf_counter()
            result = held(last, past_key_values=result.past_key_values, use_cache=True)
            last = result.logits[:, -1:].argmax(-1)
            steps.append(time.perf_counter() - start)
        return prefill, steps

    generate(1, 8)
    prefill, steps = generate(case.requests, case.output)
    peer_case.report(case, prefill, steps, kv, name, ["transformers", "torch"])


peer_case.main(lambda model, prepared: None, run)
