"""Trains the carried model on a GPU with PyTorch, on the same corpus and by the same rules as `ganban train`.

python3 models/gpu/train.py models/ganban-2.json

The plan says what is trained (docs/training.md). The schedule goes by time: the whole of it takes --seconds. With
several --rates each is tried for --probe seconds first, and the one with the least loss on held-out names is taken.
Writes model.safetensors, config.json and tokenizer.gguf into the folder --output, which
`ganban models import FOLDER --output MODEL.gguf` makes a model of.
"""
import argparse
import json
import math
import os
import re
import shutil
import subprocess
import sys
import time

import numpy as np
import torch

from batches import Batches
from device import DEVICE, say
from model import Model
from optimizer import Optimizer

KINDS = ["grounded", "agent", "search", "action", "query", "extract", "label", "rewrite", "copy", "pattern", "chat"]
CORPUS = "dotnet run -c Release --project bench/Ganban.Bench.Corpus --"


@torch.no_grad()
def measure(model, batches, name):
    """With the right tokens before: the loss, and of each kind the share of conversations that are all right."""
    right, seen, losses = {}, {}, []
    for batch in batches:
        loss, correct = model(batch)
        losses.append(float(loss))
        wrong = batch.chosen_host[~correct[: batch.count].cpu().numpy()]
        failed = set((np.searchsorted(batch.starts, wrong, side="right") - 1).tolist())
        for index, kind in enumerate(batch.kinds):
            seen[kind] = seen.get(kind, 0) + 1
            right[kind] = right.get(kind, 0) + (index not in failed)
    share = lambda kind: right.get(kind, 0) / max(1, seen.get(kind, 0))
    parts = [f"{KINDS[kind // 2]} {share(kind + 1):.2f}/{share(kind):.2f}" for kind in sorted(seen) if kind % 2 == 0]
    say(f"{name} (ja/en): loss {np.mean(losses):.4f}; " + ", ".join(parts))
    return float(np.mean(losses))


class Schedule:
    """The learning rate as a share of its highest: rises by steps, falls in a line at the end of the time."""

    def __init__(self, training):
        self.warmup = training["warmupSteps"]
        self.fall = training["decaySteps"] / training["steps"]
        self.end = training.get("finalFactor", 0.02)

    def __call__(self, step, done):
        rise = min(1.0, (step + 1) / self.warmup)
        return rise * (1.0 if done < 1 - self.fall else self.end + (1 - self.end) * (1 - done) / self.fall)


def train(model, options, schedule, examples, seconds, sets):
    """Trains for so long; gives the loss on held-out names."""
    optimizer = Optimizer(model, options)
    say(f"{sum(p.numel() for p in optimizer.parameters) / 1e6:.1f} M parameters, {options['matrixRule']} at "
        f"{options['learningRate']}, {seconds:.0f} s")
    began, step, tokens, first, told, losses, measured = None, 0, 0, 0, 0.0, [], 0
    while (done := (time.time() - began) / seconds if began else 0.0) < 1:
        batch = examples.next()
        loss, _ = model(batch)
        loss.backward()
        optimizer.step(schedule(step, done))
        losses.append(loss.detach())
        step, tokens = step + 1, tokens + int(batch.starts[-1])
        if step == 3:  # by now all is compiled
            loss.item()
            began, first = time.time(), tokens
        elif step % 100 == 0:
            value, losses = float(torch.stack(losses).mean()), []
            if not math.isfinite(value):
                sys.exit(f"The loss of step {step} is {value}.")
            if time.time() - told > 10:
                told = time.time()
                say(f"step {step}, {tokens / 1e6:.1f} M tokens, loss {value:.4f}, "
                    f"{(tokens - first) / 1e3 / (told - began):,.0f} k tokens/s, "
                    f"{examples.ready.qsize()} batches ahead, {100 * done:.0f} %")
            if done > (1 + measured) / 5:
                measured += 1
                for split, batches in sets.items():
                    measure(model, batches, split)
    say(f"{step} steps, {tokens / 1e6:.1f} M tokens, {time.time() - began:.0f} s")
    return [measure(model, batches, split) for split, batches in sets.items()][0]


def read_plan(path):
    with open(path) as file:
        return json.loads(re.sub(r"^\s*//.*$", "", file.read(), flags=re.MULTILINE))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("plan")
    parser.add_argument("--corpus", default=CORPUS, help="the command of bench/Ganban.Bench.Corpus")
    parser.add_argument("--tokenizer", help="a GGUF file with the tokenizer, in place of the plan's or the base's")
    parser.add_argument("--base", help="a GGUF file of the plan's sizes to go on with")
    parser.add_argument("--output", default="artifacts/training/hub")
    parser.add_argument("--seconds", type=float, default=525)
    parser.add_argument("--rates", help="learning rates to choose from, with commas between")
    parser.add_argument("--probe", type=float, default=40)
    parser.add_argument("--held-out", type=int, default=64, help="conversations of a kind and language to measure on")
    given = parser.parse_args()
    plan = read_plan(given.plan)
    training, options = plan["training"], plan["training"]["optimizer"]
    size, length = training["batchTokens"] * training["batchesPerStep"], training["lengths"][-1]["length"]
    tokenizer = given.tokenizer or given.base or os.path.join(os.path.dirname(given.plan), plan["tokenizer"])
    if not os.path.exists(tokenizer):
        os.makedirs(os.path.dirname(tokenizer), exist_ok=True)
        subprocess.run(f"{given.corpus} tokenizer {tokenizer} {plan['model']['vocabulary']}", shell=True, check=True)
    examples = Batches(f"{given.corpus} batches {tokenizer} {given.plan} {size} {length}", size)
    sets = {}
    for split in ("Known", "Unseen"):
        source = Batches(f"{given.corpus} held-out {tokenizer} {split} {given.held_out} {size}", size)
        sets[split] = list(iter(source.next, None))
    say(f"corpus ready, {DEVICE}, torch {torch.__version__}")
    schedule, attend, probed = Schedule(training), None, {}
    rates = [float(rate) for rate in given.rates.split(",")] if given.rates else [options["learningRate"]]

    def begin():
        return Model(plan["model"], plan.get("initial", {}), training.get("seed", 1), given.base, attend)

    for rate in rates if len(rates) > 1 else []:
        model = begin()
        attend = model.attend
        probed[rate] = train(model, dict(options, learningRate=rate), schedule, examples, given.probe, sets)
    rate = min(probed, key=probed.get) if probed else rates[0]
    model = begin()
    train(model, dict(options, learningRate=rate), schedule, examples, given.seconds, sets)
    examples.close()
    model.save(given.output)
    shutil.copy(tokenizer, os.path.join(given.output, "tokenizer.gguf"))


if __name__ == "__main__":
    main()
