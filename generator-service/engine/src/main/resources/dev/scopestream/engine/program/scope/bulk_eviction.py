# Eviction of several entries of one row and layer at once.
import torch
from typing import List, Tuple
from math import inf
from torch import Tensor
from scope import constants, entry_codes, layout, policy_eviction, pool_step, recall_codes, weight_history, window
from scope.layout import Model, Pool
from scope.policy_scores import ScoreCall


def region_of(x: Tensor, layer: int, row: int, length: int) -> Tensor:
    """The first slots of the region of one row and layer, [1,1,S,length], as a view."""
    return x.narrow(0, layer, 1).narrow(1, row, 1).narrow(3, 0, length)


def evict_many(
    model: Model, pool: Pool, rate_table: Tensor, row: int, layer: int, number: int, held: int, start: int, t: int,
    recent: int, column: int, call: ScoreCall
) -> Tuple[Tensor, Tensor, Tensor, Tensor]:
    """
    Evicts `number` entries of each storage head and moves live ones from the end into the holes.
    held: entries before; start: the region's first slot; t: decode step; recent: newest entries that stay; column: as in
    recall_codes.write; call: the policy's score function. Returns the evicted ones' keys [S,number,D], values,
    positions [S,number] and last weights.
    """
    shape = model.shape
    S = pool.keys.size(2)
    N = pool.keys.size(3)
    X = pool.keys.size(4)
    begin = pool_step.reserved_slots(pool) + start
    columns = pool_step.region_size(pool) + 1
    length = held - start
    score = region_of(pool.scores, layer, row, length)
    order = region_of(pool.order, layer, row, length)
    last = region_of(pool.last_weights, layer, row, length)
    now = torch.full([1, 1, 1, 1], t, dtype=torch.int64, device=score.device)
    values = window.worth(score, order, layout.rates(rate_table).mean_per_step.narrow(0, row, 1), now)
    if call.function > 0:
        values = policy_eviction.one_row(model, pool, call, values, row, layer, start, t)
    values = values.masked_fill(order > t - recent, inf)
    chosen = torch.topk(values.view([S, length]), number, 1, False)[1]
    chosen = torch.sort(chosen, 1)[0]
    cell = pool.cell.select(0, layer).select(0, row).view([S, 1])
    gone = (cell * N + (chosen + begin)).reshape([-1])
    keys = pool.keys.view([-1, X])
    values_of = pool.values.view([-1, X])
    positions = pool.positions.view([-1])
    gone_keys = entry_codes.decode(keys.index_select(0, gone).view([S, number, X]), shape.head_dim, shape.dtype)
    gone_values = entry_codes.decode(values_of.index_select(0, gone).view([S, number, X]), shape.head_dim, shape.dtype)
    gone_positions = positions.index_select(0, gone).view([S, number])
    gone_weights = last.view([S, length]).gather(1, chosen)
    pool.lost_mass.select(0, row).add_(gone_weights.sum())
    # the last `number` entries, the ones that stay first: these fill as many holes
    mark = torch.zeros([S, length], dtype=torch.int64, device=score.device).scatter(1, chosen, torch.ones_like(chosen))
    tail = torch.sort(mark.narrow(1, length - number, number), stable=True, dim=1)[1] + (length - number)
    source = (cell * N + (tail + begin)).reshape([-1])
    for entries in [keys, values_of, positions]:
        entries.index_copy_(0, gone, entries.index_select(0, source))
    hole = (cell * columns + chosen).reshape([-1])
    filler = (cell * columns + tail).reshape([-1])
    for state in [pool.scores.view([-1]), pool.order.view([-1]), pool.last_weights.view([-1])]:
        state.index_copy_(0, hole, state.index_select(0, filler))
    weight_history.move(pool, hole, filler)
    order.narrow(3, length - number, number).fill_(constants.NEVER)
    recall_codes.write(model, pool, layer, row, gone_keys, column)
    return (gone_keys, gone_values, gone_positions, gone_weights)
