# Rows of a pool: moved, copied out, and looked at.
import torch
from typing import List, Tuple
from torch import Tensor
from scope import entry_codes, layout, pool_step
from scope.layout import Pool


def move(pool: Pool, source: int, target: int) -> None:
    """Row `target` becomes what row `source` is."""
    for x in layout.by_layer(pool):
        if x.numel() > 0:
            x.select(1, target).copy_(x.select(1, source))
    for x in layout.by_row(pool):
        if x.numel() > 0:
            x.select(0, target).copy_(x.select(0, source))


def copy_rows(x: Tensor, y: Tensor, dimension: int, number: int) -> None:
    """Copies the first rows of a tensor of a pool, which a dimension counts, into the first ones of another tensor."""
    if x.numel() > 0:
        y.narrow(dimension, 0, number).copy_(x.narrow(dimension, 0, number))


def slots(pool: Pool, row: int) -> Tuple[Tensor, Tensor, Tensor, Tensor]:
    """Positions [L,S,N], victims [L,S], scores [L,S,W+1] and order [L,S,W+1] of a row."""
    begin = pool_step.reserved_slots(pool)
    positions = pool.positions.select(1, row)
    return (
        positions.narrow(2, begin, positions.size(2) - begin).contiguous(),
        pool.victim.select(1, row).contiguous(),
        pool.scores.select(1, row).contiguous(),
        pool.order.select(1, row).contiguous(),
    )


def staged(pool: Pool, row: int, layers: List[int], head_dim: int, dtype: int) -> List[Tensor]:
    """Staged keys [S,Z,D], values and positions [S,Z] of each of these layers of a row, one after the other."""
    parts: List[Tensor] = []
    begin = pool_step.recall_slots(pool)
    size = pool_step.staging_slots(pool)
    for l in layers:
        keys = pool.keys.select(0, l).select(0, row).narrow(1, begin, size).contiguous()
        values = pool.values.select(0, l).select(0, row).narrow(1, begin, size).contiguous()
        parts.append(entry_codes.decode(keys, head_dim, dtype))
        parts.append(entry_codes.decode(values, head_dim, dtype))
        parts.append(pool.positions.select(0, l).select(0, row).narrow(1, begin, size).contiguous())
    return parts


def part_of(tensor: Tensor, dim: int, row: int, counted: int, used: int) -> Tensor:
    """Row `row` along dimension `dim`; of the row's dimension `counted` the first `used` (counted -1: all of it)."""
    part = tensor.select(dim, row)
    if counted >= 0:
        part = part.narrow(counted, 0, used)
    return part


def save(tensor: Tensor, dim: int, row: int, counted: int, used: int) -> Tensor:
    """A copy of part_of, in row-major order."""
    return part_of(tensor, dim, row, counted, used).contiguous()


def load(tensor: Tensor, dim: int, row: int, counted: int, used: int, saved: Tensor, rest: int) -> None:
    """part_of becomes what was saved (16-bit floats come as fp32), and the rest of the row one value."""
    tensor.select(dim, row).fill_(rest)
    part_of(tensor, dim, row, counted, used).copy_(saved)


def beginning(tensor: Tensor, n: int) -> Tensor:
    """A copy of the first n tokens of a scratch tensor, whose third dimension counts tokens and has more."""
    return tensor.narrow(2, 0, n).contiguous()


def put_beginning(tensor: Tensor, other: Tensor, n: int) -> None:
    """Copies the first n tokens of another tensor; 16-bit floats may come as fp32."""
    tensor.narrow(2, 0, n).copy_(other.narrow(2, 0, n))
