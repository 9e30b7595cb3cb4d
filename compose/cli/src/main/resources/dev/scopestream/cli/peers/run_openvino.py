"""OpenVINO GenAI: continuous batching, full cache in 8 bits, its own default on a processor."""
import math
import peer_case


def prepare(model, prepared):
    # here: the conversion takes far more libraries than a run
    from optimum.exporters.openvino import main_export

    main_export(model, prepared, task="text-generation-with-past", convert_tokenizer=True)


def run(model, prepared, case):
    import numpy, openvino, openvino_genai as genai

    vocabulary = peer_case.config(model)["vocab_size"]
    kv = peer_case.kv_bytes(model, case.tokens(), 1)
    scheduler = genai.SchedulerConfig()
    scheduler.cache_size = 1 + math.ceil(2 * kv / 2**30)  # GB; more than enough, pages count when they are written
    scheduler.max_num_seqs = max(64, case.requests)
    scheduler.max_num_batched_tokens = 2048
    scheduler.dynamic_split_fuse = True
    scheduler.enable_prefix_caching = False
    options = {"INFERENCE_PRECISION_HINT": "bf16", "KV_CACHE_PRECISION": "u8", "INFERENCE_NUM_THREADS": case.threads}
    pipe = genai.ContinuousBatchingPipeline(prepared, scheduler, "CPU", options)

    def generate(requests, output):
        wanted = genai.GenerationConfig()
        wanted.max_new_tokens = output
        wanted.ignore_eos = True
        wanted.do_sample = False
        handles = []
        for i, ids in enumerate(case.prompts(vocabulary, requests)):
            tensor = openvino.Tensor(numpy.array([ids], dtype="int64"))
            handles.append(pipe.add_request(i, tensor, wanted))
        got = [0] * requests

        def step():
            pipe.step()
            for i, handle in enumerate(handles):
                while handle.can_read():
                    got[i] += sum(len(o.generated_ids) for o in handle.read().values())
            return pipe.has_non_finished_requests()

        return peer_case.steps_until_done(step, lambda: list(got))

    generate(1, 8)
    prefill, steps = generate(case.requests, case.output)
    # a processor that has no bf16 computes in fp32, whatever the hint is
    fast = "BF16" in openvino.Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    numbers = "bf16, KV u8" if fast else "fp32, KV u8"
    peer_case.report(case, prefill, steps, kv, numbers, ["openvino-genai", "openvino"])


peer_case.main(prepare, run)
