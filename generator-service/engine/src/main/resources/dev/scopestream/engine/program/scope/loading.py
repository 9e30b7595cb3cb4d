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
    rows = piece.view_copy(dtype=stored).view([-1, K])
    blocks = rows.size(0) // block
    # neighbours in memory are of different groups: whole vectors are added and compared, and packed as they are
    turned = torch.empty([blocks, K, block], dtype=rows.dtype, device=piece.device)
    for i in range(blocks):
        turned[i].copy_(rows.narrow(0, i * block, block).t())
    groups = turned.view([-1, 32, block])
    packed = integers.narrow(0, first, rows.size(0)).view([-1, 32, block // 2])
    fitted = torch.empty([2, groups.size(0), block], dtype=torch.float32, device=piece.device)
    most = min(groups.size(0), max(1, at_once // block // 32))
    wide = torch.empty([3, most, 32, block], dtype=torch.float32, device=piece.device)
    done = 0
    while done < groups.size(0):
        n = min(most, groups.size(0) - done)
        x = wide[0].narrow(0, 0, n).copy_(groups.narrow(0, done, n))
        codes = wide[1].narrow(0, 0, n)
        product = wide[2].narrow(0, 0, n)
        scale, zero = fit(x, codes, product)
        put_codes(x, scale, zero, codes)
        if packing[1] == 1:
            both = codes.view([n, 32, block // 2, 2]).unbind(3)
        else:
            both = codes.view([n, 32, 2, block // 2]).unbind(2)
        joined = product.view([2, n, 32, block // 2])[0]
        torch.add(both[0], both[1], alpha=16.0, out=joined).add_(136.0)
        packed.narrow(0, done, n).copy_(joined.to(torch.int32))
        fitted[0].narrow(0, done, n).copy_(scale)
        fitted[1].narrow(0, done, n).copy_(zero)
        done = done + n
    place = scales.narrow(1, first, rows.size(0)).view([K // 32, blocks, block, 2])
    place.copy_(fitted.view([2, blocks, K // 32, block]).permute([2, 1, 3, 0]))
    return bool(fitted.isfinite().all())


def bf16(x: Tensor) -> Tensor:
    """The nearest numbers that bf16 holds, as fp32."""
    return x.to(torch.bfloat16).to(torch.float32)


def least(scale: Tensor) -> Tensor:
    """Scales, none so small that a division by it overflows."""
    return scale.clamp_(min=7.888609052210118e-31)


def put_codes(x: Tensor, scale: Tensor, zero: Tensor, codes: Tensor) -> None:
    """Integers from -8 to 7, as fp32, of groups x [G,32,B] with scales and zeros [G,B]."""
    torch.sub(x, zero.unsqueeze(1), out=codes).div_(scale.unsqueeze(1)).round_().clamp_(-8.0, 7.0)


def fit(x: Tensor, codes: Tensor, product: Tensor) -> Tuple[Tensor, Tensor]:
    """
    Scales and zeros [G,B] for groups x [G,32,B] in 4 bits, numbers that bf16 holds: integers by 0.98 of the whole range, which
    clips nothing, and the scale and the zero that have the least squared error with these. What codes and product hold is lost.
    """
    low = x.amin([1])
    extent = x.amax([1]).sub_(low)
    scale = least(bf16(extent * (0.98 / 15.0)))
    zero = bf16(low.add_(extent, alpha=0.01).add_(scale, alpha=8.0))
    put_codes(x, scale, zero, codes)
    total = x.sum([1])
    code_sum = codes.sum([1])
    up = torch.mul(codes, x, out=product).sum([1]).sub_(code_sum * total / 32.0)
    down = torch.mul(codes, codes, out=product).sum([1]).sub_(code_sum * code_sum / 32.0)
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
