# Fetched entries in a pool's recall slots.
import torch
from torch import Tensor
from scope import entry_codes, pool_step
from scope.layout import Pool
from scope.recall_choice import RecallChoice


def install(pool: Pool, choice: RecallChoice, keys: Tensor, values: Tensor, found: Tensor) -> None:
    """
    Puts keys [m,D] and values [m,D] fp32, which are in the order of the requested numbers that aren't -1, into their
    slots. The slot of an entry that wasn't found (found [m] int64 is 0) is empty, and its code goes: it isn't requested
    again.
    """
    X = pool.keys.size(4)
    M = pool_step.recall_slots(pool)
    requested = choice.requested.view([-1])
    valid = requested >= 0
    target = choice.targets.view([-1]).masked_select(valid)
    number = requested.masked_select(valid)
    lost = found == 0
    cell = target.floor_divide(M)
    slot = cell * pool.keys.size(3) + target.remainder(M)
    pool.keys.view([-1, X]).index_copy_(0, slot, entry_codes.encode_as(keys, X).type_as(pool.keys))
    pool.values.view([-1, X]).index_copy_(0, slot, entry_codes.encode_as(values, X).type_as(pool.values))
    pool.recalled.view([-1]).index_copy_(0, target, number.masked_fill(lost, -1))
    column = cell * pool.code_scales.size(3) + number
    pool.code_scales.view([-1]).index_fill_(0, column.masked_select(lost), 0)
