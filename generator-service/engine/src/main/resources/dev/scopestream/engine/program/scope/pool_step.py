# One decode step of the rows of one pool: what Java planned, and where the step's entries go.
import torch
from typing import List, NamedTuple
from torch import Tensor
from scope import constants, layout, weight_history
from scope.layout import Pool, Rates, StepCounts, StepPlan


class PoolStep(NamedTuple):
    pool: Pool
    plan: StepPlan
    rates: Rates
    counts: StepCounts
    # index in the batch of the pool's first row
    first: int
    # flat indices [L,n,S] int64 of the slots that are written, in K, V and positions
    slots: Tensor
    # E reserved slots, W scored slots
    reserved: int
    region: int
    # which reserved slots [L,n,S,E] hold nothing to attend to; no elements where a pool has no recall
    closed: Tensor


def recall_slots(pool: Pool) -> int:
    return pool.recalled.size(3)


def staging_slots(pool: Pool) -> int:
    return pool.staged_weights.size(3)


def reserved_slots(pool: Pool) -> int:
    """E: a row's recall slots, then its staging slots; they come before the slots that are counted from 0."""
    return recall_slots(pool) + staging_slots(pool)


def region_size(pool: Pool) -> int:
    """W: slots of a row that are scored; the last column of the scores belongs to no slot."""
    return pool.scores.size(3) - 1


def begin(pool: Pool, table: Tensor, rate_table: Tensor, numbers: List[int], first: int, positions: Tensor) -> PoolStep:
    """Writes the positions and the window's bookkeeping of the step's entries, whose positions are [B] int64."""
    L = pool.keys.size(0)
    S = pool.keys.size(2)
    plan = layout.step_plan(table, L)
    counts = layout.step_counts(numbers, L)
    n = counts.rows
    cell = pool.cell.narrow(1, 0, n)
    write = plan.write_slot.unsqueeze(2)
    # the slot of the entry that was evicted by the step before, where none is given
    slot = torch.where(write < 0, pool.victim.narrow(1, 0, n), write)
    E = reserved_slots(pool)
    flat = cell * pool.keys.size(3) + (slot + E)
    rows = positions.narrow(0, first, n).to(torch.int32).reshape([1, n, 1]).expand([L, n, S])
    pool.positions.view([-1]).index_copy_(0, flat.reshape([-1]), rows.reshape([-1]))
    W = region_size(pool)
    if W > 0:
        inside = slot - plan.region_start.unsqueeze(2)
        fits = torch.logical_and(inside >= 0, inside < W)
        column = torch.where(fits, inside, torch.full_like(inside, W))
        region = (cell * (W + 1) + column).reshape([-1])
        now = plan.step.reshape([1, n, 1]).expand([L, n, S])
        order = torch.where(fits, now, torch.full_like(now, constants.NEVER))
        pool.order.view([-1]).index_copy_(0, region, order.reshape([-1]).to(torch.int32))
        pool.scores.view([-1]).index_fill_(0, region, 0)
        weight_history.begin(pool, region, now.reshape([-1]))
    closed = closed_slots(pool, plan, n)
    return PoolStep(pool, plan, layout.rates(rate_table), counts, first, flat, E, W, closed)


def closed_slots(pool: Pool, plan: StepPlan, n: int) -> Tensor:
    if recall_slots(pool) > 0:
        L = pool.keys.size(0)
        S = pool.keys.size(2)
        Z = staging_slots(pool)
        empty = pool.recalled.narrow(1, 0, n) < 0
        staged = plan.staged.reshape([L, n, 1, 1])
        unused = torch.arange(Z, dtype=torch.int64, device=pool.keys.device) >= staged
        closed = torch.cat([empty, unused.expand([L, n, S, Z])], 3)
    else:
        closed = torch.empty([0], dtype=torch.bool, device=pool.keys.device)
    return closed


def reopen_recalled(step: PoolStep, layer: int) -> None:
    """Entries were put in recall slots of a layer: these are open now."""
    empty = step.pool.recalled[layer].narrow(0, 0, step.counts.rows) < 0
    step.closed[layer].narrow(2, 0, recall_slots(step.pool)).copy_(empty)
