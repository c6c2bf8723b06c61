"""A disk that is full, or that one can only read: said in one line with the path and the remedy; nothing
is left half written, and the next run goes on. On a real small disk, where this machine lets us make one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows.backup import back_up
from flows.restore import restore
from flows.runtime import require_room
from flows.workspace import create
from langnghe import landing
from langnghe.cli.app import main
from langnghe.config import Workspace
from langnghe.errors import ConfigError, WarehouseError
from langnghe.files import replace_file
from langnghe.landing import LandingWriter
from langnghe.records import Event
from warehouse import open_store
from warehouse.load import load
from warehouse.snapshot import counts_of

SIZE = 24_000_000
FULL, READ_ONLY = "ổ đĩa đầy; dọn bớt rồi chạy lại", "ổ đĩa chỉ đọc"


def mount(*words: str | Path) -> bool:
    program = shutil.which("mount")
    if program is None or os.geteuid() != 0:
        return False
    return (
        subprocess.run([program, *map(str, words)], capture_output=True, check=False).returncode
        == 0
    )


@pytest.fixture(scope="module")
def office_before(
    tmp_path_factory: pytest.TempPathFactory, furnish: Callable[[Workspace], Workspace]
) -> Workspace:
    """An office with a landing file that is loaded and one that waits."""
    place = Workspace(tmp_path_factory.mktemp("truoc") / "co-quan")
    create(place.root)
    furnish(place)
    for number in (1, 2):
        with LandingWriter(place.landing / "events", "events") as writer:
            writer.event(happening(number))
        if number == 1:
            with open_store(place.warehouse) as store:
                load(store, place.landing)
    return place


def happening(number: int, text: str = "") -> Event:
    return Event(kind="claim", id=f"c{number}", what="opened", by="admin",
                 at=datetime(2026, 6, 10, 5, 0, number, tzinfo=UTC), fields={"text": text})  # fmt: skip


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own."""
    folder = tmp_path / "dia"
    folder.mkdir()
    if not mount("-t", "tmpfs", "-o", f"size={SIZE}", "none", folder):
        pytest.skip("máy này không cho gắn ổ đĩa thử (cần quyền root để mount tmpfs)")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture
def full(disk: Path, office_before: Workspace) -> Workspace:
    """An office on a disk without one free byte."""
    place = Workspace(disk / "co-quan")
    shutil.copytree(office_before.root, place.root)
    (disk / "phim.mkv").write_bytes(b"")
    with (disk / "phim.mkv").open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass
    return place


@pytest.fixture
def read_only(disk: Path, office_before: Workspace) -> Workspace:
    place = Workspace(disk / "co-quan")
    shutil.copytree(office_before.root, place.root)
    assert mount("-o", "remount,ro", disk)
    return place


def told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *words: str | Path
) -> str:
    """Return the one line that a verb says when it fails."""
    monkeypatch.setattr(sys, "argv", ["langnghe", *map(str, words)])
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr().err.strip()
    assert ended.value.code == 1, said
    errors = [line for line in said.splitlines() if line.startswith("Lỗi: ")]
    assert len(errors) == 1, said
    assert "Traceback" not in said
    return errors[0]


VERBS: dict[str, tuple[str, ...]] = {
    "load": ("load",),
    "snapshot": ("snapshot",),
    "backup": ("backup",),
    "run": ("run",),
    "targets": ("targets", "--year", "2026"),
}


def state(place: Workspace) -> tuple[list[str], list[str]]:
    every = sorted(str(p.relative_to(place.root)) for p in place.root.rglob("*") if p.is_file())
    return every, [p.name for p in landing.files(place.landing)]


