"""The same model and step in PyTorch: the peer of the benchmark, and the source of the facts that a test compares with.

bench:  python3 pytorch.py bench [threads] [fp32|bf16] [seconds]
facts:  python3 pytorch.py facts > tests/Ganban.Training.Tests/Facts/step.json
Needs Debian's python3-torch, python3-numpy and libopenblas0-pthread.
"""
import json
import math
import sys
import time

import torch
import torch.nn.functional as F


def rms_norm(x, weight):
    return x.float() * torch.rsqrt(x.float().pow(2).mean(-1, keepdim=True) + 1e-5) * weight


def turn(x, base):
    half = x.shape[-1] // 2
    angle = torch.outer(torch.arange(x.shape[-2]).float(), base ** (-torch.arange(half).float() / half))
    a, b = x[..., :half], x[..., half:]
    return torch.cat((a * angle.cos() - b * angle.sin(), a * angle.sin() + b * angle.cos()), -1)


def loss_of(p, c, tokens, weights):
    """The sum of the weighted losses of rows of tokens, `[rows × length]`."""
    rows, length = tokens.shape
    x = p["token_embd.weight"][tokens]
    mask = torch.full((length, length), float("-inf")).triu(1)
    for layer in range(c["layers"]):
        w = lambda name: p[f"blk.{layer}.{name}.weight"]
        h = rms_norm(x, w("attn_norm"))
        split = lambda y, heads: y.view(rows, length, heads, c["head"]).transpose(1, 2)
        q = turn(split(F.linear(h, w("attn_q")), c["heads"]), c["base"])
        k = turn(split(F.linear(h, w("attn_k")), c["kv"]), c["base"])
        v = split(F.linear(h, w("attn_v")), c["kv"])
        group = c["heads"] // c["kv"]
        q = q.reshape(rows, c["kv"], group * length, c["head"])
        scores = torch.matmul(q, k.transpose(2, 3)) / math.sqrt(c["head"])
        scores = torch.softmax(scores.view(rows, c["heads"], length, length) + mask, -1)
        mixed = torch.matmul(scores.view(rows, c["kv"], group * length, length).to(v.dtype), v)
        mixed = mixed.view(rows, c["heads"], length, c["head"]).transpose(1, 2).reshape(rows, length, -1)
        x = x + F.linear(mixed, w("attn_output"))
        h = rms_norm(x, w("ffn_norm"))
        x = x + F.linear(F.silu(F.linear(h, w("ffn_gate"))) * F.linear(h, w("ffn_up")), w("ffn_down"))
    chosen = weights[:, 1:] > 0
    h = rms_norm(x[:, :-1][chosen], p["output_norm.weight"])
    logits = F.linear(h, p["token_embd.weight"]).float()
    return (F.cross_entropy(logits, tokens[:, 1:][chosen], reduction="none") * weights[:, 1:][chosen]).sum()


def shapes(c):
    d, q, kv, ff = c["width"], c["heads"] * c["head"], c["kv"] * c["head"], c["ff"]
    yield "token_embd.weight", (c["vocabulary"], d)
    for layer in range(c["layers"]):
        for name, shape in (("attn_norm", (d,)), ("attn_q", (q, d)), ("attn_k", (kv, d)), ("attn_v", (kv, d)),
                            ("attn_output", (d, q)), ("ffn_norm", (d,)), ("ffn_gate", (ff, d)), ("ffn_up", (ff, d)),
                            ("ffn_down", (d, ff))):
            yield f"blk.{layer}.{name}.weight", shape
    yield "output_norm.weight", (d,)


def facts():
    """Two steps of AdamW on a toy model whose numbers follow from formulas."""
    torch.set_num_threads(1)
    c = dict(vocabulary=13, width=12, layers=2, heads=4, kv=2, head=6, ff=10, base=100.0)
    p, offset = {}, 0
    for name, shape in shapes(c):
        count = math.prod(shape)
        values = [0.4 * math.sin(1 + 0.7 * i) for i in range(offset, offset + count)]
        p[name] = torch.tensor(values, dtype=torch.float32).view(shape).requires_grad_()
        offset += count
    tokens = torch.tensor([[(7 * i + 3 * i * i) % 13 for i in range(row, row + 9)] for row in (0, 20)])
    weights = torch.tensor([[i % 3 * 0.5 for i in range(9)] for _ in (0, 1)])
    matrices = [v for n, v in p.items() if v.dim() == 2 and n != "token_embd.weight"]
    norms = [v for v in p.values() if v.dim() == 1]
    optimizer = torch.optim.AdamW(
        [dict(params=matrices, lr=0.01, weight_decay=0.1, eps=1e-8),
         dict(params=norms, lr=0.003, weight_decay=0.0, eps=1e-8),
         dict(params=[p["token_embd.weight"]], lr=0.02, weight_decay=0.0, eps=1e-5)], betas=(0.9, 0.98))
    summary = lambda t: [float(t.double().sum()), float(t.double().pow(2).sum())] + t.flatten()[:3].tolist()
    steps = []
    for _ in range(2):
        loss = loss_of(p, c, tokens, weights) / weights[:, 1:].sum()
        optimizer.zero_grad()
        loss.backward()
        gradients = {n: summary(v.grad) for n, v in p.items()}
        norm = torch.nn.utils.clip_grad_norm_(list(p.values()), 0.5)
        optimizer.step()
        steps.append(dict(loss=float(loss), norm=float(norm), gradients=gradients,
                          weights={n: summary(v.detach()) for n, v in p.items()}))
    print(json.dumps(steps, indent=1))


def bench(threads, kind, seconds):
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    c = dict(vocabulary=6144, width=256, layers=6, heads=4, kv=2, head=64, ff=640, base=10000.0)
    p = {n: (torch.randn(s) * 0.02 if len(s) == 2 else torch.ones(s)).requires_grad_() for n, s in shapes(c)}
    optimizer = torch.optim.AdamW(p.values(), lr=1e-3, betas=(0.9, 0.98))
    tokens = torch.randint(0, 6144, (4, 512))
    weights = (torch.rand(4, 512) < float(sys.argv[5] if len(sys.argv) > 5 else 1)).float()

    def step():
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=kind == "bf16"):
            loss = loss_of(p, c, tokens, weights) / weights[:, 1:].sum()
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(list(p.values()), 1.0)
        optimizer.step()

    step()
    step()
    count, wall, cpu = 0, time.perf_counter(), time.process_time()
    while time.perf_counter() - wall < seconds:
        step()
        count += 1
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"PyTorch {torch.__version__} {kind} {threads} threads: {2048 * count / wall:.0f} tokens/s, "
          f"{2048 * count / cpu:.0f} per CPU second, {count} steps")


if sys.argv[1:2] == ["facts"]:
    facts()
elif sys.argv[1:2] == ["bench"]:
    bench(int(sys.argv[2]), sys.argv[3], float(sys.argv[4]))
else:
    sys.exit(__doc__)
