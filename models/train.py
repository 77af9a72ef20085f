"""Trains the carried model on a GPU with PyTorch, on the same corpus and by the same rules as `ganban train`.

python3 models/train.py PLAN.json --seconds 480 --corpus "dotnet run -c Release --project bench/Ganban.Bench.Corpus --"

The plan says what is trained (docs/training.md). Here the schedule goes by time: the whole of it takes --seconds.
Writes model.safetensors, config.json and tokenizer.gguf into the folder --output, which
`ganban models import FOLDER --output MODEL.gguf` makes a model of.
"""
import argparse
import json
import math
import os
import queue
import re
import shlex
import shutil
import subprocess
import sys
import threading
import time

import numpy as np
import torch
import torch.nn.functional as F

DEVICE = "cuda" if torch.cuda.is_available() else "cpu"
compiled = torch.compile(dynamic=False) if DEVICE == "cuda" else lambda f: f


def say(text):
    print(f"{time.time() - STARTED:7.1f} s  {text}", flush=True)


STARTED = time.time()


# The corpus, from a process of its own (bench/Ganban.Bench.Corpus/BatchStream.cs says how it is laid out).

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


# The model.

def attend_plainly(q, k, v, ends, longest):
    rows = []
    for start, end in zip(ends.tolist(), ends.tolist()[1:]):
        a, b, c = (t[start:end].transpose(0, 1).float() for t in (q, k, v))
        scores = a @ b.transpose(1, 2) / math.sqrt(q.shape[-1])
        scores = scores.masked_fill(torch.ones_like(scores[0], dtype=torch.bool).triu(1), float("-inf"))
        rows.append((scores.softmax(-1) @ c).transpose(0, 1))
    return torch.cat(rows).to(q.dtype)


def attend_flash(q, k, v, ends, longest):
    return torch.ops.aten._flash_attention_forward(
        q, k, v, ends, ends, longest, longest, 0.0, True, False)[0]


def attend_efficient(q, k, v, ends, longest):
    return torch.ops.aten._efficient_attention_forward(
        q[None], k[None], v[None], None, ends, ends, longest, longest, 0.0, 1, True)[0][0]


def attend_varlen(q, k, v, ends, longest):
    from torch.nn.attention.varlen import varlen_attn
    try:
        return varlen_attn(q, k, v, ends, ends, longest, longest, is_causal=True)
    except TypeError:
        return varlen_attn(q, k, v, ends, ends, longest, longest, window_size=(-1, 0))


def choose_attention(heads, size):
    """The fastest that works and agrees with the definition."""
    if DEVICE == "cpu":
        return attend_plainly
    torch.manual_seed(1)
    ends = torch.tensor([0, 100, 101, 700, 1024], dtype=torch.int32, device=DEVICE)
    tensors = [torch.randn(1024, heads, size, device=DEVICE, dtype=torch.bfloat16, requires_grad=True) for _ in "qkv"]
    seed = torch.randn(1024, heads, size, device=DEVICE, dtype=torch.bfloat16)

    def run(attend):
        out = attend(*tensors, ends, 640)
        return [out, *torch.autograd.grad(out, tensors, seed)]

    wanted, best = run(attend_plainly), (math.inf, None)
    for attend in (attend_flash, attend_varlen, attend_efficient):
        try:
            got = run(attend)
            error = max(float((a - b).detach().float().norm() / b.detach().float().norm()) for a, b in zip(got, wanted))
            long = torch.arange(0, 65537, 512, dtype=torch.int32, device=DEVICE)
            big = [torch.randn(65536, heads, size, device=DEVICE, dtype=torch.bfloat16).requires_grad_() for _ in "qkv"]
            for turn in range(4):
                if turn == 1:
                    torch.cuda.synchronize()
                    began = time.time()
                out = attend(*big, long, 512)
                torch.autograd.grad(out, big, out)
            torch.cuda.synchronize()
            took = (time.time() - began) / 3
            say(f"{attend.__name__}: error {error:.1e}, {1000 * took:.2f} ms")
            if error < 2e-2 and took < best[0]:
                best = (took, attend)
        except Exception as e:
            say(f"{attend.__name__}: {type(e).__name__}: {str(e)[:300]}")
    return best[1] or attend_plainly


def norm(x, weight, epsilon):
    x = x.float()
    return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + epsilon) * weight


def turn(x, cos, sin):
    a, b = x.float().chunk(2, -1)
    return torch.cat((a * cos - b * sin, a * sin + b * cos), -1)


