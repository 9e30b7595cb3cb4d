# Codes of evicted keys (RaBitQ, arXiv 2405.12497): a key less the prompt's mean key, rotated, is rounded to 2^bits levels,
# and its scale makes the code's product with its own key exact. 8/bits numbers share a byte: the first D*bits/8 numbers lie
# in the lowest bits, the next ones above them.
import torch
from torch import Tensor
from scope import entry_codes, pool_step
from scope.layout import Model, Pool


def bits(pool: Pool) -> int:
    """Bits of a number: D numbers are in D*bits/8 bytes."""
    return 8 // (pool.mean_key.size(3) // pool.key_codes.size(3))


def level_width(bits: int) -> float:
    """Width of a level of the quantizer of a normal distribution with the least squared error (Max, 1960), in deviations."""
    width = 1.596
    if bits == 2:
        width = 0.9957
    if bits == 4:
        width = 0.3352
    if bits == 8:
        width = 0.0308
    return width


def write(model: Model, pool: Pool, layer: int, row: int, keys: Tensor, column: int) -> None:
    """Writes the codes of keys [S,m,D] that are handed out into the columns from `column` on of a layer and row."""
    m = keys.size(1)
    if m > 0 and pool_step.recall_slots(pool) > 0:
        D = keys.size(2)
        width = level_width(bits(pool))
        levels = 1 << bits(pool)
        mean = pool.mean_key.select(0, layer).select(0, row)
        x = (keys.to(torch.float32) - mean.unsqueeze(1)).matmul(model.rotation)
        square = (x * x).sum([2], True)
        spread = (square / D + 9.9999999999999995e-21).sqrt()
        code = (x / (spread * width) + (levels - 1) * 0.5).round().clamp(0, levels - 1)
        level = code * 2 - (levels - 1)
        scale = (square + 9.9999999999999995e-21) / ((x * level).sum([2], True) + 9.9999999999999995e-21)
        size = pool.key_codes.size(3)
        packed = code.narrow(2, 0, size)
        for i in range(1, D // size):
            packed = packed + code.narrow(2, i * size, size) * (1 << bits(pool) * i)
        pool.key_codes.select(0, layer).select(0, row).narrow(2, column, m).copy_(packed.transpose(1, 2))
        pool.code_scales.select(0, layer).select(0, row).narrow(1, column, m).copy_(scale.squeeze(2))


def write_staged(model: Model, pool: Pool, layer: int, row: int, column: int) -> None:
    """The staged entries of a layer and row are handed out: their codes go into the columns from `column` on."""
    keys = pool.keys.select(0, layer).select(0, row).narrow(1, pool_step.recall_slots(pool), pool_step.staging_slots(pool))
    write(model, pool, layer, row, entry_codes.decode(keys, pool.mean_key.size(3), torch.float32), column)


def clear(pool: Pool, layer: int, row: int) -> None:
    """Nothing is in a row's recall slots, and no entry has a code."""
    pool.recalled.select(0, layer).select(0, row).fill_(-1)
    pool.code_scales.select(0, layer).select(0, row).fill_(0)


def products(rotated: Tensor, codes: Tensor, bits: int, bytes: Tensor, floats: Tensor) -> Tensor:
    """
    Products [m,g,T] fp32 of rotated queries [m,g,D] with the levels that codes [m,D*bits/8,T] stand for. A code stays where
    it is in its byte: the queries are divided by what that multiplies it with. bytes, floats: buffers of at least the
    codes' size.
    """
    size = codes.size(1)
    levels = 1 << bits
    sums = rotated.sum([2], True) * (1 - levels)
    logits = sums.expand([rotated.size(0), rotated.size(1), codes.size(2)]).contiguous()
    part = bytes.narrow(0, 0, codes.numel()).view([codes.size(0), size, codes.size(2)])
    code = floats.narrow(0, 0, codes.numel()).view([codes.size(0), size, codes.size(2)])
    unit = 1
    for i in range(8 // bits):
        torch.bitwise_and(codes, (levels - 1) * unit, out=part)
        code.copy_(part)
        logits.baddbmm_(rotated.narrow(2, i * size, size) * (2.0 / unit), code)
        unit = unit * levels
    return logits
