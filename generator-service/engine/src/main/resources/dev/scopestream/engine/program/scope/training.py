# One step of training a small Llama: the loss, its gradients, and AdamW (arXiv 1711.05101) on weights that are one vector.
#
# Shapes: P weights in all, V words, H hidden size, D head dimension, B documents, T tokens each but for the last.
import torch
from typing import List
from torch import Tensor
from torch.nn import Module
from scope import training_loss


class Trainer(Module):
    __parameters__ = []
    __buffers__ = []
    training : bool

    def forward(
        self, weights: Tensor, moments: Tensor, decays: Tensor, sizes: Tensor, rates: Tensor, tokens: Tensor,
        kinds: Tensor, importance: Tensor, hidden: Tensor, bounds: Tensor
    ) -> Tensor:
        """
        Changes weights [P] and moments [2,P] by one step; decays [P]: 1 where weights decay, else 0.

        sizes (int64): V, H, layers, heads, key/value heads, D, width of the gate, number of kinds. rates (fp64): learning
        rate, steps so far, beta1, beta2, weight decay, largest norm of the gradient, rope theta, epsilon of the norms.
        tokens [B,T+1]; kinds [B,T]: what each next token is, -1 for none; importance [kinds]: the weight of each in the loss.
        hidden [2,B,T] and bounds [2,B]: as in training_loss.mask, or no elements.
        The result (fp64): the loss, the gradient's norm, then of each kind the tokens that were right, and all.
        """
        torch.set_grad_enabled(True)
        parts = training_loss.split(weights, sizes)
        logits = training_loss.logits(parts, sizes, rates, tokens.narrow(1, 0, tokens.size(1) - 1), hidden, bounds)
        next = tokens.narrow(1, 1, tokens.size(1) - 1).reshape([-1])
        kind = kinds.view([-1])
        counted = kind.clamp(min=0)
        weight = importance.index_select(0, counted).mul_(kind.ge(0))
        each = torch.cross_entropy_loss(logits, next, None, 0)
        loss = torch.div(torch.sum(torch.mul(each, weight)), weight.sum().clamp(min=1.0))
        gradients = torch.grad([loss], parts)
        torch.set_grad_enabled(False)
        flat: List[Tensor] = annotate(List[Tensor], [])
        for gradient in gradients:
            flat.append(unchecked_cast(Tensor, gradient).reshape([-1]))
        joined = torch.cat(flat, 0)
        norm = joined.norm()
        most = float(torch.select(rates, 0, 5))
        joined.mul_(torch.div(torch.full_like(norm, most), norm.clamp(min=most)))
        if bool(norm.isfinite()):
            update(weights, moments, decays, joined, rates)
        right = logits.detach().argmax(1).eq(next).logical_and_(kind.ge(0)).to(torch.float64)
        n = int(torch.select(sizes, 0, 7))
        hits = torch.bincount(counted, right, n)
        all = torch.bincount(counted, kind.ge(0).to(torch.float64), n)
        return torch.cat([loss.detach().view([1]).to(torch.float64), norm.view([1]).to(torch.float64), hits, all], 0)


def update(weights: Tensor, moments: Tensor, decays: Tensor, gradient: Tensor, rates: Tensor) -> None:
    rate = float(torch.select(rates, 0, 0))
    step = float(torch.select(rates, 0, 1)) + 1.0
    beta1 = float(torch.select(rates, 0, 2))
    beta2 = float(torch.select(rates, 0, 3))
    decay = float(torch.select(rates, 0, 4))
    first = torch.select(moments, 0, 0)
    second = torch.select(moments, 0, 1)
    first.mul_(beta1).add_(gradient, alpha=1.0 - beta1)
    second.mul_(beta2).addcmul_(gradient, gradient, value=1.0 - beta2)
    spread = torch.div(second, 1.0 - beta2 ** step).sqrt_().add_(1e-8)
    weights.addcmul_(weights, decays, value=-rate * decay)
    weights.addcdiv_(first, spread, value=-rate / (1.0 - beta1 ** step))
