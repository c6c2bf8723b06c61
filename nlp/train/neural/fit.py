"""The training loop: one epoch is every gold text once and a share of each auxiliary set."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from nlp.classifiers.base import TextItem
from nlp.classifiers.batches import PAD, by_length, padded
from nlp.classifiers.reading import Reader
from nlp.train.neural import tasks
from nlp.train.neural.dropout import quicken
from nlp.train.neural.net import Net, groups
from nlp.train.neural.tasks import Lesson

Teacher = Callable[[Sequence[Lesson]], NDArray[np.float32]]


def fit(
    net: Net, reader: Reader, gold: Sequence[Lesson], auxiliary: Mapping[str, Sequence[Lesson]],
    settings: Mapping[str, Any], *, teacher: Teacher | None = None, say: Any = print,
    each_epoch: Callable[[int], None] | None = None,
) -> dict[str, float]:  # fmt: skip
    """Train a net in place and return what it cost.

    settings: seed, epochs, learning_rate, head_rate, decay, tokens (of a batch), rare (power of the
    class weights), smooth, shares (task → weight), auxiliary_share, auxiliary_rows (an epoch and
    set), varied (perturbation → chance), distil (share of the teacher's word), warmth, adversary.
    """
    seed = int(settings["seed"])
    torch.manual_seed(seed)
    quicken(net, seed)
    rng, order = Random(seed), np.random.default_rng(seed)  # noqa: S311 - no secret
    weights = tasks.class_weights(gold, float(settings["rare"]))
    optimizer = torch.optim.AdamW(
        groups(net, float(settings["learning_rate"]), float(settings["head_rate"]),
               float(settings["decay"])),
        betas=(0.9, 0.98), eps=1e-6, fused=True,
    )  # fmt: skip
    epochs, begin, tokens = int(settings["epochs"]), time.process_time(), 0
    for epoch in range(epochs):
        net.train()
        rows = _epoch(gold, auxiliary, settings, rng, order)
        batches = list(_batches(rows, reader, int(settings["tokens"]), order))
        total = 0.0
        for step, (part, ids, mask) in enumerate(batches):
            _set_rate(optimizer, (epoch + step / len(batches)) / epochs)
            loss = _loss(net, part, ids, mask, weights, settings, teacher)
            loss.backward()
            if float(settings.get("adversary", 0)):
                _against(net, part, ids, mask, weights, settings, teacher)
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            total, tokens = total + float(loss.detach()), tokens + int(mask.sum())
        say(f"epoch {epoch + 1}/{epochs} loss {total / len(batches):.4f} "
            f"cpu {time.process_time() - begin:.0f} s")  # fmt: skip
        if each_epoch:
            each_epoch(epoch)
    return {"cpu_seconds": round(time.process_time() - begin), "tokens": tokens}


def scores(net: Net, reader: Reader, items: Sequence[TextItem]) -> NDArray[np.float32]:
    """Return items × WIDTH scores, in the order of the items."""
    net.eval()
    rows = reader.pieces(items)
    out: NDArray[np.float32] | None = None
    for chosen in by_length(rows, 4096):
        ids, mask = padded([rows[i] for i in chosen], PAD)
        with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
            found = net(torch.from_numpy(ids), torch.from_numpy(mask)).float().numpy()
        if out is None:
            out = np.zeros((len(rows), found.shape[1]), dtype=np.float32)
        out[chosen] = found
    assert out is not None, "no item"
    return out


def _epoch(
    gold: Sequence[Lesson], auxiliary: Mapping[str, Sequence[Lesson]],
    settings: Mapping[str, Any], rng: Random, order: np.random.Generator,
) -> list[Lesson]:  # fmt: skip
    rows = list(gold)
    for helper in auxiliary.values():
        count = min(len(helper), int(settings["auxiliary_rows"]))
        rows += [helper[i] for i in order.permutation(len(helper))[:count]]
    return [tasks.varied(row, settings["varied"], rng) for row in rows]


def _batches(
    rows: Sequence[Lesson], reader: Reader, tokens: int, order: np.random.Generator
) -> Iterator[tuple[list[Lesson], Tensor, Tensor]]:
    """Yield batches of one kind (gold, or one auxiliary set) and about one length, in random order."""
    pieces = reader.pieces([row.item for row in rows])
    found = []
    for name in sorted({row.auxiliary for row in rows}):
        # Shuffled first, so that texts of one length meet others in every epoch.
        mine = [int(i) for i in order.permutation(len(rows)) if rows[i].auxiliary == name]
        together = by_length([pieces[i] for i in mine], tokens)
        found += [[mine[i] for i in chosen] for chosen in together]
    for index in order.permutation(len(found)):
        ids, mask = padded([pieces[i] for i in found[index]], PAD)
        yield [rows[i] for i in found[index]], torch.from_numpy(ids), torch.from_numpy(mask)


def _loss(
    net: Net, part: Sequence[Lesson], ids: Tensor, mask: Tensor, weights: Tensor,
    settings: Mapping[str, Any], teacher: Teacher | None,
) -> Tensor:  # fmt: skip
    name = part[0].auxiliary
    with torch.autocast("cpu", dtype=torch.bfloat16):
        pooled = net.dropout(net.pooled(ids, mask))
        out = (net.auxiliary[name] if name and name in net.auxiliary else net.head)(pooled)
    out = out.float()
    if name and name in net.auxiliary:
        right = torch.tensor([row.label for row in part])
        plain = torch.nn.functional.cross_entropy(out, right)
        return plain * float(settings["auxiliary_share"])
    said = torch.from_numpy(teacher(part)) if teacher else None
    if name:  # an unlabelled text for a student: the teacher's word alone
        assert said is not None, "an auxiliary set needs a head or a teacher"
        return tasks.distance(out, said, float(settings["warmth"]))
    ours = torch.tensor([row.ours for row in part])
    news = torch.tensor([int(row.item.kind == "article") for row in part])
    loss = tasks.loss(
        out + ours[:, None] * net.readers[news],
        tasks.arrays(part),
        weights,
        settings["shares"],
        float(settings["smooth"]),
    )
    if said is None:
        return loss
    share = float(settings["distil"])
    return (1 - share) * loss + share * tasks.distance(out, said, float(settings["warmth"]))


def _against(
    net: Net, part: Sequence[Lesson], ids: Tensor, mask: Tensor, weights: Tensor,
    settings: Mapping[str, Any], teacher: Teacher | None,
) -> None:  # fmt: skip
    """Add the gradient at word embeddings moved a step uphill (fast gradient method, Miyato 2017)."""
    words = net.encoder.embeddings.word_embeddings.weight
    assert words.grad is not None
    norm = words.grad.norm()
    if not torch.isfinite(norm) or norm == 0:
        return
    step = float(settings["adversary"]) * words.grad / norm
    words.data.add_(step)
    _loss(net, part, ids, mask, weights, settings, teacher).backward()
    words.data.sub_(step)


def _set_rate(optimizer: Any, done: float) -> None:
    """Warm up over a tenth of the run, then go down in a straight line."""
    factor = min(done / 0.1, (1 - done) / 0.9)
    for group in optimizer.param_groups:
        group["lr"] = group["top"] * max(factor, 1e-3)
