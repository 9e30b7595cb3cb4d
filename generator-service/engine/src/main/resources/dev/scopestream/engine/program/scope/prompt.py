# A prompt on its way through the model: a chunk of T tokens at a time, and a chunk some layers at a time.
import torch
from typing import List, NamedTuple, Tuple
from math import inf
from torch import Tensor
from scope import constants, head, layer, prompt_scores
from scope.layout import Model, ModelShape


class Scratch(NamedTuple):
    # keys and values of a prompt [L,Hkv,C,D]; C is at least its length
    keys: Tensor
    values: Tensor
    # sums of the attention weights that each key got [L,Hq,C] fp32, or [L,Hq,0]
    scores: Tensor


class Chunk(NamedTuple):
    # tokens [T] int64 at positions from `start`
    tokens: Tensor
    start: int
    # whether the prompt ends with it
    last: bool
    # tokens of the whole prompt
    length: int
    # which queries' weights are summed: constants.SCORE_..; observation: number of last queries, for SCORE_LAST_QUERIES
    scoring: int
    observation: int


def forward(model: Model, chunk: Chunk, scratch: Scratch, below: Tensor, first: int, until: int) -> Tensor:
    """
    Takes a chunk through the layers from `first` to `until` (exclusive). Their keys, values and scores go to the scratch.
    below: the output [T,H] of the layer before `first`; layer 0 takes the tokens. Returns the last one's output [T,H].
    """
    shape = model.shape
    T = chunk.tokens.size(0)
    end = chunk.start + T
    if first == 0:
        h = layer.embed(model, chunk.tokens)
    else:
        h = below
    positions = torch.arange(T, dtype=torch.int64, device=chunk.tokens.device) + chunk.start
    rotation = layer.rope(positions, torch.full_like(positions.narrow(0, 0, 1), chunk.length), model)
    full, sliding = masks(model, positions, end, first, until)
    for l in range(first, until):
        weights = model.layers[l]
        window_size = weights.options.sliding_window
        mask = full
        if window_size > 0:
            mask = sliding
        q, key, value = layer.project(h, weights, model, rotation)
        keys = scratch.keys.select(0, l).narrow(1, 0, end)
        values = scratch.values.select(0, l).narrow(1, 0, end)
        keys.narrow(1, chunk.start, T).copy_(key.transpose(0, 1))
        values.narrow(1, chunk.start, T).copy_(value.transpose(0, 1))
        g = shape.heads // shape.kv_heads
        grouped = q.view([T, shape.kv_heads, g, shape.head_dim]).permute([1, 2, 0, 3])
        grouped = grouped.reshape([shape.kv_heads, g * T, shape.head_dim])
        scores = scratch.scores.select(0, l)
        o = attend(grouped, keys, values, mask, chunk, scores, window_size, shape)
        prompt_scores.add_tiles(scores, grouped, keys, chunk, window_size, shape)
        o = o.view([shape.kv_heads, g, T, shape.head_dim]).permute([2, 0, 1, 3])
        h = layer.finish(h, o.reshape([T, shape.heads * shape.head_dim]), weights, model)
    return h


def masks(model: Model, positions: Tensor, end: int, first: int, until: int) -> Tuple[Tensor, Tensor]:
    """The causal masks of the layers from `first` to `until` without and with a sliding window; the same where one lacks."""
    windows: List[int] = []
    for l in range(first, until):
        windows.append(model.layers[l].options.sliding_window)
    least = min(windows)
    most = max(windows)
    full = causal_mask(positions, end, least, model.shape)
    if most > least:
        sliding = causal_mask(positions, end, most, model.shape)
    else:
        sliding = full
    return (full, sliding)


def causal_mask(positions: Tensor, end: int, window_size: int, shape: ModelShape) -> Tensor:
    """0 where a query at one of positions [T] attends to a key [end], else -inf: [T,end]. window_size: or 0."""
    keys = torch.arange(end, dtype=torch.int64, device=positions.device).unsqueeze(0)
    at = positions.unsqueeze(1)
    hidden = keys > at
    if window_size > 0:
        hidden = torch.logical_or(hidden, keys <= at - window_size)
    zeros = torch.zeros([positions.size(0), end], dtype=shape.prompt_dtype, device=positions.device)
    return zeros.masked_fill(hidden, -inf)


def attend(
    q: Tensor, keys: Tensor, values: Tensor, mask: Tensor, chunk: Chunk, scores: Tensor, window_size: int, shape: ModelShape
) -> Tensor:
    """
    Attention of queries [Hkv,g*T,D] to keys and values [Hkv,end,D] where mask [T,end] is 0: [Hkv,g*T,D]. Where all queries
    score the prompt, their weights are added to scores [Hq,C]. Heads go one by one where all of them would take more than
    1M weights: these are read again while they are in the cache. Products are in `prompt_dtype`.
    """
    Hkv = q.size(0)
    T = mask.size(0)
    end = mask.size(1)
    g = q.size(1) // T
    heads = Hkv
    if Hkv * g * T * end > 1048576:
        heads = 1
    # keys before the chunk are masked for no query, unless there is a sliding window
    begin = chunk.start
    if window_size > 0:
        begin = 0
    edge = mask.narrow(1, begin, end - begin)
    outputs: List[Tensor] = []
    for i in range(Hkv // heads):
        part = q.narrow(0, i * heads, heads).to(shape.prompt_dtype)
        key = keys.narrow(0, i * heads, heads).to(shape.prompt_dtype)
        s = torch.bmm(part, key.transpose(1, 2)).view([heads * g, T, end])
        s.narrow(2, begin, end - begin).add_(edge)
        if chunk.scoring == constants.SCORE_ALL_QUERIES:
            wide = s.softmax(2, dtype=shape.wide_dtype)
            scores.narrow(0, i * heads * g, heads * g).narrow(1, 0, end).add_(wide.sum([1]))
            p = wide.to(shape.prompt_dtype)
        else:
            p = s.softmax(2)
        value = values.narrow(0, i * heads, heads).to(shape.prompt_dtype)
        outputs.append(torch.bmm(p.view([heads, g * T, end]), value).to(shape.dtype))
    if heads == Hkv:
        o = outputs[0]
    else:
        o = torch.cat(outputs, 0)
    return o


def finish(model: Model, h: Tensor, k: int) -> Tuple[Tensor, Tensor]:
    """The first token's choice, from the last layer's output of the last chunk [T,H], as head.choose."""
    return head.choose(h.narrow(0, h.size(0) - 1, 1), model, [k])


def judge(
    model: Model, tokens: Tensor, targets: Tensor, start: int, length: int, scratch: Scratch
) -> Tuple[Tensor, Tensor]:
    """A chunk of a known text of so many tokens: of the tokens targets [T] that follow, as head.likelihood."""
    chunk = Chunk(tokens, start, False, length, constants.SCORE_NONE, 0)
    return head.likelihood(forward(model, chunk, scratch, scratch.scores, 0, model.shape.layers), model, targets)
