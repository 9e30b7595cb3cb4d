# What score functions share that go by the weights of the last queries and their neighbours.
from typing import Tuple
from torch import Tensor
from scope.policy_scores import Window


def by_age(w: Window) -> Tuple[Tensor, Tensor]:
    """
    The sums of the recorded weights, 0 for the recorded queries' own entries, and the slots that they are of, both [r,S,w]
    and the older entries first: neighbours are entries that came one after the other.
    """
    own = w.steps > w.step.view([-1, 1, 1]) - w.recent_weights.size(3)
    slots = w.steps.argsort(2)
    return (w.recent_weights.sum([3]).masked_fill(own, 0).gather(2, slots), slots)


def by_slot(scores: Tensor, slots: Tensor) -> Tensor:
    """Scores [r,S,w] in the order of by_age, put back to their slots."""
    return scores.new_zeros(scores.size()).scatter(2, slots, scores)
