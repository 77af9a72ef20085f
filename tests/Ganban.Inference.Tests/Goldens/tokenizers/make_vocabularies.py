"""Makes one small vocabulary for each kind of tokenizer as GGUF, and corpus.json.gz with the texts of corpus.py.

Run with any Python 3.9 or later: python3 make_vocabularies.py
Merges are learnt across spaces, signs and digits, so that every border that a pre-tokenizer draws shows in the ids.
With --pre NAME FILE only the byte-level vocabulary is written, naming that pre-tokenizer: what the reference program
needs to make expected.json.gz.
"""
import collections
import gzip
import json
import math
import pathlib
import struct
import sys
import unicodedata

import corpus

HERE = pathlib.Path(__file__).parent
MARK = "\u2581"
NORMAL, UNKNOWN, CONTROL, USER, UNUSED, BYTE = 1, 2, 3, 4, 5, 6


def write_gguf(path, values):
    def string(text):
        data = text.encode()
        return struct.pack("<Q", len(data)) + data

    def value(item):
        if isinstance(item, bool):
            return struct.pack("<I?", 7, item)
        if isinstance(item, int):
            return struct.pack("<II", 4, item)
        if isinstance(item, str):
            return struct.pack("<I", 8) + string(item)
        if isinstance(item, bytes):
            return struct.pack("<IIQ", 9, 0, len(item)) + item
        kind, pack = {str: (8, string), float: (6, lambda x: struct.pack("<f", x)),
                      int: (5, lambda x: struct.pack("<i", x))}[type(item[0])]
        return struct.pack("<IIQ", 9, kind, len(item)) + b"".join(map(pack, item))

    body = b"".join(string(key) + value(item) for key, item in values.items())
    pathlib.Path(path).write_bytes(b"GGUF" + struct.pack("<IQQ", 3, 0, len(values)) + body)


def merges_of(words, count):
    """Byte-pair encoding: the most frequent pair first, the smaller text among equals."""
    words, merges = [list(word) for word in words], []
    for _ in range(count):
        pairs = collections.Counter(pair for word in words for pair in zip(word, word[1:]))
        (left, right), frequency = min(pairs.items(), key=lambda item: (-item[1], item[0]))
        if frequency < 2:
            break
        merges.append((left, right))
        for word in words:
            place = 0
            while place < len(word) - 1:
                if word[place] == left and word[place + 1] == right:
                    word[place:place + 2] = [left + right]
                place += 1
    return merges


def alphabet():
    visible = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    hidden = [byte for byte in range(256) if byte not in visible]
    return {byte: chr(byte) if byte in visible else chr(256 + hidden.index(byte)) for byte in range(256)}


def distinct(names):
    return list(dict.fromkeys(names))


def byte_level(texts, pre):
    spell = alphabet()
    merges = merges_of(["".join(spell[byte] for byte in text.encode()) for text in texts], 600)
    names = distinct([*spell.values(), *(left + right for left, right in merges)])
    special = ["<|im_start|>", "<|im_end|>", "<think>"]
    return {
        "general.architecture": "llama", "tokenizer.ggml.model": "gpt2", "tokenizer.ggml.pre": pre,
        "tokenizer.ggml.tokens": names + special,
        "tokenizer.ggml.token_type": [NORMAL] * len(names) + [CONTROL, CONTROL, USER],
        "tokenizer.ggml.merges": [f"{left} {right}" for left, right in merges],
        "tokenizer.ggml.bos_token_id": len(names), "tokenizer.ggml.eos_token_id": len(names) + 1,
    }


def byte_tokens():
    return [f"<0x{byte:02X}>" for byte in range(256)]


def character_level(texts):
    marked = [line for text in texts for line in text.replace(" ", MARK).split("\n")]
    letters = sorted({letter for line in marked for letter in line if ord(letter) < 0x3100})
    merges = merges_of([[letter for letter in line if letter in letters] for line in marked], 500)
    names = distinct([*letters, "\n", "\n\n", *(left + right for left, right in merges)])
    special = ["<pad>", "<eos>", "<bos>", "<unk>"]
    return {
        "general.architecture": "llama", "tokenizer.ggml.model": "gemma4",
        "tokenizer.ggml.tokens": special + byte_tokens() + names,
        "tokenizer.ggml.token_type": [CONTROL] * 3 + [UNKNOWN] + [BYTE] * 256 + [NORMAL] * len(names),
        "tokenizer.ggml.merges": [f"{left} {right}" for left, right in merges],
        "tokenizer.ggml.bos_token_id": 2, "tokenizer.ggml.eos_token_id": 1,
    }


