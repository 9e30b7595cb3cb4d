# Products in fp32 of numbers that are held in fewer bits, and widened piece by piece in a scratch [n] fp32: for a processor
# whose products of bf16 are slow. The results are rounded to the type of the other factor.
import torch
from torch import Tensor


def product(x: Tensor, matrix: Tensor, scratch: Tensor) -> Tensor:
    """x [B,K] times the transpose of a matrix [N,K]: some rows of the matrix at a time."""
    K = x.size(1)
    N = matrix.size(0)
    y = torch.empty([x.size(0), N], dtype=x.dtype, device=x.device)
    wide = x.to(scratch.dtype)
    most = max(1, scratch.numel() // K)
    first = 0
    while first < N:
        n = min(most, N - first)
        rows = widen(matrix.narrow(0, first, n), scratch)
        y.narrow(1, first, n).copy_(torch.linear(wide, rows))
        first = first + n
    return y


def batched(x: Tensor, y: Tensor, scratch: Tensor, first_is_held: bool) -> Tensor:
    """
    The product of each x [B,n,k] with its y [B,k,m]: [B,n,m]. first_is_held: x is what is held, and widened a few at a time,
    else y is.
    """
    if first_is_held:
        held = x
        other = y
    else:
        held = y
        other = x
    other_wide = other.to(scratch.dtype)
    B = x.size(0)
    most = max(1, scratch.numel() // (held.size(1) * held.size(2)))
    parts = torch.empty([B, x.size(1), y.size(2)], dtype=other.dtype, device=x.device)
    first = 0
    while first < B:
        n = min(most, B - first)
        rows = widen(held.narrow(0, first, n), scratch)
        factor = other_wide.narrow(0, first, n)
        if first_is_held:
            part = torch.bmm(rows, factor)
        else:
            part = torch.bmm(factor, rows)
        parts.narrow(0, first, n).copy_(part)
        first = first + n
    return parts


def widen(x: Tensor, scratch: Tensor) -> Tensor:
    """x in the scratch's type, in its memory where it is large enough."""
    if x.numel() <= scratch.numel():
        wide = scratch.narrow(0, 0, x.numel()).view(x.size()).copy_(x)
    else:
        wide = x.to(scratch.dtype)
    return wide
