# A decode step of every running request: B rows, pool by pool.
import torch
from typing import List, NamedTuple, Tuple
from torch import Tensor
from scope import attention, head, layer, policy_eviction, pool_step, window
from scope.layer import Rotation
from scope.layout import Model, Pool
from scope.pool_step import PoolStep


class StepInput(NamedTuple):
    pools: List[Pool]
    # last tokens [B] and their positions [B], int64
    tokens: Tensor
    positions: Tensor
    # of each pool: layout.StepPlan and layout.Rates as tables [rows,n], layout.StepCounts as numbers
    plans: List[Tensor]
    rates: List[Tensor]
    counts: List[List[int]]


class StepState(NamedTuple):
    steps: List[PoolStep]
    positions: Tensor
    # residual stream [B,H]
    hidden: Tensor
    rotation: Rotation


def begin_step(model: Model, given: StepInput) -> StepState:
    """Writes positions and window bookkeeping of the step's entries, and embeds its tokens."""
    rotation = layer.rope(given.positions, given.positions + 1, model)
    steps: List[PoolStep] = []
    first = 0
    for i in range(len(given.pools)):
        one = pool_step.begin(given.pools[i], given.plans[i], given.rates[i], given.counts[i], first, given.positions)
        first = first + one.counts.rows
        steps.append(one)
    return StepState(steps, given.positions, layer.embed(model, given.tokens), rotation)


def end_step(model: Model, steps: List[PoolStep], hidden: Tensor, wanted: List[int]) -> Tuple[Tensor, Tensor]:
    """Evicts, and gives the next tokens as head.choose does."""
    for one in steps:
        window.evict(one)
        policy_eviction.evict_within(model, one)
    return head.choose(hidden, model, wanted)


def all_layers(model: Model, begun: StepState) -> Tensor:
    """The last layer's output [B,H], of a step in which no row chooses what it recalls."""
    hidden = begun.hidden
    uncovered: List[Tensor] = []
    none = torch.empty([0], dtype=torch.float32, device=hidden.device)
    for i in range(len(begun.steps)):
        uncovered.append(none)
    for l in range(model.shape.layers):
        weights = model.layers[l]
        q, key, value = layer.project(hidden, weights, model, begun.rotation)
        attended = attention.attention(model, begun.steps, l, q, key, value, begun.positions, uncovered)
        hidden = layer.finish(hidden, attended, weights, model)
    return hidden


def step(model: Model, given: StepInput, wanted: List[int]) -> Tuple[Tensor, Tensor]:
    """A step in which no row chooses what it recalls: the next tokens as head.choose gives them."""
    begun = begin_step(model, given)
    return end_step(model, begun.steps, all_layers(model, begun), wanted)


def follow(model: Model, given: StepInput, targets: Tensor) -> Tuple[Tensor, Tensor]:
    """A step of known texts, without evictions: of the tokens targets [B] that follow, as head.likelihood."""
    return head.likelihood(all_layers(model, begin_step(model, given)), model, targets)
