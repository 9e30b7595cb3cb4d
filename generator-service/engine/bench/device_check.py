"""Runs the engine's program on tensors that say they are on another device, as if that were a GPU.

Their numbers are in the host's memory all the same, but an operation that mixes devices is
an error, as it is on a GPU. What the methods give is compared with what they give on the processor, and the operations
that make the host wait for the device are counted. So it finds tensors that are made, or left, on the wrong device; it
can't tell whether a GPU has a kernel for an operation, or how fast that is.

    java -cp ../target/classes dev.scopestream.engine.program.ProgramArchive program.pt
    python device_check.py program.pt      (torch 2.7.1)
"""

import collections
import sys

import torch
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_flatten, tree_map

# one that PyTorch has no code of its own for: nothing of it is called
AWAY = torch.device("hpu:0")
WAITS = {"_local_scalar_dense", "nonzero", "masked_select", "is_nonzero", "equal"}
TRANSFERS = {"copy_", "_to_copy"}


class Away(torch.Tensor):
    """A tensor that says that it is on the other device."""

    @staticmethod
    def __new__(cls, inner):
        return torch.Tensor._make_wrapper_subclass(
            cls,
            inner.size(),
            strides=inner.stride(),
            storage_offset=inner.storage_offset(),
            dtype=inner.dtype,
            device=AWAY,
        )

    def __init__(self, inner):
        self.inner = inner

    @classmethod
    def __torch_dispatch__(cls, func, types, args=(), kwargs=None):
        raise RuntimeError(f"{func} outside of Devices")


def home(value):
    return tree_map(lambda t: t.inner if isinstance(t, Away) else t, value)


def away(value):
    return tree_map(lambda t: Away(t) if isinstance(t, torch.Tensor) and not isinstance(t, Away) else t, value)


class Devices(TorchDispatchMode):
    """Refuses mixtures of devices, and counts what makes the host wait."""

    def __init__(self):
        super().__init__()
        self.waits = collections.Counter()
        self.pinned = 0

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        kwargs = dict(kwargs or {})
        name = func.overloadpacket.__name__
        tensors = [t for t in tree_flatten((args, kwargs))[0] if isinstance(t, torch.Tensor)]
        there = [t for t in tensors if isinstance(t, Away)]
        here = [t for t in tensors if not isinstance(t, Away) and t.dim() > 0]
        if there and here and name not in TRANSFERS:
            raise RuntimeError(f"{func} mixes tensors of two devices")
        device = kwargs.pop("device", None)
        if kwargs.pop("pin_memory", False):
            self.pinned += 1
            assert device is not None and torch.device(device).type == "cpu"
        target = bool(there) if device is None else torch.device(device).type == AWAY.type
        if name == "copy_":
            target = isinstance(args[0], Away)
            if there and here and not (len(args) > 2 and args[2]):
                self.waits["copy_ that blocks"] += 1
        elif name == "_to_copy" and bool(there) != target:
            self.waits["_to_copy"] += 1
        elif there and name in WAITS:
            self.waits[name] += 1
        elif there and name.startswith("index") and any(t.dtype == torch.bool for t in tensors[1:]):
            self.waits[name + " by a mask"] += 1
        result = func(*home(args), **home(kwargs))
        if name.endswith("_") and not name.startswith("_"):
            return args[0]
        return away(result) if target else result


L, HQ, HKV, D, H, F, V = 2, 4, 2, 16, 32, 48, 64
EPS = 1e-5


