"""What a classifier is: a shape, not a library."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from langnghe.records import Annotation, Labels, PostKind

NOTHING = (
    "-"  # the label of a text that was read and has none: no watch entry matched, no place named
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextItem:
    """One text to label. title may be empty; text may be a lead or a whole article."""

    id: str
    kind: PostKind
    title: str
    text: str


class Classifier(Protocol):
    """Say what texts are about. name is "model@version" and stands in every annotation."""

    name: str

    def predict(self, items: Sequence[TextItem]) -> list[Labels]:
        """Return one Labels for each item, in the same order."""
        ...

    def annotate(self, items: Sequence[TextItem], revisions: Sequence[str]) -> Columns:
        """Return the same as columns of annotation rows, without the full score table."""
        ...


@dataclass(slots=True)
class Columns:
    """Annotation rows as columns of equal length, ready for Arrow; names as in records.Annotation."""

    post_id: list[str]
    revision: list[str]
    task: list[str]
    label: list[str]
    score: list[float]
    model: list[str]
    rank: list[int]

    @classmethod
    def empty(cls) -> Columns:
        """Return columns of no row."""
        return cls([], [], [], [], [], [], [])

    def __len__(self) -> int:
        return len(self.post_id)

    def add(
        self,
        post_id: str,
        revision: str,
        task: str,
        label: str,
        score: float,
        model: str,
        rank: int = 0,
    ) -> None:
        """Append one row."""
        self.post_id.append(post_id)
        self.revision.append(revision)
        self.task.append(task)
        self.label.append(label)
        self.score.append(score)
        self.model.append(model)
        self.rank.append(rank)

    def extend(self, other: Columns) -> None:
        """Append all rows of other columns."""
        for name in self.as_dict():
            getattr(self, name).extend(getattr(other, name))

    def as_dict(self) -> dict[str, list[object]]:
        """Return column name → values, as `pyarrow.table` takes them."""
        return {name: getattr(self, name) for name in self.__slots__}

    def rows(self) -> Iterator[Annotation]:
        """Yield the rows as records."""
        for values in zip(*self.as_dict().values(), strict=True):
            yield Annotation(**dict(zip(self.__slots__, values, strict=True)))


def annotation_columns(
    items: Sequence[TextItem], revisions: Sequence[str], labels: Iterable[Labels]
) -> Columns:
    """Return labels as annotation rows: topic once for each topic by rank, every other task once."""
    out = Columns.empty()
    for item, revision, said in zip(items, revisions, labels, strict=True):
        scores, model = said.scores, said.model
        chance = float(scores["in_scope"])
        out.add(
            item.id, revision, "in_scope", str(int(said.in_scope)),
            chance if said.in_scope else 1 - chance, model,
        )  # fmt: skip
        for rank, topic in enumerate(said.topics):
            score = float(scores["topics"].get(topic, 1 - chance))
            out.add(item.id, revision, "topic", topic, score, model, rank)
        out.add(item.id, revision, "tone", said.tone, float(scores["tone"][said.tone]), model)
        out.add(
            item.id, revision, "stance_union", said.stance_union,
            float(scores["stance_union"][said.stance_union]), model,
        )  # fmt: skip
        out.add(
            item.id, revision, "intent", said.intent, float(scores["intent"][said.intent]), model
        )
        risk = str(said.risk)
        out.add(item.id, revision, "risk", risk, float(scores["risk"][risk]), model)
    return out
