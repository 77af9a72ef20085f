"""Reads a GGUF file of a llama in F32, F16 or Q8_0, to go on with its training."""
import numpy as np

KINDS = {0: "u1", 1: "i1", 2: "<u2", 3: "<i2", 4: "<u4", 5: "<i4", 6: "<f4", 7: "u1", 10: "<u8", 11: "<i8", 12: "<f8"}
STRING, ARRAY = 8, 9
F32, F16, Q8_0 = 0, 1, 8


def read_gguf(path):
    """Its tensors by their names, in rows as safetensors files have them."""
    data = np.memmap(path, np.uint8, "r")
    place = 8

    def number(kind):
        nonlocal place
        size = np.dtype(kind).itemsize
        value = data[place:place + size].view(kind)[0]
        place += size
        return value

    def text():
        nonlocal place
        length = int(number("<u8"))
        place += length
        return bytes(data[place - length:place]).decode()

    def value(kind):
        nonlocal place
        if kind == STRING:
            return text()
        if kind != ARRAY:
            return number(KINDS[kind])
        inner, count = int(number("<u4")), int(number("<u8"))
        if inner in KINDS:
            place += count * np.dtype(KINDS[inner]).itemsize
            return None
        return [value(inner) for _ in range(count)]

    count, entries = int(number("<u8")), int(number("<u8"))
    metadata = {}
    for _ in range(entries):
        key = text()
        metadata[key] = value(int(number("<u4")))
    infos = []
    for _ in range(count):
        name = text()
        shape = [int(number("<u8")) for _ in range(int(number("<u4")))][::-1]
        infos.append((name, shape, int(number("<u4")), int(number("<u8"))))
    align = int(metadata.get("general.alignment", 32))
    start = (place + align - 1) // align * align
    heads = {"attn_q": int(metadata["llama.attention.head_count"]),
             "attn_k": int(metadata["llama.attention.head_count_kv"])}
    tensors = {}
    for name, shape, kind, offset in infos:
        array = unpack(data[start + offset:], int(np.prod(shape)), kind).reshape(shape)
        part = name.split(".")[-2]
        tensors[name] = to_halves(array, heads[part]) if part in heads else array
    return tensors


def unpack(data, count, kind):
    if kind == Q8_0:
        blocks = data[:count // 32 * 34].reshape(-1, 34)
        scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
        return (scales * blocks[:, 2:].view(np.int8)).ravel()
    kind = {F32: "<f4", F16: "<f2"}[kind]
    return data[:count * np.dtype(kind).itemsize].view(kind).astype(np.float32)


def to_halves(rows, heads):
    """GGUF has the numbers of a head that turn together beside each other; here they are in its two halves."""
    size = rows.shape[0] // heads
    return rows.reshape(heads, size // 2, 2, -1).swapaxes(1, 2).reshape(rows.shape)
