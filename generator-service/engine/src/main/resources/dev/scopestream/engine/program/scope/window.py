# The region of a row: its W scored slots. Each step's attention weights update the scores, and the entry of least worth
# goes, which is called the victim: its slot is written by the next step.
import torch
from math import inf
from torch import Tensor
from scope import constants, pool_step, weight_history
from scope.layout import Pool
from scope.pool_step import PoolStep


def reduce_group(weights: Tensor, by_max: Tensor, any_max: int) -> Tensor:
    """Weights [n,S,g,w] of a group of query heads as one of their storage head [n,S,w] fp32: their mean, or where by_max [n]
    is positive their largest; any_max: whether it is for any row."""
    if weights.size(2) == 1:
        y = weights.squeeze(2).to(torch.float32)
    else:
        y = weights.mean([2], False, dtype=torch.float32)
        if any_max == 1:
            largest = by_max.view([-1, 1, 1]) > 0
            y = torch.where(largest, weights.amax([2]).to(torch.float32), y)
    return y


def record(step: PoolStep, layer: int, weights: Tensor) -> None:
    """Keeps the region's part of a layer's attention weights [n*S,g,used] as its last weights."""
    W = step.region
    if W > 0:
        n = step.counts.rows
        S = step.pool.keys.size(2)
        g = weights.size(1)
        used = weights.size(2)
        last = step.pool.last_weights[layer].narrow(0, 0, n)
        start = step.counts.shared_region[layer]
        if start >= 0:
            length = min(used - start, W)
            if length > 0:
                part = weights.narrow(2, start, length).reshape([n, S, g, length])
                last.narrow(2, 0, length).copy_(reduce_group(part, step.rates.group_max, step.counts.any_group_max))
        else:
            columns = torch.arange(W, dtype=torch.int64, device=weights.device).unsqueeze(0)
            columns = (columns + step.plan.region_start[layer].unsqueeze(1)).clamp(0, used - 1)
            columns = columns.view([n, 1, 1, W]).expand([n, S, g, W])
            part = weights.reshape([n, S, g, used]).gather(3, columns)
            last.narrow(2, 0, W).copy_(reduce_group(part, step.rates.group_max, step.counts.any_group_max))


def worth(score: Tensor, order: Tensor, mean_per_step: Tensor, t: Tensor) -> Tensor:
    """
    What entries are worth, from their scores [..,n,S,w]: the score, or its mean over the steps since the entry came.
    order: the decode step in which it came, negative for the prompt's. mean_per_step [n], t [1,n,1,1]: the step now.
    """
    age = (t - order.to(torch.int64).clamp(0, 1073741824) + 1).clamp(1, 1073741824)
    mean = mean_per_step.view([1, -1, 1, 1]) > 0
    one = torch.full([1], 1.0, dtype=torch.float32, device=score.device)
    return score / torch.where(mean, age.to(torch.float32), one)


def evict(step: PoolStep) -> None:
    """
    Updates the scores with this step's weights, and picks the next victim of each layer, row and storage head where no
    score function does.
    """
    W = step.region
    if W > 0:
        n = step.counts.rows
        score = step.pool.scores.narrow(1, 0, n).narrow(3, 0, W)
        last = step.pool.last_weights.narrow(1, 0, n).narrow(3, 0, W)
        decay = step.rates.decay.view([1, n, 1, 1])
        if step.counts.any_largest == 1:
            largest = step.rates.largest.view([1, n, 1, 1]) > 0
            score.copy_(torch.where(largest, torch.maximum(score, last), score * decay + last))
        else:
            score.mul_(decay).add_(last)
        weight_history.record(step.pool, last, step.plan.step, step.rates.attended)
        if step.counts.any_eviction == 1 and step.counts.function == 0:
            choose_victims(step, score, last)


def choose_victims(step: PoolStep, score: Tensor, last: Tensor) -> None:
    """The victims are the entries of least worth. score, last [L,n,S,W]."""
    n = step.counts.rows
    order = step.pool.order.narrow(1, 0, n).narrow(3, 0, score.size(3))
    t = step.plan.step.view([1, n, 1, 1])
    set_victims(step, worth(score, order, step.rates.mean_per_step, t), last, order, t)


def set_victims(step: PoolStep, values: Tensor, last: Tensor, order: Tensor, t: Tensor) -> None:
    """
    The victims' slots by values [L,n,S,W], and the sum of the weights that they had in this step, of last [L,n,S,W].
    order: steps in which the entries came [L,n,S,W]; t: the step now [1,n,1,1].
    """
    pool = step.pool
    n = step.counts.rows
    W = values.size(3)
    values = values.masked_fill(order > t - step.plan.recent.view([1, n, 1, 1]), inf)
    start = step.plan.region_start.unsqueeze(2)
    kind = step.plan.eviction.unsqueeze(2)
    forced = step.plan.forced_slot.unsqueeze(2)
    slot = torch.where(kind == constants.EVICT_FORCED, forced, values.argmin(3) + start)
    victim = pool.victim.narrow(1, 0, n)
    victim.copy_(torch.where(kind > constants.EVICT_NONE, slot, victim))
    inside = (slot - start).clamp(0, W - 1)
    mass = last.gather(3, inside.unsqueeze(3)).squeeze(3)
    mass = torch.where(kind > constants.EVICT_NONE, mass, torch.zeros_like(mass))
    pool.lost_mass.narrow(0, 0, n).add_(mass.sum([0, 2]))
    if step.counts.any_staging == 1:
        stage(pool, step.plan.staging_slot, slot, mass)


def stage(pool: Pool, staging: Tensor, slot: Tensor, mass: Tensor) -> None:
    """
    Copies the victims' entries, in `slot` [L,n,S], to their staging slots [L,n] (-1: none), and their weights [L,n,S].
    Where nothing is staged the row's first slot is copied onto itself, so that the host needn't know how much is staged.
    """
    L = pool.keys.size(0)
    S = pool.keys.size(2)
    n = slot.size(1)
    X = pool.keys.size(4)
    Z = pool_step.staging_slots(pool)
    first = pool.cell.narrow(1, 0, n) * pool.keys.size(3)
    to = staging.unsqueeze(2)
    taken = to >= 0
    source = torch.where(taken, first + (slot + pool_step.reserved_slots(pool)), first).reshape([-1])
    target = torch.where(taken, first + (to + pool_step.recall_slots(pool)), first).reshape([-1])
    for entries in [pool.keys.view([-1, X]), pool.values.view([-1, X]), pool.positions.view([-1])]:
        entries.index_copy_(0, target, entries.index_select(0, source))
    l = torch.arange(L, dtype=torch.int64, device=slot.device).view([L, 1, 1])
    r = torch.arange(n, dtype=torch.int64, device=slot.device).view([1, n, 1])
    s = torch.arange(S, dtype=torch.int64, device=slot.device).view([1, 1, S])
    column = ((((r * L + l) * S) + s) * Z + to.clamp(0)).reshape([-1])
    weights = pool.staged_weights.view([-1])
    before = weights.index_select(0, column).view([L, n, S])
    weights.index_copy_(0, column, torch.where(taken, mass, before).reshape([-1]))
