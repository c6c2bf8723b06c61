"""Dropout whose dice are thrown once: on a CPU torch's own take a fifth of a training step."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

POOL = 1 << 24


class QuickDropout(nn.Module):  # type: ignore[misc]  # torch is not installed where types are checked
    """Zero each number with chance p while training and scale up the others.

    The holes are a window, at a random place, of one long row of holes thrown beforehand.
    """

    def __init__(self, p: float, holes: Tensor, dice: np.random.Generator) -> None:
        """Take the row of holes (values 0 and 1/(1 − p)) and the generator that places windows."""
        super().__init__()
        self.p, self.holes, self.dice = p, holes, dice

    def forward(self, x: Tensor) -> Tensor:
        """Return x with holes while training, x itself otherwise."""
        count = x.numel()
        if not self.training or count > len(self.holes):
            return nn.functional.dropout(x, self.p, self.training)
        begin = int(self.dice.integers(len(self.holes) - count + 1))
        return x * self.holes[begin : begin + count].view(x.shape)


def quicken(net: nn.Module, seed: int) -> None:
    """Put QuickDropout in the place of every nn.Dropout of a net that drops anything."""
    dice = np.random.default_rng(seed)
    rows: dict[float, Tensor] = {}
    for parent in list(net.modules()):
        for name, child in list(parent.named_children()):
            if not isinstance(child, nn.Dropout) or not child.p:
                continue
            if child.p not in rows:
                kept = torch.from_numpy(dice.random(POOL, dtype=np.float32) >= child.p)
                rows[child.p] = kept.to(torch.bfloat16) / (1 - child.p)
            setattr(parent, name, QuickDropout(child.p, rows[child.p], dice))
