"""The network: an encoder, the mean of its last layer, one linear head over it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from nlp.classifiers.heads import WIDTH


class Net(nn.Module):  # type: ignore[misc]  # torch is not installed where types are checked
    """Score texts on every task of heads.COLUMNS; auxiliary heads serve training alone."""

    def __init__(self, encoder: Any, auxiliary: Mapping[str, int] | None = None) -> None:
        """Put heads on an encoder; auxiliary: set name → number of its classes."""
        super().__init__()
        self.encoder = encoder
        width = int(encoder.config.hidden_size)
        self.dropout = nn.Dropout(0.1)
        self.head = nn.Linear(width, WIDTH)
        # How far the readers of models/gold stand from those of the gold, in comments and in news;
        # learned beside the head and left out when texts are judged.
        self.readers = nn.Parameter(torch.zeros(2, WIDTH))
        self.auxiliary = nn.ModuleDict(
            {n: nn.Linear(width, c) for n, c in (auxiliary or {}).items()}
        )

    def pooled(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Return texts × hidden: the mean over real pieces."""
        hidden = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        weight = mask.unsqueeze(-1).to(hidden.dtype)
        pooled: Tensor = (hidden * weight).sum(1) / weight.sum(1)
        return pooled

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Return texts × WIDTH scores before any softmax."""
        scores: Tensor = self.head(self.dropout(self.pooled(ids, mask)))
        return scores


def load_encoder(folder: Path, dropout: float = 0.1) -> Any:
    """Return the encoder of a folder (ours or a hub model's), without a pooler."""
    from transformers import AutoModel

    # Eager attention: the backward pass of sdpa takes twice as long on a CPU.
    encoder = AutoModel.from_pretrained(
        folder, attn_implementation="eager", hidden_dropout_prob=dropout,
        attention_probs_dropout_prob=0.0, dtype=torch.float32,
    )  # fmt: skip
    if getattr(encoder, "pooler", None) is not None:
        encoder.pooler = None
    return encoder


def shallow(net: Net, layers: list[int], dropout: float = 0.1) -> Net:
    """Return a copy of a net with only some of its layers: where a student begins."""
    import copy

    encoder = copy.deepcopy(net.encoder)
    encoder.encoder.layer = nn.ModuleList(encoder.encoder.layer[i] for i in layers)
    encoder.config.num_hidden_layers = len(layers)
    student = Net(encoder)
    student.head.load_state_dict(net.head.state_dict())
    student.readers.data.copy_(net.readers.data)
    for part in student.modules():
        if isinstance(part, nn.Dropout) and part.p:
            part.p = dropout
    return student


def groups(net: Net, rate: float, head_rate: float, decay: float) -> list[dict[str, Any]]:
    """Return optimiser groups: lower layers learn slower, biases and norms are not drawn to zero."""
    depth = len(net.encoder.encoder.layer)
    found: dict[tuple[float, float], list[Any]] = {}
    for name, parameter in net.named_parameters():
        if not name.startswith("encoder."):
            lr = head_rate
        elif ".layer." in name:
            layer = int(name.split(".layer.")[1].split(".")[0])
            lr = rate * decay ** (depth - 1 - layer)
        else:
            lr = rate * decay**depth
        found.setdefault((lr, 0.01 if parameter.ndim > 1 else 0.0), []).append(parameter)
    return [
        {"params": params, "lr": lr, "top": lr, "weight_decay": weight}
        for (lr, weight), params in found.items()
    ]