@pytest.mark.parametrize("verb", ["load", "snapshot", "backup", "run"])
def test_a_verb_on_a_full_disk_names_the_path_and_leaves_nothing_half_done(
    full: Workspace, verb: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = state(full)
    line = told(capsys, monkeypatch, *VERBS[verb], "--workspace", full.root)
    assert str(full.root) in line
    assert "ổ đĩa" in line or "No space left" in line
    left = [name for name in state(full)[0] if name not in before[0] and "lock" not in name]
    assert left in ([], ["data/langnghe.duckdb.wal"])
    (full.root.parent / "phim.mkv").unlink()  # somebody tidies up
    with open_store(full.warehouse) as store:
        load(store, full.landing)
        assert counts_of(store)["raw.event"] == 2
        assert not any(store.check().values())


def test_what_is_ordered_on_a_full_disk_lands_whole_or_not_at_all(full: Workspace) -> None:
    before = state(full)
    many = [happening(n, "một lời dài " * 50) for n in range(40)]
    with (
        pytest.raises(OSError, match="No space left") as caught,
        LandingWriter(full.landing / "events", "events") as writer,
    ):
        writer.events(many)
    assert caught.value.filename == str(writer.final)
    assert state(full) == before
    # Room for some of it only: what was whole before stays whole, of the rest there is nothing.
    with (full.root.parent / "phim.mkv").open("rb+") as film:
        film.truncate(film.seek(0, 2) - 8192)
    with LandingWriter(full.landing / "events", "events") as writer:
        writer.event(happening(50))
        with pytest.raises(OSError, match="No space left"):
            writer.events(many)
    assert [row["id"] for row in landing.rows(writer.final)] == ["c50"]


def test_a_file_replaced_on_a_full_disk_stays_what_it_was(full: Workspace) -> None:
    path = full.root / "sources.toml"
    old = path.read_bytes()
    with pytest.raises(OSError, match="No space left") as caught:
        replace_file(path, bytes(100_000))
    assert caught.value.filename == str(path)
    assert path.read_bytes() == old
    assert not list(full.root.glob(".*.tmp"))


def test_a_backup_or_a_restore_that_finds_no_room_leaves_nothing(
    full: Workspace, office_before: Workspace, tmp_path: Path
) -> None:
    disk = full.root.parent
    with pytest.raises(OSError, match="No space left") as caught:
        back_up(office_before, to=disk / "cat")
    assert str(disk / "cat") in str(caught.value.filename)
    assert [p.name for p in (disk / "cat").iterdir()] == []
    made = back_up(office_before, to=tmp_path / "cat")
    with pytest.raises(Exception, match=r"đĩa chỉ còn|No space left"):
        restore(made.path, disk / "moi")
    assert not (disk / "moi").exists()
    assert not list(disk.glob(".*khoi-phuc"))


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_a_verb_on_a_read_only_disk_says_so(
    read_only: Workspace,
    verb: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    line = told(capsys, monkeypatch, *VERBS[verb], "--workspace", read_only.root)
    assert str(read_only.root) in line
    assert READ_ONLY in line


def test_an_office_on_a_dying_disk_can_still_be_backed_up(
    read_only: Workspace, office_before: Workspace, tmp_path: Path
) -> None:
    made = back_up(read_only, to=tmp_path / "cat", passphrase="một câu đủ dài để thử")
    assert made.form == "copy"
    done = restore(made.path, tmp_path / "moi", passphrase="một câu đủ dài để thử")
    with open_store(office_before.warehouse) as store:
        assert {**done.counts, "main.migration": 0} == {**counts_of(store), "main.migration": 0}
    assert done.loaded == 1  # what waited in landing came along


def test_a_new_office_is_not_begun_on_a_read_only_disk(read_only: Workspace) -> None:
    with pytest.raises(ConfigError, match="không tạo được"):
        create(read_only.root.parent / "moi")


def test_a_run_asks_for_room_before_it_begins(
    disk: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    require_room(tmp_path / "chua-co")
    with pytest.raises(ConfigError, match=r"chỉ còn \d+ MB.*dọn bớt"):
        require_room(disk / "co-quan")


def test_a_warehouse_on_a_full_disk_is_not_called_damaged(full: Workspace) -> None:
    with pytest.raises(WarehouseError, match=FULL) as caught, open_store(full.warehouse) as store:
        store.connection.execute("create table main.lon as select repeat('x', 9000000) as a")
    assert "đổi tên" not in str(caught.value)
