"""The whole evaluation of one model as plain JSON: figures, intervals, baselines, calibration."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from langnghe.errors import ModelError
from langnghe.records import Labels
from nlp.dataset import Example
from nlp.evaluate.bars import bars
from nlp.evaluate.bootstrap import (
    LEVEL,
    RESAMPLES,
    SEED,
    class_intervals,
    differences,
    draws,
    intervals,
)
from nlp.evaluate.calibration import calibration
from nlp.evaluate.confusion import matrices, pairs
from nlp.evaluate.counts import HEADS, Counts, point
from nlp.evaluate.scores import domains, per_class, score
from nlp.evaluate.thresholds import abstaining, watch
from nlp.taxonomy import TOPICS

Report = dict[str, Any]
MAJORITY = "majority"


def majority(examples: Sequence[Example]) -> list[Labels]:
    """Return for every text the most frequent label of each head among these same texts."""

    def usual(values: Sequence[Any]) -> Any:
        return Counter(values).most_common(1)[0][0]

    one = Labels(
        in_scope=usual([e.in_scope for e in examples]),
        topics=(usual([e.topics[0] for e in examples]),),
        tone=usual([e.tone for e in examples]),
        stance_union=usual([e.stance_union for e in examples]),
        intent=usual([e.intent for e in examples]),
        risk=usual([e.risk for e in examples]),
        scores={},
        model=MAJORITY,
    )
    return [one] * len(examples)


def _part(
    examples: Sequence[Example],
    said: Sequence[Labels],
    beside: Mapping[str, Sequence[Labels]],
    floors: Mapping[str, float],
) -> Report:
    """Return one domain's report; `beside` are other models' labels of the same texts."""
    counts, weights = Counts(examples, said), draws(len(examples))
    figures, around = point(counts), intervals(counts, weights)
    heads: dict[str, Any] = {}
    for head, names in (*HEADS.items(), ("topics", TOPICS)):
        rows = per_class(counts, head, names)
        for row, (low, high) in zip(
            rows.values(), class_intervals(counts, weights, head), strict=True
        ):
            row |= {"f1_low": low, "f1_high": high}
        heads[head] = {name: row for name, row in rows.items() if row["n"] or row["precision"]}
    others = {name: Counts(examples, labels) for name, labels in beside.items()}
    return {
        "n": len(examples),
        "figures": {
            name: {"value": value, "low": around[name][0], "high": around[name][1]}
            for name, value in figures.items()
        },
        "heads": heads,
        "confusions": pairs(examples, said),
        "matrices": matrices(examples, said),
        "calibration": calibration(examples, said, weights),
        "watch": watch(examples, said),
        "abstaining": abstaining(examples, said, floors),
        "beside": {name: point(other) for name, other in others.items()},
        "differences": {
            name: differences(counts, other, weights)
            for name, other in others.items()
            if name != MAJORITY
        },
    }


def report(
    model: str, how: str, examples: Sequence[Example], said: Sequence[Labels],
    *, beside: Mapping[str, Sequence[Labels]] | None = None,
    learned: Sequence[str] | None = None, warning: str | None = None,
    floors: Mapping[str, float] | None = None,
) -> Report:  # fmt: skip
    """Return everything there is to say of a model on these texts, as plain JSON values.

    Keys: those of Scores (model, how, corpus_sha, n, figures, slices, per_topic), then learned_from
    and warning, bootstrap {resamples, seed, level}, and domains {all, news, comments}, each with n,
    figures {value, low, high}, heads (per class n, precision, recall, f1 and its interval),
    confusions (right → said with ids, never texts), matrices, calibration, watch (recall at given
    false alarm rates), abstaining (what `floors`, task → least probability, send to a person), and
    beside it the majority label, every model of `beside` and the paired differences to it; and bars,
    what was asked of the default model.
    """
    if not examples:
        raise ModelError(f"{how}: không có văn bản nào để chấm")
    others = {MAJORITY: majority(examples), **(beside or {})}
    parts = {"all": list(range(len(examples))), **domains(examples)}
    found: Report = rounded(
        {
            **score(model, how, examples, said).to_json(),
            "learned_from": None if learned is None else list(learned),
            "warning": warning,
            "bootstrap": {"resamples": RESAMPLES, "seed": SEED, "level": LEVEL},
            "domains": {
                name: _part(
                    [examples[i] for i in chosen],
                    [said[i] for i in chosen],
                    {other: [labels[i] for i in chosen] for other, labels in others.items()},
                    floors or {},
                )
                for name, chosen in parts.items()
            },
        }
    )
    found["bars"] = bars(found["domains"], honest=warning is None)
    return found


def slim(found: Mapping[str, Any]) -> Report:
    """Return what the model card shows of a report: no ids, no matrices, no reliability bins."""

    def part(row: Mapping[str, Any]) -> Report:
        kept = {
            k: row[k]
            for k in ("n", "figures", "heads", "beside", "differences", "watch", "abstaining")
        }
        kept["confusions"] = {
            head: [{k: pair[k] for k in ("right", "said", "n")} for pair in pairs]
            for head, pairs in row["confusions"].items()
        }
        kept["calibration"] = {
            head: {k: v for k, v in values.items() if k != "bins"}
            for head, values in row["calibration"].items()
        }
        return kept

    top = ("model", "how", "corpus_sha", "n", "learned_from", "warning", "bootstrap", "bars")
    return {k: found[k] for k in top} | {
        "domains": {name: part(row) for name, row in found["domains"].items()}
    }


def rounded(value: Any) -> Any:
    """Return plain JSON values, numbers with 4 decimals."""
    if isinstance(value, Mapping):
        return {key: rounded(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(inner) for inner in value]
    return round(value, 4) if isinstance(value, float) else value


def labels_of(path: Path, examples: Sequence[Example]) -> list[Labels]:
    """Return labels that `classify` once printed (JSONL by id), in the order of the examples.

    This is how a model that is not shipped (one that learned from train alone, say) stands beside.
    """
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
        known = {
            str(row["id"]): Labels(
                in_scope=bool(row["in_scope"]), topics=tuple(row["topics"]), tone=row["tone"],
                stance_union=row["stance_union"], intent=row["intent"], risk=int(row["risk"]),
                scores=row.get("scores", {}), model=str(row.get("model", path.stem)),
            )
            for row in rows
        }  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{path}: không phải tệp nhãn do `classify` in ra ({error})") from error
    if missing := [e.id for e in examples if e.id not in known]:
        raise ModelError(
            f"{path}: thiếu nhãn của {len(missing)} văn bản, đầu tiên là {missing[0]!r}"
        )
    return [known[e.id] for e in examples]
