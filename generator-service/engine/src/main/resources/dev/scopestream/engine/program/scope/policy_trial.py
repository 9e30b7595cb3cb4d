# Trial calls of score functions with made-up numbers. sizes: S, g (0: no weights), D and L; dtype: of keys and values.
import torch
from typing import List
from torch import Tensor
from scope import constants, policy_eviction, policy_prompt
from scope.policy_scores import ScoreCall, Window


def numbers(like: Tensor, sizes: List[int]) -> Tensor:
    """Numbers of [0,1) that differ, fp32."""
    number = 1
    for size in sizes:
        number = number * size
    x = torch.arange(number, dtype=torch.int64, device=like.device).to(torch.float32)
    return (x * 0.618034).frac().reshape(sizes)


def entries(like: Tensor, asked: bool, sizes: List[int], dtype: int) -> Tensor:
    """Keys or values of [-1,1); no elements where the function doesn't ask for them."""
    x = torch.empty([0], dtype=dtype, device=like.device)
    if asked:
        x = (numbers(like, sizes) * 2 - 1).to(dtype)
    return x


def prompt(like: Tensor, call: ScoreCall, sizes: List[int], dtype: int) -> Tensor:
    """The score of a prompt of 256 tokens, 8 of which are the observation. A wrong score is an error."""
    n = 256
    weights = torch.empty([sizes[0], 0], dtype=torch.float32, device=like.device)
    if sizes[1] > 0:
        weights = numbers(like, [sizes[0], sizes[1], n])
    keys = entries(like, True, [sizes[0], n, sizes[2]], dtype)
    return policy_prompt.scores(call, keys, -keys, weights, 8, 0, sizes[3])


def window(like: Tensor, call: ScoreCall, sizes: List[int], dtype: int) -> Tensor:
    """The scores of two rows, which hold 64 and 40 entries. A wrong score is an error."""
    r = 2
    w = 64
    S = sizes[0]
    slots = torch.arange(w, dtype=torch.int64, device=like.device).expand([r, S, w])
    count = w - torch.arange(r, dtype=torch.int64, device=like.device).view([r, 1, 1]) * 24
    held = slots < count
    weights = numbers(like, [r, S, w]).masked_fill(~held, 0)
    keys = entries(like, call.keys, [r, S, w, sizes[2]], dtype)
    values = entries(like, call.values, [r, S, w, sizes[2]], dtype)
    positions = torch.empty([0], dtype=torch.int64, device=like.device)
    if call.positions:
        positions = slots + 100
    # the first 16 entries are the prompt's
    steps = (slots - 16).masked_fill(~held, constants.NEVER)
    now = torch.full([r], w, dtype=torch.int64, device=like.device)
    recent = numbers(like, [r, S, w, 4])
    attended = (slots - 16).clamp(-1, w)
    given = Window(
        keys, values, weights * 2, weights, positions, steps, held, now, 0, sizes[3], recent, attended, slots.remainder(7))
    judged = policy_eviction.judge(call, given)
    wrong = judged.wrong.amax([0]).item()
    assert wrong != 1, "the score doesn't have the shape [rows, heads, slots]"
    assert wrong != 2, "the score isn't finite where an entry is held"
    return judged.scores
