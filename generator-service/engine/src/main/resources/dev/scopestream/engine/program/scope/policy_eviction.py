# Evictions by the score function of a policy: the entry of the least score is evicted.
import torch
from typing import List, NamedTuple, Tuple
from math import inf
from torch import Tensor
from scope import constants, entry_codes, layout, policy_dispatch, pool_step, window
from scope.layout import Model, Pool
from scope.policy_scores import ScoreCall, Window
from scope.pool_step import PoolStep


class Judged(NamedTuple):
    # scores [n,S,w] fp32; inf where no entry is held
    scores: Tensor
    # of each row [n] int64: 0 right, 1 of the wrong shape, 2 not finite
    wrong: Tensor


def judge(call: ScoreCall, given: Window) -> Judged:
    """Calls a function and checks what it gives; a wrong score counts as 0."""
    score = policy_dispatch.window(call.function, given)
    n = given.held.size(0)
    if score.size() == given.held.size():
        score = score.to(torch.float32)
        bad = (~torch.isfinite(score)) & given.held
        wrong = bad.flatten(1).any(1).to(torch.int64) * 2
        clean = score.masked_fill(bad, 0).masked_fill(~given.held, inf)
    else:
        wrong = torch.ones([n], dtype=torch.int64, device=given.held.device)
        clean = torch.zeros_like(given.scores).masked_fill(~given.held, inf)
    return Judged(clean, wrong)


def entries(x: Tensor, columns: Tensor, first: int, length: int) -> Tensor:
    """Slots of one layer's rows [n,S,N,..]: from `first` on as a view, or where it is negative the columns [n,w] as a copy."""
    if first >= 0:
        y = x.narrow(2, first, length)
    elif x.dim() == 4:
        at = columns.view([columns.size(0), 1, columns.size(1), 1])
        y = x.gather(2, at.expand([x.size(0), x.size(1), columns.size(1), x.size(3)]))
    else:
        at = columns.unsqueeze(1)
        y = x.gather(2, at.expand([x.size(0), x.size(1), columns.size(1)]))
    return y


def window_of(model: Model, step: PoolStep, call: ScoreCall, scores: Tensor, l: int) -> Window:
    """One layer's scored slots, as many as any row holds. scores [n,S,W]: of the layer, as built-in policies use them."""
    pool = step.pool
    n = step.counts.rows
    start = step.plan.region_start[l]
    first = step.counts.shared_region[l]
    used = step.counts.used[l]
    length = scores.size(2)
    reserved = pool_step.reserved_slots(pool)
    columns = torch.empty([0], dtype=torch.int64, device=scores.device)
    if first >= 0:
        length = min(used - first, length)
        first = first + reserved
    else:
        slots = torch.arange(length, dtype=torch.int64, device=scores.device).unsqueeze(0)
        columns = (slots + start.unsqueeze(1)).clamp(0, used - 1) + reserved
    count = (step.plan.held[l] - start).view([n, 1, 1])
    S = scores.size(1)
    held = (torch.arange(length, dtype=torch.int64, device=scores.device) < count).expand([n, S, length])
    none = torch.empty([0], dtype=model.shape.dtype, device=scores.device)
    keys = none
    values = none
    positions = columns
    D = model.shape.head_dim
    if call.keys:
        keys = entry_codes.decode(entries(pool.keys[l].narrow(0, 0, n), columns, first, length), D, model.shape.dtype)
    if call.values:
        values = entry_codes.decode(entries(pool.values[l].narrow(0, 0, n), columns, first, length), D, model.shape.dtype)
    if call.positions:
        positions = entries(pool.positions[l].narrow(0, 0, n), columns, first, length).to(torch.int64)
    order = pool.order[l].narrow(0, 0, n).narrow(2, 0, length).to(torch.int64)
    recent, attended, longest = recorded(pool, l, 0, n, length)
    return Window(
        keys,
        values,
        scores.narrow(2, 0, length).masked_fill(~held, 0),
        pool.last_weights[l].narrow(0, 0, n).narrow(2, 0, length).masked_fill(~held, 0),
        positions,
        order.masked_fill(~held, constants.NEVER),
        held,
        step.plan.step,
        l,
        model.shape.layers,
        recent,
        attended,
        longest)


