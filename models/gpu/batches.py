"""The corpus, from a process of its own; bench/Ganban.Bench.Corpus/BatchStream.cs says how it is laid out."""
import queue
import shlex
import subprocess
import threading

import numpy as np
import torch

from device import DEVICE


class Batches:
    """Batches of the corpus, read ahead by a thread. `ended` is None while there are more."""

    def __init__(self, command, tokens):
        self.tokens = tokens
        self.process = subprocess.Popen(shlex.split(command), stdout=subprocess.PIPE, bufsize=1 << 22)
        self.ready = queue.Queue(maxsize=48)
        threading.Thread(target=self.fill, daemon=True).start()

    def fill(self):
        pipe = self.process.stdout
        while head := pipe.read(4):
            count = int(np.frombuffer(head, np.int32)[0])
            take = lambda kind, n: np.frombuffer(pipe.read(np.dtype(kind).itemsize * n), kind)
            self.ready.put(Batch(self.tokens, take(np.uint16, self.tokens), take(np.float16, self.tokens),
                                 take(np.int32, count + 1), take(np.uint8, count)))
        self.ready.put(None)

    def next(self):
        batch = self.ready.get()
        return batch.to_device() if batch else None

    def close(self):
        self.process.kill()


class Batch:
    """Examples one after another. `chosen` are the positions whose next token counts, `targets` those tokens."""

    def __init__(self, size, tokens, weights, starts, kinds):
        ends = np.append(starts, size).astype(np.int32) if starts[-1] < size else starts.astype(np.int32)
        lengths = np.diff(ends)
        positions = np.arange(size, dtype=np.int64) - np.repeat(ends[:-1].astype(np.int64), lengths)
        next_weights = np.append(weights[1:], np.float16(0)).astype(np.float32)
        next_weights[ends[1:] - 1] = 0
        chosen = np.flatnonzero(next_weights)[: size // 2]
        fill = size // 2 - len(chosen)
        self.kinds, self.starts, self.count = kinds, starts, len(chosen)
        self.chosen_host = chosen
        self.longest = int(lengths[:-1].max() if starts[-1] < size else lengths.max())
        if starts[-1] < size:  # what is left over is cut up, so that it is no long example
            rest = np.arange(starts[-1], size, max(1, self.longest), dtype=np.int32)
            ends = np.concatenate([starts[:-1], rest, [size]]).astype(np.int32)
            positions[starts[-1]:] %= max(1, self.longest)
        self.tokens = self.put(tokens.astype(np.int64))
        self.positions = self.put(positions)
        self.ends = self.put(ends)
        self.chosen = self.put(np.append(chosen, np.arange(fill)))  # rows that are alike would add up slowly
        self.targets = self.put(np.append(tokens[np.minimum(chosen + 1, size - 1)], np.zeros(fill)).astype(np.int64))
        self.weights = self.put(np.append(next_weights[chosen], np.zeros(fill)).astype(np.float32))

    @staticmethod
    def put(values):
        tensor = torch.from_numpy(np.ascontiguousarray(values))
        return tensor.pin_memory() if DEVICE == "cuda" else tensor

    def to_device(self):
        for name in ("tokens", "positions", "ends", "chosen", "targets", "weights"):
            setattr(self, name, getattr(self, name).to(DEVICE, non_blocking=True))
        return self
