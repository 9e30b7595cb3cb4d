# What is recorded of the entries' attention weights for score functions: the weights of the last Q steps, and when an entry
# was attended to (its recurrence).
import torch
from torch import Tensor
from scope.layout import Pool


def begin(pool: Pool, columns: Tensor, steps: Tensor) -> None:
    """Entries come into the region's flat columns [m], in decode steps [m]: nothing is recorded of them yet."""
    Q = pool.recent_weights.size(4)
    if Q > 0:
        pool.recent_weights.view([-1, Q]).index_fill_(0, columns, 0)
    if pool.recurrence.size(4) > 0:
        came = torch.stack([steps, torch.zeros_like(steps)], 1).to(torch.int32)
        pool.recurrence.view([-1, 2]).index_copy_(0, columns, came)


def clear(pool: Pool, layer: int, row: int) -> None:
    """A prompt comes into a row: its entries count as attended to in the step before the first."""
    pool.recent_weights.select(0, layer).select(0, row).fill_(0)
    if pool.recurrence.size(4) > 0:
        recurrence = pool.recurrence.select(0, layer).select(0, row)
        recurrence.select(2, 0).fill_(-1)
        recurrence.select(2, 1).fill_(0)


def move(pool: Pool, target: Tensor, source: Tensor) -> None:
    """What is recorded of the flat columns `source` [m] goes to the columns `target` [m]."""
    for recorded in [pool.recent_weights, pool.recurrence]:
        width = recorded.size(4)
        if width > 0:
            flat = recorded.view([-1, width])
            flat.index_copy_(0, target, flat.index_select(0, source))


def record(pool: Pool, last: Tensor, step: Tensor, attended: Tensor) -> None:
    """
    Records the weights of a step, last [L,n,S,W] of the first n rows. step [n] int64: its number; attended [n]: the least
    weight that counts as attention.
    """
    n = last.size(1)
    W = last.size(3)
    Q = pool.recent_weights.size(4)
    if Q > 0:
        at = step.remainder(Q).view([1, n, 1, 1, 1]).expand([last.size(0), n, last.size(2), W, 1])
        pool.recent_weights.narrow(1, 0, n).narrow(3, 0, W).scatter_(4, at, last.unsqueeze(4))
    if pool.recurrence.size(4) > 0:
        recurrence = pool.recurrence.narrow(1, 0, n).narrow(3, 0, W)
        now = step.to(torch.int32).view([1, n, 1, 1])
        before = recurrence.select(4, 0)
        longest = recurrence.select(4, 1)
        is_attended = last >= attended.view([1, n, 1, 1])
        longest.copy_(torch.where(is_attended, torch.maximum(longest, now - before), longest))
        before.copy_(torch.where(is_attended, now, before))
