# Tensors that Java asks for by shape and type. They are made on the device of `like`.
import torch
from typing import List
from torch import Tensor


def filled(like: Tensor, sizes: List[int], dtype: int, value: int) -> Tensor:
    return torch.full(sizes, value, dtype=dtype, device=like.device)


def uninitialized(like: Tensor, sizes: List[int], dtype: int) -> Tensor:
    """A tensor whose elements must be written before they are read."""
    return torch.empty(sizes, dtype=dtype, device=like.device)


def counting(like: Tensor, sizes: List[int]) -> Tensor:
    """0, 1, 2 ... as int64, in row-major order."""
    number = 1
    for size in sizes:
        number = number * size
    return torch.arange(number, dtype=torch.int64, device=like.device).reshape(sizes)


def widen(narrow: Tensor, wide: Tensor) -> None:
    """Copies a tensor into the beginning of one whose last dimension is larger."""
    last = narrow.dim() - 1
    wide.narrow(last, 0, narrow.size(last)).copy_(narrow)


def select_rows(x: Tensor, rows: Tensor, number: int) -> Tensor:
    """Rows [m] of the first `number` rows of x; a view where all of them are asked for (rows are ascending)."""
    if rows.size(0) == number:
        y = x.narrow(0, 0, number)
    else:
        y = x.index_select(0, rows)
    return y


def to_host(tensors: List[Tensor]) -> List[Tensor]:
    """Copies in page-locked host memory, where a GPU writes by itself: only the last copy is waited for."""
    last = 0
    for i in range(len(tensors)):
        if tensors[i].numel() > 0:
            last = i
    copies: List[Tensor] = []
    for i in range(len(tensors)):
        x = tensors[i]
        # layout 0: strided; memory format 0: contiguous
        copy = torch.empty_like(x, dtype=x.dtype, layout=0, device=torch.device("cpu"), pin_memory=True, memory_format=0)
        copy.copy_(x, i != last)
        copies.append(copy)
    return copies
