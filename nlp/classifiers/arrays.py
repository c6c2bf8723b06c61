"""From a model that judges whole batches as arrays to Labels and annotation rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from langnghe.records import Labels
from nlp.classifiers.base import Columns, TextItem
from nlp.classifiers.decide import Chances, Decisions, labels
from nlp.normalise.accents import Accents
from nlp.normalise.capitals import calm
from nlp.taxonomy import IN_SCOPE_TOPICS, INTENTS, OFF_TOPIC, STANCES, TONES

BATCH = 500


class ArrayClassifier:
    """A Classifier by its `judge` alone."""

    name: str
    accents: Accents | None = None  # gives texts typed without accents theirs back, where shipped

    def judge(self, items: Sequence[TextItem]) -> tuple[Chances, Decisions]:
        """Return probabilities and labels as arrays."""
        raise NotImplementedError

    def predict(self, items: Sequence[TextItem]) -> list[Labels]:
        """Return one Labels for each item, in the same order."""
        out: list[Labels] = []
        for begin in range(0, len(items), BATCH):
            chances, said = self.judge(self._read(items[begin : begin + BATCH]))
            out += labels(chances, said, self.name)
        return out

    def annotate(self, items: Sequence[TextItem], revisions: Sequence[str]) -> Columns:
        """Return annotation rows as columns, task after task in each batch."""
        out = Columns.empty()
        for begin in range(0, len(items), BATCH):
            part = items[begin : begin + BATCH]
            chances, said = self.judge(self._read(part))
            self._table(out, part, list(revisions[begin : begin + BATCH]), chances, said)
        return out

    def _read(self, items: Sequence[TextItem]) -> Sequence[TextItem]:
        """Return items as the model should read them; most stay as they are."""
        mend = self.accents.restored if self.accents else str
        read = []
        for item in items:
            title, text = mend(calm(item.title)), mend(calm(item.text))
            same = title is item.title and text is item.text
            read.append(item if same else replace(item, title=title, text=text))
        return read

    def _table(
        self, out: Columns, part: Sequence[TextItem], marks: list[str], chances: Chances,
        said: Decisions,
    ) -> None:  # fmt: skip
        ids = [item.id for item in part]
        every = np.arange(len(part))
        sure = np.where(said.scope, chances.scope, 1 - chances.scope)
        self._rows(out, ids, marks, "in_scope", [str(int(s)) for s in said.scope], sure)
        for task, names, index, chance in (
            ("tone", TONES, said.tone, chances.tone),
            ("stance_union", STANCES, said.stance, chances.stance),
            ("intent", INTENTS, said.intent, chances.intent),
            ("risk", ("0", "1", "2", "3"), said.risk, chances.risk),
        ):
            self._rows(out, ids, marks, task, [names[i] for i in index], chance[every, index])
        for rank in range(3):
            ranked = said.topics[:, rank]
            found = np.flatnonzero(ranked >= 0)
            self._rows(
                out, [ids[i] for i in found], [marks[i] for i in found], "topic",
                [IN_SCOPE_TOPICS[i] for i in ranked[found]],
                chances.topics[found, ranked[found]], rank,
            )  # fmt: skip
        out_of = np.flatnonzero(~said.scope)
        self._rows(
            out, [ids[i] for i in out_of], [marks[i] for i in out_of], "topic",
            [OFF_TOPIC] * len(out_of), 1 - chances.scope[out_of],
        )  # fmt: skip

    def _rows(
        self, out: Columns, ids: list[str], revisions: list[str], task: str, names: list[str],
        scores: NDArray[Any], rank: int = 0,
    ) -> None:  # fmt: skip
        out.post_id += ids
        out.revision += revisions
        out.task += [task] * len(ids)
        out.label += names
        out.score += np.round(scores.astype(np.float64), 4).tolist()
        out.model += [self.name] * len(ids)
        out.rank += [rank] * len(ids)
