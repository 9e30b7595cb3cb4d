"""Makes blocks.gguf and blocks.f32; needs gguf 0.19.0 and numpy. usage: python blocks.py

blocks.gguf has a tensor of each type that is read, named after it: 3 rows of 512 random elements. blocks.f32 holds what the
package's dequantize makes of them, in the order of the names, as little-endian fp32.
"""
import numpy as np
from gguf import GGML_QUANT_SIZES, GGMLQuantizationType as Q, GGUFWriter
from gguf.quants import dequantize

ROWS, WIDTH = 3, 512
# Where fp16 scales lie in a block.
SCALES = {Q.F16: [0], Q.Q4_0: [0], Q.Q4_1: [0, 2], Q.Q5_0: [0], Q.Q5_1: [0, 2], Q.Q8_0: [0], Q.Q2_K: [80, 82],
          Q.Q3_K: [108], Q.Q4_K: [0, 2], Q.Q5_K: [0, 2], Q.Q6_K: [208], Q.IQ4_NL: [0], Q.IQ4_XS: [0]}
rng = np.random.default_rng(11)
writer = GGUFWriter("blocks.gguf", "llama")
expected = []
for kind in sorted([*SCALES, Q.F32, Q.BF16], key=lambda kind: kind.name):
    elements, size = GGML_QUANT_SIZES[kind]
    blocks = ROWS * WIDTH // elements
    if kind == Q.F32:
        stored = rng.normal(size=(ROWS, WIDTH)).astype(np.float32)
        stored.flat[:4] = [0, -0.0, 1e-41, 3e38]
    elif kind == Q.BF16:
        stored = (rng.normal(size=(ROWS, WIDTH)).astype(np.float32).view(np.uint32) >> 16).astype(np.uint16)
        stored.flat[:4] = [0, 0x8000, 1, 0x7f7f]
        stored = stored.view(np.uint8)
    else:
        raw = rng.integers(0, 256, size=(blocks, size), dtype=np.uint8)
        for at in SCALES[kind]:
            scales = rng.normal(scale=0.01, size=blocks).astype(np.float16)
            scales[:3] = [0, -0.0, 6e-8]
            raw[:, at:at + 2] = scales.view(np.uint8).reshape(blocks, 2)
        stored = raw.reshape(ROWS, -1)
    writer.add_tensor(kind.name, stored, raw_dtype=kind)
    expected.append(np.ascontiguousarray(dequantize(stored, kind), np.float32).tobytes())
writer.write_header_to_file(); writer.write_kv_data_to_file(); writer.write_tensors_to_file(); writer.close()
open("blocks.f32", "wb").write(b"".join(expected))
