# A prefilled prompt of n tokens moves from the scratch to a row of a pool: of each layer the entries that its policy keeps.
import torch
from typing import List, NamedTuple, Tuple
from math import inf
from torch import Tensor
from scope import constants, entry_codes, policy_prompt, pool_step, recall_codes, weight_history
from scope.layout import Model, Pool
from scope.policy_scores import ScoreCall
from scope.prompt import Scratch


class Compaction(NamedTuple):
    # of each layer: entries to keep by score (the last `observation` come on top), or constants.KEEP_ALL or KEEP_FIXED
    numbers: List[int]
    # positions [m] int64 to keep, for KEEP_FIXED
    fixed: Tensor
    observation: int
    # how scores are pooled over neighbours: constants.POOL_.., with a kernel of odd width
    pooling: int
    kernel: int
    # whether a key's score is divided by the number of queries that attended to it
    mean_per_query: bool
    # whether a group of query heads is reduced by its largest score, not by the mean
    group_max: bool
    # whether kept entries are ordered by position, not by score
    by_position: bool
    # first slot of each layer's region
    region_starts: List[int]
    # whether what isn't kept is handed out
    evicted: bool
    # the policy's score function; 0: the sums of weights are the scores
    function: ScoreCall


class Compacted(NamedTuple):
    # of each layer that chooses by score: relative gap [S] between the least score kept and the next
    gaps: List[Tensor]
    # of each layer what isn't kept: positions [S,e] int32, keys and values [S,e,D]
    positions: List[Tensor]
    keys: List[Tensor]
    values: List[Tensor]
    # mean share over the layers of the scores that isn't kept [1] fp32
    lost: Tensor


