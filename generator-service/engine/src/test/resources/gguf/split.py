"""Writes mixed.gguf once more, as several files; needs gguf 0.19.0. usage: python split.py"""
from gguf import GGUFReader, GGUFValueType, GGUFWriter

source = GGUFReader("mixed.gguf")
target = GGUFWriter("split/mixed.gguf", "llama", split_max_tensors=11)
for field in source.fields.values():
    if not field.name.startswith("GGUF.") and field.name != "general.architecture":
        target.add_key_value(field.name, field.contents(), GGUFValueType(field.types[0]))
for tensor in source.tensors:
    target.add_tensor(tensor.name, tensor.data, raw_dtype=tensor.tensor_type)
target.write_header_to_file()
target.write_kv_data_to_file()
target.write_tensors_to_file()
target.close()