@compiled
def before_attention(x, weight, q, k, v, cos, sin, heads, kv_heads, epsilon):
    h = norm(x, weight, epsilon).to(q.dtype)
    rows, size = x.shape[0], q.shape[0] // heads
    cos, sin = cos[:, None], sin[:, None]
    a = turn(F.linear(h, q).view(rows, heads, size), cos, sin).to(q.dtype)
    b = turn(F.linear(h, k).view(rows, kv_heads, size), cos, sin).to(q.dtype)
    c = F.linear(h, v).view(rows, kv_heads, size)
    group = heads // kv_heads
    return a, b.repeat_interleave(group, 1), c.repeat_interleave(group, 1)


@compiled
def after_attention(x, mixed, o, weight, gate, up, down, epsilon):
    x = x + F.linear(mixed, o)
    h = norm(x, weight, epsilon).to(o.dtype)
    return x + F.linear(F.silu(F.linear(h, gate)) * F.linear(h, up), down)


@compiled
def output_loss(hidden, weight, embedding, targets, weights, epsilon):
    logits = F.linear(norm(hidden, weight, epsilon).to(embedding.dtype), embedding).float()
    losses = F.cross_entropy(logits, targets, reduction="none")
    return (losses * weights).sum() / weights.sum(), logits.argmax(-1) == targets


