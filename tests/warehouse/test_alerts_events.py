"""What happened to an alert lands as a line and stands in the warehouse once, however often it lands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from langnghe.landing import LandingWriter
from langnghe.records import Event
from warehouse import Store
from warehouse.load import load

NOON = datetime(2026, 6, 10, 5, 0, tzinfo=UTC)


def event(**changes: Any) -> Event:
    values: dict[str, Any] = {
        "kind": "alert",
        "id": "CB1",
        "what": "opened",
        "by": "machine@tin-cay",
        "at": NOON,
        "fields": {"level": 4, "sources": ["bao-mau"]},
    }
    return Event(**{**values, **changes})


def land_events(folder: Path, *events: Event) -> Path:
    with LandingWriter(folder, "su-kien") as writer:
        for one in events:
            writer.event(one)
    return writer.final


def test_an_event_survives_its_landing_line() -> None:
    assert Event.from_json(event().to_json()) == event()


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "tin"},
        {"id": ""},
        {"what": ""},
        {"by": "giám đốc"},
        {"at": datetime(2026, 6, 10)},  # noqa: DTZ001
    ],
)
def test_an_event_without_subject_speaker_or_moment_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"event|role"):
        event(**change)


def test_loading_stores_each_happening_once(store: Store, landing: Path) -> None:
    acknowledged = event(what="acknowledged", by="propaganda_head", fields={})
    land_events(landing, event(), acknowledged, event())
    assert load(store, landing).events == 2
    land_events(landing, event(), event(what="closed", by="chair", fields={"verdict": "đúng"}))
    assert load(store, landing).events == 1  # the first landed again under another name
    assert load(store, landing).events == 0
    rows = store.rows(
        "select what, said_by, happened_at, fields ->> 'level' from raw.event order by all"
    )
    assert rows == [
        ("acknowledged", "propaganda_head", NOON, None),
        ("closed", "chair", NOON, None),
        ("opened", "machine@tin-cay", NOON, "4"),
    ]
    assert not any(store.check().values())


def test_a_bad_event_costs_its_line_and_not_its_file(
    store: Store, landing: Path, land_lines: Callable[..., Path]
) -> None:
    good = {"type": "event", **event().to_json()}
    land_lines(
        good,
        {**good, "by": "ông Nam"},
        {**good, "fields": [1]},
        {**good, "at": "hôm qua"},
        {**good, "thêm": 1},
        {**good, "fields": {"p": float("nan")}},
    )
    report = load(store, landing)
    assert (report.events, report.quarantined) == (1, 5)
    assert not any(store.check().values())
