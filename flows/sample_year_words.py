"""What the people of the sample year said of its messages and of what its own outlets tell differently.

The machine proposed; an analyst went through the proposals on the morning after. Some wait on purpose:
what came on the last day, a good half of the faithful ones, two of those drawn at random.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from flows import differences
from flows.lineage import BENT
from flows.proposals import verdict
from flows.record import held, record
from langnghe.config import Workspace
from langnghe.records import HANOI, Event
from langnghe.samples.year import LAST
from langnghe.samples.year.chance import clock, share
from warehouse import Store
from warehouse.registers import state

READER = "analyst"
MORNING = LAST + timedelta(days=1)
COMPARED = (date(2026, 1, 20), date(2026, 5, 4))  # evenings on which own texts were compared
BACK = timedelta(days=13)
READ = 0.55  # of the faithful articles so many are read
WAITING = 2  # of those drawn at random so many are not read
_ARTICLES = """
select c.id, c.relation, c.way, c.sentence, p.day
from mart.carriage as c
join staging.stg_post as p using (post_id)
left join raw.source as s on s.source = p.source
where p.kind = 'article' and not coalesce(s.own, false) and c.person is null order by c.id
"""


def judge_words(workspace: Workspace) -> int:
    """Land what was said of the proposals; return how many were judged. Documents were read before."""
    for day in COMPARED:
        at = datetime.combine(day, time(20), HANOI).astimezone(UTC)
        differences.update(workspace, day - BACK, day, at)
    with held(workspace) as store:
        events = [*_messages(store), *_differences(store)]
        record(store, workspace, events)
    return len(events)


def _messages(store: Store) -> Iterator[Event]:
    drawn = 0
    for row in store.dicts(_ARTICLES):
        if row["relation"] == "none":
            drawn += 1
        if not _is_read(row, drawn):
            continue
        word, note = _word(row)
        at = clock(MORNING, 8, 11, "thông điệp", row["id"])
        fields = {"person": word, "note": note}
        yield verdict("carriage", row["id"], READER, at, holds=word != "none", fields=fields)


def _is_read(row: Mapping[str, Any], drawn: int) -> bool:
    if row["relation"] == "none":
        return drawn > WAITING
    if row["relation"] in BENT:
        return bool(row["day"] < LAST)
    return share("đọc thông điệp", row["id"]) < READ


def _word(row: Mapping[str, Any]) -> tuple[str, str]:
    """Return what the analyst found, mostly as the machine had it."""
    if row["relation"] == "none":
        missed = share("máy sót", row["id"]) < 0.2
        return ("carries", "diễn đạt lại") if missed else ("none", "")
    if row["relation"] in BENT:
        denied = "không có chuyện" in row["sentence"].lower()
        return ("none", "bài bác tin sai, không nói ngược") if denied else (row["relation"], "")
    if row["way"] == "paraphrase" and share("máy nhầm", row["id"]) < 0.3:
        return "none", "cùng chuyện, không mang thông điệp"
    if share("cắt câu", row["id"]) < 0.06:
        return "distorts", "cắt mất điều kiện của câu"
    return "carries", ""


def _differences(store: Store) -> Iterator[Event]:
    """Yield the judgements: a page against a document is so, two pages tell two events."""
    for id_, row in state(store, "difference").items():
        days = [date.fromisoformat(row[side]["day"]) for side in ("one", "other")]
        if "person" in row or row.get("gone") or max(days) > COMPARED[-1]:
            continue
        written = any(row[side]["outlet"].startswith(differences.DOCUMENTS) for side in ("one", "other"))  # fmt: skip
        fields = {
            "person": "differs" if written else "same",
            "note": "trang ghi nhầm, đã sửa" if written else "hai buổi khác nhau",
        }
        at = clock(max(days) + timedelta(days=7), 8, 16, "khác nhau", id_)
        yield verdict("difference", id_, READER, at, holds=written, fields=fields)