class Model:
    def __init__(self, sizes, initial, seed):
        self.sizes = sizes
        torch.manual_seed(seed)
        width, layers = sizes["width"], sizes["layers"]
        residual = 0.02 / math.sqrt(2 * layers)
        q, kv = sizes["heads"] * sizes["headSize"], sizes["kvHeads"] * sizes["headSize"]
        inner = sizes["feedForwardWidth"]
        draw = lambda deviation, *shape: (torch.randn(*shape) * deviation).to(DEVICE).requires_grad_()
        common = torch.randn(width) * initial.get("commonEmbedding", 0.5) / math.sqrt(width)
        self.embedding = (torch.randn(sizes["vocabulary"], width) * initial.get("embeddingDeviation", 0.05)
                          + common).to(DEVICE).requires_grad_()
        ones = lambda: torch.ones(width, device=DEVICE).requires_grad_()
        self.layers = [dict(
            norm1=ones(), q=draw(0.02, q, width), k=draw(0.02, kv, width), v=draw(0.02, kv, width),
            o=draw(residual, width, q), norm2=ones(), gate=draw(0.02, inner, width), up=draw(0.02, inner, width),
            down=draw(residual, width, inner)) for _ in range(layers)]
        self.norm = ones()
        self.epsilon = sizes.get("rmsEpsilon", 1e-5)
        half = sizes["headSize"] // 2
        angles = torch.outer(torch.arange(sizes["contextLength"]).double(),
                             sizes.get("ropeBase", 10000.0) ** (-torch.arange(half).double() / half))
        self.cos, self.sin = angles.cos().float().to(DEVICE), angles.sin().float().to(DEVICE)
        self.attend = choose_attention(sizes["heads"], sizes["headSize"])

    def matrices(self):
        return [layer[name] for name in ("q", "k", "v", "o", "gate", "up", "down") for layer in self.layers]

    def norms(self):
        return [layer[name] for layer in self.layers for name in ("norm1", "norm2")] + [self.norm]

    def __call__(self, batch):
        kind = torch.bfloat16 if DEVICE == "cuda" else torch.float32
        s = self.sizes
        x = F.embedding(batch.tokens, self.embedding)
        cos, sin = self.cos[batch.positions], self.sin[batch.positions]
        longest = min((batch.longest + 127) // 128 * 128, s["contextLength"])
        for layer in self.layers:
            w = {name: tensor.to(kind) for name, tensor in layer.items() if tensor.dim() == 2}
            q, k, v = before_attention(x, layer["norm1"], w["q"], w["k"], w["v"], cos, sin, s["heads"], s["kvHeads"],
                                       self.epsilon)
            mixed = self.attend(q, k, v, batch.ends, longest).reshape(x.shape[0], -1)
            x = after_attention(x, mixed, w["o"], layer["norm2"], w["gate"], w["up"], w["down"], self.epsilon)
        return output_loss(
            x[batch.chosen], self.norm, self.embedding.to(kind), batch.targets, batch.weights, self.epsilon)

    def save(self, folder):
        os.makedirs(folder, exist_ok=True)
        names = dict(norm1="input_layernorm", q="self_attn.q_proj", k="self_attn.k_proj", v="self_attn.v_proj",
                     o="self_attn.o_proj", norm2="post_attention_layernorm", gate="mlp.gate_proj", up="mlp.up_proj",
                     down="mlp.down_proj")
        tensors = {"model.embed_tokens.weight": self.embedding, "model.norm.weight": self.norm}
        for index, layer in enumerate(self.layers):
            for name, tensor in layer.items():
                tensors[f"model.layers.{index}.{names[name]}.weight"] = tensor
        write_safetensors(os.path.join(folder, "model.safetensors"), tensors)
        s = self.sizes
        with open(os.path.join(folder, "config.json"), "w") as file:
            json.dump(dict(
                architectures=["LlamaForCausalLM"], model_type="llama", hidden_act="silu", torch_dtype="float16",
                vocab_size=s["vocabulary"], hidden_size=s["width"], num_hidden_layers=s["layers"],
                num_attention_heads=s["heads"], num_key_value_heads=s["kvHeads"], head_dim=s["headSize"],
                intermediate_size=s["feedForwardWidth"], max_position_embeddings=s["contextLength"],
                rms_norm_eps=self.epsilon, rope_theta=s.get("ropeBase", 10000.0), tie_word_embeddings=True),
                file, indent=1)


def write_safetensors(path, tensors):
    arrays = {name: tensor.detach().float().cpu().numpy().astype(np.float16) for name, tensor in tensors.items()}
    header, offset = {}, 0
    for name, array in arrays.items():
        header[name] = dict(dtype="F16", shape=list(array.shape), data_offsets=[offset, offset + array.nbytes])
        offset += array.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for array in arrays.values():
            file.write(array.tobytes())


# How weights change: Muon for matrices (Jordan et al. 2024), AdamW for the rest.

@compiled
def muon(weights, gradients, momentum, rate, decay, beta):
    """Matrices of one shape, `[count × rows × columns]`."""
    momentum = beta * momentum + gradients
    x = (gradients + beta * momentum).bfloat16()
    rows, columns = x.shape[1:]
    x = x.mT if rows > columns else x
    x = x / (x.float().norm(dim=(1, 2), keepdim=True) + 1e-7).to(x.dtype)
    for _ in range(5):
        square = x @ x.mT
        x = 3.4445 * x + (-4.7750 * square + 2.0315 * square @ square) @ x
    x = (x.mT if rows > columns else x).float()
    return weights * (1 - rate * decay) - rate * math.sqrt(max(1, rows / columns)) * x, momentum


class Optimizer:
    def __init__(self, model, options):
        self.options = options
        self.is_muon = options.get("matrixRule", "AdamW") == "Muon"
        betas, decay = (options.get("beta1", 0.9), options.get("beta2", 0.98)), options.get("weightDecay", 0.02)
        groups = [dict(params=model.norms(), lr=options.get("normLearningRate", 1e-3), weight_decay=0.0, eps=1e-8),
                  dict(params=[model.embedding], lr=options.get("embeddingLearningRate", 1e-3), weight_decay=0.0,
                       eps=options.get("embeddingEpsilon", 1e-5))]
        if not self.is_muon:
            groups.append(dict(params=model.matrices(), lr=options["learningRate"], weight_decay=decay, eps=1e-8))
        self.adamw = torch.optim.AdamW(groups, betas=betas, **({"fused": True} if DEVICE == "cuda" else {}))
        self.rates = [group["lr"] for group in self.adamw.param_groups]
        self.parameters = model.matrices() + model.norms() + [model.embedding]
        shapes = {}
        for matrix in model.matrices():
            shapes.setdefault(matrix.shape, []).append(matrix)
        self.groups = [(matrices, torch.zeros(len(matrices), *shape, device=DEVICE))
                       for shape, matrices in shapes.items()]
        self.rate = torch.zeros((), device=DEVICE)

    @torch.no_grad()
    def step(self, factor):
        if (clip := self.options.get("clipNorm", 1.0)) > 0:
            torch.nn.utils.clip_grad_norm_(self.parameters, clip)
        for group, rate in zip(self.adamw.param_groups, self.rates):
            group["lr"] = rate * factor
        self.adamw.step()
        if self.is_muon:
            self.rate.fill_(self.options["learningRate"] * factor)
            for matrices, momentum in self.groups:
                changed, state = muon(
                    torch.stack(matrices), torch.stack([m.grad for m in matrices]), momentum, self.rate,
                    self.options.get("weightDecay", 0.02), self.options.get("momentum", 0.95))
                momentum.copy_(state)
                for matrix, values in zip(matrices, changed):
                    matrix.copy_(values)
        for parameter in self.parameters:
            parameter.grad = None


@torch.no_grad()
def measure(model, batches, name, kinds):
    """With the right tokens before: the loss, and of each kind the share of conversations that are all right."""
    right, seen, losses = {}, {}, []
    for batch in batches:
        loss, correct = model(batch)
        losses.append(float(loss))
        wrong = batch.chosen_host[~correct[: batch.count].cpu().numpy()]
        owners = np.searchsorted(batch.starts, wrong, side="right") - 1
        failed = set(owners.tolist())
        for index, kind in enumerate(batch.kinds):
            seen[kind] = seen.get(kind, 0) + 1
            right[kind] = right.get(kind, 0) + (index not in failed)
    share = lambda kind: right.get(kind, 0) / max(1, seen.get(kind, 0))
    parts = [f"{kinds[kind // 2]} {share(kind + 1):.2f}/{share(kind):.2f}" for kind in sorted(seen) if kind % 2 == 0]
    say(f"{name} (ja/en): loss {np.mean(losses):.4f}; " + ", ".join(parts))
    return float(np.mean(losses))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("plan")
    parser.add_argument("--corpus", default="dotnet run -c Release --project bench/Ganban.Bench.Corpus --")
    parser.add_argument("--tokenizer")
    parser.add_argument("--output", default="artifacts/training/hub")
    parser.add_argument("--seconds", type=float, default=480)
    parser.add_argument("--held-out", type=int, default=64, help="conversations of a kind and language to measure on")
    given = parser.parse_args()
    with open(given.plan) as file:
        plan = json.loads(re.sub(r"^\s*//.*$", "", file.read(), flags=re.MULTILINE))
    training, options = plan["training"], plan["training"]["optimizer"]
    size, length = training["batchTokens"] * training["batchesPerStep"], training["lengths"][-1]["length"]
    tokenizer = given.tokenizer or os.path.join(os.path.dirname(given.plan), plan["tokenizer"])
    seed, copying = plan["corpus"]["seed"], plan["corpus"]["copyExamples"]
    examples = Batches(f"{given.corpus} batches {tokenizer} {seed} {size} {length} {copying}", size)
    sets = {}
    for split in ("Known", "Unseen"):
        source = Batches(f"{given.corpus} held-out {tokenizer} {split} {given.held_out} {size}", size)
        sets[split] = list(iter(source.next, None))
    kinds = ["grounded", "agent", "search", "action", "query", "extract", "label", "rewrite", "copy", "pattern", "chat"]
    say(f"corpus ready, {DEVICE}, torch {torch.__version__}")
    model = Model(plan["model"], plan.get("initial", {}), training.get("seed", 1))
    optimizer = Optimizer(model, options)
    say(f"{sum(p.numel() for p in optimizer.parameters) / 1e6:.1f} M parameters, {options['matrixRule']}")
    began, step, tokens, told, losses, measured = None, 0, 0, 0.0, [], 0
    fall, end = training["decaySteps"] / training["steps"], training.get("finalFactor", 0.02)
    while True:
        done = 0.0 if began is None else (time.time() - began) / given.seconds
        if done >= 1:
            break
        factor = min(1.0, (step + 1) / training["warmupSteps"]) * (
            1.0 if done < 1 - fall else end + (1 - end) * (1 - done) / fall)
        batch = examples.next()
        loss, _ = model(batch)
        loss.backward()
        optimizer.step(factor)
        losses.append(loss.detach())
        step, tokens = step + 1, tokens + int(batch.starts[-1])
        if step == 3:
            value = float(loss)
            say(f"compiled; loss {value:.4f}")
            began, tokens_before = time.time(), tokens
        elif step % 100 == 0:
            value = float(torch.stack(losses).mean())
            losses = []
            if not math.isfinite(value):
                sys.exit(f"The loss of step {step} is {value}.")
            now = time.time()
            if now - told > 10:
                told = now
                rate = (tokens - tokens_before) / (now - began)
                say(f"step {step}, {tokens / 1e6:.1f} M tokens, loss {value:.4f}, {rate / 1e3:,.0f} k tokens/s, "
                    f"{examples.ready.qsize()} batches ahead, {100 * done:.0f} %")
            if done > (1 + measured) / 5:
                measured += 1
                for split, batches in sets.items():
                    measure(model, batches, split, kinds)
    seconds = time.time() - began
    examples.close()
    model.save(given.output)
    shutil.copy(tokenizer, os.path.join(given.output, "tokenizer.gguf"))
    say(f"{step} steps, {tokens / 1e6:.1f} M tokens, {seconds:.0f} s")
    for split, batches in sets.items():
        measure(model, batches, split, kinds)


if __name__ == "__main__":
    main()
