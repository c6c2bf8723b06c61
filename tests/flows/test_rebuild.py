"""A damaged warehouse: doctor says so, `langnghe rebuild` makes it again, equal to what it was."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from flows.annotate import annotate
from flows.digest import edition
from flows.doctor import _warehouse
from flows.rebuild import rebuild
from flows.retention import expire
from flows.serve_lock import sole
from flows.serve_state import serve_lock
from flows.snapshot import take
from flows.workspace import create
from langnghe.audit import AuditLog
from langnghe.config import Workspace
from langnghe.errors import WarehouseBusy, WarehouseError
from langnghe.landing import LandingWriter
from langnghe.records import Event, Post, post_id_of
from tests.conftest import ROOT
from warehouse import open_store
from warehouse.backup import digests
from warehouse.snapshot import counts_of

NOON = datetime(2026, 6, 12, 5, 0, tzinfo=UTC)
POSTS = 60
MACHINE = ("raw.annotation", "raw.story_member", "raw.edition_item")


def post(number: int) -> Post:
    url = f"https://bao-mau.example/{number}.html"
    return Post(
        post_id=post_id_of(url=url, source="bao-mau", native_id=None), source="bao-mau", kind="article", url=url,
        title=f"Công đoàn khu {number} trao quà công nhân xưởng {number * 7}", lead="",
        text=f"Công nhân xưởng {number} mong tăng lương, công đoàn khu {number} trao {number + 3} suất quà.",
        fetched_at=NOON, published_at=NOON, method="import@1",
    )  # fmt: skip


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory, furnish: Callable[..., Workspace]) -> Workspace:
    """An office with posts, labels, stories, an edition, events, a line in quarantine and a snapshot."""
    place = Workspace(tmp_path_factory.mktemp("kho") / "co-quan")
    create(place.root)
    furnish(place)
    with LandingWriter(place.landing / "bao-mau", "thu") as writer:
        for number in range(POSTS):
            writer.post(post(number))
        writer.event(
            Event(kind="claim", id="c1", what="opened", by="admin", at=NOON, fields={"text": "x"})
        )
    (place.landing / "hong.jsonl").write_text('{"type": "post"\n', encoding="utf-8")
    from flows.registers import settle
    from warehouse.load import load

    with open_store(place.warehouse) as store:
        load(store, place.landing)
        settle(store, place, NOON)
        annotate(store, place.watchlist(), profile="baseline", workers=1)
        edition(store, place, date(2026, 6, 12), made_at=NOON)
        assert store.one("select count(*) from raw.edition_item") > 0
    take(place)
    return place


@pytest.fixture
def office(lived: Workspace, tmp_path: Path) -> Workspace:
    shutil.copytree(lived.root, tmp_path / "co-quan")
    return Workspace(tmp_path / "co-quan")


def counts(place: Workspace) -> dict[str, int]:
    with open_store(place.warehouse) as store:
        return {name: rows for name, rows in counts_of(store).items() if name != "main.migration"}


def values(place: Workspace) -> dict[str, int]:
    with open_store(place.warehouse) as store:
        found = digests(store)
    return {name: found[name] for name in ("raw.post", "raw.event", "raw.quarantine", *MACHINE)}


def damage(path: Path, share: float) -> None:
    """Write noise over a part of the file, as a dying disk would."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(int(size * share))
        file.write(os.urandom(max(4096, size // 4)))


def said_by_doctor(place: Workspace) -> str:
    try:
        return " ".join(f.detail for f in _warehouse(place) if f.level == "error")
    except WarehouseError as error:  # `examine` makes a finding of it
        return str(error)


def test_a_sound_warehouse_is_built_again_the_same(office: Workspace) -> None:
    before, held = values(office), counts(office)
    assert said_by_doctor(office) == ""
    made = rebuild(office, profile="baseline", now=NOON)
    assert (made.told, made.checks, made.quarantined) == ((), {}, 1)
    assert counts(office) == held
    assert values(office) == before
    assert made.kept is not None
    expire(office, datetime.now(UTC) + timedelta(days=6))
    assert made.kept.exists()
    expire(office, datetime.now(UTC) + timedelta(days=8))
    assert not made.kept.exists()  # it holds words that may have been taken away since
    assert AuditLog.of(office.root).newest(1)[0]["what"] == "dựng lại kho"
    assert not list(office.warehouse.parent.glob(".*dung-lai[!.]*"))


@pytest.mark.parametrize("share", [0.0, 0.4])
def test_noise_anywhere_in_the_file_is_found_and_mended(office: Workspace, share: float) -> None:
    before, held = values(office), counts(office)
    damage(office.warehouse, share)
    try:
        sound = values(office) == before  # noise fell on blocks nobody uses
    except WarehouseError:
        sound = False
    said = said_by_doctor(office)
    assert sound or "langnghe rebuild" in said, said
    made = rebuild(office, profile="baseline", now=NOON)
    assert made.checks == {}
    assert counts(office) == held
    assert values(office) == before  # what the old file lost, the snapshot had
    assert said_by_doctor(office) == ""


def test_without_a_snapshot_what_is_lost_is_said(office: Workspace) -> None:
    shutil.rmtree(office.root / "data" / "snapshot")
    held = counts(office)
    office.warehouse.write_bytes(b"")
    made = rebuild(office, profile="baseline", now=NOON)
    after = counts(office)
    assert {n for n in held if held[n] != after[n]} == {"raw.edition_item"}
    assert sum("không lấy lại được" in line for line in made.told) == 4
    assert any("nhắc lại bài đã đăng" in line for line in made.told)


def test_while_somebody_works_on_it_nothing_is_touched(office: Workspace) -> None:
    inode = office.warehouse.stat().st_ino
    with sole(serve_lock(office), "serve"), pytest.raises(WarehouseBusy, match="langnghe serve"):
        rebuild(office)
    shutil.rmtree(office.landing)
    office.landing.mkdir()
    with pytest.raises(WarehouseError, match="langnghe restore"):
        rebuild(office)
    assert office.warehouse.stat().st_ino == inode


KILLED = """
import os, signal, sys
from pathlib import Path
from flows.rebuild import rebuild
from flows.retention import expire
from langnghe.config import Workspace

# Between giving the old file its second name and putting the new one into its place.
Path.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
rebuild(Workspace(Path(sys.argv[1])), profile="baseline")
"""


def test_a_power_cut_leaves_the_old_file_and_the_next_try_ends_well(office: Workspace) -> None:
    before = values(office)
    (office.warehouse.parent / ".cuu-1-cu").mkdir()  # of a kill while rows were saved
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(office.root)], cwd=ROOT, check=False, capture_output=True
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert values(office) == before
    rebuild(office, profile="baseline", now=NOON)
    assert values(office) == before
    assert [p.name for p in office.warehouse.parent.glob(".*") if "lock" not in p.name] == []
