"""`train pretrain`: go on with masked words on Vietnamese text, within a fixed CPU budget.

Repairs what four bits and another language mix left behind. The budget counts CPU seconds of this
process over all threads, so it means the same on a busy machine; it is written down with the loss
on held-out text before and after.
"""

from __future__ import annotations

import json
import math
import random
import shutil
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from langnghe.text import fold
from nlp.classifiers.batches import by_length, padded
from nlp.dataset import file_sha, write_json
from nlp.train.encoder import corpora

HELD_OUT = 400  # texts of each corpus that are only for measuring
REPORT = 50  # steps between two lines of progress


def pretrain(
    data: Path, encoder: Path, out: Path, settings: Mapping[str, Any], *, say: Any = print
) -> dict[str, Any]:
    """Train the encoder of a folder on and write it to another; return its about.json.

    settings: cpu_seconds, shares (corpus → share), tokens (of a batch), learning_rate, masked,
    unaccented (share of texts read without accents), seed, threads.
    """
    import torch

    torch.manual_seed(int(settings["seed"]))
    torch.set_num_threads(int(settings["threads"]))
    model = _with_head(encoder)
    texts = corpora.corpora(data, list(settings["shares"]))
    kept_out = {name: rows[:HELD_OUT] for name, rows in texts.items()}
    texts = {name: rows[HELD_OUT:] for name, rows in texts.items()}
    before = held_out_loss(model, encoder, kept_out, settings)
    say(f"masked-word loss before: {before}")
    spent = _train(model, encoder, texts, settings, say)
    after = held_out_loss(model, encoder, kept_out, settings)
    say(f"masked-word loss after: {after}")
    return _write(model, encoder, out, {
        "settings": dict(settings), **spent, "loss_before": before, "loss_after": after,
        "corpora_sha256": corpora.sha_of(texts),
    })  # fmt: skip


def _with_head(encoder: Path) -> Any:
    """Return the encoder with a masked-word head whose output weights are its word embeddings."""
    from torch import nn
    from transformers import AutoModelForMaskedLM

    # Eager attention: the backward pass of sdpa takes twice as long on a CPU.
    model = AutoModelForMaskedLM.from_pretrained(encoder, attn_implementation="eager")
    for part in model.modules():  # nothing is read twice, so nothing can be learned by heart
        if isinstance(part, nn.Dropout):
            part.p = 0.0
    return model


def _train(
    model: Any, encoder: Path, texts: Mapping[str, list[str]], settings: Mapping[str, Any], say: Any
) -> dict[str, Any]:
    import torch

    budget, top = float(settings["cpu_seconds"]), float(settings["learning_rate"])
    plain = [p for n, p in model.named_parameters() if p.ndim < 2]
    heavy = [p for n, p in model.named_parameters() if p.ndim >= 2]
    optimizer = torch.optim.AdamW(
        [{"params": heavy, "weight_decay": 0.01}, {"params": plain, "weight_decay": 0.0}],
        lr=top, betas=(0.9, 0.98), eps=1e-6, fused=True,
    )  # fmt: skip
    begin, wall, steps, tokens, loss_sum = time.process_time(), time.time(), 0, 0, 0.0
    model.train()
    for ids, mask, wanted in _batches(encoder, texts, settings):
        done = (time.process_time() - begin) / budget
        if done >= 1:
            break
        # The rate follows the budget spent, so the run ends cooled down whatever the machine.
        for group in optimizer.param_groups:
            group["lr"] = top * min(done / 0.05, max(0.0, (1 - done) / 0.95), 1.0) + 1e-7
        loss = _loss(model, ids, mask, wanted)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        steps, tokens, loss_sum = (
            steps + 1,
            tokens + int(mask.sum()),
            loss_sum + float(loss.detach()),
        )
        if steps % REPORT == 0:
            say(f"{done:.1%} {steps} steps {tokens} tokens loss {loss_sum / REPORT:.3f}")
            loss_sum = 0.0
    return {
        "cpu_seconds": round(time.process_time() - begin),
        "wall_seconds": round(time.time() - wall),
        "steps": steps,
        "tokens": tokens,
    }


def _loss(model: Any, ids: Any, mask: Any, wanted: Any) -> Any:
    """Return the mean loss at masked places; the head runs only there, it is most of the work."""
    import torch

    with torch.autocast("cpu", dtype=torch.bfloat16):
        hidden = model.base_model(input_ids=ids, attention_mask=mask).last_hidden_state
        places = wanted >= 0
        scores = _head(model)(hidden[places])
    return torch.nn.functional.cross_entropy(scores.float(), wanted[places])