class Run:
    """One prompt after the other through all methods; `put` brings a tensor to the device, `results` collects what comes out."""

    def __init__(self, program, put, dtype, coded):
        self.p = program
        self.put = put
        self.dtype = dtype
        self.coded = coded
        self.number = {torch.float32: 6, torch.bfloat16: 15}[dtype]
        # in the order of layout.ModelShape; positions depend on the sequence's length
        self.dimensions = [L, HQ, HKV, D, 1, 0, 0, 0, D, 1, 1, self.number, 6, 16, 0, 0]
        self.results = []
        self.waits = {}
        self.random = torch.Generator().manual_seed(7)
        self.like = put(torch.zeros(()))
        self.model = self.make_model()

    def rand(self, *shape):
        return torch.randn(*shape, generator=self.random)

    def make_model(self):
        put, d, none = self.put, self.dtype, torch.empty(0)

        def matrix(*shape):
            return [self.rand(*shape).to(d), none, none]

        layers = []
        for _ in range(L):
            w = [torch.ones(H), *matrix((HQ + 2 * HKV) * D, H), self.rand((HQ + 2 * HKV) * D).to(d)]
            w += [torch.ones(D), torch.ones(D), *matrix(H, HQ * D), none, none, torch.ones(H), none]
            w += [*matrix(2 * F, H), *matrix(H, F)]
            layers.append(self.p.layer_weights([put(x) for x in w], [0, 0]))
        table = matrix(V, H)
        scale = torch.cat([torch.full((HQ, D), D**-0.5), torch.ones(HKV, D)]).unsqueeze(0)
        signs = torch.cat([-torch.ones(D // 2), torch.ones(D // 2)])
        exponents = (torch.arange(0, D, 2) / D).repeat(2).unsqueeze(0)
        growth = torch.tensor([[42.0, 4.0, 10000.0, D / (D - 2)]])
        w = [*table, torch.ones(H), *table, 10000**-exponents, torch.ones(1, D), exponents, growth, scale, scale * signs]
        w += [*table, torch.linalg.qr(self.rand(D, D))[0], none]
        return self.p.model(layers, [put(x) for x in w], self.dimensions, [EPS, 1.0, 1.0])

    def keep(self, *values):
        for t in tree_flatten(values)[0]:
            if isinstance(t, torch.Tensor):
                self.results.append(home(t).float().clone())

    def pool(self, rows, slots, region, staged, recalled, codes, bits=2):
        def filled(dtype, value, *shape):
            return self.p.filled(self.like, list(shape), dtype, value)

        reserved, t = recalled + staged, codes
        mean = D if recalled > 0 else 0
        kind, width = (1, D + 2) if self.coded else (self.number, D)
        return self.p.pool([
            filled(kind, 0, L, rows, HKV, reserved + slots, width),
            filled(kind, 0, L, rows, HKV, reserved + slots, width),
            filled(3, 0, L, rows, HKV, reserved + slots),
            filled(6, 0, L, rows, HKV, region + 1),
            filled(3, 2147483647, L, rows, HKV, region + 1),
            filled(6, 0, L, rows, HKV, region + 1),
            filled(4, 0, L, rows, HKV),
            self.p.counting(self.like, [L, rows, HKV]),
            filled(6, 0, rows, L, HKV, staged),
            filled(6, 0, rows),
            filled(3, -1, L, rows, HKV, recalled),
            filled(0, 0, L, rows, HKV, D * bits // 8, t),
            filled(15, 0, L, rows, HKV, t),
            filled(6, 0, L, rows, HKV, mean),
            filled(6, 0, rows),
        ])  # fmt: skip

    def counted(self, name, method, *args):
        mode = torch.utils._python_dispatch._get_current_dispatch_mode()
        before = collections.Counter(mode.waits) if mode else None
        result = method(*args)
        if mode:
            self.waits[name] = dict(mode.waits - before)
        self.keep(result)
        return result

    def prefill(self, kind, tokens):
        p = self.p
        n = tokens.size(0)
        keys = p.uninitialized(self.like, [L, HKV, n + 2, D], self.number)
        values = p.uninitialized(self.like, [L, HKV, n + 2, D], self.number)
        scores = p.filled(self.like, [L, HQ, n + 2], 6, 0)
        scratch = p.scratch(keys, values, scores)
        size = n if kind == 3 else n // 2
        h = scores
        for start in range(0, n, size):
            part = torch.narrow(tokens, 0, start, size)
            last = start + size >= n
            for l in range(L):
                below = scores if l == 0 else h
                h = self.counted(
                    f"prefill, scoring {kind}", p.prefill, self.model, scratch, part, start, last, n, kind, 4, below, l, l + 1,
                )  # fmt: skip
        self.keep(torch.narrow(scores, 2, 0, n))
        self.counted("finish_prompt", p.finish_prompt, self.model, h, 1)
        self.counted("finish_prompt", p.finish_prompt, self.model, h, 5)
        return scratch

    def compact(self, pool, row, scratch, n, numbers, fixed, pooling, mean_per_query, group_max, by_position, evicted):
        kept = [n if m == -1 else len(fixed) if m == -2 else m + 4 for m in numbers]
        self.counted(
            "compact", self.p.compact, self.model, pool, row, scratch, n, numbers,
            self.put(torch.tensor(fixed, dtype=torch.int64)), 4, pooling, 3, mean_per_query, group_max, by_position,
            [m - 6 for m in kept], evicted, 0, False, False,
        )  # fmt: skip
        return kept

    def plan(self, rows, held, t, staging, handed, chooses, shared=0):
        """One decode step of rows that hold the same: victim by score, staged in slot `staging` (-1: not); the first
        of them chooses what it recalls, or none; `shared` -1: as if their regions began at different slots."""
        # rows of the plan in the order of layout.StepPlan, numbers in that of layout.StepCounts
        per_layer = [held, [x + 1 for x in held], [x - 6 for x in held], [1] * L, [0] * L, [staging] * L, [max(staging, 0)] * L]
        plan = torch.tensor(per_layer).view(7 * L, 1).repeat(1, rows)
        choosing = torch.zeros(1, rows, dtype=torch.int64)
        choosing[0, 0] = chooses
        plan = torch.cat([plan, torch.full((1, rows), t), torch.full((1, rows), 2), choosing])
        used = [x + 1 for x in held]
        flags = [rows, 1, 1, 1, int(staging >= 0), 1, chooses]
        least = [x - 1 for x in used]
        first = [-1 if shared < 0 else x - 6 for x in held]
        return self.put(plan), flags + used + least + first + [handed] * L

    def rates(self, rows):
        rates = torch.ones(4, rows)
        rates[1, 0] = 0
        return self.put(rates)

    def step(self, pools, plans, numbers, rows, k):
        tokens = self.put(torch.arange(sum(rows)) % V)
        positions = self.put(torch.arange(sum(rows)) + 40)
        rates = [self.rates(n) for n in rows]
        args = (self.model, pools, tokens, positions, plans, rates, numbers)
        wanted = [k] + [1] * (sum(rows) - 1)
        if not any(x[6] for x in numbers):
            self.counted(f"step, {'with' if numbers[0][4] else 'without'} staging", self.p.step, *args, wanted)
            return
        done, state, _, requested, chosen, values = self.p.begin_recall(*args, wanted)
        assert not done, "nothing was recalled"
        while not done:
            fetched = []
            for numbers in requested:
                found = int((home(numbers) >= 0).sum())
                fetched += [self.put(torch.ones(found, D)), self.put(torch.ones(found, D))]
                fetched += [self.put(torch.arange(found) % 3 + 0).clamp(max=1)]
            done, state, _, requested, chosen, values = self.p.resume_recall(self.model, state, fetched, wanted)
        self.keep(chosen, values)

    def everything(self):
        p = self.p
        tokens = self.put(torch.arange(40) * 7 % V)
        scratches = [self.prefill(kind, tokens) for kind in (0, 1, 2, 3)]
        plain = self.pool(2, 48, 8, 4, 0, 0)
        recalls = self.pool(2, 48, 8, 4, 6, 80)
        self.compact(plain, 0, scratches[0], 40, [-1] * L, [], 0, False, False, False, False)
        self.compact(plain, 1, scratches[0], 40, [-2] * L, [0, 1, 5, 30, 31, 32, 33, 34, 35, 36], 0, False, False, False, True)
        held = self.compact(plain, 0, scratches[1], 40, [12] * L, [], 1, True, True, True, True)
        self.compact(plain, 1, scratches[2], 40, [12] * L, [], 2, False, False, False, True)
        for row in range(2):
            self.compact(recalls, row, scratches[3], 40, [12] * L, [], 1, False, False, True, True)
        for t in range(1, 5):
            staging = t - 2
            a, first = self.plan(2, held, t, staging, 0, 0, -1 if t == 1 else 0)
            b, second = self.plan(2, held, t, staging, 24, int(t > 2))
            self.step([plain, recalls], [a, b], [first, second], [2, 2], 1 if t % 2 else 4)
        held = [x + 1 for x in held]
        self.counted("evict_many", p.evict_many, self.model, plain, self.rates(2), 1, 0, 3, held[0], held[0] - 7, 5, 2, 0,
                     0, False, False, False)  # fmt: skip
        staged = self.counted("staged", p.staged, self.model, plain, 1, [0, 1])
        # there's no page-locked memory without a GPU, and no need of it
        self.counted("to_host", p.to_host if isinstance(self.like, Away) else lambda same: same, staged)
        p.write_staged_codes(self.model, recalls, 1, 0, 24)
        self.keep(plain, recalls)
        self.counted("slots", p.slots, plain, 1)
        p.move(recalls, 0, 1)
        large = self.pool(4, 48, 8, 4, 6, 80)
        p.copy_rows(recalls[0], large[0], 1, recalls[0].size(1))
        saved = p.save_row(large[0], 1, 1, 2, 20)
        p.load_row(large[0], 1, 0, 2, 20, self.put(home(saved).clone() if self.coded else home(saved).float()), 0)
        self.keep(large, saved)
        beginning = p.beginning(scratches[0][0], 20)
        p.put_beginning(scratches[1][0], beginning, 20)
        self.keep(beginning, torch.narrow(scratches[1][0], 2, 0, 40))
        scores = p.filled(self.like, [L, HQ, 0], 6, 0)
        scratch = p.scratch(scratches[2][0], scratches[2][1], scores)
        self.counted("judge", p.judge, self.model, scratch, tokens, tokens, 0, 40)


def main(path):
    program = torch.jit.load(path)
    torch.set_grad_enabled(False)
    for dtype, coded in ((torch.float32, False), (torch.bfloat16, False), (torch.bfloat16, True)):
        here = Run(program, lambda t: t, dtype, coded)
        with sdpa_kernel(SDPBackend.MATH):
            here.everything()
        with Devices() as devices, sdpa_kernel(SDPBackend.MATH):
            there = Run(program, Away, dtype, coded)
            there.everything()
        assert len(here.results) == len(there.results) > 100
        for i, (a, b) in enumerate(zip(here.results, there.results)):
            assert torch.equal(torch.nan_to_num(a), torch.nan_to_num(b)), f"{dtype}: result {i} differs"
        print(f"{dtype}{', entries in 8 bits' if coded else ''}: {len(here.results)} results as on the processor; what makes the host wait:")
        for name, waits in there.waits.items():
            print(f"  {name}: {waits or 'nothing'}")
        print(f"  all: {dict(devices.waits)}, pinned tensors: {devices.pinned}")


if __name__ == "__main__":
    main(sys.argv[1])
