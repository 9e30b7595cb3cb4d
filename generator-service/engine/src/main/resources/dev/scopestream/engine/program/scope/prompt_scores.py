# Scores of a prompt's keys by some of its queries, computed in tiles besides the prompt's attention.
import torch
from math import inf
from torch import Tensor
from scope import constants
from scope.layout import ModelShape
from scope.prompt import Chunk

# The scorings: SCORE_LAST_QUERIES, the last `observation` queries of the prompt, each with the keys that it attends to;
# SCORE_ALL_QUERIES_REFERENCE, all queries, causal in the last corner of observation x observation only, as the SCOPE
# reference does (the whole prompt must be one chunk). SCORE_ALL_QUERIES is summed by the prompt's attention.


def add_tiles(scores: Tensor, q: Tensor, keys: Tensor, chunk: Chunk, window_size: int, shape: ModelShape) -> None:
    """Adds to scores [Hq,C] what queries [Hkv,g*T,D] of a chunk give to keys [Hkv,end,D], if its scoring is one of these."""
    if chunk.scoring == constants.SCORE_ALL_QUERIES_REFERENCE:
        add(scores, q, keys, chunk, 0, shape, 0)
    elif chunk.scoring == constants.SCORE_LAST_QUERIES and chunk.last:
        add(scores, q, keys, chunk, window_size, shape, chunk.tokens.size(0) - chunk.observation)


def add(scores: Tensor, q: Tensor, keys: Tensor, chunk: Chunk, window_size: int, shape: ModelShape, first: int) -> None:
    """The chunk's queries from `first` on, 128 at a time."""
    Hkv = q.size(0)
    T = chunk.tokens.size(0)
    end = chunk.start + T
    g = q.size(1) // T
    queries = q.view([Hkv, g, T, shape.head_dim])
    wide_keys = keys.to(shape.prompt_dtype).transpose(1, 2)
    row = first
    while row < T:
        tile = min(T - row, 128)
        part = queries.narrow(2, row, tile).reshape([Hkv, g * tile, shape.head_dim]).to(shape.prompt_dtype)
        s = torch.bmm(part, wide_keys).view([Hkv * g, tile, end]).to(shape.wide_dtype)
        at = torch.arange(chunk.start + row, chunk.start + row + tile, dtype=torch.int64, device=q.device).unsqueeze(1)
        key = torch.arange(end, dtype=torch.int64, device=q.device).unsqueeze(0)
        corner = torch.logical_and(key > at, at >= end - chunk.observation)
        if window_size > 0:
            corner = torch.logical_or(corner, key <= at - window_size)
        weights = s.masked_fill_(corner, -inf).softmax(2)
        scores.narrow(1, 0, end).add_(weights.sum([1]))
        row = row + tile