def _head(model: Any) -> Any:
    # BERT calls it cls, RoBERTa (PhoBERT, ViSoBERT) lm_head.
    return model.cls.predictions if hasattr(model, "cls") else model.lm_head


def _batches(
    encoder: Path, texts: Mapping[str, list[str]], settings: Mapping[str, Any]
) -> Iterator[tuple[Any, Any, Any]]:
    """Yield batches of one length class for ever: ids, mask, wanted pieces (-1 where not masked)."""
    import torch
    from transformers import AutoTokenizer

    reader = AutoTokenizer.from_pretrained(encoder)
    seed, size = int(settings["seed"]), int(settings["tokens"])
    chance = random.Random(seed)  # noqa: S311 - no secret
    rng = np.random.default_rng(seed)
    stream = corpora.mixture(texts, settings["shares"], seed)
    while True:
        pool = [_spoken(next(stream), chance, float(settings["unaccented"])) for _ in range(1024)]
        rows = reader(pool, truncation=True, max_length=128)["input_ids"]
        batches = list(by_length(rows, size))
        for index in rng.permutation(len(batches)):
            ids, mask = padded([rows[i] for i in batches[index]], reader.pad_token_id)
            ids, wanted = masked(ids, mask, reader, float(settings["masked"]), rng)
            yield tuple(torch.from_numpy(a) for a in (ids, mask, wanted))


def _spoken(text: str, chance: random.Random, unaccented: float) -> str:
    return fold(text) if chance.random() < unaccented else text


def masked(
    ids: NDArray[np.int64],
    mask: NDArray[np.int64],
    reader: Any,
    share: float,
    rng: np.random.Generator,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return ids with `share` of the pieces hidden (80 % mask, 10 % another, 10 % as it was)."""
    usual = (mask == 1) & ~np.isin(ids, reader.all_special_ids)
    chosen = usual & (rng.random(ids.shape) < share)
    if not chosen.any():
        chosen.flat[np.flatnonzero(mask)[min(1, mask.sum() - 1)]] = True
    wanted = np.where(chosen, ids, -1)
    how = rng.random(ids.shape)
    out = np.where(chosen & (how < 0.8), reader.mask_token_id, ids)
    other = rng.integers(0, len(reader), size=ids.shape)
    return np.where(chosen & (how >= 0.9), other, out), wanted


def held_out_loss(
    model: Any, encoder: Path, texts: Mapping[str, list[str]], settings: Mapping[str, Any]
) -> dict[str, float]:
    """Return corpus → mean masked-word loss (nats), on the same masks every time."""
    import torch
    from transformers import AutoTokenizer

    reader = AutoTokenizer.from_pretrained(encoder)
    rng = np.random.default_rng(7)
    model.eval()
    found = {}
    for name, rows in texts.items():
        total, places = 0.0, 0
        ordered = sorted(reader(rows, truncation=True, max_length=128)["input_ids"], key=len)
        for start in range(0, len(ordered), 32):
            ids, mask = padded(ordered[start : start + 32], reader.pad_token_id)
            ids, wanted = masked(ids, mask, reader, 0.15, rng)
            with torch.no_grad():
                loss = _loss(model, *(torch.from_numpy(a) for a in (ids, mask, wanted)))
            hidden = int((wanted >= 0).sum())
            total, places = total + float(loss) * hidden, places + hidden
        found[name] = round(total / max(1, places), 4)
    return found


def _write(model: Any, encoder: Path, out: Path, run: dict[str, Any]) -> dict[str, Any]:
    out.mkdir(parents=True, exist_ok=True)
    for path in encoder.iterdir():
        if path.suffix in (".json", ".txt", ".model") and path.name != "about.json":
            shutil.copy(path, out / path.name)
    model.base_model.save_pretrained(out)
    described: dict[str, Any] = json.loads((encoder / "about.json").read_text(encoding="utf-8"))
    if any(math.isnan(v) for v in run["loss_after"].values()):
        raise ValueError("the loss is no number; lower learning_rate")
    described["pretrained"] = run
    described["files_sha256"] = {p.name: file_sha(p) for p in sorted(out.glob("*.safetensors"))}
    write_json(out / "about.json", described)
    return described
