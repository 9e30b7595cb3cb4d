# The language model's head: the next tokens' choice, and the likelihood of known ones.
import torch
from typing import Tuple
from torch import Tensor
from scope import linear
from scope.layout import Model


def choose(h: Tensor, model: Model, k: int) -> Tuple[Tensor, Tensor, Tensor]:
    """
    The k most likely tokens [B,k] int64 and their logits [B,k] fp32, best first, and the logsumexp [B] fp32 (only for k > 1),
    from the last layer's output [B,H]. bf16 logits tie often: the best of them are computed once more in fp32 where the
    head's rows can be read.
    """
    shape = model.shape
    x = torch.rms_norm(h, [h.size(1)], model.norm, model.epsilon)
    logits = linear.product(x.to(shape.dtype), model.head, model)
    if shape.dtype != torch.bfloat16 and k == 1:
        values, tokens = torch.max(logits, 1, True)
        values = values.to(torch.float32)
        total = values.select(1, 0)
    else:
        number = max(k, 4)
        values, tokens = torch.topk(logits, number, 1)
        if linear.has_rows(model.head_rows):
            rows = linear.rows(model.head_rows, tokens.reshape([-1]), shape.wide_dtype)
            rows = rows.view([h.size(0), number, h.size(1)])
            values, order = torch.sort(torch.bmm(rows, x.unsqueeze(2)).squeeze(2), 1, True)
            tokens = tokens.gather(1, order)
        values = values.narrow(1, 0, k).to(torch.float32)
        tokens = tokens.narrow(1, 0, k)
        total = values.select(1, 0)
        if k > 1:
            total = logits.to(torch.float32).logsumexp([1])
    return (tokens.contiguous(), values.contiguous(), total)


def likelihood(h: Tensor, model: Model, targets: Tensor) -> Tuple[Tensor, Tensor]:
    """Log-probabilities [B] fp32 of targets [B], and the most likely tokens [B]."""
    x = torch.rms_norm(h, [h.size(1)], model.norm, model.epsilon)
    logits = linear.product(x.to(model.shape.dtype), model.head, model).to(torch.float32)
    chosen = logits.gather(1, targets.unsqueeze(1)).squeeze(1)
    return (chosen - logits.logsumexp([1]), logits.argmax(1))
