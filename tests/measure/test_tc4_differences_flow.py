"""Own pages and documents held against each other; a person judges."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from flows import differences
from langnghe.config import Workspace
from langnghe.errors import LangngheError
from tests.measure.conftest import Office
from warehouse import open_store

NOW = datetime(2026, 7, 1, tzinfo=UTC)
MAY = (date(2026, 5, 1), date(2026, 5, 31))


def test_proposed_once_and_judged(tmp_path: Path, settled_warehouse: Path) -> None:
    place = Workspace(tmp_path)
    place.warehouse.parent.mkdir(parents=True)
    place.warehouse.write_bytes(settled_warehouse.read_bytes())
    with open_store(place.warehouse) as store:
        office = Office(store, place.landing)
        office.source("trang-tinh", name="Trang tỉnh", own=True)
        office.source("trang-xa", name="Trang xã", own=True)
        office.source("bao-a")
        said = "Chuyến xe công đoàn đưa {} công nhân về quê đón Tết."
        office.post(1, seen="2026-05-02", source="trang-tinh", text=said.format(180))
        office.post(2, seen="2026-05-03", source="trang-xa", text=said.format(108))
        office.post(
            3, seen="2026-05-03", source="bao-a", text=said.format(999)
        )  # a paper is not ours
        office.row("documents", "v1", at="2026-05-01", unit="tinh", number="7", symbol="TB", type="notice",
                   title="Thông báo", signed_on="2026-05-01")  # fmt: skip
        office.event("document", "v1", "read", at="2026-05-01", by="machine@documents",
                     text=said.format(180), sha256="x")  # fmt: skip
        office.load()
    assert differences.update(place, *MAY, NOW).found == 2
    assert differences.update(place, *MAY, NOW).found == 0
    rows = differences.listed(place)
    assert {(r["one"]["value"], r["other"]["value"]) for r in rows} == {
        ("180 công nhân", "108 công nhân")
    }
    assert {r["one"]["outlet"] for r in rows} == {"Trang tỉnh", "văn bản 7/TB Thông báo"}
    for row, so in zip(rows, (True, False), strict=True):
        differences.judge(place, row["id"], "analyst", NOW, so=so, note="đã sửa")
    assert differences.listed(place) == []
    assert differences.update(place, *MAY, NOW).found == 0
    assert {r["person"] for r in differences.listed(place, every=True)} == {"differs", "same"}
    with pytest.raises(LangngheError, match="không có đề xuất"):
        differences.judge(place, "x-khong-co", "analyst", NOW, so=True)
    with pytest.raises(LangngheError):
        differences.judge(place, rows[0]["id"], "admin", NOW, so=True)
