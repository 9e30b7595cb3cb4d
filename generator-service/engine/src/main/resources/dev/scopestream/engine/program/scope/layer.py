# A transformer layer without its attention: B tokens, H the hidden size, D the head dimension.
import torch
from typing import List, NamedTuple, Tuple
from torch import Tensor
from scope import linear
from scope.layout import LayerWeights, Model, ModelShape


def embed(model: Model, tokens: Tensor) -> Tensor:
    """The residual stream [B,H] of tokens [B]."""
    h = linear.rows(model.embedding, tokens, model.shape.wide_dtype)
    if model.embedding_scale != 1.0:
        h = h * model.embedding_scale
    return h


def rms_norm(h: Tensor, weight: Tensor, model: Model) -> Tensor:
    return torch.rms_norm(h, [h.size(1)], weight, model.epsilon).to(model.shape.dtype)


class Rotation(NamedTuple):
    # of each kind of rotary positions: cosines and signed sines [B,Hq+Hkv,D]; queries' contain the scale of scores
    cosines: List[Tensor]
    sines: List[Tensor]


def rope(positions: Tensor, lengths: Tensor, model: Model) -> Rotation:
    """The rotation of positions [B] int64, in sequences of lengths [B] or [1]."""
    at = positions.to(torch.float32).unsqueeze(1)
    cosines: List[Tensor] = []
    sines: List[Tensor] = []
    for i in range(model.shape.ropes):
        angles = at * frequencies(i, lengths, model)
        cosines.append((angles.cos().unsqueeze(1) * model.cosine_scale[i]).to(model.shape.dtype))
        sines.append((angles.sin().unsqueeze(1) * model.sine_scale[i]).to(model.shape.dtype))
    return Rotation(cosines, sines)


def frequencies(kind: int, lengths: Tensor, model: Model) -> Tensor:
    """Angles a position [D], or [B,D] where they depend on the lengths [B] of the positions' sequences."""
    usual = model.frequencies[kind]
    if model.shape.by_length == 1:
        original, factor, theta, power = model.growth[kind].unbind(0)
        n = lengths.to(torch.float32)
        base = theta * torch.pow(torch.maximum(factor * n / original - (factor - 1.0), torch.ones_like(n)), power)
        beyond = model.long_numerators[kind] / torch.pow(base.unsqueeze(1), model.long_exponents[kind])
        usual = torch.where((n > original).unsqueeze(1), beyond, usual)
    return usual


def project(h: Tensor, layer: LayerWeights, model: Model, rotation: Rotation) -> Tuple[Tensor, Tensor, Tensor]:
    """Rotated and scaled queries [B,Hq,D], rotated keys [B,Hkv,D] and values [B,Hkv,D] of the residual stream."""
    shape = model.shape
    tokens = h.size(0)
    both = shape.heads + shape.kv_heads
    y = linear.product(before(h, layer.input_norm, model), layer.qkv, model)
    if layer.qkv_bias.numel() > 0:
        y = y + layer.qkv_bias
    qk = y.narrow(1, 0, both * shape.head_dim).reshape([tokens, both, shape.head_dim])
    if shape.whole_qk_norms == 1:
        width = shape.heads * shape.head_dim
        wide = y.narrow(1, 0, both * shape.head_dim).to(shape.wide_dtype)
        q = torch.rms_norm(wide.narrow(1, 0, width), [width], layer.q_norm, model.epsilon)
        rest = shape.kv_heads * shape.head_dim
        k = torch.rms_norm(wide.narrow(1, width, rest), [rest], layer.k_norm, model.epsilon)
        qk = torch.cat([q, k], 1).to(shape.dtype).reshape([tokens, both, shape.head_dim])
    elif layer.q_norm.numel() > 0:
        wide = qk.to(shape.wide_dtype)
        q = torch.rms_norm(wide.narrow(1, 0, shape.heads), [shape.head_dim], layer.q_norm, model.epsilon)
        k = torch.rms_norm(wide.narrow(1, shape.heads, shape.kv_heads), [shape.head_dim], layer.k_norm, model.epsilon)
        qk = torch.cat([q, k], 1).to(shape.dtype)
    half = shape.rotated // 2
    parts = [qk.narrow(2, half, half), qk.narrow(2, 0, half)]
    if shape.rotated < shape.head_dim:
        parts.append(qk.narrow(2, shape.rotated, shape.head_dim - shape.rotated))
    turned = torch.cat(parts, 2)
    qk = torch.addcmul(qk * rotation.cosines[layer.options.rope], turned, rotation.sines[layer.options.rope])
    v = y.narrow(1, both * shape.head_dim, shape.kv_heads * shape.head_dim)
    v = v.reshape([tokens, shape.kv_heads, shape.head_dim])
    return (qk.narrow(1, 0, shape.heads), qk.narrow(1, shape.heads, shape.kv_heads), v)


def finish(h: Tensor, attended: Tensor, layer: LayerWeights, model: Model) -> Tensor:
    """The layer's output [B,H], from its input h and its attention's output [B,Hq*D]: output product, then SwiGLU."""
    y = linear.product(attended, layer.output, model)
    if layer.output_bias.numel() > 0:
        y = y + layer.output_bias
    h = add(h, y, layer.attention_norm, model)
    y = linear.product(before(h, layer.post_norm, model), layer.gate_up, model)
    half = y.size(1) // 2
    gate = y.narrow(1, 0, half)
    if model.shape.gelu == 1:
        gate = torch.gelu(gate, approximate="tanh")
    else:
        gate = torch.silu(gate)
    y = gate * y.narrow(1, half, half)
    return add(h, linear.product(y, layer.down, model), layer.feed_forward_norm, model)


def before(h: Tensor, weight: Tensor, model: Model) -> Tensor:
    """The input of a layer's part, normed where the model norms inputs."""
    if model.shape.norms_before == 1:
        x = rms_norm(h, weight, model)
    else:
        x = h.to(model.shape.dtype)
    return x


def add(h: Tensor, y: Tensor, weight: Tensor, model: Model) -> Tensor:
    """The residual stream h with the output y of a layer's part, normed where the model norms outputs."""
    if model.shape.norms_after == 1:
        y = torch.rms_norm(y.to(model.shape.wide_dtype), [y.size(1)], weight, model.epsilon)
    if model.residual_scale != 1.0:
        y = y * model.residual_scale
    return h + y
