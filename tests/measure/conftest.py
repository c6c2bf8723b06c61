"""An office in a real warehouse file: it says what happened, lands it, and asks a question of the plan.

    def test_two_posts(office: Office) -> None:
        office.source("bao-a", name="Báo A")
        office.post(1, seen="2026-06-10 08:00", labels={"in_scope": "1", "topic": ["wages"]}, story="t1")
        assert office.ask("1.02", "2026-06-10")["raw"].value == 1
        assert [r["id"] for r in office.rows("1.02", "2026-06-10", "raw")] == [office.id_of(1)]

Moments are Hà Nội wall time: "2026-06-10", "2026-06-10 08:00", "2026-06-10 23:59:59", or an aware
datetime. Nothing is written before `ask`, `rows` or `load`: what was said until then lands as one file.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Literal

import pytest

from flows.measure import answer
from flows.registers import settle
from langnghe.config import Source, Workspace
from langnghe.landing import LandingWriter
from langnghe.measure.catalogue import questions
from langnghe.measure.periods import period_of
from langnghe.measure.records import Figure
from langnghe.records import HANOI, Event, Outcome, Post, Verdict, Visit, post_id_of
from warehouse import Store, open_store
from warehouse.labels import add_members, declare_sources
from warehouse.load import load
from warehouse.measure import counted

Moment = str | datetime
Labels = Mapping[str, str | Sequence[str]]  # task → label, or labels most central first
LATER = timedelta(days=40)  # after the end of a period, when a report on it is usually asked for


def moment(said: Moment) -> datetime:
    """Return an aware moment of Hà Nội wall time; a bare day is its noon."""
    if isinstance(said, datetime):
        return said
    if len(said) == 10:
        return datetime.combine(date.fromisoformat(said), time(12), HANOI)
    return datetime.fromisoformat(said).replace(tzinfo=HANOI)


def plain(value: Any) -> Any:
    """Return a value as it stands in the fields of an event: moments and days as ISO words."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value


