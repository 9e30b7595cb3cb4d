# The forward pass and the cache's upkeep as a TorchScript program; Java packs this text into an archive and loads it.
#
# Shapes: L layers, R rows of a pool, n rows in use, S storage heads (key/value heads, or query heads in `reference`
# fidelity), N slots of a row, W scored slots (the region), D head dimension, g query heads to a storage head, B tokens
# of a step, T tokens of a prefill chunk, C capacity of the prefill's scratch.
#
# model (ints): L, Hq, Hkv, D, packed (0/1), sliding window (0: none), dtype, the type of norms and of the residual
#   stream (fp64 for fp64, else fp32), and for how many tokens at most the rounded weights are used (0: there are none).
# weights: ten a layer (input norm, qkv, qkv bias, q norm, k norm, o, o bias, post norm, gate and up, down; an absent
#   one has no elements), then embedding, final norm, head, inverse frequencies [D/2], head scale [Hq+Hkv, 1]
#   (1/sqrt(D) for queries, 1 for keys), the head's rows once more where they can be read (else no elements), and the
#   rotation of recall's codes [D,D] fp32.
#   Where weights are rounded, two more for each matrix (of each layer qkv, o, gate and up, down; then the head): integers
#   and scales, both without elements for a matrix that isn't rounded. A matrix itself is then what they stand for.
# pool: 0 K [L,R,S,E+N,X], 1 V, 2 positions [L,R,S,E+N] int32: ahead of a row's N slots lie E = M+Z more, in M what is
#   recalled (none without recall), in Z what is staged for handing out; slots are counted from the first after these.
#   3 scores [L,R,S,W+1] fp32, 4 order [L,R,S,W+1] int32 (decode step of the entry, negative for prompt entries, 2^31-1 for
#   none), 5 last weights [L,R,S,W+1] fp32, 6 victim [L,R,S] int64 (slot), 7 cell [L,R,S] int64 (its own flat index),
#   8 staged weights [R,L,S,Z] fp32, 9 lost mass [R] fp32.
#   Region column W takes what falls outside of the region and is never a victim.
#   X is D, or D+2 where entries are kept as 8-bit codes: D codes, then in two bytes the bf16 scale that makes them numbers.
#   For recall (what is handed out is numbered for each layer and head): 10 numbers of the entries in the slots [L,R,S,M]
#   int32 (-1: none), 11 codes of the keys handed out [L,R,S,D*bits/8,T] uint8, 12 their scales [L,R,S,T] bf16 (0: none, or
#   lost), 13 mean key of the prompt [L,R,S,D] fp32, 14 sum of the covered shares [R] fp32.
class Scope(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  # x [B,K] times matrix number j, which is weights[at]: by its integers where B is small, since then its bytes count
  def linear(self: __torch__.Scope, x: Tensor, weights: List[Tensor], at: int, j: int, model: List[int]) -> Tensor:
    small = False
    q = weights[at]
    scales = q
    if torch.size(x, 0) <= model[8]:
      q = weights[model[0] * 10 + 7 + 2 * j]
      scales = weights[model[0] * 10 + 8 + 2 * j]
      small = torch.numel(q) > 0
    if small:
      if torch.dim(scales) == 1:
        y = torch._weight_int8pack_mm(x, q, scales)
      else:
        y = torch._weight_int4pack_mm_for_cpu(x, q, torch.floordiv(torch.size(x, 1), torch.size(scales, 0)), scales)
    else:
      if model[4] == 1:
        y = ops.mkldnn._linear_pointwise(x, weights[at], None, "none", annotate(List[Optional[number]], []), "")
      else:
        y = torch.linear(x, weights[at])
    return y

  # 4-bit integers from 0 to 15 [N,K] int32 -> as the product takes them
  def pack4(self: __torch__.Scope, q: Tensor) -> Tensor:
    return torch._convert_weight_to_int4pack_for_cpu(q, 2)

  def pack(self: __torch__.Scope, w: Tensor, dtype: int, reorder: int) -> Tensor:
    y = torch.to(w, dtype, False, True)
    if reorder == 1:
      y = ops.mkldnn._reorder_linear_weight(y, 1)
    return y

  def filled(self: __torch__.Scope, like: Tensor, sizes: List[int], dtype: int, value: int) -> Tensor:
    return torch.full(sizes, value, dtype=dtype, device=ops.prim.device(like))

  # not filled with anything
  def room(self: __torch__.Scope, like: Tensor, sizes: List[int], dtype: int) -> Tensor:
    return torch.empty(sizes, dtype=dtype, device=ops.prim.device(like))

  def counting(self: __torch__.Scope, like: Tensor, sizes: List[int]) -> Tensor:
    number = 1
    for i in range(torch.len(sizes)):
      number = torch.mul(number, sizes[i])
    return torch.reshape(torch.arange(number, dtype=4, device=ops.prim.device(like)), sizes)

  def rope(self: __torch__.Scope, positions: Tensor, weights: List[Tensor], base: int, dtype: int) -> Tuple[Tensor, Tensor]:
    f = torch.mul(torch.unsqueeze(torch.to(positions, 6), 1), weights[base + 3])
    c = torch.cos(f)
    s = torch.sin(f)
    scale = weights[base + 4]
    cs = torch.to(torch.mul(torch.unsqueeze(torch.cat([c, c], 1), 1), scale), dtype)
    sn = torch.to(torch.mul(torch.unsqueeze(torch.cat([torch.neg(s), s], 1), 1), scale), dtype)
    return (cs, sn)

  # -> rotated and scaled queries [B,Hq,D], rotated keys [B,Hkv,D], values [B,Hkv,D]
  def project(self: __torch__.Scope, h: Tensor, weights: List[Tensor], b: int, model: List[int], eps: float, cs: Tensor, sn: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
    Hq = model[1]
    Hkv = model[2]
    D = model[3]
    B = torch.size(h, 0)
    x = torch.to(torch.rms_norm(h, [torch.size(h, 1)], weights[b], eps), model[6])
    y = self.linear(x, weights, b + 1, torch.floordiv(b, 10) * 4, model)
    if torch.numel(weights[b + 2]) > 0:
      y = torch.add(y, weights[b + 2])
    qk = torch.reshape(torch.narrow(y, 1, 0, (Hq + Hkv) * D), [B, Hq + Hkv, D])
    if torch.numel(weights[b + 3]) > 0:
      wide = torch.to(qk, model[7])
      qn = torch.rms_norm(torch.narrow(wide, 1, 0, Hq), [D], weights[b + 3], eps)
      kn = torch.rms_norm(torch.narrow(wide, 1, Hq, Hkv), [D], weights[b + 4], eps)
      qk = torch.to(torch.cat([qn, kn], 1), model[6])
    half = torch.floordiv(D, 2)
    turned = torch.cat([torch.narrow(qk, 2, half, half), torch.narrow(qk, 2, 0, half)], 2)
    qk = torch.addcmul(torch.mul(qk, cs), turned, sn)
    v = torch.reshape(torch.narrow(y, 1, (Hq + Hkv) * D, Hkv * D), [B, Hkv, D])
    return (torch.narrow(qk, 1, 0, Hq), torch.narrow(qk, 1, Hq, Hkv), v)

  # -> the layer's output, from its input and the attention's output [B, Hq*D]
  def finish(self: __torch__.Scope, h: Tensor, o: Tensor, weights: List[Tensor], b: int, model: List[int], eps: float) -> Tensor:
    y = self.linear(o, weights, b + 5, torch.floordiv(b, 10) * 4 + 1, model)
    if torch.numel(weights[b + 6]) > 0:
      y = torch.add(y, weights[b + 6])
    h = torch.add(h, y)
    x = torch.to(torch.rms_norm(h, [torch.size(h, 1)], weights[b + 7], eps), model[6])
    y = self.linear(x, weights, b + 8, torch.floordiv(b, 10) * 4 + 2, model)
    half = torch.floordiv(torch.size(y, 1), 2)
    y = torch.mul(torch.silu(torch.narrow(y, 1, 0, half)), torch.narrow(y, 1, half, half))
    return torch.add(h, self.linear(y, weights, b + 9, torch.floordiv(b, 10) * 4 + 3, model))

  # -> most likely tokens [B,k] int64 and their logits [B,k] fp32, best first, and the logsumexp [B] fp32 (k 1: none)
  # 16-bit logits tie often: the best of them are computed once more in fp32 where the head's rows can be read.
  def choose(self: __torch__.Scope, h: Tensor, weights: List[Tensor], base: int, model: List[int], eps: float, k: int) -> Tuple[Tensor, Tensor, Tensor]:
    x = torch.rms_norm(h, [torch.size(h, 1)], weights[base + 1], eps)
    logits = self.linear(torch.to(x, model[6]), weights, base + 2, model[0] * 4, model)
    if model[6] != 15 and k == 1:
      values, tokens = torch.max(logits, 1, True)
      values = torch.to(values, 6)
      total = torch.select(values, 1, 0)
    else:
      number = k
      if number < 4:
        number = 4
      values, tokens = torch.topk(logits, number, 1)
      if torch.numel(weights[base + 5]) > 0:
        rows = torch.to(torch.index_select(weights[base + 5], 0, torch.reshape(tokens, [-1])), model[7])
        rows = torch.view(rows, [torch.size(h, 0), number, torch.size(h, 1)])
        values, order = torch.sort(torch.squeeze(torch.bmm(rows, torch.unsqueeze(x, 2)), 2), 1, True)
        tokens = torch.gather(tokens, 1, order)
      values = torch.to(torch.narrow(values, 1, 0, k), 6)
      tokens = torch.narrow(tokens, 1, 0, k)
      total = torch.select(values, 1, 0)
      if k > 1:
        total = torch.logsumexp(torch.to(logits, 6), [1])
    return (torch.contiguous(tokens), torch.contiguous(values), total)

  # Decode steps of every running request.
  # tokens [B], positions [B] int64: rows of pool 0 first, then of pool 1 ...
  # plans, a pool: int64 [7L+3, n]: slot to write (-1: the victim of the step before) of L layers; entries held after it;
  #   first slot of the region; eviction after this step (0 none, 1 by score, 2 the forced slot); forced slot; staging
  #   slot of the evicted (-1: none); then the decode step t, and how many newest entries are protected; then entries
  #   staged before this step of L layers, and 1 where the row chooses anew what it recalls.
  # rates, a pool: fp32 [4, n]: factor of the old score, 1 for largest-ever, 1 for the mean a step, 1 to reduce a group by max.
  # numbers, a pool: n, any mask, any eviction, any largest-ever, any staging, any group max, any recall, then of each
  #   layer: slots to attend over, least entries held, the region's first slot when all rows share it (else -1), most
  #   entries handed out.
  # choices: k as in choose, for the whole batch.

  # Writes positions and window bookkeeping of the step's entries -> embedded tokens, cos, sin, and of each pool flat slots
  # [L,n,S], and where there is nothing ahead of the slots, as attend takes it
  def enter(self: __torch__.Scope, weights: List[Tensor], model: List[int], pools: List[Tensor], tokens: Tensor, positions: Tensor, plans: List[Tensor], numbers: List[int]) -> Tuple[Tensor, Tensor, Tensor, List[Tensor], List[Tensor]]:
    L = model[0]
    base = L * 10
    h = torch.to(torch.embedding(weights[base], tokens), model[7])
    cs, sn = self.rope(positions, weights, base, model[6])
    at = annotate(List[Tensor], [])
    closed = annotate(List[Tensor], [])
    stride = 7 + 4 * L
    first = 0
    for p in range(torch.len(plans)):
      o = p * 15
      n = numbers[p * stride]
      S = torch.size(pools[o], 2)
      E = self.ahead(torch.slice(pools, o, o + 15, 1))
      W = torch.size(pools[o + 3], 3) - 1
      plan = plans[p]
      cell = torch.narrow(pools[o + 7], 1, 0, n)
      write = torch.unsqueeze(torch.narrow(plan, 0, 0, L), 2)
      slot = torch.where(torch.lt(write, 0), torch.narrow(pools[o + 6], 1, 0, n), write)
      flat = torch.add(torch.mul(cell, torch.size(pools[o], 3)), torch.add(slot, E))
      torch.append(at, flat)
      rows = torch.to(torch.narrow(positions, 0, first, n), 3)
      first = first + n
      spread = torch.reshape(torch.expand(torch.reshape(rows, [1, n, 1]), [L, n, S]), [-1])
      where = torch.reshape(flat, [-1])
      _0 = torch.index_copy_(torch.view(pools[o + 2], [-1]), 0, where, spread)
      if W > 0:
        inside = torch.sub(slot, torch.unsqueeze(torch.narrow(plan, 0, 2 * L, L), 2))
        fits = torch.logical_and(torch.ge(inside, 0), torch.lt(inside, W))
        column = torch.where(fits, inside, torch.full_like(inside, W))
        region = torch.reshape(torch.add(torch.mul(cell, W + 1), column), [-1])
        now = torch.expand(torch.reshape(torch.select(plan, 0, 6 * L), [1, n, 1]), [L, n, S])
        order = torch.where(fits, now, torch.full_like(now, 2147483647))
        _1 = torch.index_copy_(torch.view(pools[o + 4], [-1]), 0, region, torch.to(torch.reshape(order, [-1]), 3))
        _2 = torch.index_fill_(torch.view(pools[o + 3], [-1]), 0, region, 0)
      M = torch.size(pools[o + 10], 3)
      if M > 0:
        Z = torch.size(pools[o + 8], 3)
        free = torch.lt(torch.narrow(pools[o + 10], 1, 0, n), 0)
        staged = torch.view(torch.narrow(plan, 0, 6 * L + 2, L), [L, n, 1, 1])
        unused = torch.expand(torch.ge(torch.arange(Z, dtype=4, device=ops.prim.device(tokens)), staged), [L, n, S, Z])
        torch.append(closed, torch.cat([free, unused], 3))
      else:
        torch.append(closed, torch.empty([0], dtype=11, device=ops.prim.device(tokens)))
    return (h, cs, sn, at, closed)

  # Attention of one layer for the rows of one pool, whose queries begin at `first`; closed [L,n,S,M+Z]: where there is
  # nothing ahead of the slots (empty: nowhere anything); key, value [B,Hkv,X]; beyond: log of the mass of what is away
  # and isn't recalled [n*S,g], or empty -> [n, Hq*D]
  def attend(self: __torch__.Scope, pool: List[Tensor], model: List[int], l: int, q: Tensor, key: Tensor, value: Tensor, positions: Tensor, first: int, at: Tensor, plan: Tensor, rate: Tensor, numbers: List[int], c: int, closed: Tensor, beyond: Tensor) -> Tensor:
    L = model[0]
    Hq = model[1]
    Hkv = model[2]
    D = model[3]
    n = numbers[c]
    used = numbers[c + 7 + l]
    K = pool[0]
    V = pool[1]
    S = torch.size(K, 2)
    X = torch.size(K, 4)
    g = torch.floordiv(Hq, S)
    kp = torch.narrow(key, 0, first, n)
    vp = torch.narrow(value, 0, first, n)
    if S != Hkv:
      kp = torch.repeat_interleave(kp, torch.floordiv(S, Hkv), 1)
      vp = torch.repeat_interleave(vp, torch.floordiv(S, Hkv), 1)
    where = torch.reshape(torch.select(at, 0, l), [-1])
    _0 = torch.index_copy_(torch.view(K, [-1, X]), 0, where, torch.reshape(kp, [n * S, X]))
    _1 = torch.index_copy_(torch.view(V, [-1, X]), 0, where, torch.reshape(vp, [n * S, X]))
    E = self.ahead(pool)
    begin = E
    if torch.numel(closed) > 0:
      begin = 0
    whole = E - begin + used
    Kl = torch.flatten(torch.narrow(torch.narrow(torch.select(K, 0, l), 0, 0, n), 2, begin, whole), 0, 1)
    Vl = torch.flatten(torch.narrow(torch.narrow(torch.select(V, 0, l), 0, 0, n), 2, begin, whole), 0, 1)
    qp = torch.transpose(torch.reshape(torch.narrow(q, 0, first, n), [n * S, g, D]), 1, 2)
    if X == D:
      s = torch.bmm(Kl, qp)
    else:
      codes = torch.to(torch.narrow(Kl, 2, 0, D), model[6])
      products = torch.bmm(torch.transpose(qp, 1, 2), torch.transpose(codes, 1, 2))
      s = torch.transpose(torch.mul_(products, torch.transpose(self.scales(Kl, D), 1, 2)), 1, 2)
    if numbers[c + 1] == 1:
      least = numbers[c + 7 + L + l]
      if least < used:
        held = torch.unsqueeze(torch.select(plan, 0, L + l), 1)
        over = torch.ge(torch.unsqueeze(torch.arange(least, used, dtype=4, device=ops.prim.device(q)), 0), held)
        part = torch.narrow(torch.view(s, [n, S, whole, g]), 2, E - begin + least, used - least)
        _2 = torch.masked_fill_(part, torch.view(over, [n, 1, used - least, 1]), -inf)
    if model[5] > 0:
      past = torch.narrow(torch.narrow(torch.select(pool[2], 0, l), 0, 0, n), 2, E, used)
      edge = torch.view(torch.sub(torch.narrow(positions, 0, first, n), model[5]), [n, 1, 1])
      _3 = torch.masked_fill_(torch.view(s, [n, S, used, g]), torch.unsqueeze(torch.le(past, edge), 3), -inf)
    if begin < E:
      shut = torch.unsqueeze(torch.select(closed, 0, l), 3)
      _6 = torch.masked_fill_(torch.narrow(torch.view(s, [n, S, whole, g]), 2, 0, E), shut, -inf)
    w = torch.softmax(torch.transpose(s, 1, 2), 2)
    if torch.numel(beyond) > 0:
      own = torch.expand(torch.view(torch.remainder(where, torch.size(K, 3)), [n * S, 1, 1]), [n * S, 1, g])
      inside = torch.squeeze(torch.sub(torch.gather(s, 1, own), torch.log(torch.gather(torch.transpose(w, 1, 2), 1, own))), 1)
      covered = torch.sigmoid(torch.sub(torch.to(inside, 6), beyond))
      chooses = torch.to(torch.select(plan, 0, 7 * L + 2), 6)
      covered = torch.mul(torch.mean(torch.view(covered, [n, S * g]), [1]), chooses)
      _4 = torch.add_(torch.narrow(pool[14], 0, 0, n), covered)
    if X == D:
      attended = torch.bmm(w, Vl)
    else:
      ofcodes = torch.mul(w, torch.transpose(self.scales(Vl, D), 1, 2))
      attended = torch.bmm(ofcodes, torch.to(torch.narrow(Vl, 2, 0, D), model[6]))
    w = torch.narrow(w, 2, E - begin, used)
    W = torch.size(pool[3], 3) - 1
    if W > 0:
      last = torch.narrow(torch.select(pool[5], 0, l), 0, 0, n)
      lo = numbers[c + 7 + 2 * L + l]
      if lo >= 0:
        length = used - lo
        if length > W:
          length = W
        if length > 0:
          part = torch.reshape(torch.narrow(w, 2, lo, length), [n, S, g, length])
          _5 = torch.copy_(torch.narrow(last, 2, 0, length), self.reduced(part, rate, numbers[c + 5]))
      else:
        columns = torch.add(torch.unsqueeze(torch.arange(W, dtype=4, device=ops.prim.device(q)), 0), torch.unsqueeze(torch.select(plan, 0, 2 * L + l), 1))
        columns = torch.clamp(columns, 0, used - 1)
        part = torch.gather(torch.reshape(w, [n, S, g, used]), 3, torch.expand(torch.view(columns, [n, 1, 1, W]), [n, S, g, W]))
        _7 = torch.copy_(torch.narrow(last, 2, 0, W), self.reduced(part, rate, numbers[c + 5]))
    return torch.reshape(attended, [n, Hq * D])

  # Attention of one layer for the whole batch -> [B, Hq*D]
  def attention(self: __torch__.Scope, pools: List[Tensor], model: List[int], l: int, q: Tensor, key: Tensor, value: Tensor, positions: Tensor, at: List[Tensor], plans: List[Tensor], rates: List[Tensor], numbers: List[int], closed: List[Tensor], beyond: List[Tensor]) -> Tensor:
    outs = annotate(List[Tensor], [])
    P = torch.len(plans)
    first = 0
    if torch.size(pools[0], 4) != model[3]:
      both = self.coded(torch.cat([key, value], 1))
      key = torch.narrow(both, 1, 0, model[2])
      value = torch.narrow(both, 1, model[2], model[2])
    for p in range(P):
      c = p * (7 + 4 * model[0])
      pool = torch.slice(pools, p * 15, p * 15 + 15, 1)
      torch.append(outs, self.attend(pool, model, l, q, key, value, positions, first, at[p], plans[p], rates[p], numbers, c, closed[p], beyond[p]))
      first = first + numbers[c]
    if P == 1:
      joined = outs[0]
    else:
      joined = torch.cat(outs, 0)
    return joined

  # Evictions, and the choice of tokens.
  def leave(self: __torch__.Scope, weights: List[Tensor], model: List[int], eps: float, pools: List[Tensor], h: Tensor, plans: List[Tensor], rates: List[Tensor], numbers: List[int], k: int) -> Tuple[Tensor, Tensor, Tensor]:
    L = model[0]
    for p in range(torch.len(plans)):
      self.evict(torch.slice(pools, p * 15, p * 15 + 15, 1), L, plans[p], rates[p], numbers, p * (7 + 4 * L))
    return self.choose(h, weights, L * 10, model, eps, k)

  # All layers of a step in which no row chooses anew what it recalls -> the last one's output
  def layers(self: __torch__.Scope, weights: List[Tensor], model: List[int], eps: float, pools: List[Tensor], tokens: Tensor, positions: Tensor, plans: List[Tensor], rates: List[Tensor], numbers: List[int]) -> Tensor:
    h, cs, sn, at, closed = self.enter(weights, model, pools, tokens, positions, plans, numbers)
    beyond = annotate(List[Tensor], [])
    for p in range(torch.len(plans)):
      torch.append(beyond, torch.empty([0], dtype=6, device=ops.prim.device(tokens)))
    for l in range(model[0]):
      b = l * 10
      q, key, value = self.project(h, weights, b, model, eps, cs, sn)
      joined = self.attention(pools, model, l, q, key, value, positions, at, plans, rates, numbers, closed, beyond)
      h = self.finish(h, joined, weights, b, model, eps)
    return h

  # One such step.
  def step(self: __torch__.Scope, weights: List[Tensor], model: List[int], eps: float, pools: List[Tensor], tokens: Tensor, positions: Tensor, plans: List[Tensor], rates: List[Tensor], numbers: List[int], k: int) -> Tuple[Tensor, Tensor, Tensor]:
    h = self.layers(weights, model, eps, pools, tokens, positions, plans, rates, numbers)
    return self.leave(weights, model, eps, pools, h, plans, rates, numbers, k)

  # One such step of texts that are known, without evictions: targets [B] follow the tokens -> as judge
  def follow(self: __torch__.Scope, weights: List[Tensor], model: List[int], eps: float, pools: List[Tensor], tokens: Tensor, positions: Tensor, plans: List[Tensor], rates: List[Tensor], numbers: List[int], targets: Tensor) -> Tuple[Tensor, Tensor]:
    h = self.layers(weights, model, eps, pools, tokens, positions, plans, rates, numbers)
    return self.likelihood(weights, model, eps, h, targets)

  # One step in which rows choose anew what they recall. It goes on from layer l (state as it was returned; empty at first),
  # for which `fetched` has K [m,D], V [m,D] fp32 and found [m] int64 a pool, in the order of its wants that aren't -1,
  # until a layer wants entries -> that layer (L: the step is done), state, wants [n,S,j] int32 a pool, and choices
  def recall(self: __torch__.Scope, weights: List[Tensor], model: List[int], eps: float, pools: List[Tensor], tokens: Tensor, positions: Tensor, plans: List[Tensor], rates: List[Tensor], numbers: List[int], state: List[Tensor], l: int, fetched: List[Tensor], k: int) -> Tuple[int, List[Tensor], List[Tensor], Tensor, Tensor, Tensor]:
    L = model[0]
    P = torch.len(plans)
    none = torch.empty([0], dtype=6, device=ops.prim.device(tokens))
    wants = annotate(List[Tensor], [])
    targets = annotate(List[Tensor], [])
    beyond = annotate(List[Tensor], [])
    if torch.len(state) == 0:
      h, cs, sn, at, closed = self.enter(weights, model, pools, tokens, positions, plans, numbers)
      q = h
      key = h
      value = h
      ready = False
      size = self.unpacked(pools, P, L, numbers)
      bytes = torch.empty([size], dtype=0, device=ops.prim.device(tokens))
      floats = torch.empty([size], dtype=6, device=ops.prim.device(tokens))
    else:
      h = state[0]
      cs = state[1]
      sn = state[2]
      q = state[3]
      key = state[4]
      value = state[5]
      at = torch.slice(state, 6, 6 + P, 1)
      closed = torch.slice(state, 6 + P, 6 + 2 * P, 1)
      wants = torch.slice(state, 6 + 2 * P, 6 + 3 * P, 1)
      targets = torch.slice(state, 6 + 3 * P, 6 + 4 * P, 1)
      beyond = torch.slice(state, 6 + 4 * P, 6 + 5 * P, 1)
      bytes = state[6 + 5 * P]
      floats = state[7 + 5 * P]
      ready = True
      for p in range(P):
        if torch.numel(fetched[3 * p]) > 0:
          pool = torch.slice(pools, p * 15, p * 15 + 15, 1)
          self.install(pool, wants[p], targets[p], fetched[3 * p], fetched[3 * p + 1], fetched[3 * p + 2])
          self.reopen(pool, l, numbers[p * (7 + 4 * L)], closed[p])
    going = True
    while going:
      missing = 0
      if not ready:
        q, key, value = self.project(h, weights, l * 10, model, eps, cs, sn)
        wants = annotate(List[Tensor], [])
        targets = annotate(List[Tensor], [])
        beyond = annotate(List[Tensor], [])
        first = 0
        for p in range(P):
          c = p * (7 + 4 * L)
          n = numbers[c]
          if numbers[c + 6] == 1 and numbers[c + 7 + 3 * L + l] > 0:
            part = torch.narrow(q, 0, first, n)
            want, target, away, number = self.want(weights[L * 10 + 6], torch.slice(pools, p * 15, p * 15 + 15, 1), l, part, torch.select(plans[p], 0, 7 * L + 2), rates[p], numbers[c + 7 + 3 * L + l], numbers[c + 5], bytes, floats)
            missing = missing + number
            torch.append(wants, want)
            torch.append(targets, target)
            torch.append(beyond, away)
          else:
            torch.append(wants, none)
            torch.append(targets, none)
            torch.append(beyond, none)
          first = first + n
      ready = False
      if missing > 0:
        going = False
      else:
        joined = self.attention(pools, model, l, q, key, value, positions, at, plans, rates, numbers, closed, beyond)
        h = self.finish(h, joined, weights, l * 10, model, eps)
        l = l + 1
        if l == L:
          going = False
    left = annotate(List[Tensor], [])
    if l < L:
      torch.append(left, h)
      torch.append(left, cs)
      torch.append(left, sn)
      torch.append(left, q)
      torch.append(left, key)
      torch.append(left, value)
      for p in range(P):
        torch.append(left, at[p])
      for p in range(P):
        torch.append(left, closed[p])
      for p in range(P):
        torch.append(left, wants[p])
      for p in range(P):
        torch.append(left, targets[p])
      for p in range(P):
        torch.append(left, beyond[p])
      torch.append(left, bytes)
      torch.append(left, floats)
      chosen = none
      values = none
      total = none
    else:
      chosen, values, total = self.leave(weights, model, eps, pools, h, plans, rates, numbers, k)
    return (l, left, wants, chosen, values, total)

  # Entries [..,D] as codes -> [..,D+2] int8: of each its largest magnitude is 127 (a scale is never 0: there's none of zeros)
  def coded(self: __torch__.Scope, x: Tensor) -> Tensor:
    wide = torch.to(x, 6)
    most = torch.clamp(torch.amax(torch.abs(wide), [-1], True), 9.9999999999999996e-31)
    scale = torch.to(torch.mul(most, 0.007874015748031496), 15)
    codes = torch.to(torch.round_(torch.div(wide, scale)), 1)
    return torch.cat([codes, torch.view_copy(scale, dtype=1)], -1)

  # the scales of coded entries [..,D+2] -> [..,1] bf16
  def scales(self: __torch__.Scope, x: Tensor, D: int) -> Tensor:
    return torch.view_copy(torch.narrow(x, -1, D, 2), dtype=15)

  # Entries as they lie in a pool [..,X], as numbers [..,D] of a type; those that aren't codes stay as they are
  def decoded(self: __torch__.Scope, x: Tensor, D: int, dtype: int) -> Tensor:
    y = x
    if torch.size(x, -1) != D:
      y = torch.mul(torch.to(torch.narrow(x, -1, 0, D), dtype), torch.to(self.scales(x, D), dtype))
    return y

  # Elements that unpacking takes at most, of any pool and layer
  def unpacked(self: __torch__.Scope, pools: List[Tensor], P: int, L: int, numbers: List[int]) -> int:
    most = 0
    for p in range(P):
      c = p * (7 + 4 * L)
      codes = pools[p * 15 + 11]
      for l in range(L):
        size = numbers[c] * torch.size(codes, 2) * torch.size(codes, 3) * numbers[c + 7 + 3 * L + l]
        if size > most:
          most = size
    return most

  # E: slots ahead of a row's own
  def ahead(self: __torch__.Scope, pool: List[Tensor]) -> int:
    return torch.size(pool[10], 3) + torch.size(pool[8], 3)

  # Which slots of a layer have nothing to attend to, once more: entries were put in some
  def reopen(self: __torch__.Scope, pool: List[Tensor], l: int, n: int, closed: Tensor) -> None:
    _0 = torch.copy_(torch.narrow(torch.select(closed, 0, l), 2, 0, torch.size(pool[10], 3)), torch.lt(torch.narrow(torch.select(pool[10], 0, l), 0, 0, n), 0))

  # Codes of keys [S,m,D] that are handed out, into the columns from `column` on of a layer and row: rotated, less the
  # mean, rounded to 2^bits levels; the scale makes a code's product with its own key exact (RaBitQ, arXiv 2405.12497).
  def file(self: __torch__.Scope, rotation: Tensor, pool: List[Tensor], l: int, row: int, keys: Tensor, column: int) -> None:
    m = torch.size(keys, 1)
    if m > 0 and torch.size(pool[10], 3) > 0:
      D = torch.size(keys, 2)
      Db = torch.size(pool[11], 3)
      parts = torch.floordiv(D, Db)
      bits = torch.floordiv(8, parts)
      levels = 1
      for i in range(bits):
        levels = levels * 2
      width = 1.596
      if bits == 2:
        width = 0.9957
      if bits == 4:
        width = 0.3352
      if bits == 8:
        width = 0.0308
      mean = torch.select(torch.select(pool[13], 0, l), 0, row)
      x = torch.matmul(torch.sub(torch.to(keys, 6), torch.unsqueeze(mean, 1)), rotation)
      square = torch.sum(torch.mul(x, x), [2], True)
      spread = torch.sqrt(torch.add(torch.div(square, D), 9.9999999999999995e-21))
      code = torch.clamp(torch.round(torch.add(torch.div(x, torch.mul(spread, width)), (levels - 1) * 0.5)), 0, levels - 1)
      level = torch.sub(torch.mul(code, 2), levels - 1)
      scale = torch.div(torch.add(square, 9.9999999999999995e-21), torch.add(torch.sum(torch.mul(x, level), [2], True), 9.9999999999999995e-21))
      packed = torch.narrow(code, 2, 0, Db)
      weight = 1
      for i in range(1, parts):
        for j in range(bits):
          weight = weight * 2
        packed = torch.add(packed, torch.mul(torch.narrow(code, 2, i * Db, Db), weight))
      _0 = torch.copy_(torch.narrow(torch.select(torch.select(pool[11], 0, l), 0, row), 2, column, m), torch.transpose(packed, 1, 2))
      _1 = torch.copy_(torch.narrow(torch.select(torch.select(pool[12], 0, l), 0, row), 1, column, m), torch.squeeze(scale, 2))

  # The staged entries of a layer and row are handed out: their codes take the columns from `column` on.
  def file_staged(self: __torch__.Scope, rotation: Tensor, pool: List[Tensor], l: int, row: int, column: int) -> None:
    keys = torch.narrow(torch.select(torch.select(pool[0], 0, l), 0, row), 1, torch.size(pool[10], 3), torch.size(pool[8], 3))
    self.file(rotation, pool, l, row, self.decoded(keys, torch.size(pool[13], 3), 6), column)

  # -> staged K [S,Z,D], V and positions [S,Z] of each of these layers of a row, one after the other
  def staged(self: __torch__.Scope, pool: List[Tensor], model: List[int], row: int, layers: List[int]) -> List[Tensor]:
    parts = annotate(List[Tensor], [])
    for at in range(torch.len(layers)):
      for i in range(3):
        part = torch.narrow(torch.select(torch.select(pool[i], 0, layers[at]), 0, row), 1, torch.size(pool[10], 3), torch.size(pool[8], 3))
        part = torch.contiguous(part)
        if i < 2:
          part = self.decoded(part, model[3], model[6])
        torch.append(parts, part)
    return parts

  # -> copies in the host's memory, where the GPU writes to itself (page-locked): the last copy is waited for, and with it all
  def to_host(self: __torch__.Scope, tensors: List[Tensor]) -> List[Tensor]:
    number = torch.len(tensors)
    last = 0
    for i in range(number):
      if torch.numel(tensors[i]) > 0:
        last = i
    copies = annotate(List[Tensor], [])
    for i in range(number):
      copy = torch.empty_like(tensors[i], dtype=ops.prim.dtype(tensors[i]), layout=0, device=torch.device("cpu"), pin_memory=True, memory_format=0)
      _0 = torch.copy_(copy, tensors[i], i != last)
      torch.append(copies, copy)
    return copies

  # What the rows that choose (chooses [n] > 0) want most of a layer's columns, by their queries [n,Hq,D] (scaled) and the
  # codes -> numbers of entries that aren't in a slot yet [n,S,j] int32 (-1: none), the slots that they get (flat) [n,S,j],
  # log of the mass of the columns that get no slot [n*S,g] (inf where there are no columns), and how many are wanted
  # bytes, floats: room to unpack codes in, one of each byte at a time
  def want(self: __torch__.Scope, rotation: Tensor, pool: List[Tensor], l: int, q: Tensor, chooses: Tensor, rate: Tensor, columns: int, anymax: int, bytes: Tensor, floats: Tensor) -> Tuple[Tensor, Tensor, Tensor, int]:
    S = torch.size(pool[10], 2)
    M = torch.size(pool[10], 3)
    D = torch.size(pool[13], 3)
    Db = torch.size(pool[11], 3)
    every = torch.size(q, 0)
    rows = torch.squeeze(torch.nonzero(chooses), 1)
    n = torch.size(rows, 0)
    g = torch.floordiv(torch.size(q, 1), S)
    parts = torch.floordiv(D, Db)
    bits = torch.floordiv(8, parts)
    levels = 1
    for i in range(bits):
      levels = levels * 2
    wide = torch.to(torch.reshape(self.those(q, rows, every), [n * S, g, D]), 6)
    turned = torch.matmul(wide, rotation)
    mean = torch.reshape(self.those(torch.select(pool[13], 0, l), rows, every), [n * S, D, 1])
    codes = torch.flatten(self.those(torch.narrow(torch.select(pool[11], 0, l), 3, 0, columns), rows, every), 0, 1)
    scale = torch.to(torch.flatten(self.those(torch.narrow(torch.select(pool[12], 0, l), 2, 0, columns), rows, every), 0, 1), 6)
    gone = torch.eq(scale, 0)
    ones = torch.mul(torch.sum(turned, [2], True), 1 - levels)
    logits = torch.contiguous(torch.expand(ones, [n * S, g, columns]))
    part = torch.view(torch.narrow(bytes, 0, 0, n * S * Db * columns), [n * S, Db, columns])
    code = torch.view(torch.narrow(floats, 0, 0, n * S * Db * columns), [n * S, Db, columns])
    # a code stays where it is in its byte: the queries are divided by what that multiplies it with
    place = 1
    for i in range(parts):
      _5 = torch.bitwise_and(codes, (levels - 1) * place, out=part)
      _6 = torch.copy_(code, part)
      _7 = torch.baddbmm_(logits, torch.mul(torch.narrow(turned, 2, i * Db, Db), 2. / place), code)
      place = place * levels
    _8 = torch.masked_fill_(torch.mul_(logits, torch.unsqueeze(scale, 1)), torch.unsqueeze(gone, 1), -inf)
    score = torch.view(self.reduced(torch.view(logits, [n, S, g, columns]), torch.index_select(rate, 1, rows), anymax), [n * S, columns])
    number = M
    if number > columns:
      number = columns
    best, top = torch.topk(score, number, 1, True, False)
    slots = torch.flatten(self.those(torch.select(pool[10], 0, l), rows, every), 0, 1)
    # one column more, for slots that are empty
    held = torch.to(torch.where(torch.lt(slots, 0), torch.full_like(slots, columns), slots), 4)
    inslot = torch.scatter(torch.zeros([n * S, columns + 1], dtype=0, device=ops.prim.device(q)), 1, held, torch.ones([n * S, M], dtype=0, device=ops.prim.device(q)))
    intop = torch.scatter(torch.zeros([n * S, columns + 1], dtype=0, device=ops.prim.device(q)), 1, top, torch.ones([n * S, number], dtype=0, device=ops.prim.device(q)))
    missing = torch.logical_and(torch.eq(torch.gather(inslot, 1, top), 0), torch.gt(best, -inf))
    free = torch.eq(torch.gather(intop, 1, held), 0)
    _0, order = torch.sort(torch.to(missing, 3), stable=True, dim=1, descending=True)
    _1, spare = torch.sort(torch.to(free, 3), stable=True, dim=1, descending=True)
    column = torch.to(torch.gather(top, 1, order), 3)
    wants = torch.where(torch.gather(missing, 1, order), column, torch.full_like(column, -1))
    wants = torch.view(wants, [n, S, number])
    cell = torch.reshape(self.those(torch.select(pool[7], 0, l), rows, every), [n * S, 1])
    targets = torch.view(torch.add(torch.mul(cell, M), torch.narrow(spare, 1, 0, number)), [n, S, number])
    rest = torch.scatter_(logits, 2, torch.expand(torch.unsqueeze(top, 1), [n * S, g, number]), -inf)
    most = torch.clamp(torch.amax(rest, [2], True), -1e30, 1e30)
    away = torch.add(torch.log(torch.sum(torch.exp_(torch.sub_(rest, most)), [2])), torch.squeeze(most, 2))
    away = torch.add(away, torch.squeeze(torch.bmm(wide, mean), 2))
    away = torch.masked_fill(away, torch.unsqueeze(torch.all(gone, 1), 1), inf)
    if n < every:
      wants = torch.index_copy(torch.full([every, S, number], -1, dtype=3, device=ops.prim.device(q)), 0, rows, wants)
      targets = torch.index_copy(torch.zeros([every, S, number], dtype=4, device=ops.prim.device(q)), 0, rows, targets)
      away = torch.index_copy(torch.full([every, S * g], inf, dtype=6, device=ops.prim.device(q)), 0, rows, torch.view(away, [n, S * g]))
    return (wants, targets, torch.view(away, [every * S, g]), annotate(int, torch.item(torch.sum(missing))))

  # of the first `every` rows those that are named; nothing is copied where that's all of them
  def those(self: __torch__.Scope, x: Tensor, rows: Tensor, every: int) -> Tensor:
    if torch.size(rows, 0) == every:
      y = torch.narrow(x, 0, 0, every)
    else:
      y = torch.index_select(x, 0, rows)
    return y

  # Puts fetched entries in their slots; those not found leave them empty, and aren't asked for again.
  def install(self: __torch__.Scope, pool: List[Tensor], want: Tensor, target: Tensor, K: Tensor, V: Tensor, found: Tensor) -> None:
    X = torch.size(pool[0], 4)
    M = torch.size(pool[10], 3)
    T = torch.size(pool[12], 3)
    wanted = torch.view(want, [-1])
    taken = torch.ge(wanted, 0)
    where = torch.masked_select(torch.view(target, [-1]), taken)
    column = torch.masked_select(wanted, taken)
    lost = torch.eq(found, 0)
    slot = torch.add(torch.mul(torch.floor_divide(where, M), torch.size(pool[0], 3)), torch.remainder(where, M))
    if X != torch.size(K, 1):
      K = self.coded(K)
      V = self.coded(V)
    _0 = torch.index_copy_(torch.view(pool[0], [-1, X]), 0, slot, torch.type_as(K, pool[0]))
    _1 = torch.index_copy_(torch.view(pool[1], [-1, X]), 0, slot, torch.type_as(V, pool[1]))
    _2 = torch.index_copy_(torch.view(pool[10], [-1]), 0, where, torch.masked_fill(column, lost, -1))
    flat = torch.add(torch.mul(torch.floor_divide(where, M), T), column)
    _3 = torch.index_fill_(torch.view(pool[12], [-1]), 0, torch.masked_select(flat, lost), 0)

  # weights of a part of the cache [n,S,g,w], reduced over the group -> [n,S,w] fp32
  def reduced(self: __torch__.Scope, part: Tensor, rate: Tensor, anymax: int) -> Tensor:
    if torch.size(part, 2) == 1:
      y = torch.to(torch.squeeze(part, 2), 6)
    else:
      y = torch.mean(part, [2], False, dtype=6)
      if anymax == 1:
        chosen = torch.gt(torch.view(torch.select(rate, 0, 3), [-1, 1, 1]), 0)
        y = torch.where(chosen, torch.to(torch.amax(part, [2]), 6), y)
    return y

  # Updates the region's scores with this step's weights and picks the next victim of each layer, row and head.
  def evict(self: __torch__.Scope, pool: List[Tensor], L: int, plan: Tensor, rate: Tensor, numbers: List[int], c: int) -> None:
    W = torch.size(pool[3], 3) - 1
    n = numbers[c]
    if W > 0:
      score = torch.narrow(torch.narrow(pool[3], 1, 0, n), 3, 0, W)
      order = torch.narrow(torch.narrow(pool[4], 1, 0, n), 3, 0, W)
      last = torch.narrow(torch.narrow(pool[5], 1, 0, n), 3, 0, W)
      if numbers[c + 3] == 1:
        largest = torch.gt(torch.view(torch.select(rate, 0, 1), [1, n, 1, 1]), 0)
        summed = torch.add(torch.mul(score, torch.view(torch.select(rate, 0, 0), [1, n, 1, 1])), last)
        _0 = torch.copy_(score, torch.where(largest, torch.maximum(score, last), summed))
      else:
        _1 = torch.add_(torch.mul_(score, torch.view(torch.select(rate, 0, 0), [1, n, 1, 1])), last)
      if numbers[c + 2] == 1:
        t = torch.view(torch.select(plan, 0, 6 * L), [1, n, 1, 1])
        recent = torch.view(torch.select(plan, 0, 6 * L + 1), [1, n, 1, 1])
        worth = self.worth(score, order, rate, t, n)
        safe = torch.gt(order, torch.sub(t, recent))
        worth = torch.masked_fill(worth, safe, inf)
        chosen = torch.argmin(worth, 3)
        lo = torch.unsqueeze(torch.narrow(plan, 0, 2 * L, L), 2)
        kind = torch.unsqueeze(torch.narrow(plan, 0, 3 * L, L), 2)
        forced = torch.unsqueeze(torch.narrow(plan, 0, 4 * L, L), 2)
        slot = torch.where(torch.eq(kind, 2), forced, torch.add(chosen, lo))
        victim = torch.narrow(pool[6], 1, 0, n)
        _2 = torch.copy_(victim, torch.where(torch.gt(kind, 0), slot, victim))
        inside = torch.clamp(torch.sub(slot, lo), 0, W - 1)
        mass = torch.squeeze(torch.gather(last, 3, torch.unsqueeze(inside, 3)), 3)
        mass = torch.where(torch.gt(kind, 0), mass, torch.zeros_like(mass))
        _3 = torch.add_(torch.narrow(pool[9], 0, 0, n), torch.sum(mass, [0, 2]))
        if numbers[c + 4] == 1:
          self.stage(pool, L, torch.narrow(plan, 0, 5 * L, L), slot, mass, n)

  # Copies the victims' entries to their staging slots [L,n] (-1: not staged).
  def stage(self: __torch__.Scope, pool: List[Tensor], L: int, staging: Tensor, slot: Tensor, mass: Tensor, n: int) -> None:
    S = torch.size(pool[0], 2)
    X = torch.size(pool[0], 4)
    M = torch.size(pool[10], 3)
    Z = torch.size(pool[8], 3)
    first = torch.mul(torch.narrow(pool[7], 1, 0, n), torch.size(pool[0], 3))
    to = torch.unsqueeze(staging, 2)
    taken = torch.ge(to, 0)
    # where nothing is staged the first slot is copied onto itself: how much is staged needn't be known to the host
    source = torch.reshape(torch.where(taken, torch.add(first, torch.add(slot, M + Z)), first), [-1])
    place = torch.reshape(torch.where(taken, torch.add(first, torch.add(to, M)), first), [-1])
    _0 = torch.index_copy_(torch.view(pool[0], [-1, X]), 0, place, torch.index_select(torch.view(pool[0], [-1, X]), 0, source))
    _1 = torch.index_copy_(torch.view(pool[1], [-1, X]), 0, place, torch.index_select(torch.view(pool[1], [-1, X]), 0, source))
    _2 = torch.index_copy_(torch.view(pool[2], [-1]), 0, place, torch.index_select(torch.view(pool[2], [-1]), 0, source))
    l = torch.view(torch.arange(L, dtype=4, device=ops.prim.device(slot)), [L, 1, 1])
    r = torch.view(torch.arange(n, dtype=4, device=ops.prim.device(slot)), [1, n, 1])
    s = torch.view(torch.arange(S, dtype=4, device=ops.prim.device(slot)), [1, 1, S])
    weight = torch.reshape(torch.add(torch.mul(torch.add(torch.mul(torch.add(torch.mul(r, L), l), S), s), Z), torch.clamp(to, 0)), [-1])
    weights = torch.view(pool[8], [-1])
    before = torch.view(torch.index_select(weights, 0, weight), [L, n, S])
    _3 = torch.index_copy_(weights, 0, weight, torch.reshape(torch.where(taken, mass, before), [-1]))

  # what each entry of the region is worth, from its score; t [1,n,1,1]
  def worth(self: __torch__.Scope, score: Tensor, order: Tensor, rate: Tensor, t: Tensor, n: int) -> Tensor:
    entered = torch.clamp(torch.to(order, 4), 0, 1073741824)
    age = torch.clamp(torch.add(torch.sub(t, entered), 1), 1, 1073741824)
    mean = torch.gt(torch.view(torch.select(rate, 0, 2), [1, n, 1, 1]), 0)
    return torch.div(score, torch.where(mean, torch.to(age, 6), torch.full([1], 1., dtype=6, device=ops.prim.device(score))))

  # Evicts m entries of one row and layer at once, moving live entries from the end into the holes.
  # held: entries before; lo: the region's first slot; column: as in file -> evicted K [S,m,D], V, positions [S,m], last weights [S,m]
  def evict_many(self: __torch__.Scope, rotation: Tensor, pool: List[Tensor], model: List[int], rate: Tensor, row: int, l: int, m: int, held: int, lo: int, t: int, recent: int, column: int) -> Tuple[Tensor, Tensor, Tensor, Tensor]:
    S = torch.size(pool[0], 2)
    N = torch.size(pool[0], 3)
    E = self.ahead(pool)
    X = torch.size(pool[0], 4)
    W = torch.size(pool[3], 3) - 1
    length = held - lo
    score = torch.narrow(torch.narrow(torch.narrow(torch.narrow(pool[3], 0, l, 1), 1, row, 1), 3, 0, length), 2, 0, S)
    order = torch.narrow(torch.narrow(torch.narrow(pool[4], 0, l, 1), 1, row, 1), 3, 0, length)
    last = torch.narrow(torch.narrow(torch.narrow(pool[5], 0, l, 1), 1, row, 1), 3, 0, length)
    now = torch.full([1, 1, 1, 1], t, dtype=4, device=ops.prim.device(score))
    worth = self.worth(score, order, torch.narrow(rate, 1, row, 1), now, 1)
    worth = torch.masked_fill(worth, torch.gt(order, t - recent), inf)
    _0, chosen = torch.topk(torch.view(worth, [S, length]), m, 1, False)
    chosen, _1 = torch.sort(chosen, 1)
    cell = torch.view(torch.select(torch.select(pool[7], 0, l), 0, row), [S, 1])
    gone = torch.add(torch.mul(cell, N), torch.add(chosen, E + lo))
    spot = torch.reshape(gone, [-1])
    ek = self.decoded(torch.view(torch.index_select(torch.view(pool[0], [-1, X]), 0, spot), [S, m, X]), model[3], model[6])
    ev = self.decoded(torch.view(torch.index_select(torch.view(pool[1], [-1, X]), 0, spot), [S, m, X]), model[3], model[6])
    ep = torch.view(torch.index_select(torch.view(pool[2], [-1]), 0, spot), [S, m])
    ew = torch.gather(torch.view(last, [S, length]), 1, chosen)
    _2 = torch.add_(torch.select(pool[9], 0, row), torch.sum(ew))
    mark = torch.scatter(torch.zeros([S, length], dtype=4, device=ops.prim.device(score)), 1, chosen, torch.ones_like(chosen))
    _3, tail = torch.sort(torch.narrow(mark, 1, length - m, m), stable=True, dim=1)
    tail = torch.add(tail, length - m)
    source = torch.reshape(torch.add(torch.mul(cell, N), torch.add(tail, E + lo)), [-1])
    _4 = torch.index_copy_(torch.view(pool[0], [-1, X]), 0, spot, torch.index_select(torch.view(pool[0], [-1, X]), 0, source))
    _5 = torch.index_copy_(torch.view(pool[1], [-1, X]), 0, spot, torch.index_select(torch.view(pool[1], [-1, X]), 0, source))
    _6 = torch.index_copy_(torch.view(pool[2], [-1]), 0, spot, torch.index_select(torch.view(pool[2], [-1]), 0, source))
    there = torch.reshape(torch.add(torch.mul(cell, W + 1), chosen), [-1])
    here = torch.reshape(torch.add(torch.mul(cell, W + 1), tail), [-1])
    for i in range(3):
      state = torch.view(pool[3 + i], [-1])
      _7 = torch.index_copy_(state, 0, there, torch.index_select(state, 0, here))
    _8 = torch.fill_(torch.narrow(order, 3, length - m, m), 2147483647)
    self.file(rotation, pool, l, row, ek, column)
    return (ek, ev, ep, ew)

  # One chunk of a prompt: tokens [T] at positions from start; K and V of all layers go to the scratch [L,Hkv,C,D].
  # kind of scores [L,Hq,C], summed over queries: 0 none; 1 of the last w queries, causal in their corner only; 2 of all
  #   queries, causal; 3 of all queries, causal in the last corner w x w only (the whole prompt must be one chunk)
  # final: whether the prompt ends with this chunk
  # below: the output of the layer before `first`, which is where it goes on; layer 0 takes the tokens
  # -> the output [T, hidden size] of the layer before `until`
  def through(self: __torch__.Scope, weights: List[Tensor], model: List[int], eps: float, tokens: Tensor, start: int, scratchK: Tensor, scratchV: Tensor, scores: Tensor, kind: int, w: int, final: bool, below: Tensor, first: int, until: int) -> Tensor:
    L = model[0]
    Hq = model[1]
    Hkv = model[2]
    D = model[3]
    g = torch.floordiv(Hq, Hkv)
    T = torch.size(tokens, 0)
    end = start + T
    base = L * 10
    if first == 0:
      h = torch.to(torch.embedding(weights[base], tokens), model[7])
    else:
      h = below
    positions = torch.add(torch.arange(T, dtype=4, device=ops.prim.device(tokens)), start)
    cs, sn = self.rope(positions, weights, base, model[6])
    keys = torch.unsqueeze(torch.arange(end, dtype=4, device=ops.prim.device(tokens)), 0)
    hidden = torch.gt(keys, torch.unsqueeze(positions, 1))
    if model[5] > 0:
      hidden = torch.logical_or(hidden, torch.le(keys, torch.sub(torch.unsqueeze(positions, 1), model[5])))
    mask = torch.masked_fill(torch.zeros([T, end], dtype=model[6], device=ops.prim.device(tokens)), hidden, -inf)
    for i in range(until - first):
      l = first + i
      b = l * 10
      q, key, value = self.project(h, weights, b, model, eps, cs, sn)
      Kl = torch.narrow(torch.select(scratchK, 0, l), 1, 0, end)
      Vl = torch.narrow(torch.select(scratchV, 0, l), 1, 0, end)
      _0 = torch.copy_(torch.narrow(Kl, 1, start, T), torch.transpose(key, 0, 1))
      _1 = torch.copy_(torch.narrow(Vl, 1, start, T), torch.transpose(value, 0, 1))
      qg = torch.reshape(torch.permute(torch.view(q, [T, Hkv, g, D]), [1, 2, 0, 3]), [Hkv, g * T, D])
      into = torch.select(scores, 0, l)
      o = self.seen(qg, Kl, Vl, mask, g, start, kind == 2, into, model)
      if kind == 3 or (kind == 1 and final):
        self.score(into, qg, Kl, g, T, start, end, kind, w, model[7])
      o = torch.reshape(torch.permute(torch.view(o, [Hkv, g, T, D]), [2, 0, 1, 3]), [T, Hq * D])
      h = self.finish(h, o, weights, b, model, eps)
    return h

  # Attention of a prompt's chunk: queries [Hkv,g*T,D] to keys and values [Hkv,end,D], where mask [T,end] is 0 -> [Hkv,g*T,D]
  # summed: adds the weights, summed over queries, to into [Hq,C]
  # Heads go one by one where all of them would take more than 1M weights: these are read again while they are near.
  def seen(self: __torch__.Scope, qg: Tensor, Kl: Tensor, Vl: Tensor, mask: Tensor, g: int, start: int, summed: bool, into: Tensor, model: List[int]) -> Tensor:
    Hkv = torch.size(qg, 0)
    T = torch.size(mask, 0)
    end = torch.size(mask, 1)
    heads = Hkv
    if Hkv * g * T * end > 1048576:
      heads = 1
    # all see what was there before the chunk, but in a sliding window
    begin = start
    if model[5] > 0:
      begin = 0
    edge = torch.narrow(mask, 1, begin, end - begin)
    outs = annotate(List[Tensor], [])
    for i in range(torch.floordiv(Hkv, heads)):
      q = torch.narrow(qg, 0, i * heads, heads)
      s = torch.view(torch.bmm(q, torch.transpose(torch.narrow(Kl, 0, i * heads, heads), 1, 2)), [heads * g, T, end])
      _0 = torch.add_(torch.narrow(s, 2, begin, end - begin), edge)
      if summed:
        wide = torch.softmax(s, 2, dtype=model[7])
        _1 = torch.add_(torch.narrow(torch.narrow(into, 0, i * heads * g, heads * g), 1, 0, end), torch.sum(wide, [1]))
        p = torch.to(wide, model[6])
      else:
        p = torch.softmax(s, 2)
      torch.append(outs, torch.bmm(torch.view(p, [heads, g * T, end]), torch.narrow(Vl, 0, i * heads, heads)))
    if heads == Hkv:
      o = outs[0]
    else:
      o = torch.cat(outs, 0)
    return o

  # The end of a prompt, from the last layer's output -> tokens [1,k], logits [1,k], logsumexp [1]
  def finish_prompt(self: __torch__.Scope, weights: List[Tensor], model: List[int], eps: float, h: Tensor, k: int) -> Tuple[Tensor, Tensor, Tensor]:
    return self.choose(torch.narrow(h, 0, torch.size(h, 0) - 1, 1), weights, model[0] * 10, model, eps, k)

  # One chunk of a text that is known: targets [T] follow the tokens -> their log-probabilities [T], most likely tokens [T]
  def judge(self: __torch__.Scope, weights: List[Tensor], model: List[int], eps: float, tokens: Tensor, targets: Tensor, start: int, scratchK: Tensor, scratchV: Tensor, scores: Tensor) -> Tuple[Tensor, Tensor]:
    h = self.through(weights, model, eps, tokens, start, scratchK, scratchV, scores, 0, 0, False, scores, 0, model[0])
    return self.likelihood(weights, model, eps, h, targets)

  # Of the last layer's output: log-probabilities of targets [T], most likely tokens [T]
  def likelihood(self: __torch__.Scope, weights: List[Tensor], model: List[int], eps: float, h: Tensor, targets: Tensor) -> Tuple[Tensor, Tensor]:
    base = model[0] * 10
    x = torch.rms_norm(h, [torch.size(h, 1)], weights[base + 1], eps)
    logits = torch.to(self.linear(torch.to(x, model[6]), weights, base + 2, model[0] * 4, model), 6)
    chosen = torch.squeeze(torch.gather(logits, 1, torch.unsqueeze(targets, 1)), 1)
    return (torch.sub(chosen, torch.logsumexp(logits, [1])), torch.argmax(logits, 1))

  # Adds what the queries of kinds 1 and 3 give to the keys, tile by tile, to into [Hq,C].
  def score(self: __torch__.Scope, into: Tensor, qg: Tensor, Kl: Tensor, g: int, T: int, start: int, end: int, kind: int, w: int, wide: int) -> None:
    Hkv = torch.size(qg, 0)
    D = torch.size(qg, 2)
    queries = torch.view(qg, [Hkv, g, T, D])
    row = 0
    if kind == 1:
      row = T - w
    while row < T:
      tile = T - row
      if tile > 128:
        tile = 128
      part = torch.reshape(torch.narrow(queries, 2, row, tile), [Hkv, g * tile, D])
      s = torch.to(torch.view(torch.bmm(part, torch.transpose(Kl, 1, 2)), [Hkv * g, tile, end]), wide)
      at = torch.unsqueeze(torch.arange(start + row, start + row + tile, dtype=4, device=ops.prim.device(qg)), 1)
      key = torch.unsqueeze(torch.arange(end, dtype=4, device=ops.prim.device(qg)), 0)
      corner = torch.logical_and(torch.gt(key, at), torch.ge(at, end - w))
      s = torch.masked_fill_(s, corner, -inf)
      _0 = torch.add_(torch.narrow(into, 1, 0, end), torch.sum(torch.softmax(s, 2), [1]))
      row = row + tile

  # Moves a prefilled prompt of n tokens from the scratch to a row of a pool, keeping what its policy keeps.
  # numbers, a layer: entries to keep by score (the last w come on top), -1: everything, -2: the positions in fixed [m]
  # pooling: 0 none, 1 max, 2 average (width kernel); fair: divide by the number of queries that saw the key;
  # anymax: reduce a group by max, not mean; sorted: keep them by position, not by score; regions: first slot of each layer's
  #   region; evicted: hand out what isn't kept
  # -> relative gap [S] a layer between the least score kept and the next; positions evicted [S,e] a layer, and their K
  #   and V [S,e,D]; share of scores evicted [1]
  def place(self: __torch__.Scope, rotation: Tensor, pool: List[Tensor], model: List[int], row: int, scratchK: Tensor, scratchV: Tensor, scores: Tensor, n: int, numbers: List[int], fixed: Tensor, w: int, pooling: int, kernel: int, fair: bool, anymax: bool, sorted: bool, regions: List[int], evicted: bool) -> Tuple[List[Tensor], List[Tensor], List[Tensor], List[Tensor], Tensor]:
    S = torch.size(pool[0], 2)
    D = model[3]
    W = torch.size(pool[3], 3) - 1
    repeat = torch.floordiv(S, model[2])
    E = self.ahead(pool)
    gaps = annotate(List[Tensor], [])
    gone = annotate(List[Tensor], [])
    goneK = annotate(List[Tensor], [])
    goneV = annotate(List[Tensor], [])
    lost = torch.zeros([1], dtype=6, device=ops.prim.device(scratchK))
    _0 = torch.fill_(torch.select(pool[9], 0, row), 0)
    _10 = torch.fill_(torch.select(pool[14], 0, row), 0)
    for l in range(model[0]):
      number = numbers[l]
      K = torch.narrow(torch.select(scratchK, 0, l), 1, 0, n)
      V = torch.narrow(torch.select(scratchV, 0, l), 1, 0, n)
      if repeat > 1:
        K = torch.repeat_interleave(K, repeat, 0)
        V = torch.repeat_interleave(V, repeat, 0)
      if number == -1:
        keep = torch.expand(torch.unsqueeze(torch.arange(n, dtype=4, device=ops.prim.device(scratchK)), 0), [S, n])
      elif number == -2:
        keep = torch.expand(torch.unsqueeze(fixed, 0), [S, torch.size(fixed, 0)])
      else:
        raw = torch.narrow(torch.select(scores, 0, l), 1, 0, n - w)
        if fair:
          raw = torch.div(raw, torch.to(torch.sub(n, torch.arange(n - w, dtype=4, device=ops.prim.device(scratchK))), 6))
        heads = torch.view(raw, [S, torch.floordiv(model[1], S), n - w])
        if anymax:
          value = torch.amax(heads, [1])
        else:
          value = torch.mean(heads, [1])
        if pooling == 1:
          pooled = torch.max_pool1d(torch.unsqueeze(value, 0), [kernel], [1], [torch.floordiv(kernel, 2)])
          value = torch.squeeze(pooled, 0)
        elif pooling == 2:
          pooled = torch.avg_pool1d(torch.unsqueeze(value, 0), [kernel], [1], [torch.floordiv(kernel, 2)])
          value = torch.squeeze(pooled, 0)
        best, top = torch.topk(value, number, 1)
        if number > 0:
          edge = torch.amin(best, [1])
          next = torch.amax(torch.scatter(value, 1, top, -inf), [1])
          torch.append(gaps, torch.div(torch.sub(edge, next), edge))
        else:
          torch.append(gaps, torch.full([S], inf, dtype=6, device=ops.prim.device(scratchK)))
        if sorted:
          top, _2 = torch.sort(top, 1)
        share = torch.div(torch.sum(torch.gather(value, 1, top)), torch.sum(value))
        lost = torch.add(lost, torch.rsub(share, 1.))
        keep = torch.cat([top, torch.expand(torch.unsqueeze(torch.arange(n - w, n, dtype=4, device=ops.prim.device(scratchK)), 0), [S, w])], 1)
      m = torch.size(keep, 1)
      spread = torch.expand(torch.unsqueeze(keep, 2), [S, m, D])
      keptK = torch.gather(K, 1, spread)
      keptV = torch.gather(V, 1, spread)
      if torch.size(pool[0], 4) != D:
        keptK = self.coded(keptK)
        keptV = self.coded(keptV)
      _3 = torch.copy_(torch.narrow(torch.select(torch.select(pool[0], 0, l), 0, row), 1, E, m), keptK)
      _4 = torch.copy_(torch.narrow(torch.select(torch.select(pool[1], 0, l), 0, row), 1, E, m), keptV)
      _5 = torch.copy_(torch.narrow(torch.select(torch.select(pool[2], 0, l), 0, row), 1, E, m), keep)
      _6 = torch.fill_(torch.select(torch.select(pool[3], 0, l), 0, row), 0)
      _7 = torch.fill_(torch.select(torch.select(pool[5], 0, l), 0, row), 0)
      order = torch.select(torch.select(pool[4], 0, l), 0, row)
      _8 = torch.fill_(order, 2147483647)
      inside = m - regions[l]
      if W > 0 and inside > 0:
        _9 = torch.copy_(torch.narrow(order, 1, 0, inside), torch.unsqueeze(torch.arange(-inside, 0, dtype=3, device=ops.prim.device(scratchK)), 0))
      if evicted:
        left = torch.scatter(torch.ones([S, n], dtype=4, device=ops.prim.device(scratchK)), 1, keep, torch.zeros_like(keep))
        e = n - m
        rest = torch.view(torch.select(torch.nonzero(left), 1, 1), [S, e])
        spread = torch.expand(torch.unsqueeze(rest, 2), [S, e, D])
        torch.append(gone, torch.to(rest, 3))
        evictedK = torch.gather(K, 1, spread)
        torch.append(goneK, evictedK)
        torch.append(goneV, torch.gather(V, 1, spread))
        if torch.size(pool[10], 3) > 0:
          _11 = torch.fill_(torch.select(torch.select(pool[10], 0, l), 0, row), -1)
          _12 = torch.fill_(torch.select(torch.select(pool[12], 0, l), 0, row), 0)
          _13 = torch.copy_(torch.select(torch.select(pool[13], 0, l), 0, row), torch.mean(K, [1], False, dtype=6))
          self.file(rotation, pool, l, row, evictedK, 0)
    return (gaps, gone, goneK, goneV, torch.div(lost, model[0]))

  # -> positions [L,S,N], victims [L,S], scores [L,S,W+1] and order [L,S,W+1] of a row
  def slots(self: __torch__.Scope, pool: List[Tensor], row: int) -> Tuple[Tensor, Tensor, Tensor, Tensor]:
    E = self.ahead(pool)
    return (torch.contiguous(torch.narrow(torch.select(pool[2], 1, row), 2, E, torch.size(pool[2], 3) - E)), torch.contiguous(torch.select(pool[6], 1, row)), torch.contiguous(torch.select(pool[3], 1, row)), torch.contiguous(torch.select(pool[4], 1, row)))

  # Row `source` takes the place of row `target`.
  def move(self: __torch__.Scope, pool: List[Tensor], source: int, target: int) -> None:
    for i in [0, 1, 2, 3, 4, 5, 6, 10, 11, 12, 13]:
      if torch.numel(pool[i]) > 0:
        _0 = torch.copy_(torch.select(pool[i], 1, target), torch.select(pool[i], 1, source))
    for i in [8, 9, 14]:
      if torch.numel(pool[i]) > 0:
        _1 = torch.copy_(torch.select(pool[i], 0, target), torch.select(pool[i], 0, source))

  # The first rows of a pool into a larger one.
  def grow(self: __torch__.Scope, small: List[Tensor], large: List[Tensor]) -> None:
    for i in [0, 1, 2, 3, 4, 5, 6, 10, 11, 12, 13]:
      if torch.numel(small[i]) > 0:
        _0 = torch.copy_(torch.narrow(large[i], 1, 0, torch.size(small[i], 1)), small[i])
    for i in [8, 9, 14]:
      if torch.numel(small[i]) > 0:
        _1 = torch.copy_(torch.narrow(large[i], 0, 0, torch.size(small[i], 0)), small[i])

  # What is in a tensor into one whose last dimension is larger.
  def widen(self: __torch__.Scope, narrow: Tensor, wide: Tensor) -> None:
    last = torch.dim(narrow) - 1
    _0 = torch.copy_(torch.narrow(wide, last, 0, torch.size(narrow, last)), narrow)

  # Row `row` of a tensor whose dimension dim counts rows; of the row's dimension `counted` the first `used` (counted -1: all of it).
  def row_of(self: __torch__.Scope, tensor: Tensor, dim: int, row: int, counted: int, used: int) -> Tensor:
    part = torch.select(tensor, dim, row)
    if counted >= 0:
      part = torch.narrow(part, counted, 0, used)
    return part

  # -> a copy of the row, in the order of its elements
  def save_row(self: __torch__.Scope, tensor: Tensor, dim: int, row: int, counted: int, used: int) -> Tensor:
    return torch.contiguous(self.row_of(tensor, dim, row, counted, used))

  # The row becomes what was saved; 16-bit floats come as fp32.
  def load_row(self: __torch__.Scope, tensor: Tensor, dim: int, row: int, counted: int, used: int, saved: Tensor) -> None:
    _0 = torch.copy_(self.row_of(tensor, dim, row, counted, used), saved)

  # -> a copy of the first n tokens of a scratch tensor, whose third dimension counts tokens and has more
  def beginning(self: __torch__.Scope, tensor: Tensor, n: int) -> Tensor:
    return torch.contiguous(torch.narrow(tensor, 2, 0, n))

  # The first n tokens become those of another tensor; 16-bit floats may come as fp32.
  def put_beginning(self: __torch__.Scope, tensor: Tensor, other: Tensor, n: int) -> None:
    _0 = torch.copy_(torch.narrow(tensor, 2, 0, n), torch.narrow(other, 2, 0, n))

  def forward(self: __torch__.Scope, x: Tensor) -> Tensor:
    return x
