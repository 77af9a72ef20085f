"""A llama: forward pass, its files."""
import json
import math
import os

import numpy as np
import torch
import torch.nn.functional as F

from attention import choose_attention
from device import DEVICE, compiled
from gguf import read_gguf


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
    def __init__(self, sizes, initial, seed, base=None, attend=None):
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
        self.attend = attend or choose_attention(sizes["heads"], sizes["headSize"])
        if base:
            self.load(read_gguf(base))

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

    def load(self, tensors):
        """Takes the weights of a GGUF file of the same sizes."""
        names = dict(norm1="attn_norm", q="attn_q", k="attn_k", v="attn_v", o="attn_output", norm2="ffn_norm",
                     gate="ffn_gate", up="ffn_up", down="ffn_down")
        pairs = [(self.embedding, "token_embd"), (self.norm, "output_norm")]
        for index, layer in enumerate(self.layers):
            pairs += [(tensor, f"blk.{index}.{names[name]}") for name, tensor in layer.items()]
        with torch.no_grad():
            for tensor, name in pairs:
                tensor.copy_(torch.from_numpy(tensors[name + ".weight"]))

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