class Office:
    """What happened, in the words of tests; `ask` for the figures. See the module."""

    def __init__(self, store: Store, landing: Path) -> None:
        self.store = store
        self.landing = landing
        self._records: list[Post | Visit | Event | Verdict] = []
        self._labels: list[dict[str, Any]] = []
        self._stories: dict[str, str] = {}
        self._sources: list[Source] = []

    # What exists

    def source(self, code: str, /, **changes: Any) -> str:
        """Declare a source: type, group, reliability, own, unit … as in sources.toml."""
        values = {"name": code, "home": f"https://{code}.example", "type": "news"}
        self._sources.append(Source(id=code, **{**values, **changes}))
        return code

    def unit(self, code: str, level: str = "upper", **changes: Any) -> str:
        """Record a version of a union unit, valid from 2014 unless said otherwise."""
        values = {
            "code": code, "name": f"Công đoàn {code}", "level": level, "kind": "commune",
            "valid_from": "2014-01-01",
        }  # fmt: skip
        row = {**values, **changes}
        self.row("units", f"{code}@{row['valid_from']}", at="2019-12-01", **row)
        return code

    def units(self) -> None:
        """Record a small province: tinh, under it cd-a and cd-b, under cd-a the grassroots cs-1."""
        self.unit("tinh", "province", name="LĐLĐ tỉnh Mẫu", kind="federation")
        self.unit("cd-a", "upper", name="Công đoàn xã A", parent="tinh")
        self.unit("cd-b", "upper", name="Công đoàn xã B", parent="tinh")
        self.unit("cs-1", "grassroots", name="CĐCS Một", parent="cd-a", kind="company")

    # What was found and said

    def id_of(self, number: int, source: str = "bao-a") -> str:
        """Return the id of a post."""
        return post_id_of(
            url=f"https://{source}.example/bai-{number}.html", source=source, native_id=None
        )

    def post(
        self,
        number: int,
        *,
        seen: Moment,
        source: str = "bao-a",
        published: Moment | None = None,
        labels: Labels | None = None,
        model: str = "may@1",
        score: float = 0.9,
        story: str | None = None,
        visit: bool = True,
        **changes: Any,
    ) -> str:
        """Land a post that was first seen then (published then too, unless said); return its id.

        labels: what the model said of it, made at that moment; its source is declared where it is not.
        """
        at = moment(seen)
        url = f"https://{source}.example/bai-{number}.html"
        values: dict[str, Any] = {
            "post_id": post_id_of(url=url, source=source, native_id=None), "source": source,
            "kind": "article", "url": url, "title": f"Bài số {number}", "lead": "",
            "text": f"Nội dung của bài số {number} trên {source}.", "fetched_at": at,
            "published_at": moment(published) if published else at, "method": "vccorp@2",
        }  # fmt: skip
        post = Post(**{**values, **changes})
        self._records.append(post)
        if visit:
            self._records.append(
                Visit(source=source, url=post.url, role="article", at=at, outcome=None,
                      post_id=post.post_id, method=post.method, http_status=200)
            )  # fmt: skip
        if labels is not None:
            self.label(post, labels, model=model, at=at, score=score)
        if story is not None:
            self._stories[post.post_id] = story
        return post.post_id

    def posts(self) -> list[Post]:
        """Return the posts said so far and not loaded yet."""
        return [record for record in self._records if isinstance(record, Post)]

    def label(
        self, post: Post, labels: Labels, *, model: str = "may@1", at: Moment, score: float = 0.9
    ) -> None:
        """Record what a model (or person@role) said of a post."""
        for task, said in labels.items():
            for rank, label in enumerate([said] if isinstance(said, str) else said):
                self._labels.append(
                    {"post_id": post.post_id, "revision": post.revision, "task": task,
                     "label": label, "score": score, "model": model, "rank": rank,
                     "made_at": moment(at)}
                )  # fmt: skip

    def visit(
        self,
        source: str = "bao-a",
        *,
        at: Moment,
        outcome: Outcome | Literal["known", "failed", "blocked", "robots"] = Outcome.KNOWN,
        role: str = "feed",
        **changes: Any,
    ) -> None:
        """Land an address that was asked (a list, unless said) and gave no new post."""
        when = moment(at)
        values: dict[str, Any] = {
            "source": source, "url": f"https://{source}.example/{role}.xml", "role": role, "at": when,
            "outcome": Outcome(outcome), "http_status": 200,
        }  # fmt: skip
        self._records.append(Visit(**{**values, **changes}))

    def verdict(self, number: int, task: str, labels: Sequence[str], machine: Sequence[str], *,
                at: Moment, source: str = "bao-a", **changes: Any) -> None:  # fmt: skip
        """Land what a person judged of a post that was landed before."""
        post_id = self.id_of(number, source)
        post = next(p for p in self._records if isinstance(p, Post) and p.post_id == post_id)
        values: dict[str, Any] = {
            "post_id": post_id, "revision": post.revision, "task": task, "labels": tuple(labels),
            "machine": tuple(machine), "machine_model": "may@1", "role": "analyst",
            "at": moment(at), "chosen": "random",
        }  # fmt: skip
        self._records.append(Verdict(**{**values, **changes}))

    # What happened

    def event(
        self,
        kind: str,
        subject: str,
        what: str,
        /,
        *,
        at: Moment,
        by: str = "analyst",
        **fields: Any,
    ) -> None:
        """Land something that happened to an alert, a case, an inquiry, a story, a row …"""
        values = {name: plain(value) for name, value in fields.items()}
        self._records.append(
            Event(kind=kind, id=subject, what=what, by=by, at=moment(at), fields=values)
        )

    def add(self, *records: Post | Visit | Event | Verdict) -> None:
        """Land records that were made elsewhere, as by langnghe.cases.inquiry.received."""
        self._records += records

    def row(
        self, register: str, key: str, /, *, at: Moment, by: str = "analyst", **values: Any
    ) -> None:
        """Record a row of a register ("documents"), or what changes in it."""
        self.event(f"register.{register}", key, "imported", at=at, by=by, **values)

    def alert(self, key: str, /, *, at: Moment, level: int = 4, **changes: Any) -> None:
        """Open an alert of a level; nobody has answered it yet."""
        opened = moment(at)
        values: dict[str, Any] = {
            "origin": "rule", "risk": "R3", "scct": "victim", "owner": "propaganda_head",
            "severity": level, "level": level, "wanted": level, "peak": level, "rung": level,
            "rung_at": opened, "status": "open", "since": opened, "opened_at": opened,
            "evidence_at": opened, "stories": [], "posts": [],
        }  # fmt: skip
        self.event("alert", key, "opened", at=opened, by="machine@watch", **{**values, **changes})

    def close_alert(
        self, key: str, verdict: str, *, at: Moment, by: str = "propaganda_head"
    ) -> None:
        """Close an alert with a verdict: đúng, nhiễu, trùng, chiến dịch."""
        self.event("alert", key, "closed", at=at, by=by, status="closed", verdict=verdict,
                   closed_at=moment(at), closed_by=by)  # fmt: skip

    def case(self, key: str, /, *, at: Moment, alert: str | None = None, **changes: Any) -> None:
        """Open a case, of an alert if one is named."""
        values: dict[str, Any] = {
            "title": f"Vụ {key}", "risk": "R3", "scct": "victim", "level": 4, "owner": "policy_head",
            "status": "open", "opened_at": moment(at), "opened_by": "policy_head",
            "alerts": [alert] if alert else [],
        }  # fmt: skip
        self.event("case", key, "opened", at=at, by="policy_head", **{**values, **changes})
        if alert:
            self.event(
                "alert", alert, "in_hand", at=at, by="policy_head", status="in_hand", case_id=key
            )

    # What it comes to

    def load(self) -> None:
        """Land and load all that was said so far."""
        if self._sources:
            declare_sources(self.store, self._sources)
        if self._records:
            with LandingWriter(self.landing, "thu") as writer:
                for record in self._records:
                    _write(writer, record)
            load(self.store, self.landing)
        if self._labels:
            import pyarrow as pa

            self.store.append("raw.annotation", pa.Table.from_pylist(self._labels))
        add_members(self.store, self._stories)
        self._records, self._labels, self._stories, self._sources = [], [], {}, []

    def ask(
        self,
        question: str,
        period: str,
        *,
        known: Moment | None = None,
        units: Sequence[str] | None = None,
    ) -> dict[str, Figure]:
        """Return the figures of a question by key; of a class as "key:part".

        known: the moment it is asked at, else 40 days after the end of the period.
        """
        self.load()
        asked = period_of(period)
        when = moment(known) if known else moment((asked.last + LATER).isoformat())
        found = answer(self.store, questions()[question], asked, when, units)
        return {f"{f.key}:{f.part}" if f.part else f.key: f for f in found}

    def rows(
        self, question: str, period: str, figure: str | None = None, *, known: Moment | None = None
    ) -> list[dict[str, Any]]:
        """Return the rows behind a figure."""
        self.load()
        asked = period_of(period)
        when = moment(known) if known else moment((asked.last + LATER).isoformat())
        view = questions()[question].view
        return counted(self.store, view, asked.first, asked.last, when, figure=figure)


