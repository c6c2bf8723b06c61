"""Where the digest of an incident's day shows it: an office of one day, and one that saw nothing."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from benchmarks.replay.incidents import Incident
from benchmarks.replay.top import on_top, said
from flows.annotate import AnnotateReport, group, label
from flows.workspace import create
from langnghe.config import Workspace
from langnghe.landing import LandingWriter
from langnghe.records import HANOI, Post, post_id_of
from warehouse import open_store
from warehouse.labels import declare_sources
from warehouse.load import load

DAY = date(2026, 5, 12)
URL = "https://bao.example/sap-lo-nung"


def office(root: Path, home: str) -> Workspace:
    place = Workspace(root)
    create(place.root)
    path = place.root / "watchlist.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace(f'home_place = "{place.watchlist().home_place}"', f'home_place = "{home}"'),
        encoding="utf-8",
    )
    at = datetime.combine(DAY, datetime.min.time(), HANOI).replace(hour=9)
    with LandingWriter(place.landing / "import", "posts") as writer:
        writer.post(
            Post(
                post_id=post_id_of(url=URL, source="bao", native_id=None), source="bao",
                kind="article", url=URL, method="import",
                title="Sập lò nung ở Thanh Hóa, ba công nhân tử vong",
                lead="Lò nung của một nhà máy gạch ở Thanh Hóa sập khi công nhân đang sửa chữa.",
                text="Vụ tai nạn lao động làm 3 công nhân tử vong, 2 người bị thương.",
                published_at=at, fetched_at=at,
            )
        )  # fmt: skip
    report = AnnotateReport()
    with open_store(place.warehouse) as store:
        declare_sources(store, place.sources())
        load(store, place.landing)
        label(store, place.watchlist(), report)
        group(store, report)
    return place


def incident(**changes: object) -> Incident:
    values: dict[str, object] = {
        "id": "2026-05-12-accident-1", "type": "accident", "province": "Thanh Hóa", "also": (),
        "day": DAY, "first_hour": 9, "peak": DAY, "severity": 3, "outlets": ("a.vn", "b.vn"),
        "rows": (post_id_of(url=URL, source="bao", native_id=None),), "later": (), "named": True,
        "what": "ba người chết ở lò gạch", "doubt": "",
    }  # fmt: skip
    return Incident(**{**values, **changes})  # type: ignore[arg-type]


def test_an_incident_stands_among_the_alerts_that_open_its_digest(tmp_path: Path) -> None:
    wanted = [incident(), incident(id="khong-tinh", province=None, named=False)]
    rows = on_top(lambda home: office(tmp_path / home, home), wanted)
    [row] = rows  # one that names no province has no office of its own
    assert (row["home"], row["alert"], row["alerts"]) == ("Thanh Hóa", 1, 1)
    assert row["level"] >= 3
    assert row["section"] == "urgent"
    named, every = said(rows, wanted).splitlines()
    assert "named: among the alerts that open the digest 1/1 (100 %)" in named
    assert "in either 1/2 (50 %)" in every


def test_an_office_elsewhere_has_it_in_no_alert(tmp_path: Path) -> None:
    rows = on_top(lambda home: office(tmp_path / "o", "Lai Châu"), [incident()])
    assert (rows[0]["alert"], rows[0]["level"]) == (0, 0)
