# A decode step in which rows choose what they recall. It stops at each layer whose rows request entries that aren't in
# their slots; Java fetches them, and the step goes on from there.
import torch
from typing import List, NamedTuple, Tuple
from torch import Tensor
from scope import attention, layer, pool_step, recall_choice, recall_entries, step
from scope.layout import Model
from scope.pool_step import PoolStep
from scope.recall_choice import Buffers, RecallChoice
from scope.step import StepInput, StepState


class RecallState(NamedTuple):
    begun: StepState
    # the layer it stopped at, its input, and its queries, keys and values
    layer: int
    hidden: Tensor
    q: Tensor
    key: Tensor
    value: Tensor
    # what each pool's rows chose in that layer
    choices: List[RecallChoice]
    buffers: Buffers


class RecallOutcome(NamedTuple):
    # whether all layers are through
    done: bool
    # where it goes on; without meaning when it is done
    state: RecallState
    layer: int
    # a pool each: numbers of the entries to fetch, as RecallChoice.requested
    requested: List[Tensor]
    # the next tokens as head.choose gives them, when it is done
    tokens: Tensor
    logits: Tensor


def buffers(steps: List[PoolStep], like: Tensor) -> Buffers:
    most = 0
    for one in steps:
        codes = one.pool.key_codes
        for columns in one.counts.handed_out:
            most = max(most, one.counts.rows * codes.size(2) * codes.size(3) * columns)
    bytes = torch.empty([most], dtype=torch.uint8, device=like.device)
    return Buffers(bytes, torch.empty([most], dtype=torch.float32, device=like.device))


def choose(model: Model, steps: List[PoolStep], l: int, q: Tensor, free: Buffers) -> Tuple[List[RecallChoice], int]:
    """What each pool's rows choose in layer l, and how many entries are requested."""
    choices: List[RecallChoice] = []
    missing = 0
    for one in steps:
        if one.counts.any_recall == 1 and one.counts.handed_out[l] > 0:
            choice, number = recall_choice.choose_recall(model, one, l, q.narrow(0, one.first, one.counts.rows), free)
            missing = missing + number
            choices.append(choice)
        else:
            choices.append(recall_choice.nothing(q))
    return (choices, missing)


def begin_recall(model: Model, given: StepInput, wanted: List[int]) -> RecallOutcome:
    begun = step.begin_step(model, given)
    free = buffers(begun.steps, begun.hidden)
    q, key, value = layer.project(begun.hidden, model.layers[0], model, begun.rotation)
    choices, missing = choose(model, begun.steps, 0, q, free)
    return advance(model, RecallState(begun, 0, begun.hidden, q, key, value, choices, free), missing, wanted)


def resume_recall(model: Model, state: RecallState, fetched: List[Tensor], wanted: List[int]) -> RecallOutcome:
    """fetched: of each pool keys [m,D], values [m,D] fp32 and found [m] int64, as recall_entries.install takes them."""
    for i in range(len(state.choices)):
        if fetched[3 * i].numel() > 0:
            one = state.begun.steps[i]
            recall_entries.install(one.pool, state.choices[i], fetched[3 * i], fetched[3 * i + 1], fetched[3 * i + 2])
            pool_step.reopen_recalled(one, state.layer)
    return advance(model, state, 0, wanted)


def advance(model: Model, state: RecallState, missing: int, wanted: List[int]) -> RecallOutcome:
    """Goes on until a layer's rows miss entries, or all layers are through."""
    begun = state.begun
    l = state.layer
    hidden = state.hidden
    q = state.q
    key = state.key
    value = state.value
    choices = state.choices
    while missing == 0 and l < model.shape.layers:
        uncovered: List[Tensor] = []
        for choice in choices:
            uncovered.append(choice.uncovered)
        attended = attention.attention(model, begun.steps, l, q, key, value, begun.positions, uncovered)
        hidden = layer.finish(hidden, attended, model.layers[l], model)
        l = l + 1
        if l < model.shape.layers:
            q, key, value = layer.project(hidden, model.layers[l], model, begun.rotation)
            choices, missing = choose(model, begun.steps, l, q, state.buffers)
    requested: List[Tensor] = []
    for choice in choices:
        requested.append(choice.requested)
    stopped = RecallState(begun, l, hidden, q, key, value, choices, state.buffers)
    done = l == model.shape.layers
    if done:
        tokens, logits = step.end_step(model, begun.steps, hidden, wanted)
    else:
        tokens, logits = hidden, hidden
    return RecallOutcome(done, stopped, l, requested, tokens, logits)
