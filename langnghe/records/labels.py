"""What was said of a text: by a model, by a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any, Literal, Self

from langnghe.records.naming import utc
from langnghe.records.roles import LABELLERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """What a model (name@version) or a person (person@role, see Verdict) said of one post.

    task: in_scope, topic, tone, stance_union, intent, risk, watch, and what a text names: place,
    commune, union_unit, enterprise, role.
    Several labels of one task (topics, places, watch) are several rows; rank 0 is the most central.
    """

    post_id: str
    revision: str
    task: str
    label: str
    score: float
    model: str
    rank: int = 0


Chosen = Literal["uncertain", "random"]
CHOSEN: tuple[Chosen, ...] = ("uncertain", "random")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a person judged of one task of one wording, beside what the machine had said of it.

    labels equal to machine: the person confirmed. Several labels (topics) stand most central first.
    reader is the keyed hash of a reader's own code, or "": it only tells two readers apart.
    chosen: how the post came to be read; only the random part estimates overall accuracy.
    """

    post_id: str
    revision: str
    task: str
    labels: tuple[str, ...]
    machine: tuple[str, ...]
    machine_model: str
    role: str
    at: datetime
    chosen: Chosen
    reader: str = ""

    def __post_init__(self) -> None:
        if not (self.post_id and self.revision and self.task and self.machine_model):
            raise ValueError("a verdict names post, revision, task and the model it judges")
        for said in (self.labels, self.machine):
            if not said or not all(isinstance(label, str) and label for label in said):
                raise ValueError(f"{self.post_id}: {self.task}: labels {said!r}")
        if self.role not in LABELLERS:
            raise ValueError(f"{self.post_id}: role {self.role!r} does not judge labels")
        if self.chosen not in CHOSEN:
            raise ValueError(f"{self.post_id}: chosen {self.chosen!r}")
        if self.at.tzinfo is None:
            raise ValueError(f"{self.post_id}: {self.at.isoformat()} has no time zone")

    @property
    def model(self) -> str:
        """Name who speaks, as annotations do."""
        return f"person@{self.role}"

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values, the moment as ISO 8601 UTC."""
        lists = {"labels": list(self.labels), "machine": list(self.machine)}
        return {**asdict(self), **lists, "at": utc(self.at).isoformat()}

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Self:
        """Return the verdict of to_json; unknown keys are an error."""
        if extra := row.keys() - {f.name for f in fields(cls)}:
            raise ValueError(f"unknown fields {sorted(extra)}")
        lists = {name: row[name] for name in ("labels", "machine")}
        if not all(isinstance(said, list) for said in lists.values()):
            raise ValueError(f"labels and machine are lists, not {lists!r:.80}")
        tuples = {name: tuple(said) for name, said in lists.items()}
        return cls(**{**row, **tuples, "at": datetime.fromisoformat(row["at"])})


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """All that a classifier says of one text. scores: per task, label → probability, summing to 1
    (in_scope: one probability; topics: independent probabilities)."""

    in_scope: bool
    topics: tuple[str, ...]
    tone: str
    stance_union: str
    intent: str
    risk: int
    scores: Mapping[str, Any]
    model: str
