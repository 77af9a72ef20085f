"""How weights change: Muon for matrices (Jordan et al. 2024), AdamW for the rest."""
import math

import torch

from device import DEVICE, compiled


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
