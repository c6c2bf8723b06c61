"""A person's round of posts to review: which, what was done, what undoing gives back. Kept beside the accounts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from langnghe.desk.ask import Ask
from langnghe.desk.vault import stamp
from langnghe.registers.sheet import key_of
from nlp.review import CHOICES, TASK_VI, floors
from nlp.taxonomy import OFF_TOPIC
from warehouse import Store
from warehouse.review import EXCERPT, last_words, said_of

KIND, NAME = "duyet", "luot"
TOPICS = ("topic_1", "topic_2", "topic_3")
HEADS = ("in_scope", "topic", "tone", "stance_union", "intent", "risk")


@dataclass(slots=True)
class Round:
    """items: (key of the sheet, model). done: (key, what this person had said before, by task), oldest first."""

    items: list[tuple[str, str]]
    done: list[tuple[str, dict[str, list[str]]]] = field(default_factory=list)

    @property
    def finished(self) -> set[str]:
        return {key for key, _ in self.done}

    def model(self, key: str) -> str | None:
        """Return the model whose labels are shown of an item; None: not of this round."""
        return dict(self.items).get(key)

    def place(self, key: str) -> int:
        return [k for k, _ in self.items].index(key)

    def near(self, key: str, step: int) -> str | None:
        """Return the item beside one, read or not."""
        at = self.place(key) + step
        return self.items[at][0] if 0 <= at < len(self.items) else None

    def open_after(self, key: str = "") -> str | None:
        """Return the next item nobody read yet, from here round to the beginning."""
        start = self.place(key) + 1 if key else 0
        order = [k for k, _ in (*self.items[start:], *self.items[:start])]
        return next((k for k in order if k not in self.finished), None)


def find(ask: Ask) -> Round | None:
    """Return this person's round."""
    row = ask.desk.vault.one(
        "select value from saved where login = ? and kind = ? and name = ?",
        [ask.user.login, KIND, NAME],
    )
    if row is None:
        return None
    told = json.loads(row["value"])
    return Round([(k, m) for k, m in told["items"]], [(k, b) for k, b in told["done"]])


def keep(ask: Ask, round_: Round) -> None:
    """Keep it; a person has one."""
    value = json.dumps({"items": round_.items, "done": round_.done}, ensure_ascii=False)
    ask.desk.vault.run(
        "insert into saved (login, kind, name, value, made) values (?, ?, ?, ?, ?) "
        "on conflict (login, kind, name) do update set value = excluded.value, made = excluded.made",
        [ask.user.login, KIND, NAME, value, stamp(ask.now)],
    )


_TEXT = """
select p.post_id, p.kind, p.url, coalesce(s.name, p.source) as source_name, p.title, p.published_at,
       left(concat_ws(chr(10), nullif(p.lead, ''), nullif(p.body, '')), $most) as text,
       length(p.lead) + length(p.body) > $most as more,
       coalesce((select any_value(title) from raw.post where post_id = p.parent_id), '') as about
from raw.post as p left join raw.source as s on s.source = p.source
where p.post_id = $id and p.revision = $revision
"""
_SCORES = """
select task, score::double from raw.annotation
where post_id = $id and revision = $revision and model = $model and rank = 0
"""


def item(
    ask: Ask, store: Store, key: str, model: str, *, role: str, reader: str
) -> dict[str, Any] | None:
    """Return one post to read: its text, what the machine said and how sure, what this reader said last."""
    named = key_of(key)
    if named is None:
        return None
    post_id, revision, _ = named
    rows = store.dicts(_TEXT, {"id": post_id, "revision": revision, "most": EXCERPT})
    shown = said_of(store, [(post_id, revision, model)]).get((post_id, revision, model))
    if not rows or not shown:
        return None
    scores = dict(store.rows(_SCORES, {"id": post_id, "revision": revision, "model": model}))
    mine = last_words(store, [(post_id, revision, model)], role=role, reader=reader)
    said = {task: list(labels) for (_, _, task), labels in mine.items()}
    least = ask.desk.once(0, ("duyet", "san"), floors)
    return {
        **rows[0], "key": key, "machine": shown, "mine": said,
        "heads": [
            {"task": task, "name": TASK_VI[task], "score": scores.get(task),
             "unsure": (scores.get(task) or 0) < least[task], "said": shown.get(task, ()),
             "choices": _choices(task)}
            for task in HEADS
        ],
    }  # fmt: skip


def _choices(task: str) -> list[tuple[str, str, str]]:
    """Return (label, words, the number to press)."""
    labels = [(k, w) for k, w in CHOICES[task].items() if k != OFF_TOPIC]
    if task in ("in_scope", "risk"):  # their label is the number
        return [(label, words.split(" – ")[-1], label) for label, words in labels]
    return [(label, words, str(at)) for at, (label, words) in enumerate(labels, start=1)]


def values_of(found: Mapping[str, Any]) -> dict[str, str]:
    """Return what the form shows chosen: this reader's last word, else the machine's."""
    said = {**found["machine"], **found["mine"]}
    values = {task: said[task][0] for task in HEADS if task != "topic" and said.get(task)}
    topics = [label for label in said.get("topic", ()) if label != OFF_TOPIC]
    return {**values, **{name: (topics + [""] * 3)[at] for at, name in enumerate(TOPICS)}}


def corrected_of(values: Mapping[str, str], machine: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a form says otherwise than the machine, by task; out of scope three heads say nothing."""
    said: dict[str, tuple[str, ...]] = {
        task: (values[task],) for task in HEADS if task != "topic" and values.get(task)
    }
    topics = tuple(dict.fromkeys(values[name] for name in TOPICS if values.get(name)))
    if topics:
        said["topic"] = topics
    if said.get("in_scope") == ("0",):
        said = {k: v for k, v in said.items() if k in ("in_scope", "tone", "intent")}
    return {task: labels for task, labels in said.items() if tuple(machine[task]) != labels}
