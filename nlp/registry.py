"""Which models there are, whether their files are whole, and what they are worth."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from langnghe.errors import ModelError
from langnghe.numbers import number
from nlp.classifiers.base import Classifier

if TYPE_CHECKING:
    from nlp.normalise.accents import Accents

MODELS = Path(__file__).parents[1] / "models"

# profile → kinds of model, the first that is shipped is meant. "accurate" is the default.
PROFILES: dict[str, tuple[str, ...]] = {
    "fast": ("fast", "linear"),
    "accurate": ("accurate", "linear"),
    "linear": ("linear",),
    "baseline": ("keyword",),
}
DEFAULT = "accurate"
_NEEDED = frozenset(("name", "file", "sha256", "cuts", "inputs", "scores"))
_OF_ACCENTS = frozenset(("name", "file", "sha256", "inputs"))  # it decides nothing, so has no cuts
_MEND = "cài lại gói hoặc chạy `langnghe train`"


def about(
    kind: str = "linear", folder: Path = MODELS, *, needed: frozenset[str] = _NEEDED
) -> dict[str, Any]:
    """Return KIND.json: name, file, SHA-256, cuts, inputs and figures of a model.

    needed: the keys it must have; one that is missing, or damaged JSON, is a ModelError.
    """
    path = folder / f"{kind}.json"
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(found, dict) or (missing := needed - found.keys()):
            raise ValueError(f"no {missing}" if isinstance(found, dict) else "no object")
    except (OSError, ValueError) as error:
        raise ModelError(f"{path}: không đọc được mô tả mô hình; {_MEND}") from error
    return found


def _whole_file(path: Path, sha256: str) -> bytes:
    """Return a file's bytes; one that is not the file described is refused."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ModelError(f"{path}: thiếu tệp trọng số; {_MEND}") from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ModelError(
            f"{path}: tệp trọng số khác bản đã công bố (SHA-256 không khớp), không dùng; {_MEND}"
        )
    return data


def linear(folder: Path = MODELS) -> Any:
    """Return the linear model of a folder."""
    from nlp.classifiers.decide import Cuts
    from nlp.classifiers.linear import LinearClassifier, from_bytes

    described = about("linear", folder)
    data = _whole_file(folder / str(described["file"]), described["sha256"])
    weights = from_bytes(data, Cuts.from_dict(described["cuts"]))
    found = LinearClassifier(described["name"], weights)
    found.accents = accents(folder)
    return found


@lru_cache(maxsize=2)
def accents(folder: Path = MODELS) -> Accents | None:
    """Return what gives texts their accents back; None where a folder of models has none."""
    from nlp.normalise.accents import from_bytes

    if not (folder / "accents.json").exists():
        return None
    described = about("accents", folder, needed=_OF_ACCENTS)
    return from_bytes(_whole_file(folder / str(described["file"]), described["sha256"]))


def transformer(kind: str, folder: Path = MODELS) -> Classifier:
    """Return the fast or the accurate transformer of a folder, with its linear adviser."""
    from nlp.classifiers.blend import Blend
    from nlp.classifiers.decide import Cuts
    from nlp.classifiers.encoder import Encoder, EncoderClassifier, session
    from nlp.classifiers.reading import reader_of

    described = about(kind, folder)
    weights = _whole_file(folder / str(described["file"]), described["sha256"])
    try:
        pieces = _whole_file(folder / described["tokenizer"], described["tokenizer_sha256"])
        blend, cuts = Blend.from_dict(described["blend"]), Cuts.from_dict(described["cuts"])
        adviser = described["linear_sha256"]
    except (KeyError, TypeError, ValueError) as error:
        raise ModelError(
            f"{folder / kind}.json: mô tả thiếu hoặc sai ({error}); {_MEND}"
        ) from error
    if about("linear", folder)["sha256"] != adviser:
        raise ModelError(f"{kind}: mô hình tuyến tính đi kèm không phải bản đã khớp; {_MEND}")
    encoder = Encoder(session(weights), reader_of(pieces))
    found = EncoderClassifier(described["name"], encoder, linear(folder), blend, cuts)
    found.accents = accents(folder)
    return found


def profile_of(profile: str | None, folder: Path = MODELS) -> str:
    """Return the kind of model a profile stands for; None is the best that is shipped."""
    chosen = DEFAULT if profile is None else profile
    if chosen not in PROFILES:
        raise ModelError(
            f"không có cấu hình mô hình {chosen!r}; chọn một trong: {', '.join(PROFILES)}"
        )
    *wanted, last = PROFILES[chosen]
    return next((kind for kind in wanted if (folder / f"{kind}.json").exists()), last)


@lru_cache(maxsize=4)
def classifier(kind: str) -> Classifier:
    """Return one shipped classifier, loaded once a process."""
    if kind == "keyword":
        from nlp.classifiers.keyword import KeywordClassifier

        return KeywordClassifier()
    if kind == "linear":
        found: Classifier = linear()
        return found
    return transformer(kind)


def floors(profile: str | None = None, folder: Path = MODELS) -> dict[str, float]:
    """Return task → least probability below which the profile's model asks for a person."""
    kind = profile_of(profile, folder)
    return {} if kind == "keyword" else dict(about(kind, folder).get("abstain", {}))


def info(folder: Path = MODELS) -> str:
    """Return what `model info` prints: every profile, its model, its state and its figures."""
    lines = []
    for profile in PROFILES:
        kind = profile_of(profile, folder)
        mark = " (mặc định)" if profile == DEFAULT else ""
        lines.append(f"{profile}{mark}: {'từ khoá (keyword@1)' if kind == 'keyword' else kind}")
    for kind in ("accurate", "fast", "linear"):
        if kind == "linear" or (folder / f"{kind}.json").exists():
            lines += ["", *_info_of(kind, folder)]
    lines.append("  thẻ mô hình: models/CARD.md")
    return "\n".join(lines)


def _info_of(kind: str, folder: Path) -> list[str]:
    described = about(kind, folder)
    try:
        size = len(_whole_file(folder / str(described["file"]), described["sha256"]))
    except ModelError:
        size = 0
    state = f"nguyên vẹn, {size / 1e6:.1f} MB" if size else "HỎNG hoặc THIẾU: cài lại gói"
    built = (
        f"  {number(described['n_grams'])} đặc trưng"
        if "n_grams" in described
        else f"  {described['layers']} tầng, ONNX 8 bit"
    )
    lines = [
        f"{described['name']}: {described['file']} – {state}",
        f"  SHA-256 {described['sha256']}",
        built,
        "  học từ: " + ", ".join(f"{n} ({v['texts']})" for n, v in described["inputs"].items()),
    ]
    for scores in described["scores"]:
        lines.append(f"  đo trên {scores['how']} ({scores['n']} văn bản):")
        lines += [f"    {name} {value:.3f}" for name, value in scores["figures"].items()]
    return lines
