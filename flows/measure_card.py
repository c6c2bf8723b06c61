"""What the model in use confuses, from the card it is shipped with."""

from __future__ import annotations

import json
from collections.abc import Collection
from functools import cache
from typing import Any

from langnghe.errors import ModelError
from langnghe.measure.correction import Confusion, confusion_of
from langnghe.measure.records import FigureSpec

ENOUGH = 10  # texts of a label below which one domain's table says too little of it


def confusion_for(spec: FigureSpec, said: Collection[str], model: str = "") -> Confusion | None:
    """Return the table of confusions for a figure's label; None where it asks none, or there is none.

    said: the parts of its rows. model: who labelled them; "" is the model of the default profile. The domain of the texts is taken if it knows every label that was
    said well enough, all texts otherwise.
    """
    if not spec.task:
        return None
    labels = {part.rpartition(">")[2] for part in said} - {""}
    found = None
    for domain in dict.fromkeys((spec.domain, "all")):
        found = _table(spec.task, domain, model)
        if found and labels <= set(found.labels) and min(map(sum, found.counts)) >= ENOUGH:
            return found
    return found


@cache
def _table(task: str, domain: str, model: str = "") -> Confusion | None:
    report = _report(model)
    domains = report.get("domains", {})
    return confusion_of(domains.get(domain, {}), task, str(report.get("model", "")))


@cache
def _report(model: str = "") -> Any:
    """Return what the card says of a model; {} where it was never measured."""
    from nlp.registry import MODELS, profile_of

    path = MODELS / "card.json"
    try:
        models = json.loads(path.read_text(encoding="utf-8"))["models"]
        kind = profile_of(None)
        reports = ((m["profile"], m["report"]) for m in models)
        return next(
            (told for name, told in reports if (told["model"] == model if model else name == kind)),
            {},
        )
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"{path}: không đọc được thẻ mô hình ({error}); cài lại gói rồi chạy lại"
        ) from error
