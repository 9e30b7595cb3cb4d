# Attention of one decode step: n rows of a pool, S storage heads, g query heads to a storage head, D the head dimension.
# A row's `used` slots are attended to, and the E reserved ones before them where there is recall.
import torch
from typing import List
from math import inf
from torch import Tensor
from scope import entry_codes, widened, window
from scope.layout import Model, ModelShape, Pool
from scope.pool_step import PoolStep


def attention(
    model: Model, steps: List[PoolStep], layer: int, q: Tensor, key: Tensor, value: Tensor, positions: Tensor,
    uncovered: List[Tensor]
) -> Tensor:
    """One layer's attention of the whole batch, [B,Hq*D]; `uncovered` as in `attend`, a pool each."""
    shape = model.shape
    window_size = model.layers[layer].options.sliding_window
    if steps[0].pool.keys.size(4) != shape.head_dim:
        both = entry_codes.encode(torch.cat([key, value], 1))
        key = both.narrow(1, 0, shape.kv_heads)
        value = both.narrow(1, shape.kv_heads, shape.kv_heads)
    outputs: List[Tensor] = []
    for i in range(len(steps)):
        outputs.append(attend(steps[i], model, layer, window_size, q, key, value, positions, uncovered[i]))
    if len(outputs) == 1:
        joined = outputs[0]
    else:
        joined = torch.cat(outputs, 0)
    return joined


def attend(
    step: PoolStep, model: Model, layer: int, window_size: int, q: Tensor, key: Tensor, value: Tensor,
    positions: Tensor, uncovered: Tensor
) -> Tensor:
    """
    One layer's attention of a pool's rows, [n,Hq*D]; key and value are [B,Hkv,D] or encoded. window_size: positions that a
    query attends to, or 0.
    uncovered: log of the attention mass of evicted entries that aren't recalled [n*S,g], or no elements.
    """
    shape = model.shape
    pool = step.pool
    n = step.counts.rows
    used = step.counts.used[layer]
    S = pool.keys.size(2)
    g = shape.heads // S
    write(step, shape, layer, key.narrow(0, step.first, n), value.narrow(0, step.first, n))
    E = step.reserved
    begin = E
    if step.closed.numel() > 0:
        begin = 0
    keys = slots(pool.keys, layer, n, begin, E - begin + used)
    values = slots(pool.values, layer, n, begin, E - begin + used)
    queries = q.narrow(0, step.first, n).reshape([n * S, g, shape.head_dim]).transpose(1, 2)
    scores = products(keys, queries, model)
    mask(scores, step, layer, window_size, positions, E - begin)
    weights = scores.transpose(1, 2).softmax(2)
    if uncovered.numel() > 0:
        add_covered(step, scores, weights, uncovered)
    output = weighted(weights, values, model)
    window.record(step, layer, weights.narrow(2, E - begin, used))
    return output.reshape([n, shape.heads * shape.head_dim])


def write(step: PoolStep, shape: ModelShape, layer: int, key: Tensor, value: Tensor) -> None:
    """Puts the step's keys and values [n,Hkv,X] into their slots; query heads of one key/value head get copies."""
    S = step.pool.keys.size(2)
    X = step.pool.keys.size(4)
    if S != shape.kv_heads:
        key = key.repeat_interleave(S // shape.kv_heads, 1)
        value = value.repeat_interleave(S // shape.kv_heads, 1)
    flat = step.slots[layer].reshape([-1])
    step.pool.keys.view([-1, X]).index_copy_(0, flat, key.reshape([-1, X]))
    step.pool.values.view([-1, X]).index_copy_(0, flat, value.reshape([-1, X]))


def slots(entries: Tensor, layer: int, n: int, begin: int, length: int) -> Tensor:
    """A layer's slots of the first n rows, [n*S,length,X], as a view."""
    return entries.select(0, layer).narrow(0, 0, n).narrow(2, begin, length).flatten(0, 1)


def products(keys: Tensor, queries: Tensor, model: Model) -> Tensor:
    """Scores [n*S,slots,g] of keys [n*S,slots,X] and queries [n*S,D,g]."""
    shape = model.shape
    encoded = keys.size(2) != shape.head_dim
    numbers = keys.narrow(2, 0, shape.head_dim)
    if shape.step_dtype != shape.dtype:
        scores = widened.batched(numbers, queries, model.floats, True)
        if encoded:
            scores = scores.mul_(entry_codes.scales(keys, shape.head_dim))
    elif not encoded:
        scores = torch.bmm(keys, queries)
    else:
        of_codes = torch.bmm(queries.transpose(1, 2), numbers.to(shape.dtype).transpose(1, 2))
        scores = of_codes.mul_(entry_codes.scales(keys, shape.head_dim).transpose(1, 2)).transpose(1, 2)
    return scores


def mask(scores: Tensor, step: PoolStep, layer: int, window_size: int, positions: Tensor, reserved: int) -> None:
    """Scores [n*S,reserved+used,g] become -inf in slots that a row doesn't use, beyond its sliding window, or closed."""
    n = step.counts.rows
    S = step.pool.keys.size(2)
    g = scores.size(2)
    used = step.counts.used[layer]
    least = step.counts.least_held[layer]
    if step.counts.any_unequal == 1 and least < used:
        held = step.plan.held[layer].unsqueeze(1)
        unused = torch.arange(least, used, dtype=torch.int64, device=scores.device).unsqueeze(0) >= held
        part = scores.view([n, S, reserved + used, g]).narrow(2, reserved + least, used - least)
        part.masked_fill_(unused.view([n, 1, used - least, 1]), -inf)
    if window_size > 0:
        past = step.pool.positions.select(0, layer).narrow(0, 0, n).narrow(2, step.reserved, used)
        edge = (positions.narrow(0, step.first, n) - window_size).view([n, 1, 1])
        part = scores.view([n, S, reserved + used, g]).narrow(2, reserved, used)
        part.masked_fill_((past <= edge).unsqueeze(3), -inf)
    if reserved > 0:
        part = scores.view([n, S, reserved + used, g]).narrow(2, 0, reserved)
        part.masked_fill_(step.closed[layer].unsqueeze(3), -inf)


def add_covered(step: PoolStep, scores: Tensor, weights: Tensor, uncovered: Tensor) -> None:
    """
    Adds to each row that chooses what it recalls the share of attention mass, mean over its heads, that is on entries
    present or recalled. scores [n*S,slots,g], weights [n*S,g,slots]. The largest weight is at least 1/slots, so the log
    of the sum of exponentials that it gives is finite.
    """
    n = step.counts.rows
    present = scores.amax([1]).to(torch.float32) - weights.amax([2]).to(torch.float32).log()
    covered = torch.sigmoid(present - uncovered).view([n, -1]).mean([1])
    # a row that doesn't choose adds nothing, whatever its numbers are
    covered = torch.where(step.plan.chooses_recall > 0, covered, torch.zeros_like(covered))
    step.pool.covered_mass.narrow(0, 0, n).add_(covered)


def weighted(weights: Tensor, values: Tensor, model: Model) -> Tensor:
    """Sum [n*S,g,D] of values [n*S,slots,X] by weights [n*S,g,slots]."""
    shape = model.shape
    if values.size(2) != shape.head_dim:
        weights = weights * entry_codes.scales(values, shape.head_dim).transpose(1, 2)
        values = values.narrow(2, 0, shape.head_dim)
    if shape.step_dtype != shape.dtype:
        output = widened.batched(weights, values, model.floats, False)
    else:
        output = torch.bmm(weights, values.to(shape.dtype))
    return output
