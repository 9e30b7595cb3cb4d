# Scores of a prompt's entries by the score function of a policy.
import torch
from torch import Tensor
from scope import policy_dispatch
from scope.policy_scores import Prompt, ScoreCall


def weights_of(sums: Tensor, S: int, n: int, window_size: int, mean_per_query: bool) -> Tensor:
    """Attention weights [S,g,n] of n tokens from their sums [Hq,C]; no elements where none were summed up."""
    if sums.size(1) == 0:
        weights = sums
    else:
        weights = sums.narrow(1, 0, n)
        if mean_per_query:
            queries = n - torch.arange(n, dtype=torch.int64, device=sums.device)
            if window_size > 0:
                queries = queries.clamp(0, window_size)
            weights = weights / queries.to(torch.float32)
        weights = weights.reshape([S, sums.size(0) // S, n])
    return weights


def scores(call: ScoreCall, K: Tensor, V: Tensor, weights: Tensor, observation: int, layer: int, layers: int) -> Tensor:
    """A layer's scores [S,n-observation] fp32 from its keys and values [S,n,D]. A wrong score is an error."""
    S = K.size(0)
    n = K.size(1)
    none = torch.empty([0], dtype=K.dtype, device=K.device)
    keys = none
    values = none
    if call.keys:
        keys = K
    if call.values:
        values = V
    positions = torch.arange(n, dtype=torch.int64, device=K.device)
    score = policy_dispatch.prompt(call.function, Prompt(keys, values, weights, positions, observation, layer, layers))
    assert score.size() == [S, n], "the score doesn't have the shape [heads, tokens]"
    ranked = score.narrow(1, 0, n - observation).to(torch.float32)
    assert bool(torch.isfinite(ranked).all()), "the score isn't finite"
    return ranked


def kept_share(weights: Tensor, keep: Tensor, observation: int) -> Tensor:
    """The share of the weights [S,g,n] but the observation's that is kept [1]: 1 where weights aren't known. keep [S,number]."""
    share = torch.ones([1], dtype=torch.float32, device=keep.device)
    if weights.numel() > 0:
        ranked = weights.mean([1]).narrow(1, 0, weights.size(2) - observation)
        all = ranked.sum()
        share = torch.where(all > 0, ranked.gather(1, keep).sum() / all, share)
    return share
