"""Which models there are, whether their files are whole, and what they are worth."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from langnghe.errors import ModelError
from nlp.classifiers.base import Classifier

MODELS = Path(__file__).parents[1] / "models"

# profile → kind of model. The transformer will take "accurate" when it is shipped and better.
PROFILES: dict[str, str] = {"fast": "linear", "accurate": "linear", "baseline": "keyword"}
DEFAULT = "accurate"
_NEEDED = {"name", "file", "sha256", "cuts", "inputs", "n_grams", "scores"}


def about(folder: Path = MODELS) -> dict[str, Any]:
    """Return linear.json: name, SHA-256, cuts, inputs and figures of the linear model."""
    path = folder / "linear.json"
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(found, dict) or (missing := _NEEDED - found.keys()):
            raise ValueError(f"no {missing}" if isinstance(found, dict) else "no object")
    except (OSError, ValueError) as error:
        raise ModelError(
            f"{path}: không đọc được mô tả mô hình; cài lại gói hoặc chạy `langnghe train linear`"
        ) from error
    return found


def linear(folder: Path = MODELS) -> Classifier:
    """Return the linear model of a folder; a file that is not the one described is refused."""
    from nlp.classifiers.decide import Cuts
    from nlp.classifiers.linear import LinearClassifier, from_bytes

    described = about(folder)
    path = folder / str(described["file"])
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ModelError(
            f"{path}: thiếu tệp trọng số; cài lại gói hoặc chạy `langnghe train linear`"
        ) from error
    if hashlib.sha256(data).hexdigest() != described["sha256"]:
        raise ModelError(
            f"{path}: tệp trọng số khác bản đã công bố (SHA-256 không khớp), không dùng; "
            "cài lại gói hoặc chạy `langnghe train linear`"
        )
    return LinearClassifier(described["name"], from_bytes(data, Cuts.from_dict(described["cuts"])))


def profile_of(profile: str | None) -> str:
    """Return the kind of model a profile stands for; None is the best that is shipped."""
    chosen = DEFAULT if profile is None else profile
    if chosen not in PROFILES:
        raise ModelError(
            f"không có cấu hình mô hình {chosen!r}; chọn một trong: {', '.join(PROFILES)}"
        )
    return PROFILES[chosen]


@lru_cache(maxsize=2)
def classifier(kind: str) -> Classifier:
    """Return one shipped classifier, loaded once a process."""
    if kind == "keyword":
        from nlp.classifiers.keyword import KeywordClassifier

        return KeywordClassifier()
    return linear()


def info(folder: Path = MODELS) -> str:
    """Return what `model info` prints: every profile, its model, its state and its figures."""
    lines = []
    for profile, kind in PROFILES.items():
        mark = " (mặc định)" if profile == DEFAULT else ""
        lines.append(f"{profile}{mark}: {'từ khoá (keyword@1)' if kind == 'keyword' else kind}")
    described = about(folder)
    size = (folder / described["file"]).stat().st_size if _whole(folder, described) else 0
    state = f"nguyên vẹn, {size / 1e6:.1f} MB" if size else "HỎNG hoặc THIẾU: cài lại gói"
    lines += [
        "",
        f"{described['name']}: {described['file']} – {state}",
        f"  SHA-256 {described['sha256']}",
        f"  {described['n_grams']:,} đặc trưng".replace(",", "."),
        "  học từ: " + ", ".join(f"{n} ({v['texts']})" for n, v in described["inputs"].items()),
    ]
    for scores in described["scores"]:
        lines.append(f"  đo trên {scores['how']} ({scores['n']} văn bản):")
        lines += [f"    {name} {value:.3f}" for name, value in scores["figures"].items()]
    lines.append("  thẻ mô hình: models/CARD.md")
    return "\n".join(lines)


def _whole(folder: Path, described: dict[str, Any]) -> bool:
    path = folder / str(described["file"])
    return path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == described["sha256"]