def compact(model: Model, pool: Pool, row: int, scratch: Scratch, n: int, how: Compaction) -> Compacted:
    shape = model.shape
    S = pool.keys.size(2)
    gaps: List[Tensor] = []
    positions: List[Tensor] = []
    keys: List[Tensor] = []
    values: List[Tensor] = []
    lost = torch.zeros([1], dtype=torch.float32, device=pool.keys.device)
    pool.lost_mass.select(0, row).fill_(0)
    pool.covered_mass.select(0, row).fill_(0)
    for l in range(shape.layers):
        number = how.numbers[l]
        K = scratch.keys.select(0, l).narrow(1, 0, n)
        V = scratch.values.select(0, l).narrow(1, 0, n)
        if S > shape.kv_heads:
            K = K.repeat_interleave(S // shape.kv_heads, 0)
            V = V.repeat_interleave(S // shape.kv_heads, 0)
        if number == constants.KEEP_ALL:
            keep = torch.arange(n, dtype=torch.int64, device=K.device).unsqueeze(0).expand([S, n])
        elif number == constants.KEEP_FIXED:
            keep = how.fixed.unsqueeze(0).expand([S, how.fixed.size(0)])
        else:
            w = how.observation
            window_size = model.layers[l].options.sliding_window
            sums = scratch.scores.select(0, l)
            if how.function.function > 0:
                weights = policy_prompt.weights_of(sums, S, n, window_size, how.mean_per_query)
                score = pooled(policy_prompt.scores(how.function, K, V, weights, w, l, shape.layers), how)
                keep, gap, share = best(score, number, how)
                share = policy_prompt.kept_share(weights, keep, w)
            else:
                keep, gap, share = best(scores_of(sums, S, n, window_size, how), number, how)
            gaps.append(gap)
            lost = lost + (1.0 - share)
            last = torch.arange(n - w, n, dtype=torch.int64, device=K.device).unsqueeze(0).expand([S, w])
            keep = torch.cat([keep, last], 1)
        fill(pool, l, row, K, V, keep, how.region_starts[l])
        if how.evicted:
            gone, gone_keys, gone_values = others(K, V, keep)
            positions.append(gone.to(torch.int32))
            keys.append(gone_keys)
            values.append(gone_values)
            if pool_step.recall_slots(pool) > 0:
                recall_codes.clear(pool, l, row)
                pool.mean_key.select(0, l).select(0, row).copy_(K.mean([1], False, dtype=torch.float32))
                recall_codes.write(model, pool, l, row, gone_keys, 0)
    return Compacted(gaps, positions, keys, values, lost / shape.layers)


def scores_of(sums: Tensor, S: int, n: int, window_size: int, how: Compaction) -> Tensor:
    """A layer's scores of all entries but the observation, [S,n-observation], from the sums of weights [Hq,C]."""
    m = n - how.observation
    raw = sums.narrow(1, 0, m)
    if how.mean_per_query:
        queries = n - torch.arange(m, dtype=torch.int64, device=sums.device)
        if window_size > 0:
            queries = queries.clamp(0, window_size)
        raw = raw / queries.to(torch.float32)
    heads = raw.view([S, sums.size(0) // S, m])
    if how.group_max:
        value = heads.amax([1])
    else:
        value = heads.mean([1])
    return pooled(value, how)


def pooled(value: Tensor, how: Compaction) -> Tensor:
    """Scores [S,m] pooled over neighbouring positions."""
    if how.pooling == constants.POOL_MAX:
        value = torch.max_pool1d(value.unsqueeze(0), [how.kernel], [1], [how.kernel // 2]).squeeze(0)
    elif how.pooling == constants.POOL_AVERAGE:
        value = torch.avg_pool1d(value.unsqueeze(0), [how.kernel], [1], [how.kernel // 2]).squeeze(0)
    return value


def best(score: Tensor, number: int, how: Compaction) -> Tuple[Tensor, Tensor, Tensor]:
    """The positions [S,number] of the largest scores [S,m], the relative gap [S] to the next, and the share of their sum."""
    values, top = torch.topk(score, number, 1)
    if number > 0:
        edge = values.amin([1])
        next = score.scatter(1, top, -inf).amax([1])
        gap = torch.where(edge > 0, (edge - next) / edge, torch.zeros_like(edge))
    else:
        gap = torch.full([score.size(0)], inf, dtype=torch.float32, device=score.device)
    if how.by_position:
        top = torch.sort(top, 1)[0]
    # of scores that are all 0 nothing is lost
    kept = score.gather(1, top).sum()
    all = score.sum()
    share = torch.where(all > 0, kept / all, torch.ones_like(all))
    return (top, gap, share)


def fill(pool: Pool, l: int, row: int, K: Tensor, V: Tensor, keep: Tensor, region_start: int) -> None:
    """Copies entries at keep [S,m] of K, V [S,n,D] to the first slots of a row, and resets the row's scores."""
    S = keep.size(0)
    m = keep.size(1)
    spread = keep.unsqueeze(2).expand([S, m, K.size(2)])
    begin = pool_step.reserved_slots(pool)
    X = pool.keys.size(4)
    pool.keys.select(0, l).select(0, row).narrow(1, begin, m).copy_(entry_codes.encode_as(K.gather(1, spread), X))
    pool.values.select(0, l).select(0, row).narrow(1, begin, m).copy_(entry_codes.encode_as(V.gather(1, spread), X))
    pool.positions.select(0, l).select(0, row).narrow(1, begin, m).copy_(keep)
    pool.scores.select(0, l).select(0, row).fill_(0)
    pool.last_weights.select(0, l).select(0, row).fill_(0)
    weight_history.clear(pool, l, row)
    order = pool.order.select(0, l).select(0, row)
    order.fill_(constants.NEVER)
    inside = m - region_start
    if pool_step.region_size(pool) > 0 and inside > 0:
        order.narrow(1, 0, inside).copy_(torch.arange(-inside, 0, dtype=torch.int32, device=K.device).unsqueeze(0))


def others(K: Tensor, V: Tensor, keep: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
    """The positions [S,e] that aren't in keep [S,m], and the entries of K, V [S,n,D] there."""
    S = keep.size(0)
    n = K.size(1)
    e = n - keep.size(1)
    rest = torch.ones([S, n], dtype=torch.int64, device=K.device).scatter(1, keep, torch.zeros_like(keep))
    gone = rest.nonzero().select(1, 1).view([S, e])
    spread = gone.unsqueeze(2).expand([S, e, K.size(2)])
    return (gone, K.gather(1, spread), V.gather(1, spread))