def recorded(pool: Pool, l: int, row: int, n: int, length: int) -> Tuple[Tensor, Tensor, Tensor]:
    """A layer's recent_weights, last_attended and longest_interval of n rows from `row` on, as a Window has them."""
    recent = pool.recent_weights[l].narrow(0, row, n).narrow(2, 0, length)
    recurrence = pool.recurrence[l].narrow(0, row, n).narrow(2, 0, length).to(torch.int64)
    attended = recurrence
    longest = recurrence
    if recurrence.size(3) > 0:
        attended = recurrence.select(3, 0)
        longest = recurrence.select(3, 1)
    return (recent, attended, longest)


def evict_within(model: Model, step: PoolStep) -> None:
    """Picks the victims within a step that updated the scores, where a function of the engine's own does."""
    counts = step.counts
    if step.region > 0 and counts.any_eviction == 1 and counts.function > 0:
        call = ScoreCall(
            counts.function, counts.reads_keys == 1, counts.reads_values == 1, counts.reads_positions == 1)
        choose_victims(model, step, call)


def evict(
    model: Model, pool: Pool, plan: Tensor, rates: Tensor, numbers: List[int], call: ScoreCall
) -> Tensor:
    """
    Picks the victims of a pool's rows after a step that updated their scores. Returns of each row [n] int64 whether its
    scores are right (0), of the wrong shape (1), or not finite (2).
    """
    L = model.shape.layers
    none = torch.empty([0], dtype=torch.int64, device=plan.device)
    W = pool_step.region_size(pool)
    step = PoolStep(
        pool,
        layout.step_plan(plan, L),
        layout.rates(rates),
        layout.step_counts(numbers, L),
        0,
        none,
        pool_step.reserved_slots(pool),
        W,
        none)
    return choose_victims(model, step, call)


def choose_victims(model: Model, step: PoolStep, call: ScoreCall) -> Tensor:
    """The victims of a pool's rows by the call's function; returns what `evict` does."""
    pool = step.pool
    L = model.shape.layers
    W = step.region
    n = step.counts.rows
    t = step.plan.step.view([1, n, 1, 1])
    order = pool.order.narrow(1, 0, n).narrow(3, 0, W)
    scores = window.worth(pool.scores.narrow(1, 0, n).narrow(3, 0, W), order, step.rates.mean_per_step, t)
    values = torch.full_like(scores, inf)
    wrong = torch.zeros([n], dtype=torch.int64, device=scores.device)
    for l in range(L):
        # a layer may hold protected entries only
        if step.counts.used[l] > step.counts.shared_region[l]:
            given = window_of(model, step, call, scores[l], l)
            judged = judge(call, given)
            values[l].narrow(2, 0, given.held.size(2)).copy_(judged.scores)
            wrong = torch.maximum(wrong, judged.wrong)
    window.set_victims(step, values, pool.last_weights.narrow(1, 0, n).narrow(3, 0, W), order, t)
    return wrong


def one_row(
    model: Model, pool: Pool, call: ScoreCall, scores: Tensor, row: int, layer: int, start: int, t: int
) -> Tensor:
    """Scores [1,1,S,w] of one row and layer, all of whose w slots from `start` on are held. A wrong score is an error."""
    w = scores.size(3)
    begin = pool_step.reserved_slots(pool) + start
    none = torch.empty([0], dtype=model.shape.dtype, device=scores.device)
    keys = none
    values = none
    D = model.shape.head_dim
    recent, attended, longest = recorded(pool, layer, row, 1, w)
    if call.keys:
        keys = entry_codes.decode(pool.keys[layer].narrow(0, row, 1).narrow(2, begin, w), D, model.shape.dtype)
    if call.values:
        values = entry_codes.decode(pool.values[layer].narrow(0, row, 1).narrow(2, begin, w), D, model.shape.dtype)
    given = Window(
        keys,
        values,
        scores.squeeze(0),
        pool.last_weights[layer].narrow(0, row, 1).narrow(2, 0, w),
        pool.positions[layer].narrow(0, row, 1).narrow(2, begin, w).to(torch.int64),
        pool.order[layer].narrow(0, row, 1).narrow(2, 0, w).to(torch.int64),
        torch.ones([1, scores.size(2), w], dtype=torch.bool, device=scores.device),
        torch.full([1], t, dtype=torch.int64, device=scores.device),
        layer,
        model.shape.layers,
        recent,
        attended,
        longest)
    judged = judge(call, given)
    assert judged.wrong.sum().item() == 0, "the score doesn't have the shape [rows, heads, slots], or isn't finite"
    return judged.scores.unsqueeze(0)
