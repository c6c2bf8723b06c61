"""What is true behind what a model said: the very corrections of the report, for any rows of a notebook."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from langnghe.measure.correction import Confusion, confusion_of
from langnghe.measure.records import Agg, Period, Value
from langnghe.measure.reduce import HOW, Known
from warehouse.snapshot import Reader

ENOUGH = 10  # texts of a label below which one domain's table says too little of it
_ANY = Period(id="", name="", first=date(2000, 1, 1), last=date(2000, 1, 1))  # no way here asks it


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A number in percent with its 95 % interval; None where there are too few texts to tell."""

    value: float | None
    low: float | None
    high: float | None
    n: int
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share(Estimate):
    """The share of one label; said: of how many texts the model said it, raw: that share in percent."""

    label: str
    said: int
    raw: float | None


def shares(said: Mapping[str, int], task: str, *, model: str, domain: str = "all") -> list[Share]:
    """Return the corrected share of each label of counts said (tone, stance_union).

    model: who said them (`model_of`). domain: of which texts, news, comments or all. Without a table
    of confusions of that model the shares are as said, with Wilson's interval, and the note says so.
    """
    told = HOW["corrected_share"](_aggs(said), None, _known(task, model, domain, said))
    n = sum(said.values())
    return [
        Share(label=v.part, said=said.get(v.part, 0), n=n, value=v.value, low=v.low, high=v.high,
              raw=100 * said.get(v.part, 0) / n if n else None, note=v.note)
        for v in told if not v.total
    ]  # fmt: skip


def pick_share(found: Sequence[Share], label: str) -> Share | None:
    """Return the share of one label, None where it is in no table."""
    return next((share for share in found if share.label == label), None)


def net(said: Mapping[str, int], task: str, *, model: str, domain: str = "all") -> Estimate:
    """Return the corrected share of positive less that of negative, in points."""
    told = HOW["net"](_aggs(said), None, _known(task, model, domain, said))
    v = told[0] if told else Value()
    return Estimate(value=v.value, low=v.low, high=v.high, n=sum(said.values()), note=v.note)


def kappa(pairs: Mapping[tuple[Any, Any], int]) -> Estimate:
    """Return Cohen's κ (0…1, not percent) of what two readers said of the same texts: (one, other) → texts."""
    aggs = {f"{one}>{other}": Agg(rows=n, num=float(n)) for (one, other), n in pairs.items() if n}
    told = HOW["kappa"](aggs, None, Known(period=_ANY, days=1)) if aggs else []
    v = told[0] if told else Value()
    return Estimate(value=v.value, low=v.low, high=v.high, n=sum(pairs.values()), note=v.note)


def model_of(kho: Reader) -> str:
    """Return the model most tones of the snapshot come from: “accurate@1”; "" where none was said."""
    found = kho.rows(
        "select model from raw.annotation where task = 'tone' and not starts_with(model, 'person@') "
        "group by model order by count(*) desc, model limit 1"
    )
    return str(found[0][0]) if found else ""


def confusion(task: str, model: str, domain: str = "all") -> Confusion | None:
    """Return what a model confuses, from its card; None where the card does not know the model.

    The domain's own table is taken where it knows every label well enough, else that of all texts.
    """
    found = None
    for name in dict.fromkeys((domain, "all")):
        found = confusion_of(report_of(model).get("domains", {}).get(name, {}), task, model)
        if found and min(map(sum, found.counts)) >= ENOUGH:
            return found
    return found


@cache
def report_of(model: str) -> Mapping[str, Any]:
    """Return what the shipped card measured of a model, {} where it knows none of that name."""
    from nlp.registry import MODELS

    path = MODELS / "card.json"
    if not path.exists():
        return {}
    models = json.loads(path.read_text(encoding="utf-8"))["models"]
    found: Mapping[str, Any] = next((m["report"] for m in models if m["name"] == model), {})
    return found


def _aggs(said: Mapping[str, int]) -> dict[str, Agg]:
    return {label: Agg(rows=n, distinct=n, num=float(n)) for label, n in said.items() if n}


def _known(task: str, model: str, domain: str, said: Mapping[str, int]) -> Known:
    table = confusion(task, model, domain)
    if table and not {label for label, n in said.items() if n} <= set(table.labels):
        table = None
    return Known(period=_ANY, days=1, confusion=table)
