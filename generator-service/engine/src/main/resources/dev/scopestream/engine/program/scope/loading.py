# Weights on their way from a file into their tensors: a piece is the bytes of some elements, in the type `stored`.
import torch
from typing import List, Tuple
from torch import Tensor


def put(target: Tensor, first: int, piece: Tensor, stored: int) -> None:
    """Elements of `target` from number `first` on, row-major, become the piece's, in the target's type."""
    elements = piece.view_copy(dtype=stored)
    target.view([-1]).narrow(0, first, elements.numel()).copy_(elements)


def put_eight(integers: Tensor, scales: Tensor, first: int, piece: Tensor, stored: int, at_once: int) -> bool:
    """
    Rounds rows to 8 bits: integers [N,K] int8 and scales [N] bf16, from row `first` on, about `at_once` elements at a time.
    False: not all were finite.
    """
    rows = piece.view_copy(dtype=stored).view([-1, integers.size(1)])
    most = min(max(1, at_once // rows.size(1)), rows.size(0))
    wide = torch.empty([2, most, rows.size(1)], dtype=torch.float32, device=piece.device)
    finite = True
    done = 0
    while done < rows.size(0):
        n = min(most, rows.size(0) - done)
        x = wide[0].narrow(0, 0, n).copy_(rows.narrow(0, done, n))
        codes = wide[1].narrow(0, 0, n)
        scale = least(bf16(torch.abs(x, out=codes).amax([1]).div_(127.0)))
        torch.div(x, scale.unsqueeze(1), out=codes).round_().clamp_(-127.0, 127.0)
        integers.narrow(0, first + done, n).copy_(codes)
        scales.narrow(0, first + done, n).copy_(scale)
        finite = finite and bool(scale.isfinite().all())
        done = done + n
    return finite


def put_four(
    integers: Tensor, scales: Tensor, first: int, piece: Tensor, stored: int, packing: List[int], at_once: int
) -> bool:
    """
    Rounds rows to 4 bits: packed integers [N,K/2] and scales and zeros [K/32,N,2] bf16, from row `first` on, about `at_once`
    elements at a time. `first` and the piece's rows are multiples of a block's rows; packing: as packed_layout gives it.
    False: not all were finite.
    """
    K = integers.size(1) * 2
    block = packing[0]
    half = block // 2
    groups = K // 32
    width = K * torch.empty([0], dtype=stored, device=piece.device).element_size()
    N = piece.size(0) // width
    most = min(N, max(1, at_once // K // block) * block)
    wide = torch.empty([2, most, K], dtype=torch.float32, device=piece.device)
    signed = torch.empty([most * K // 2], dtype=torch.int8, device=piece.device)
    unsigned = torch.empty([most * K // 2], dtype=torch.uint8, device=piece.device)
    fitted = torch.empty([2, N, groups], dtype=torch.float32, device=piece.device)
    done = 0
    while done < N:
        n = min(most, N - done)
        rows = piece.narrow(0, done * width, n * width).view_copy(dtype=stored)
        x = wide[0].narrow(0, 0, n).copy_(rows.view([n, K])).view([n * groups, 32])
        codes = wide[1].narrow(0, 0, n).view([n * groups, 32])
        scale, zero = fit(x, codes)
        fitted[0].narrow(0, done, n).copy_(scale.view([n, groups]))
        fitted[1].narrow(0, done, n).copy_(zero.view([n, groups]))
        if packing[1] == 1:
            both = codes.view([n // block, half, 2, K]).unbind(2)
        else:
            both = codes.view([n // block, 2, half, K]).unbind(1)
        joined = x.view([-1]).narrow(0, 0, n * K // 2)
        torch.add(both[0], both[1], alpha=16.0, out=joined.view([n // block, half, K])).add_(8.0)
        # numbers from -128 to 127 become bytes fast; the copy leaves out 256, the last step adds 128
        low = signed.narrow(0, 0, n * K // 2).copy_(joined)
        packed = unsigned.narrow(0, 0, n * K // 2).copy_(low).bitwise_xor_(128)
        to = integers.narrow(0, first + done, n).view([n // block, K, half])
        to.copy_(packed.view([n // block, half, K]).permute([0, 2, 1]))
        done = done + n
    scales.narrow(1, first, N).copy_(fitted.permute([2, 1, 0]))
    return bool(fitted.isfinite().all())


def bf16(x: Tensor) -> Tensor:
    """The nearest numbers that bf16 holds, as fp32."""
    return x.to(torch.bfloat16).to(torch.float32)


def least(scale: Tensor) -> Tensor:
    """Scales, none so small that a division by it overflows."""
    return scale.clamp_(min=7.888609052210118e-31)


def fit(x: Tensor, codes: Tensor) -> Tuple[Tensor, Tensor]:
    """
    Groups x [G,32] in 4 bits: codes become integers from -8 to 7, as fp32, by 0.98 of the whole range, which clips nothing; the
    result is the scales and the zeros [G], numbers that bf16 holds, that have the least squared error with these. What x holds
    is lost.
    """
    ones = torch.ones([32], dtype=torch.float32, device=x.device)
    low = x.amin([1])
    high = x.amax([1])
    scale = least(bf16((high - low) * (0.98 / 15.0)))
    zero = bf16(high.add_(low).mul_(0.5).add_(scale, alpha=0.5))
    # a quotient, not a product by 1 / scale: that overflows for the least scale
    torch.sub(x, zero.unsqueeze(1), out=codes).div_(scale.unsqueeze(1)).round_().clamp_(-8.0, 7.0)
    total = torch.mv(x, ones)
    code_sum = torch.mv(codes, ones)
    up = torch.mv(x.mul_(codes), ones).sub_(code_sum * total / 32.0)
    down = torch.mv(torch.mul(codes, codes, out=x), ones).sub_(code_sum * code_sum / 32.0)
    varies = down > 0.0
    scale = torch.where(varies, least(bf16(up / down)), scale)
    return (scale, torch.where(varies, bf16((total - scale * code_sum) / 32.0), zero))


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
