# The methods that Java calls, each one native call.
#
# Shapes in all modules: L layers, R rows of a pool, n rows in use, S storage heads (key/value heads, or query heads in
# `reference` fidelity), N slots of a row, W scored slots (the region), D head dimension, g query heads to a storage head,
# H hidden size, B tokens of a step, T tokens of a prefill chunk, C capacity of the prefill's scratch; X elements of an
# entry in a pool: D, or D+2 where entries are in 8 bits (entry_codes). The tensors of a pool are described in layout.
import torch
from typing import List, Tuple
from torch import Tensor
from torch.nn import Module
from scope import bulk_eviction, compaction, entry_codes, layout, linear, loading, policy_dispatch, policy_eviction
from scope import policy_trial, prompt, recall_codes, recall_step, rows, step, tensors, window
from scope.compaction import Compacted, Compaction
from scope.layout import LayerWeights, Model, Pool
from scope.policy_scores import Prompt, ScoreCall, Window
from scope.prompt import Chunk, Scratch
from scope.recall_step import RecallOutcome, RecallState
from scope.step import StepInput


class Program(Module):
    __parameters__ = []
    __buffers__ = []
    training : bool

    def forward(self, x: Tensor) -> Tensor:
        return x

    def filled(self, like: Tensor, sizes: List[int], dtype: int, value: int) -> Tensor:
        return tensors.filled(like, sizes, dtype, value)

    def uninitialized(self, like: Tensor, sizes: List[int], dtype: int) -> Tensor:
        return tensors.uninitialized(like, sizes, dtype)

    def counting(self, like: Tensor, sizes: List[int]) -> Tensor:
        return tensors.counting(like, sizes)

    def widen(self, narrow: Tensor, wide: Tensor) -> None:
        tensors.widen(narrow, wide)

    def to_host(self, parts: List[Tensor]) -> List[Tensor]:
        return tensors.to_host(parts)

    def put(self, target: Tensor, first: int, piece: Tensor, stored: int) -> None:
        loading.put(target, first, piece, stored)

    def put_eight(
        self, integers: Tensor, scales: Tensor, first: int, piece: Tensor, stored: int, at_once: int
    ) -> bool:
        return loading.put_eight(integers, scales, first, piece, stored, at_once)

    def put_four(
        self, integers: Tensor, scales: Tensor, first: int, piece: Tensor, stored: int, packing: List[int], at_once: int
    ) -> bool:
        return loading.put_four(integers, scales, first, piece, stored, packing, at_once)

    def packed_layout(self, like: Tensor) -> List[int]:
        return loading.packed_layout(like)

    def reordered(self, elements: Tensor, n: int, k: int) -> Tensor:
        return linear.reordered(elements, n, k)

    def layer_weights(self, parts: List[Tensor], options: List[int]) -> LayerWeights:
        return layout.layer_weights(parts, options)

    def model(self, layers: List[LayerWeights], parts: List[Tensor], dimensions: List[int], reals: List[float]) -> Model:
        return layout.model(layers, parts, dimensions, reals)

    def pool(self, parts: List[Tensor]) -> Pool:
        return layout.pool(parts)

    def scratch(self, keys: Tensor, values: Tensor, scores: Tensor) -> Scratch:
        return Scratch(keys, values, scores)

    def prefill(
        self, model: Model, scratch: Scratch, tokens: Tensor, start: int, last: bool, length: int, scoring: int,
        observation: int, below: Tensor, first: int, until: int
    ) -> Tensor:
        chunk = Chunk(tokens, start, last, length, scoring, observation)
        return prompt.forward(model, chunk, scratch, below, first, until)

    def finish_prompt(self, model: Model, h: Tensor, k: int) -> Tuple[Tensor, Tensor]:
        return prompt.finish(model, h, k)

    def judge(
        self, model: Model, scratch: Scratch, tokens: Tensor, targets: Tensor, start: int, length: int
    ) -> Tuple[Tensor, Tensor]:
        return prompt.judge(model, tokens, targets, start, length, scratch)

    def compact(
        self, model: Model, pool: Pool, row: int, scratch: Scratch, n: int, numbers: List[int], fixed: Tensor,
        observation: int, pooling: int, kernel: int, mean_per_query: bool, group_max: bool, by_position: bool,
        region_starts: List[int], evicted: bool, function: int, reads_keys: bool, reads_values: bool
    ) -> Compacted:
        call = ScoreCall(function, reads_keys, reads_values, True)
        how = Compaction(
            numbers, fixed, observation, pooling, kernel, mean_per_query, group_max, by_position, region_starts,
            evicted, call
        )
        return compaction.compact(model, pool, row, scratch, n, how)

    def step(
        self, model: Model, pools: List[Pool], tokens: Tensor, positions: Tensor, plans: List[Tensor], rates: List[Tensor],
        counts: List[List[int]], wanted: List[int]
    ) -> Tuple[Tensor, Tensor]:
        return step.step(model, StepInput(pools, tokens, positions, plans, rates, counts), wanted)

    def follow(
        self, model: Model, pools: List[Pool], tokens: Tensor, positions: Tensor, plans: List[Tensor], rates: List[Tensor],
        counts: List[List[int]], targets: Tensor
    ) -> Tuple[Tensor, Tensor]:
        return step.follow(model, StepInput(pools, tokens, positions, plans, rates, counts), targets)

    def begin_recall(
        self, model: Model, pools: List[Pool], tokens: Tensor, positions: Tensor, plans: List[Tensor], rates: List[Tensor],
        counts: List[List[int]], wanted: List[int]
    ) -> RecallOutcome:
        return recall_step.begin_recall(model, StepInput(pools, tokens, positions, plans, rates, counts), wanted)

    def resume_recall(self, model: Model, state: RecallState, fetched: List[Tensor], wanted: List[int]) -> RecallOutcome:
        return recall_step.resume_recall(model, state, fetched, wanted)

    def evict_many(
        self, model: Model, pool: Pool, rates: Tensor, row: int, layer: int, number: int, held: int, start: int, t: int,
        recent: int, column: int, function: int, reads_keys: bool, reads_values: bool, reads_positions: bool
    ) -> Tuple[Tensor, Tensor, Tensor, Tensor]:
        call = ScoreCall(function, reads_keys, reads_values, reads_positions)
        return bulk_eviction.evict_many(
            model, pool, rates, row, layer, number, held, start, t, recent, column, call
        )

    def evict_by_function(
        self, model: Model, pool: Pool, plan: Tensor, rates: Tensor, counts: List[int], function: int,
        reads_keys: bool, reads_values: bool, reads_positions: bool
    ) -> Tensor:
        call = ScoreCall(function, reads_keys, reads_values, reads_positions)
        return policy_eviction.evict(model, pool, plan, rates, counts, call)

    def prompt_score(
        self, function: int, keys: Tensor, values: Tensor, weights: Tensor, positions: Tensor, observation: int,
        layer: int, layers: int
    ) -> Tensor:
        return policy_dispatch.prompt(function, Prompt(keys, values, weights, positions, observation, layer, layers))

    def window_score(
        self, function: int, keys: Tensor, values: Tensor, scores: Tensor, weights: Tensor, positions: Tensor,
        steps: Tensor, held: Tensor, step: Tensor, layer: int, layers: int, recent_weights: Tensor,
        last_attended: Tensor, longest_interval: Tensor
    ) -> Tensor:
        given = Window(
            keys, values, scores, weights, positions, steps, held, step, layer, layers, recent_weights, last_attended,
            longest_interval
        )
        return policy_dispatch.window(function, given)

    def try_prompt_score(
        self, like: Tensor, function: int, reads_keys: bool, reads_values: bool, reads_positions: bool,
        sizes: List[int], dtype: int
    ) -> Tensor:
        call = ScoreCall(function, reads_keys, reads_values, reads_positions)
        return policy_trial.prompt(like, call, sizes, dtype)

    def try_window_score(
        self, like: Tensor, function: int, reads_keys: bool, reads_values: bool, reads_positions: bool,
        sizes: List[int], dtype: int
    ) -> Tensor:
        call = ScoreCall(function, reads_keys, reads_values, reads_positions)
        return policy_trial.window(like, call, sizes, dtype)

    def write_staged_codes(self, model: Model, pool: Pool, layer: int, row: int, column: int) -> None:
        recall_codes.write_staged(model, pool, layer, row, column)

    def staged(self, model: Model, pool: Pool, row: int, layers: List[int]) -> List[Tensor]:
        return rows.staged(pool, row, layers, model.shape.head_dim, model.shape.dtype)

    def slots(self, pool: Pool, row: int) -> Tuple[Tensor, Tensor, Tensor, Tensor]:
        return rows.slots(pool, row)

    def move(self, pool: Pool, source: int, target: int) -> None:
        rows.move(pool, source, target)

    def copy_rows(self, x: Tensor, y: Tensor, dimension: int, number: int) -> None:
        rows.copy_rows(x, y, dimension, number)

    def save_row(self, tensor: Tensor, dim: int, row: int, counted: int, used: int) -> Tensor:
        return rows.save(tensor, dim, row, counted, used)

    def load_row(self, tensor: Tensor, dim: int, row: int, counted: int, used: int, saved: Tensor, rest: int) -> None:
        rows.load(tensor, dim, row, counted, used, saved, rest)

    def beginning(self, tensor: Tensor, n: int) -> Tensor:
        return rows.beginning(tensor, n)

    def put_beginning(self, tensor: Tensor, other: Tensor, n: int) -> None:
        rows.put_beginning(tensor, other, n)

    def encode(self, x: Tensor) -> Tensor:
        return entry_codes.encode(x)

    def decode(self, x: Tensor, head_dim: int, dtype: int) -> Tensor:
        return entry_codes.decode(x, head_dim, dtype)

    def reduce_group(self, weights: Tensor, by_max: Tensor, any_max: int) -> Tensor:
        return window.reduce_group(weights, by_max, any_max)