def _write(writer: LandingWriter, record: Post | Visit | Event | Verdict) -> None:
    if isinstance(record, Post):
        writer.post(record)
    elif isinstance(record, Visit):
        writer.visit(record)
    elif isinstance(record, Verdict):
        writer.verdict(record)
    else:
        writer.event(record)


@pytest.fixture(scope="session")
def settled_warehouse(
    tmp_path_factory: pytest.TempPathFactory, furnish: Callable[[Workspace], Workspace]
) -> Path:
    """A migrated file that knows the shipped targets, and no unit: made once, then copied."""
    root = tmp_path_factory.mktemp("measure")
    workspace = furnish(Workspace(root))
    (root / "units.toml").write_text(
        'unit = [\n  { code = "x", name = "Đơn vị đã hết", level = "upper", kind = "commune", '
        "valid_from = 2000-01-01, valid_to = 2000-12-31 },\n]\n",
        encoding="utf-8",
    )
    with open_store(workspace.warehouse) as store:
        settle(store, workspace, datetime(2019, 12, 1, tzinfo=UTC))
    return workspace.warehouse


@pytest.fixture
def store(tmp_path: Path, settled_warehouse: Path) -> Iterator[Store]:
    with open_store(Path(shutil.copy(settled_warehouse, tmp_path / "kho.duckdb"))) as opened:
        yield opened


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Office:
    """Return an office without units, sources and posts: only the shipped targets stand."""
    return Office(store, tmp_path / "landing")
