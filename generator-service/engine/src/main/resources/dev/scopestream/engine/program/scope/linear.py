# Linear layers: x [B,K] times the transpose of a matrix [N,K].
import torch
from torch import Tensor
from scope import rounded, widened
from scope.layout import Matrix, Model


def product(x: Tensor, matrix: Matrix, model: Model) -> Tensor:
    """By the matrix's integers where it is rounded, else by `dense`, which is widened for more tokens than `dense_rows`."""
    if matrix.integers.numel() > 0:
        y = rounded.product(x, matrix, model)
    elif matrix.dense.is_mkldnn:
        y = torch.ops.mkldnn._linear_pointwise(x, matrix.dense, None, "none", annotate(List[Optional[number]], []), "")
    elif x.size(0) > model.shape.dense_rows:
        y = widened.product(x, matrix.dense, model.floats)
    else:
        y = torch.linear(x, matrix.dense)
    return y


def rows(matrix: Matrix, indices: Tensor, dtype: int) -> Tensor:
    """Rows [m,K] of a matrix that isn't reordered, in a type; rounded ones as what their 8-bit integers stand for."""
    if matrix.integers.numel() > 0:
        y = matrix.integers.index_select(0, indices).to(dtype)
        y = y * matrix.scales.index_select(0, indices).to(dtype).unsqueeze(1)
    else:
        y = matrix.dense.index_select(0, indices).to(dtype)
    return y


def has_rows(matrix: Matrix) -> bool:
    """Whether `rows` can read them."""
    return matrix.integers.numel() > 0 or matrix.dense.numel() > 0


def reordered(elements: Tensor, n: int, k: int) -> Tensor:
    """The first n * k elements as a matrix [n,k] in oneDNN's order: an opaque tensor that only `product` reads."""
    return torch.ops.mkldnn._reorder_linear_weight(elements.view([-1]).narrow(0, 0, n * k).view([n, k]), 1)
