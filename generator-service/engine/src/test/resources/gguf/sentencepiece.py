"""Makes sentencepiece.gguf and sentencepiece.json; needs gguf 0.19.0. usage: python sentencepiece.py

A small vocabulary of the kind that tokenizer.ggml.model llama names, and what SentencePiece's BPE makes of some texts: of
all pairs of neighbours that form a piece, the one with the highest score is merged, the leftmost of equals; what is no
piece in the end becomes bytes.
"""
import json
from gguf import GGUFWriter, TokenType as T

PIECES = ["▁", "d", "e", "t", "h", "a", "o", "n", "1", "2", "é", "日", "▁t", "he", "▁the", "▁▁", "▁▁▁▁", "in", "12", "▁a", "an", "and",
          "▁and", "ne", "on", "one", "▁one", "o▁", "\n"]
TOKENS = [("<unk>", T.UNKNOWN), ("<s>", T.CONTROL), ("</s>", T.CONTROL)]
TOKENS += [(f"<0x{b:02X}>", T.BYTE) for b in range(256)]
TOKENS += [(p, T.NORMAL) for p in PIECES] + [("<user>", T.USER_DEFINED), ("<|end|>", T.CONTROL), ("he", T.NORMAL), ("", T.NORMAL)]
SCORES = [0.0] * 259 + [-float(i) for i in range(len(PIECES))] + [0.0, 0.0, -1.0, 0.0]
IDS = {}
for i, (text, _) in enumerate(TOKENS): IDS.setdefault(text, i)
TEXTS = ["the one and the an", "  the    12 1212", "café 日本 one\n\none", "<user>the</s>an<|end|> and", "", " ", "ééé o o"]

def bpe(text):
    parts = list(text)
    while True:
        found = [(SCORES[IDS[a + b]], -i) for i, (a, b) in enumerate(zip(parts, parts[1:])) if a + b in IDS]
        if not found: break
        i = -max(found)[1]
        parts[i:i + 2] = [parts[i] + parts[i + 1]]
    return [t for p in parts for t in ([IDS[p]] if p in IDS else [3 + b for b in p.encode()])]

def encode(text, prefix):
    """Splits at control and user-defined tokens; every piece of text gets a space in front."""
    added = [t for t, kind in TOKENS if kind in (T.CONTROL, T.USER_DEFINED, T.UNKNOWN)]
    at = min(((text.find(a), a) for a in added if a in text), default=None)
    if at is None:
        return bpe((prefix + text).replace(" ", "▁")) if text else []
    before, after = text[:at[0]], text[at[0] + len(at[1]):]
    return encode(before, prefix) + [IDS[at[1]]] + encode(after, prefix)

cases = []
for name, space in (("sentencepiece", True), ("sentencepiece-no-prefix", False)):
    w = GGUFWriter(name + ".gguf", "llama")
    w.add_tokenizer_model("llama"); w.add_tokenizer_pre("default")
    w.add_token_list([t for t, _ in TOKENS]); w.add_token_types([k for _, k in TOKENS]); w.add_token_scores(SCORES)
    w.add_bos_token_id(1); w.add_eos_token_id(2); w.add_unk_token_id(0)
    if not space: w.add_add_space_prefix(False); w.add_add_eos_token(True)
    w.write_header_to_file(); w.write_kv_data_to_file(); w.write_tensors_to_file(); w.close()
    for text in TEXTS:
        tokens = [1] + encode(text, " " if space else "") + ([] if space else [2])
        cases.append({"file": name, "text": text, "tokens": tokens})
json.dump(cases, open("sentencepiece.json", "w"), indent=1)
