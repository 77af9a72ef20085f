"""Writes base-characters.txt: first and last of a range of characters, and what they all decompose to first.

Run with any Python 3.9 or later; the Unicode version is that of its unicodedata. Hangul syllables are left out, since
their decomposition is arithmetic.
"""
import unicodedata

ranges = []
for code in range(0xC0, 0x110000):
    if 0xAC00 <= code <= 0xD7A3 or 0xD800 <= code < 0xE000:
        continue
    base = ord(unicodedata.normalize("NFD", chr(code))[0])
    if base == code:
        continue
    if ranges and ranges[-1][1] == code - 1 and ranges[-1][2] == base:
        ranges[-1][1] = code
    else:
        ranges.append([code, code, base])
with open("base-characters.txt", "w", encoding="ascii", newline="\n") as file:
    for first, last, base in ranges:
        file.write(f"{first:X} {last:X} {base:X}\n")
