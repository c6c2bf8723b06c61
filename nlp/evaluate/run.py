"""Load a shipped model, let it read gold, report: what `langnghe evaluate` prints."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from langnghe.errors import ModelError
from langnghe.records import Labels
from nlp.classifiers.base import Classifier, TextItem
from nlp.dataset import Example, gold
from nlp.evaluate.learned import learned_from, warning
from nlp.evaluate.report import Report, labels_of, report


def items(examples: Sequence[Example]) -> list[TextItem]:
    """Return examples without their labels."""
    return [TextItem(id=e.id, kind=e.kind, title=e.title, text=e.text) for e in examples]


def measure(
    classifier: Classifier, data: Path, split: str = "dev", beside: Sequence[Path] = (),
    floors: Mapping[str, float] | None = None, folder: Path | None = None,
) -> Report:  # fmt: skip
    """Return the full report of a classifier on gold/SPLIT.

    The majority label and the shipped linear model stand beside; `beside` adds files of labels that
    `classify` printed for the same texts. floors: task → least probability without asking a person
    (registry.floors). folder: where the model's description stands, None for what is shipped. The
    report says which of them learned from the split.
    """
    examples = gold(data, split)
    said = classifier.predict(items(examples))
    others: dict[str, list[Labels]] = {}
    seen = {classifier.name: learned_from(classifier, data, folder)}
    baseline = _linear(folder)
    if baseline is not None and baseline.name != classifier.name:
        others[baseline.name] = baseline.predict(items(examples))
        seen[baseline.name] = learned_from(baseline, data, folder)
    for path in beside:
        others[path.stem] = labels_of(path, examples)
    found = report(
        classifier.name, split, examples, said,
        beside=others, learned=seen[classifier.name],
        warning=warning(seen[classifier.name], split), floors=floors,
    )  # fmt: skip
    found["beside_learned_from"] = {
        name: None if splits is None else list(splits) for name, splits in seen.items()
    }
    if honest := _honest_linear():
        found["honest_linear"] = honest
    return found


def robust(
    classifier: Classifier, data: Path, split: str = "dev",
    folder: Path | None = None,
) -> Report:  # fmt: skip
    """Return the cost of every way of careless writing on gold/SPLIT (nlp.evaluate.robustness)."""
    from nlp.evaluate.robustness import robustness

    told = warning(learned_from(classifier, data, folder), split)
    return robustness(classifier, gold(data, split), warning=told)


def page(
    what: str, profile: str | None, data: Path | None, split: str = "dev",
    beside: Sequence[Path] = (), *, table: bool = False,
) -> str:  # fmt: skip
    """Return what `langnghe evaluate` prints: gold, robustness or pairs, as JSON or as a table.

    data is the folder of gold; pairs need none.
    """
    from nlp import registry
    from nlp.classifiers import load
    from nlp.evaluate import pairs, robustness
    from nlp.evaluate import table as tables

    classifier = load(profile)
    if what == "pairs":
        found = pairs.judge(classifier)
        return pairs.text(found) if table else _json(found)
    assert data is not None
    if what == "robustness":
        found = robust(classifier, data, split)
        return robustness.text(found) if table else _json(found)
    found = measure(classifier, data, split, beside, registry.floors(profile))
    return tables.text(found) if table else _json(found)


def _json(found: Report) -> str:
    return json.dumps(found, ensure_ascii=False, indent=2)


def _linear(folder: Path | None) -> Classifier | None:
    from nlp import registry

    try:
        if folder is None:
            return registry.classifier("linear")
        found: Classifier = registry.linear(folder)
        return found
    except ModelError:
        return None  # a damaged baseline must not hide the figures of a whole model


def _honest_linear() -> dict[str, object] | None:
    """Return the card's figures of a linear model that learned from train alone."""
    from nlp import registry

    try:
        rows = registry.about()["scores"]
    except ModelError:
        return None
    for row in rows:
        if row["how"] in ("train → dev", "dev"):
            return {key: row[key] for key in ("model", "how", "n", "figures", "slices")}
    return None
