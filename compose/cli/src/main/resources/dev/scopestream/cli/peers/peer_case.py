"""What the peers' scripts share: a case's numbers, its prompts, and the report, which is the last line that is printed.

usage of each script: SCRIPT prepare MODEL PREPARED, or SCRIPT run MODEL PREPARED REQUESTS PROMPT OUTPUT THREADS
"""
import importlib.metadata, json, os, random, statistics, sys, time


class Case:
    """So many requests of so many random tokens, each of which generates so many, by so many threads."""

    def __init__(self, words):
        self.requests, self.prompt, self.output, self.threads = map(int, words)

    def prompts(self, vocabulary, requests=None):
        numbers = random.Random(0)
        least = min(100, vocabulary // 2)  # lower ones are mostly special tokens
        return [
            [numbers.randrange(least, vocabulary) for _ in range(self.prompt)] for _ in range(requests or self.requests)
        ]

    def tokens(self):
        return self.requests * (self.prompt + self.output)


def config(model):
    with open(os.path.join(model, "config.json"), encoding="utf-8") as file:
        return json.load(file)


def kv_bytes(model, tokens, bytes_of_number):
    """Keys and values of so many tokens, all of them kept."""
    c = config(model)
    heads = c["num_attention_heads"]
    dim = c.get("head_dim") or c["hidden_size"] // heads
    return 2 * c["num_hidden_layers"] * c.get("num_key_value_heads", heads) * dim * tokens * bytes_of_number


def steps_until_done(step, tokens_of):
    """
    Calls step() until it returns False. tokens_of(): tokens that each request has so far. Returns the seconds until all
    had one, and those of each later step that gave one to every request.
    """
    start = time.perf_counter()
    prefill, times, before = None, [], tokens_of()
    while True:
        begun = time.perf_counter()
        more = step()
        end = time.perf_counter()
        now = tokens_of()
        if prefill is not None and all(b > a for a, b in zip(before, now)):
            times.append(end - begun)
        if prefill is None and all(n > 0 for n in now):
            prefill = end - start
        before = now
        if not more:
            return prefill, times


def report(case, prefill_seconds, step_seconds, kv, numbers, packages):
    versions = {name: importlib.metadata.version(name) for name in packages}
    step = statistics.median(step_seconds)
    print(
        json.dumps({
            "prefillTokensPerSecond": case.requests * case.prompt / prefill_seconds,
            "stepMillis": 1e3 * step,
            "kvBytes": kv,
            "numbers": numbers,
            "versions": versions,
        }),
        flush=True,
    )


def main(prepare, run):
    if sys.argv[1] == "prepare":
        prepare(sys.argv[2], sys.argv[3])
    else:
        run(sys.argv[2], sys.argv[3], Case(sys.argv[4:8]))
