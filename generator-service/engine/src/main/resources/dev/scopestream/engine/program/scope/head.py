# The language model's head: the next tokens' choice, and the likelihood of known ones.
import torch
from typing import List, Tuple
from torch import Tensor
from scope import linear
from scope.layout import Model


def choose(h: Tensor, model: Model, wanted: List[int]) -> Tuple[Tensor, Tensor]:
    """
    Of the n rows of the last layer's output [n+m,H] that want one token the most likely, then of the m rows that want more
    the k most likely each, best first, where k is the largest of wanted [n+m]: [n+m*k] int64, and their logits [n+m*k] fp32.
    What a row gets doesn't depend on what the others want.
    """
    x = torch.rms_norm(h, [h.size(1)], model.norm, model.epsilon)
    logits = linear.product(x.to(model.shape.dtype), model.head, model)
    k = max(wanted)
    if k == 1 or min(wanted) > 1:
        tokens, values = best(logits, x, model, k)
    else:
        few: List[int] = []
        many: List[int] = []
        for b in range(len(wanted)):
            if wanted[b] > 1:
                many.append(b)
            else:
                few.append(b)
        one, of_one = best_of(few, logits, x, model, 1)
        more, of_more = best_of(many, logits, x, model, k)
        tokens = torch.cat([one, more])
        values = torch.cat([of_one, of_more])
    return (tokens, values)


def best_of(rows: List[int], logits: Tensor, x: Tensor, model: Model, k: int) -> Tuple[Tensor, Tensor]:
    """As `best`, of some rows."""
    at = torch.tensor(rows, dtype=torch.int64, device=x.device)
    return best(logits.index_select(0, at), x.index_select(0, at), model, k)


def best(logits: Tensor, x: Tensor, model: Model, k: int) -> Tuple[Tensor, Tensor]:
    """
    The k most likely tokens of each row of logits [B,V], best first, and their logits fp32: [B*k]. bf16 logits tie often: the
    best of them are computed once more in fp32, from the head's inputs x [B,H], where the head's rows can be read.
    """
    shape = model.shape
    if shape.dtype != torch.bfloat16 and k == 1:
        values, tokens = torch.max(logits, 1, True)
    else:
        number = max(k, 4)
        values, tokens = torch.topk(logits, number, 1)
        if linear.has_rows(model.head_rows):
            rows = linear.rows(model.head_rows, tokens.reshape([-1]), shape.wide_dtype)
            rows = rows.view([x.size(0), number, x.size(1)])
            values, order = torch.sort(torch.bmm(rows, x.unsqueeze(2)).squeeze(2), 1, True)
            tokens = tokens.gather(1, order)
        values = values.narrow(1, 0, k)
        tokens = tokens.narrow(1, 0, k)
    return (tokens.reshape([-1]), values.reshape([-1]).to(torch.float32))


def likelihood(h: Tensor, model: Model, targets: Tensor) -> Tuple[Tensor, Tensor]:
    """Log-probabilities [B] fp32 of targets [B], and the most likely tokens [B]."""
    x = torch.rms_norm(h, [h.size(1)], model.norm, model.epsilon)
    logits = linear.product(x.to(model.shape.dtype), model.head, model).to(torch.float32)
    chosen = logits.gather(1, targets.unsqueeze(1)).squeeze(1)
    return (chosen - logits.logsumexp([1]), logits.argmax(1))
