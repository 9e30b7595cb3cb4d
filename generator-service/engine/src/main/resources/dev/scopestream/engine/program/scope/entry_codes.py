# Cache entries in 8 bits: D codes int8, then in two bytes the bf16 scale that makes them numbers (width D+2).
import torch
from torch import Tensor


def encode(x: Tensor) -> Tensor:
    """Entries [..,D] as codes [..,D+2] int8: the largest magnitude of each becomes 127. A scale is never 0."""
    wide = x.to(torch.float32)
    most = wide.abs().amax([-1], True).clamp(9.9999999999999996e-31)
    scale = (most * 0.007874015748031496).to(torch.bfloat16)
    codes = (wide / scale).round_().to(torch.int8)
    return torch.cat([codes, scale.view_copy(dtype=torch.int8)], -1)


def scales(x: Tensor, head_dim: int) -> Tensor:
    """The scales [..,1] bf16 of encoded entries [..,D+2]."""
    return x.narrow(-1, head_dim, 2).view_copy(dtype=torch.bfloat16)


def encode_as(x: Tensor, width: int) -> Tensor:
    """Entries [..,D] as a pool of that width keeps them."""
    y = x
    if x.size(-1) != width:
        y = encode(x)
    return y


def decode(x: Tensor, head_dim: int, dtype: int) -> Tensor:
    """Entries as they lie in a pool [..,D or D+2] as numbers [..,D]; without codes they stay as they are."""
    y = x
    if x.size(-1) != head_dim:
        y = x.narrow(-1, 0, head_dim).to(dtype) * scales(x, head_dim).to(dtype)
    return y
