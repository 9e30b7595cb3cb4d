# Weights on their way from a file into their tensors: a piece is the bytes of some elements, in the type `stored`.
import torch
from typing import List, Tuple
from torch import Tensor


def put(target: Tensor, first: int, piece: Tensor, stored: int) -> None:
    """Elements of `target` from number `first` on, row-major, become the piece's, in the target's type."""
    elements = piece.view_copy(dtype=stored)
    target.view([-1]).narrow(0, first, elements.numel()).copy_(elements)


def put_eight(integers: Tensor, scales: Tensor, first: int, piece: Tensor, stored: int) -> bool:
    """Rounds rows to 8 bits: integers [N,K] int8 and scales [N] bf16, from row `first` on. False: not all were finite."""
    x = piece.view_copy(dtype=stored).view([-1, integers.size(1)]).to(torch.float32)
    scale = (x.abs().amax([1]) / 127.0).to(scales.dtype)
    put_scale = scale.to(torch.float32).clamp(min=7.888609052210118e-31)
    integers.narrow(0, first, x.size(0)).copy_((x / put_scale.unsqueeze(1)).round_().clamp_(-127.0, 127.0))
    scales.narrow(0, first, x.size(0)).copy_(put_scale)
    return bool(put_scale.isfinite().all())


def put_four(integers: Tensor, scales: Tensor, first: int, piece: Tensor, stored: int, at_once: int) -> bool:
    """
    Rounds rows to 4 bits: packed integers [N,K/2] and scales and zeros [K/32,N,2] bf16, from row `first` on, `at_once` rows at
    a time. `first`, `at_once` and the piece's rows are multiples of 64. False: not all were finite.
    """
    K = integers.size(1) * 2
    rows = piece.view_copy(dtype=stored).view([-1, K])
    finite = True
    done = 0
    while done < rows.size(0):
        n = min(at_once, rows.size(0) - done)
        x = rows.narrow(0, done, n).to(torch.float32)
        grouped = x.view([-1, 32]).t().contiguous()
        scale, zero = fit(grouped)
        codes = codes_of(grouped, scale, zero).add_(8.0).t().to(torch.int32).reshape([n, K])
        integers.narrow(0, first + done, n).copy_(torch._convert_weight_to_int4pack_for_cpu(codes, 2))
        part = scales.narrow(1, first + done, n)
        part.select(2, 0).copy_(scale.view([n, K // 32]).t())
        part.select(2, 1).copy_(zero.view([n, K // 32]).t())
        finite = finite and bool(x.sum().isfinite())
        done = done + n
    return finite


def bf16(x: Tensor) -> Tensor:
    """The nearest numbers that bf16 holds, as fp32."""
    return x.to(torch.bfloat16).to(torch.float32)


def codes_of(x: Tensor, scale: Tensor, zero: Tensor) -> Tensor:
    """Integers from -8 to 7, as fp32, of groups [32,G]."""
    return (x - zero).div_(scale).round_().clamp_(-8.0, 7.0)


def fit(x: Tensor) -> Tuple[Tensor, Tensor]:
    """
    Scales and zeros [G] for groups [32,G] in 4 bits, numbers that bf16 holds. Of the whole range and nine tenths of it, which
    clips its ends and is finer within, each also fitted by least squares, the one of the least squared error is taken.
    """
    low = x.amin([0])
    high = x.amax([0])
    total = x.sum([0])
    best_scale = torch.ones_like(low)
    best_zero = torch.zeros_like(low)
    error = torch.full_like(low, 3.4e38)
    for share in [1.0, 0.9]:
        scale = bf16((high - low) * (share / 15.0)).clamp_(min=7.888609052210118e-31)
        zero = bf16(low + (high - low) * ((1.0 - share) / 2.0) + scale * 8.0)
        codes = codes_of(x, scale, zero)
        error, best_scale, best_zero = better(x, codes, scale, zero, error, best_scale, best_zero)
        code_sum = codes.sum([0])
        down = (codes * codes).sum([0]) - code_sum * code_sum / 32.0
        up = (codes * x).sum([0]) - code_sum * total / 32.0
        fitted = torch.where(down > 0.0, bf16(up / down).clamp_(min=7.888609052210118e-31), scale)
        zero = torch.where(down > 0.0, bf16((total - fitted * code_sum) / 32.0), zero)
        codes = codes_of(x, fitted, zero)
        error, best_scale, best_zero = better(x, codes, fitted, zero, error, best_scale, best_zero)
    return (best_scale, best_zero)


def better(
    x: Tensor, codes: Tensor, scale: Tensor, zero: Tensor, error: Tensor, best_scale: Tensor, best_zero: Tensor
) -> Tuple[Tensor, Tensor, Tensor]:
    """The least squared error so far, and the scales and zeros that it is of."""
    off = torch.addcmul(zero, codes, scale).sub_(x)
    squares = off.mul_(off).sum([0])
    less = squares < error
    return (
        torch.where(less, squares, error),
        torch.where(less, scale, best_scale),
        torch.where(less, zero, best_zero),
    )


def packed_layout(like: Tensor) -> List[int]:
    """Rows of a block of packed 4-bit integers, and 1 where neighbouring rows share a byte (rounded.widen)."""
    row = torch.arange(64, dtype=torch.int32, device=like.device).unsqueeze(1).expand([64, 32]).contiguous()
    low = torch._convert_weight_to_int4pack_for_cpu(torch.bitwise_and(row, 15), 2).view([-1])
    high = torch._convert_weight_to_int4pack_for_cpu(torch.bitwise_right_shift(row, 4), 2).view([-1])
    other = int(torch.bitwise_right_shift(low[0], 4)) + 16 * int(torch.bitwise_right_shift(high[0], 4))
    if other > 1:
        layout = [2 * other, 0]
    elif int(torch.bitwise_and(high[16], 15)) == 0:
        layout = [32, 1]
    else:
        layout = [64, 1]
    return layout
