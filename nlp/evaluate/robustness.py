"""What careless writing costs: the same gold texts typed in every way of `nlp.perturb`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import Any

from langnghe.numbers import number
from langnghe.records import Labels
from nlp.classifiers.base import Classifier
from nlp.dataset import Example
from nlp.evaluate.bootstrap import SEED, differences, draws
from nlp.evaluate.counts import Counts, point
from nlp.evaluate.report import rounded
from nlp.evaluate.run import items
from nlp.evaluate.scores import domains
from nlp.evaluate.table import DOMAIN_VI, FIGURE_VI, decimal, markdown
from nlp.perturb import HOW_VI, HOWS, perturb

SHOWN = ("tone_macro_f1", "in_scope_macro_f1", "topics_micro_f1", "stance_macro_f1",
         "negative_recall", "negative_false_alarms", "risk2_recall")  # fmt: skip
BAR = 0.03  # tone macro-F1 that comments may lose without their accents


def perturbed(examples: Sequence[Example], how: str, seed: int = SEED) -> list[Example]:
    """Return the examples typed in one way; each text has a seed of its own, by its id."""
    out = []
    for e in examples:
        rng = Random(f"{seed}:{how}:{e.id}")  # noqa: S311 (no secret)
        out.append(replace(e, title=perturb(e.title, how, rng), text=perturb(e.text, how, rng)))
    return out


def robustness(
    classifier: Classifier,
    examples: Sequence[Example],
    hows: Sequence[str] = tuple(HOWS),
    *,
    warning: str | None = None,
) -> dict[str, Any]:
    """Return figures and the drop against the clean texts for every way, per domain, plain JSON.

    drop is clean − perturbed with its paired bootstrap interval and p, and `changed` the share of
    texts whose tone differs from that of the clean text. bar: whether comments without accents lose
    at most 3 points of tone macro-F1 (None where there is no comment). A model that has learned
    these very texts knows the clean ones by heart, so that its drop looks worse than it is: pass
    `warning` (nlp.evaluate.learned) to say so.
    """
    clean = classifier.predict(items(examples))
    parts = {"all": list(range(len(examples))), **domains(examples)}
    ways: dict[str, Any] = {}
    for how in hows:
        said = classifier.predict(items(perturbed(examples, how)))
        ways[how] = {
            name: _cost([examples[i] for i in chosen], [clean[i] for i in chosen],
                        [said[i] for i in chosen])
            for name, chosen in parts.items()
        }  # fmt: skip
    bare = ways.get("no_accents", {}).get("comments")
    drop = bare["drop"]["tone_macro_f1"]["difference"] if bare else None
    found: dict[str, Any] = rounded(
        {
            "model": classifier.name,
            "warning": warning,
            "n": {name: len(chosen) for name, chosen in parts.items()},
            "clean": {
                name: point(Counts([examples[i] for i in c], [clean[i] for i in c]))
                for name, c in parts.items()
            },
            "ways": ways,
            "bar": None
            if drop is None
            else {"most": BAR, "drop": drop, "holds": drop <= BAR if warning is None else None},
        }
    )
    return found


def _cost(
    examples: Sequence[Example], clean: Sequence[Labels], said: Sequence[Labels]
) -> dict[str, Any]:
    before, after = Counts(examples, clean), Counts(examples, said)
    figures = point(after)
    moved = sum(a.tone != b.tone for a, b in zip(clean, said, strict=True))
    return {
        "figures": {name: figures[name] for name in SHOWN},
        "drop": differences(before, after, draws(len(examples)), SHOWN),
        "changed": moved / len(examples),
    }


def text(found: dict[str, Any]) -> str:
    """Return the robustness figures as Vietnamese tables, one a domain."""
    lines = [f"# Độ bền của {found['model']}", ""]
    if found["warning"]:
        lines += [f"LƯU Ý: {found['warning']}", ""]
    for domain, n in found["n"].items():
        rows = [["viết sạch", *(decimal(found["clean"][domain][k]) for k in SHOWN), "–"]]
        for how, parts in found["ways"].items():
            cells = [
                f"{decimal(parts[domain]['figures'][k])} ({_signed(-parts[domain]['drop'][k]['difference'])})"
                for k in SHOWN
            ]
            rows.append([HOW_VI[how], *cells, f"{parts[domain]['changed']:.0%}"])
        head = [f"{DOMAIN_VI[domain]} (n = {n})", *(FIGURE_VI[k] for k in SHOWN), "đổi sắc thái"]
        lines += [*markdown(head, rows), ""]
    if bar := found["bar"]:
        verdict = {True: "ĐẠT", False: "KHÔNG ĐẠT", None: "không kết luận được"}[bar["holds"]]
        lines.append(
            f"Bình luận không dấu mất {decimal(bar['drop'])} macro-F1 sắc thái"
            f" (mức cho phép {decimal(bar['most'])}): {verdict}."
        )
    return "\n".join(lines)


def _signed(value: float) -> str:
    return "=" if abs(value) < 5e-4 else number(value, "+.3f")
