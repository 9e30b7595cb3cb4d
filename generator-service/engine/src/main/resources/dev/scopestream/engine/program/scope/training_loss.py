# A small Llama that gradients go through: tied embeddings, grouped-query attention, rotary positions, a gated SiLU network.
import torch
from typing import List
from torch import Tensor


def split(weights: Tensor, sizes: Tensor) -> List[Tensor]:
    """
    Leaves that share the vector's memory: embeddings [V,H] and final norm [H], then of each layer norm, matrix of queries,
    keys and values, matrix of outputs, norm, matrix of gate and up, matrix of down.
    """
    words = int(torch.select(sizes, 0, 0))
    H = int(torch.select(sizes, 0, 1))
    layers = int(torch.select(sizes, 0, 2))
    heads = int(torch.select(sizes, 0, 3))
    both = heads + 2 * int(torch.select(sizes, 0, 4))
    D = int(torch.select(sizes, 0, 5))
    gate = int(torch.select(sizes, 0, 6))
    rows = [words, 1]
    columns = [H, H]
    for layer in range(layers):
        rows.extend([1, both * D, H, 1, 2 * gate, H])
        columns.extend([H, H, heads * D, H, H, gate])
    parts: List[Tensor] = annotate(List[Tensor], [])
    first = 0
    for i in range(len(rows)):
        part = weights.narrow(0, first, rows[i] * columns[i])
        if rows[i] > 1:
            part = part.view([rows[i], columns[i]])
        parts.append(part.detach().requires_grad_(True))
        first = first + rows[i] * columns[i]
    return parts


def logits(
    parts: List[Tensor], sizes: Tensor, rates: Tensor, tokens: Tensor, hidden: Tensor, bounds: Tensor
) -> Tensor:
    """Of all tokens [B,T] in order, [B*T,V]."""
    B = tokens.size(0)
    T = tokens.size(1)
    H = int(torch.select(sizes, 0, 1))
    layers = int(torch.select(sizes, 0, 2))
    heads = int(torch.select(sizes, 0, 3))
    groups = int(torch.select(sizes, 0, 4))
    D = int(torch.select(sizes, 0, 5))
    gate = int(torch.select(sizes, 0, 6))
    epsilon = float(torch.select(rates, 0, 7))
    turns = angles(tokens, D, float(torch.select(rates, 0, 6)))
    cos = torch.cos(turns)
    sin = torch.sin(turns)
    seen: Optional[Tensor] = None
    if hidden.numel() > 0:
        seen = mask(hidden, bounds)
    x = torch.embedding(parts[0], tokens)
    for layer in range(layers):
        first = 2 + 6 * layer
        y = torch.linear(norm(x, parts[first], epsilon), parts[first + 1])
        y = y.view([B, T, heads + 2 * groups, D]).transpose(1, 2)
        turned = rotated(y.narrow(1, 0, heads + groups), cos, sin)
        q = turned.narrow(1, 0, heads)
        key = repeated(turned.narrow(1, heads, groups), heads)
        value = repeated(y.narrow(1, heads + groups, groups), heads)
        if hidden.numel() > 0:
            y = torch.scaled_dot_product_attention(q, key, value, seen)
        else:
            y = torch.scaled_dot_product_attention(q, key, value, None, 0.0, True)
        x = torch.add(x, torch.linear(y.transpose(1, 2).reshape([B, T, heads * D]), parts[first + 2]))
        y = torch.linear(norm(x, parts[first + 3], epsilon), parts[first + 4])
        y = torch.mul(torch.silu(y.narrow(2, 0, gate)), y.narrow(2, gate, gate))
        x = torch.add(x, torch.linear(y, parts[first + 5]))
    return torch.linear(norm(x, parts[1], epsilon).view([B * T, H]), parts[0])


def norm(x: Tensor, weight: Tensor, epsilon: float) -> Tensor:
    return torch.rms_norm(x, [x.size(2)], weight, epsilon)


def angles(tokens: Tensor, D: int, theta: float) -> Tensor:
    """[T,D], the first half of a row twice."""
    half = torch.arange(0, D, 2, dtype=torch.float32, device=tokens.device)
    rates = torch.pow(theta, torch.div(half, -D))
    positions = torch.arange(tokens.size(1), dtype=torch.float32, device=tokens.device)
    turns = torch.mul(positions.unsqueeze(1), rates)
    return torch.cat([turns, turns], 1)


def rotated(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    half = x.size(3) // 2
    turned = torch.cat([x.narrow(3, half, half).neg(), x.narrow(3, 0, half)], 3)
    return torch.add(torch.mul(x, cos), torch.mul(turned, sin))


def repeated(x: Tensor, heads: int) -> Tensor:
    """Key/value heads [B,S,T,D] once for each of their query heads."""
    return x.repeat_interleave(heads // x.size(1), 1)


def mask(hidden: Tensor, bounds: Tensor) -> Tensor:
    """
    What is added to scores, [B,1,T,T]. hidden [2,B,T] says which keys are missing: those of the first for queries more than
    bounds[0] [B] positions later, those of the second for queries from position bounds[1] [B] on.
    """
    B = hidden.size(1)
    T = hidden.size(2)
    at = torch.arange(T, device=hidden.device)
    distance = torch.sub(at.unsqueeze(1), at.unsqueeze(0))
    old = distance.unsqueeze(0).gt(bounds.select(0, 0).view([B, 1, 1]))
    later = at.unsqueeze(0).ge(bounds.select(0, 1).view([B, 1])).unsqueeze(2)
    gone = torch.logical_and(old, hidden.select(0, 0).unsqueeze(1))
    gone = torch.logical_or(gone, torch.logical_and(later, hidden.select(0, 1).unsqueeze(1)))
    gone = torch.logical_or(gone, distance.lt(0).unsqueeze(0))
    zeros = torch.zeros([B, T, T], dtype=torch.float32, device=hidden.device)
    return zeros.masked_fill_(gone, -3.4e38).unsqueeze(1)