def sentence_piece(texts):
    marked = [text.replace(" ", MARK) for text in texts]
    letters = sorted({letter for text in marked for letter in text if 0x20 < ord(letter) < 0x3100})
    merges = merges_of([[letter for letter in text if letter in letters] for text in marked], 500)
    names = distinct([*(left + right for left, right in merges), *letters])
    special = ["<unk>", "<s>", "</s>"]
    return {
        "general.architecture": "llama", "tokenizer.ggml.model": "llama",
        "tokenizer.ggml.tokens": special + byte_tokens() + names + ["<think>"],
        "tokenizer.ggml.token_type": [UNKNOWN, CONTROL, CONTROL] + [BYTE] * 256 + [NORMAL] * len(names) + [USER],
        # Every third score is that of its neighbour, so that the order of equals shows.
        "tokenizer.ggml.scores": [0.0] * 259 + [-float(rank - rank % 3 // 2) for rank in range(len(names))] + [0.0],
        "tokenizer.ggml.bos_token_id": 1, "tokenizer.ggml.eos_token_id": 2, "tokenizer.ggml.unknown_token_id": 0,
    }


def character_map(pairs):
    """A double array as darts-clone lays it out, behind its length and before the replacements."""
    replacements, tree = b"", {}
    for key, replacement in pairs:
        node = tree
        for byte in key.encode():
            node = node.setdefault(byte, {})
        node[0] = len(replacements)
        replacements += replacement.encode() + b"\0"
    units, used = [0] * 256, {0}

    def place(node, index):
        offset = next(o for o in range(1, 1 << 20) if all(index ^ o ^ byte not in used for byte in node))
        used.update(index ^ offset ^ byte for byte in node)
        while max(used) >= len(units):
            units.extend([0] * 256)
        units[index] |= offset << 10 | (0 in node) << 8
        for byte, child in node.items():
            at = index ^ offset ^ byte
            if byte == 0:
                units[at] = 1 << 31 | child
            else:
                units[at] = byte
                place(child, at)

    place(tree, 0)
    array = struct.pack(f"<{len(units)}I", *units)
    return struct.pack("<I", len(array)) + array + replacements


def unigram(texts):
    folded = [unicodedata.normalize("NFKC", text) for text in texts]
    counts = collections.Counter()
    for text in folded:
        for word in (MARK + text.replace(" ", " " + MARK)).split(" "):
            for start in range(len(word)):
                counts.update(word[start:end] for end in range(start + 1, min(len(word), start + 7) + 1))
    letters = [piece for piece in counts if len(piece) == 1 and ord(piece) < 0x3100]
    longer = sorted((p for p in counts if len(p) > 1 and counts[p] > 2), key=lambda p: (-counts[p] * len(p), p))[:500]
    pieces = sorted(letters) + longer
    total = sum(counts[piece] for piece in pieces)
    special = ["<s>", "<pad>", "</s>", "<unk>"]
    signs = [chr(code) for code in (*range(0xFF01, 0xFF5F), 0x2460, 0xFB01, 0xFB02, 0xBD, 0x2167, 0x212B, 0x3000)]
    pairs = [(sign, unicodedata.normalize("NFKC", sign)) for sign in signs]
    pairs += [("\t", " "), ("\n", " "), ("\u00a0", " "), ("\u00ad", ""), ("e\u0301", "é"), ("か\u3099", "が")]
    return {
        "general.architecture": "bert", "tokenizer.ggml.model": "t5",
        "tokenizer.ggml.tokens": special + pieces + ["<mask>"],
        "tokenizer.ggml.scores": [0.0] * 4 + [math.log(counts[piece] / total) for piece in pieces] + [0.0],
        "tokenizer.ggml.token_type": [CONTROL] * 3 + [UNKNOWN] + [NORMAL] * len(pieces) + [USER],
        "tokenizer.ggml.precompiled_charsmap": character_map(pairs),
        "tokenizer.ggml.add_space_prefix": True, "tokenizer.ggml.remove_extra_whitespaces": True,
        "tokenizer.ggml.add_bos_token": True, "tokenizer.ggml.add_eos_token": True,
        "tokenizer.ggml.bos_token_id": 0, "tokenizer.ggml.eos_token_id": 2, "tokenizer.ggml.unknown_token_id": 3,
        "tokenizer.ggml.padding_token_id": 1,
    }


def word_piece(texts):
    starts, inner = collections.Counter(), collections.Counter()
    for text in texts:
        bare = [c for c in unicodedata.normalize("NFD", text.lower()) if unicodedata.category(c) != "Mn"]
        for word in "".join(c if c.isalnum() and ord(c) < 0x3400 else f" {c} " for c in bare).split():
            starts.update(word[:end] for end in range(1, min(len(word), 8) + 1))
            for start in range(1, len(word)):
                inner.update(word[start:end] for end in range(start + 1, min(len(word), start + 5) + 1))
    first = [MARK + piece for piece, count in sorted(starts.items()) if count > 1 or len(piece) == 1]
    rest = [piece for piece, count in sorted(inner.items()) if count > 2]
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    return {
        "general.architecture": "bert", "tokenizer.ggml.model": "bert",
        "tokenizer.ggml.tokens": special + first + rest,
        "tokenizer.ggml.token_type": [CONTROL, UNKNOWN, CONTROL, CONTROL, CONTROL]
        + [NORMAL] * (len(first) + len(rest)),
        "tokenizer.ggml.bos_token_id": 2, "tokenizer.ggml.seperator_token_id": 3,
        "tokenizer.ggml.unknown_token_id": 1, "tokenizer.ggml.padding_token_id": 0,
    }


if __name__ == "__main__":
    # The reference program reads names up to their first zero character.
    short = [text.replace("\0", "") for text in corpus.texts() if len(text) < 160] + corpus.WRITTEN
    if sys.argv[1:2] == ["--pre"]:
        write_gguf(sys.argv[3], byte_level(short, sys.argv[2]))
    else:
        write_gguf(HERE / "byte-level.gguf", byte_level(short, "gpt-2"))
        write_gguf(HERE / "characters.gguf", character_level(short))
        write_gguf(HERE / "sentence-piece.gguf", sentence_piece(short))
        write_gguf(HERE / "unigram.gguf", unigram(short))
        write_gguf(HERE / "word-piece.gguf", word_piece(short))
        with gzip.GzipFile(HERE / "corpus.json.gz", "wb", mtime=0) as file:
            file.write(json.dumps(corpus.texts()).encode())
