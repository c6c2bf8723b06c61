"""Every register of the sample year as rows, and the workspace files that name its units and pages."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache

from langnghe.records import hanoi_day
from langnghe.samples.year.activities import activities
from langnghe.samples.year.asked import forms
from langnghe.samples.year.clippings import clippings
from langnghe.samples.year.documents import documents
from langnghe.samples.year.gaps import FIRST
from langnghe.samples.year.people import calendar, groups, outcomes, surveys
from langnghe.samples.year.press import contacts, feedback, messages, spokespersons
from langnghe.samples.year.reports import info_reports
from langnghe.samples.year.world import PAGES, PROVINCE, ZALO, Row, units

# The column that says when a row belongs to a half year; registers without one are handed in at once.
DATED: Mapping[str, str] = {
    "clippings": "day", "documents": "sent_on", "activities": "ends_on", "inquiries": "received_at",
    "press_contacts": "contacted_at", "reporter_feedback": "answered_on", "surveys": "ends_on",
    "info_reports": "sent_at", "outcomes": "month", "group_notes": "noted_on",
}  # fmt: skip


@cache
def registers() -> Mapping[str, Sequence[Row]]:
    """Return the rows of every register by its kind's id; a column has its technical name.

    Values as a spreadsheet has them: dates, aware moments, numbers, True and False, lists, ids of
    choices and topics, codes of units. What is not there is not a key.
    """
    sessions, questions = activities()
    pages, notes = groups()
    found: dict[str, Sequence[Row]] = {
        "units": units(),
        "calendar": calendar(),
        "messages": messages(),
        "spokespersons": spokespersons(),
        "documents": [document.row for document in documents()],
        "activities": sessions,
        "activity_questions": questions,
        "inquiries": forms(),
        "press_contacts": contacts(),
        "reporter_feedback": feedback(),
        "surveys": surveys(),
        "media_groups": pages,
        "group_notes": notes,
        "info_reports": info_reports(),
        "clippings": clippings(),
        "outcomes": outcomes(),
    }
    return {kind: [_kept(row) for row in rows] for kind, rows in found.items()}


def _kept(row: Row) -> Row:
    return {name: value for name, value in row.items() if value is not None}


def registers_of(first: date, last: date) -> dict[str, list[Row]]:
    """Return the rows that are handed in for a half year; what has no date comes with the first."""
    found: dict[str, list[Row]] = {}
    for kind, rows in registers().items():
        if kind == "activity_questions":
            continue
        dated = DATED.get(kind)
        if dated is None:
            found[kind] = list(rows) if first == FIRST and kind != "media_groups" else []
        else:
            found[kind] = [row for row in rows if first <= _day(row[dated]) <= last]
    sessions = {(row["code"], row["session"]) for row in found["activities"]}
    found["activity_questions"] = [
        row
        for row in registers()["activity_questions"]
        if (row["activity"], row["session"]) in sessions
    ]
    # Groups are attested at the end; notes refer to them.
    if first != FIRST:
        found["media_groups"] = list(registers()["media_groups"])
        found["group_notes"] = list(registers()["group_notes"])
    else:
        found["group_notes"] = []
    return found


def _day(value: object) -> date:
    if isinstance(value, datetime):
        return hanoi_day(value)
    assert isinstance(value, date)
    return value


def units_toml() -> str:
    """Return the units.toml of the invented province, in place of the one that ships."""
    lines = "".join(
        f"  {{ {', '.join(_field(*pair) for pair in row.items())} }},\n" for row in units()
    )
    return f"# Đơn vị của tỉnh mẫu: mọi tên đều hư cấu (trừ Tổng Liên đoàn).\nunit = [\n{lines}]\n"


def _field(name: str, value: object) -> str:
    shown = value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False)
    return f"{name} = {shown}"


def sources_toml() -> str:
    """Return the entries of sources.toml for the own pages: laid in, never asked for over the network."""
    pages: list[dict[str, object]] = [
        {"id": page.id, "name": page.name, "home": page.home, "unit": page.unit} for page in PAGES
    ]
    pages.append(
        {"id": ZALO, "name": "Zalo LĐLĐ tỉnh Lai Châu (mẫu)", "unit": "",
         "home": "https://zalo.example/ldld-lai-chau"}
    )  # fmt: skip
    note = "năm mẫu: có sẵn trong kho, không hỏi mạng"
    return "".join(
        "\n[[source]]\n" + "".join(
            f"{name} = {json.dumps(value, ensure_ascii=False)}\n"
            for name, value in {
                **page, "type": "social", "group": "LĐLĐ tỉnh Lai Châu" if page["unit"] in ("", PROVINCE)
                else page["name"], "place": "Lai Châu", "reliability": "A", "own": True, "note": note,
            }.items() if value != ""
        )
        for page in pages
    )  # fmt: skip
