"""Makes tiny-llama/: a llama model with seeded random weights, and what PyTorch computes with it.

Run with any PyTorch from 1.13 on: python3 make_tiny_llama.py
Weights are rounded to F16 before anything is computed, so that the file and the expected numbers agree exactly.
"""
import json
import math
import struct

import torch
import torch.nn.functional as F

VOCABULARY, WIDTH, LAYERS, HEADS, KV_HEADS, FEED_FORWARD, CONTEXT = 300, 64, 2, 4, 2, 128, 96
HEAD = WIDTH // HEADS
EPSILON, THETA = 1e-5, 10000.0
SPECIAL = ["<pad>", "<s>", "</s>", "<|im_start|>", "<|im_end|>", "<tool_call>", "</tool_call>", "<tools>", "</tools>"]
TEXT = list("\u2581abcdefghilmnoprstuwy.,!") + ["he", "th", "the", "\u2581the", "in", "an", "\u5ca9", "\u76e4", "\u5ca9\u76e4"]


def make_tensors():
    torch.manual_seed(20)
    tensors = {}

    def add(name, *shape, scale):
        tensors[name] = (torch.randn(*shape) * scale).half()

    add("model.embed_tokens.weight", VOCABULARY, WIDTH, scale=0.5)
    add("model.norm.weight", WIDTH, scale=0.1)
    tensors["model.norm.weight"] += 1
    for layer in range(LAYERS):
        prefix = f"model.layers.{layer}."
        for norm in ("input_layernorm", "post_attention_layernorm"):
            add(prefix + norm + ".weight", WIDTH, scale=0.1)
            tensors[prefix + norm + ".weight"] += 1
        add(prefix + "self_attn.q_proj.weight", HEADS * HEAD, WIDTH, scale=0.2)
        add(prefix + "self_attn.k_proj.weight", KV_HEADS * HEAD, WIDTH, scale=0.2)
        add(prefix + "self_attn.v_proj.weight", KV_HEADS * HEAD, WIDTH, scale=0.1)
        add(prefix + "self_attn.o_proj.weight", WIDTH, HEADS * HEAD, scale=0.1)
        add(prefix + "mlp.gate_proj.weight", FEED_FORWARD, WIDTH, scale=0.1)
        add(prefix + "mlp.up_proj.weight", FEED_FORWARD, WIDTH, scale=0.1)
        add(prefix + "mlp.down_proj.weight", WIDTH, FEED_FORWARD, scale=0.1)
    return tensors


def norm(x, weight):
    return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + EPSILON) * weight


def rotate(x, angles):  # [heads, tokens, head], Hugging Face's order: the two halves of a head are turned together
    first, second = x[..., : HEAD // 2], x[..., HEAD // 2:]
    return torch.cat((first * angles.cos() - second * angles.sin(), second * angles.cos() + first * angles.sin()), -1)


def forward(w, ids):  # logits [tokens, vocabulary], in double precision
    tokens = len(ids)
    x = w["model.embed_tokens.weight"][ids]
    frequencies = 1.0 / THETA ** (torch.arange(0, HEAD, 2).double() / HEAD)
    angles = torch.outer(torch.arange(tokens).double(), frequencies)
    mask = torch.full((tokens, tokens), float("-inf")).double().triu(1)
    for layer in range(LAYERS):
        p = f"model.layers.{layer}."
        n = norm(x, w[p + "input_layernorm.weight"])
        q = (n @ w[p + "self_attn.q_proj.weight"].T).view(tokens, HEADS, HEAD).transpose(0, 1)
        k = (n @ w[p + "self_attn.k_proj.weight"].T).view(tokens, KV_HEADS, HEAD).transpose(0, 1)
        v = (n @ w[p + "self_attn.v_proj.weight"].T).view(tokens, KV_HEADS, HEAD).transpose(0, 1)
        q, k = rotate(q, angles), rotate(k, angles)
        k, v = k.repeat_interleave(HEADS // KV_HEADS, 0), v.repeat_interleave(HEADS // KV_HEADS, 0)
        a = torch.softmax(q @ k.transpose(1, 2) / math.sqrt(HEAD) + mask, -1) @ v
        x = x + a.transpose(0, 1).reshape(tokens, WIDTH) @ w[p + "self_attn.o_proj.weight"].T
        n = norm(x, w[p + "post_attention_layernorm.weight"])
        gated = F.silu(n @ w[p + "mlp.gate_proj.weight"].T) * (n @ w[p + "mlp.up_proj.weight"].T)
        x = x + gated @ w[p + "mlp.down_proj.weight"].T
    return norm(x, w["model.norm.weight"]) @ w["model.embed_tokens.weight"].T


def write_safetensors(tensors):
    header, offset, bodies = {}, 0, []
    for name, tensor in tensors.items():
        body = tensor.contiguous().numpy().tobytes()
        header[name] = {"dtype": "F16", "shape": list(tensor.shape), "data_offsets": [offset, offset + len(body)]}
        offset += len(body)
        bodies.append(body)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open("tiny-llama/model.safetensors", "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(bodies))


def write_json(name, value):
    with open(f"tiny-llama/{name}", "w", encoding="utf-8") as file:
        json.dump(value, file, ensure_ascii=False)
        file.write("\n")


tensors = make_tensors()
write_safetensors(tensors)
write_json("config.json", dict(
    model_type="llama", vocab_size=VOCABULARY, hidden_size=WIDTH, num_hidden_layers=LAYERS, num_attention_heads=HEADS,
    num_key_value_heads=KV_HEADS, intermediate_size=FEED_FORWARD, max_position_embeddings=CONTEXT,
    rms_norm_eps=EPSILON, rope_theta=THETA, tie_word_embeddings=True, bos_token_id=1, eos_token_id=4))
tokens = SPECIAL + [f"<0x{byte:02X}>" for byte in range(256)] + TEXT
tokens += [f"<unused{index}>" for index in range(VOCABULARY - len(tokens))]
assert len(tokens) == VOCABULARY
write_json("tokenizer.json", dict(
    special=SPECIAL, tokens=tokens,
    scores=[0.0 if index < len(SPECIAL) else -1e4 if index < len(SPECIAL) + 256 else float(-index)
            for index in range(VOCABULARY)]))

weights = {name: tensor.double() for name, tensor in tensors.items()}
cases = []
generator = torch.Generator().manual_seed(7)
for length in (1, 7, 75):
    prompt = torch.randint(0, VOCABULARY, (length,), generator=generator).tolist()
    logits = forward(weights, prompt)[-1]
    ids, margins = list(prompt), []
    for _ in range(16):
        best = torch.topk(forward(weights, ids)[-1], 2)
        margins.append(float(best.values[0] - best.values[1]))
        ids.append(int(best.indices[0]))
    print(length, "smallest margin between best and second best:", min(margins), "logits from", float(logits.min()), "to", float(logits.max()))
    cases.append(dict(prompt=prompt, logits=[round(value, 6) for value in logits.tolist()], greedy=ids[length:]))
write_json("expected.json", cases)
