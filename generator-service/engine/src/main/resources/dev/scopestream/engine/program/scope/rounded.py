# Products with matrices [N,K] that are rounded to 8 or 4 bits.
#
# 8 bits: an integer times its row's scale. 4 bits: an integer less 8, times its group's scale, plus its zero; a group is
# 32 elements of a row. They are packed as PyTorch's product takes them: for b rows and a k, b / 2 bytes, whose low and high
# halves are rows i and i + b / 2, or, where `pairs` is 1, rows 2 i and 2 i + 1 (b and pairs depend on the processor).
import torch
from torch import Tensor
from scope.layout import Matrix, Model


def product(x: Tensor, matrix: Matrix, model: Model) -> Tensor:
    """x [B,K] times the transpose: a few rows of x by the integers, whose bytes count then, more by widened ones."""
    if x.size(0) > model.shape.integer_rows:
        y = wide_product(x, matrix, model.scratch, model.shape.packed_rows, model.shape.packed_pairs)
    else:
        y = by_integers(x, matrix)
    return y


def by_integers(x: Tensor, matrix: Matrix) -> Tensor:
    """The product by the integers as they are."""
    if matrix.scales.dim() == 1:
        y = torch._weight_int8pack_mm(x, matrix.integers, matrix.scales)
    else:
        y = torch._weight_int4pack_mm_for_cpu(x, matrix.integers, 32, matrix.scales)
    return y


def wide_product(x: Tensor, matrix: Matrix, scratch: Tensor, packed_rows: int, packed_pairs: int) -> Tensor:
    """Widens the integers of some rows of the matrix at a time, as many as `scratch` takes, to its type."""
    K = x.size(1)
    N = matrix.integers.size(0)
    y = torch.empty([x.size(0), N], dtype=x.dtype, device=x.device)
    factor = x.to(scratch.dtype)
    most = scratch.numel() // K
    if matrix.scales.dim() > 1:
        most = most // packed_rows * packed_rows
    first = 0
    while first < N:
        n = min(most, N - first)
        wide = scratch.narrow(0, 0, n * K)
        integers = matrix.integers.narrow(0, first, n)
        if matrix.scales.dim() == 1:
            codes = wide.view([n, K]).copy_(integers)
            part = torch.linear(factor, codes).mul_(matrix.scales.narrow(0, first, n))
        else:
            numbers = widen(integers, matrix.scales.narrow(1, first, n), wide, packed_rows, packed_pairs)
            part = torch.mm(factor, numbers)
        y.narrow(1, first, n).copy_(part)
        first = first + n
    return y


def widen(integers: Tensor, scales: Tensor, wide: Tensor, rows: int, pairs: int) -> Tensor:
    """The numbers [K,n] that packed 4-bit integers of n rows stand for, in the memory of `wide`."""
    n = integers.size(0)
    half = rows // 2
    K = integers.size(1) * 2
    packed = integers.view([n // rows, K, half]).transpose(0, 1)
    if pairs == 1:
        both = wide.view([K, n // rows, half, 2])
        low = both.select(3, 0)
        high = both.select(3, 1)
    else:
        both = wide.view([K, n // rows, 2, half])
        low = both.select(2, 0)
        high = both.select(2, 1)
    low.copy_(torch.bitwise_and(packed, 15))
    high.copy_(torch.bitwise_right_shift(packed, 4))
    groups = wide.view([K // 32, 32, n])
    groups.sub_(8)
    scale = scales.select(2, 0).to(wide.dtype).contiguous().unsqueeze(1)
    zero = scales.select(2, 1).to(wide.dtype).contiguous().unsqueeze(1)
    torch.addcmul(zero, groups, scale, out=groups)
    return wide.view([K, n])
