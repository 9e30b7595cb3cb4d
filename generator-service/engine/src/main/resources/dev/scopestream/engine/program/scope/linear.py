# Linear layers: x [B,K] times the transpose of a matrix [N,K].
import torch
from torch import Tensor
from scope.layout import Matrix, ModelShape


def product(x: Tensor, matrix: Matrix, shape: ModelShape) -> Tensor:
    """By the matrix's integers where there are some and x has few rows (their bytes count then), else by `dense`."""
    if x.size(0) <= shape.integer_rows and matrix.integers.numel() > 0:
        if matrix.scales.dim() == 1:
            y = torch._weight_int8pack_mm(x, matrix.integers, matrix.scales)
        else:
            group = x.size(1) // matrix.scales.size(0)
            y = torch._weight_int4pack_mm_for_cpu(x, matrix.integers, group, matrix.scales)
    elif shape.reordered == 1:
        y = torch.ops.mkldnn._linear_pointwise(x, matrix.dense, None, "none", annotate(List[Optional[number]], []), "")
    else:
        y = torch.linear(x, matrix.dense)
    return y


def pack(weight: Tensor, dtype: int, reorder: bool) -> Tensor:
    """A copy in another type; reordered ones (oneDNN) are opaque tensors that only `product` reads."""
    y = weight.to(dtype, False, True)
    if reorder:
        y = torch.ops.mkldnn._reorder_linear_weight(y, 1)
    return y


def pack_int4(integers: Tensor) -> Tensor:
    """Integers from 0 to 15 [N,K] int32 as `product` takes them."""
    return torch._convert_weight_to_int4pack_for_cpu(integers, 2)
