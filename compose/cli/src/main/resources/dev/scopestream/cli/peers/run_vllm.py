"""vLLM on the processor: continuous batching, full cache, greedy. Its engine runs in this process, a step a call."""
import math, os

# before vllm is imported
os.environ.update(VLLM_ENABLE_V1_MULTIPROCESSING="0", VLLM_NO_USAGE_STATS="1", VLLM_LOGGING_LEVEL="WARNING")
import peer_case


def run(model, prepared, case):
    kv = peer_case.kv_bytes(model, case.tokens(), 2)
    os.environ["VLLM_CPU_KVCACHE_SPACE"] = str(1 + math.ceil(kv / 2**30))
    os.environ["VLLM_CPU_OMP_THREADS_BIND"] = "0-%d" % (case.threads - 1)
    from vllm import LLM, SamplingParams

    llm = LLM(
        model, dtype="bfloat16", max_model_len=case.prompt + case.output + 8, max_num_seqs=max(8, case.requests),
        enable_prefix_caching=False, disable_log_stats=True, skip_tokenizer_init=True
    )
    vocabulary = peer_case.config(model)["vocab_size"]

    def generate(requests, output, name):
        wanted = SamplingParams(temperature=0, max_tokens=output, ignore_eos=True, detokenize=False)
        for i, ids in enumerate(case.prompts(vocabulary, requests)):
            llm.llm_engine.add_request(name + str(i), {"prompt_token_ids": ids}, wanted)
        got = {name + str(i): 0 for i in range(requests)}

        def step():
            for result in llm.llm_engine.step():
                got[result.request_id] = len(result.outputs[0].token_ids)
            return llm.llm_engine.has_unfinished_requests()

        return peer_case.steps_until_done(step, lambda: list(got.values()))

    generate(1, 8, "warm-up-")
    prefill, steps = generate(case.requests, case.output, "")
    peer_case.report(case, prefill, steps, kv, "bf16", ["vllm-cpu", "torch"])


peer_case.main(lambda model, prepared: None, run)
