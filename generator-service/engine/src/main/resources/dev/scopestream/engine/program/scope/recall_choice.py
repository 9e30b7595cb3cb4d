# Which evicted entries a layer recalls: the ones whose codes promise the largest attention scores. n rows choose, each with
# M recall slots a storage head and T columns (entries handed out, codes and scales by their number).
import torch
from typing import NamedTuple, Tuple
from math import inf
from torch import Tensor
from scope import pool_step, recall_codes, tensors, window
from scope.layout import Model
from scope.pool_step import PoolStep


class RecallChoice(NamedTuple):
    # numbers of the entries to fetch [n,S,j] int32, -1: none; no elements where the pool doesn't recall
    requested: Tensor
    # recall slots that they get [n,S,j] int64, as flat indices of a pool's recall slots
    targets: Tensor
    # log of the attention mass of what is neither present nor recalled [n*S,g] fp32; +inf for rows that don't choose
    uncovered: Tensor


class Buffers(NamedTuple):
    # where codes are unpacked: uint8 and fp32, as many elements as the largest pool and layer needs
    bytes: Tensor
    floats: Tensor


def nothing(like: Tensor) -> RecallChoice:
    none = torch.empty([0], dtype=torch.float32, device=like.device)
    return RecallChoice(none, none, none)


def choose_recall(model: Model, step: PoolStep, layer: int, q: Tensor, buffers: Buffers) -> Tuple[RecallChoice, int]:
    """The choice of a pool's rows by their queries [n,Hq,D] (scaled), and how many entries are requested."""
    pool = step.pool
    S = pool.recalled.size(2)
    D = pool.mean_key.size(3)
    all = step.counts.rows
    columns = step.counts.handed_out[layer]
    rows = step.plan.chooses_recall.nonzero().squeeze(1)
    n = rows.size(0)
    g = q.size(1) // S
    wide = tensors.select_rows(q, rows, all).reshape([n * S, g, D]).to(torch.float32)
    mean = tensors.select_rows(pool.mean_key[layer], rows, all).reshape([n * S, D, 1])
    codes = tensors.select_rows(pool.key_codes[layer].narrow(3, 0, columns), rows, all).flatten(0, 1)
    scale = tensors.select_rows(pool.code_scales[layer].narrow(2, 0, columns), rows, all).flatten(0, 1).to(torch.float32)
    rotated = wide.matmul(model.rotation)
    products = recall_codes.products(rotated, codes, recall_codes.bits(pool), buffers.bytes, buffers.floats)
    without = scale == 0
    logits = products.mul_(scale.unsqueeze(1)).masked_fill_(without.unsqueeze(1), -inf)
    score = reduced(logits, step, rows).view([n * S, columns])
    best, top = torch.topk(score, min(pool_step.recall_slots(pool), columns), 1, True, False)
    cell = tensors.select_rows(pool.cell[layer], rows, all).reshape([n * S, 1])
    held = tensors.select_rows(pool.recalled[layer], rows, all).flatten(0, 1)
    requested, targets, missing = difference(best, top, held, cell, columns)
    uncovered = log_mass(logits, top) + torch.bmm(wide, mean).squeeze(2)
    uncovered = uncovered.masked_fill(without.all(1).unsqueeze(1), inf)
    choice = RecallChoice(requested.view([n, S, -1]), targets.view([n, S, -1]), uncovered)
    return (scattered(choice, rows, all), annotate(int, missing.item()))


def reduced(logits: Tensor, step: PoolStep, rows: Tensor) -> Tensor:
    """Logits [n*S,g,T] of a group as one of their storage head, [n,S,T]."""
    grouped = logits.view([rows.size(0), -1, logits.size(1), logits.size(2)])
    return window.reduce_group(grouped, step.rates.group_max.index_select(0, rows), step.counts.any_group_max)


def difference(best: Tensor, top: Tensor, slots: Tensor, cell: Tensor, columns: int) -> Tuple[Tensor, Tensor, Tensor]:
    """
    What is chosen and isn't in a slot yet, and the slots that it gets, whose entries aren't chosen.
    best, top [m,j]: the best scores and their columns; slots [m,M]: what is in the recall slots (-1: nothing);
    cell [m,1]: index of the row and head. Returns requested [m,j], targets [m,j], and the number requested.
    """
    m = top.size(0)
    # one column more, for slots that are empty
    held = torch.where(slots < 0, torch.full_like(slots, columns), slots).to(torch.int64)
    none = torch.zeros([m, columns + 1], dtype=torch.uint8, device=top.device)
    in_slot = none.scatter(1, held, torch.ones([m, held.size(1)], dtype=torch.uint8, device=top.device))
    in_top = none.scatter(1, top, torch.ones([m, top.size(1)], dtype=torch.uint8, device=top.device))
    missing = torch.logical_and(in_slot.gather(1, top) == 0, best > -inf)
    free = in_top.gather(1, held) == 0
    order = torch.sort(missing.to(torch.int32), stable=True, dim=1, descending=True)[1]
    spare = torch.sort(free.to(torch.int32), stable=True, dim=1, descending=True)[1]
    column = top.gather(1, order).to(torch.int32)
    requested = torch.where(missing.gather(1, order), column, torch.full_like(column, -1))
    targets = cell * slots.size(1) + spare.narrow(1, 0, top.size(1))
    return (requested, targets, missing.sum())


def log_mass(logits: Tensor, top: Tensor) -> Tensor:
    """Log of the sum of exponentials of logits [m,g,T], without the columns top [m,j]: [m,g]. It overwrites logits."""
    chosen = top.unsqueeze(1).expand([logits.size(0), logits.size(1), top.size(1)])
    rest = logits.scatter_(2, chosen, -inf)
    most = rest.amax([2], True).clamp(-1e30, 1e30)
    return rest.sub_(most).exp_().sum([2]).log() + most.squeeze(2)


def scattered(choice: RecallChoice, rows: Tensor, all: int) -> RecallChoice:
    """A choice of some rows as one of all rows of the pool."""
    n = rows.size(0)
    S = choice.requested.size(1)
    j = choice.requested.size(2)
    g = choice.uncovered.size(1)
    device = rows.device
    if n < all:
        requested = torch.full([all, S, j], -1, dtype=torch.int32, device=device).index_copy(0, rows, choice.requested)
        targets = torch.zeros([all, S, j], dtype=torch.int64, device=device).index_copy(0, rows, choice.targets)
        uncovered = torch.full([all, S * g], inf, dtype=torch.float32, device=device)
        uncovered = uncovered.index_copy(0, rows, choice.uncovered.view([n, S * g])).view([all * S, g])
        choice = RecallChoice(requested, targets, uncovered)
    return choice
