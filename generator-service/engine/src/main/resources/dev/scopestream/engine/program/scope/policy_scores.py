# What the score function of a policy is given, as Prompt or Window, and how the program calls it. Fields may be added to
# the two, but not renamed or removed: functions of other people read them. An input that a function doesn't ask for has
# no elements.
from typing import NamedTuple
from torch import Tensor


class ScoreCall(NamedTuple):
    # number of the function in policy_dispatch, from 1
    function: int
    # whether it reads them
    keys: bool
    values: bool
    positions: bool


class Prompt(NamedTuple):
    # of one layer and all n tokens: [S,n,D] in the cache's type
    keys: Tensor
    values: Tensor
    # sums of the attention weights of the policy's queries, by query head of a group [S,g,n] fp32
    weights: Tensor
    # [n] int64
    positions: Tensor
    # the last tokens, which are kept whatever their score
    observation: int
    layer: int
    layers: int


class Window(NamedTuple):
    # of one layer and w scored slots of r requests: [r,S,w,D] in the cache's type; anything finite where no entry is held
    keys: Tensor
    values: Tensor
    # attention weights so far, as the request's score says, and the weights of this step [r,S,w] fp32; 0 where no entry is held
    scores: Tensor
    weights: Tensor
    # absolute positions [r,S,w] int64
    positions: Tensor
    # decode steps in which the entries came [r,S,w] int64, negative for the prompt's; 2^31-1 where no entry is held
    steps: Tensor
    # where there is an entry [r,S,w] bool
    held: Tensor
    # the decode step now [r] int64
    step: Tensor
    layer: int
    layers: int
    # what the policy has recorded, else no elements: weights of the last Q steps [r,S,w,Q] fp32, in any order, 0 for steps
    # before the entry came
    recent_weights: Tensor
    # the step that attended to the entry last (or in which it came; -1 for the prompt's), and the most steps between two
    # that did, 0 where it is one [r,S,w] int64
    last_attended: Tensor
    longest_interval: Tensor
