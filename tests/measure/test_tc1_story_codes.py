"""What a person says of a story at the command line is what the criteria count."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows.story import code, recent
from langnghe.cases.story import coded
from langnghe.config import Workspace
from langnghe.errors import LangngheError
from langnghe.records import hanoi_day
from tests.measure.conftest import Office
from warehouse import Store, open_store

NOW = datetime.now(UTC)
TODAY = hanoi_day(NOW)


@pytest.fixture
def place(tmp_path: Path, settled_warehouse: Path) -> Workspace:
    """An office of today with two stories, t1 of two houses and t2."""
    workspace = Workspace(tmp_path)
    workspace.warehouse.parent.mkdir(parents=True)
    workspace.warehouse.write_bytes(settled_warehouse.read_bytes())
    with open_store(workspace.warehouse) as store:
        office = Office(store, workspace.landing)
        office.source("bao-a", reliability="A")
        office.source("bao-b")
        scope = {"in_scope": "1", "topic": ["wages"], "risk": "1"}
        seen = NOW - timedelta(minutes=1)
        office.post(1, seen=seen, story="t1aa", labels=scope)
        office.post(2, seen=seen, source="bao-b", story="t1aa", labels=scope)
        office.post(3, seen=seen, source="bao-b", story="t1bb", labels={"in_scope": "1"})
        office.load()
    return workspace


def figures(place: Workspace, store: Store) -> dict[str, float | None]:
    office = Office(store, place.landing)
    found = {f"{q} {key}": f for q in ("1.05", "1.06")
             for key, f in office.ask(q, f"{TODAY:%Y-%m-%d}").items()}  # fmt: skip
    return {key: f.count for key, f in found.items()}


def test_what_was_coded_is_counted(place: Workspace) -> None:
    code(place, "t1a", "verified", "Phân tích viên", NOW)
    code(place, "t1bb", "refuted", "analyst", NOW, note="công an tỉnh đã bác bỏ")
    code(place, "t1a", "severity", "propaganda_head", NOW, value=5)
    first, second = recent(place, TODAY, TODAY, datetime.now(UTC))
    assert (first["story_id"], first["level"], first["admiralty"]) == ("t1aa", 5, "A>1")
    assert sorted(first["codes"]) == ["severity", "verified"]
    assert (second["story_id"], second["trust"], second["independent"]) == ("t1bb", "low", 1)
    with open_store(place.warehouse) as store:
        told = figures(place, store)
    assert (told["1.05 verified"], told["1.05 refuted"], told["1.06 severe"]) == (2, 1, 1)


def test_what_cannot_be_said_is_refused_in_words(place: Workspace) -> None:
    with pytest.raises(LangngheError, match="chưa đủ phân biệt: t1aa, t1bb"):
        code(place, "t1", "verified", "analyst", NOW)
    with pytest.raises(LangngheError, match="không có tin nào"):
        code(place, "x", "verified", "analyst", NOW)
    with pytest.raises(LangngheError, match="cần một số từ 1 đến 5"):
        code(place, "t1a", "severity", "analyst", NOW, value=6)
    with pytest.raises(LangngheError, match="cần lý do"):
        code(place, "t1a", "refuted", "analyst", NOW)
    with pytest.raises(LangngheError):
        code(place, "t1a", "verified", "admin", NOW)  # edits no content
    assert coded("t", "helped", "analyst", NOW, value=0).fields == {"helped": 0, "note": ""}
