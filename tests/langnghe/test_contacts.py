"""How to reach who asked: locked, apart, revealed only with a line in the log, gone without a trace."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from langnghe.errors import ConfigError
from langnghe.privacy.contacts import Contacts

NUMBER = "0912 345 678 (chị Mỷ)"


@pytest.fixture
def drawer(tmp_path: Path) -> Contacts:
    return Contacts.of(tmp_path)


def nothing() -> None:
    return


def bytes_under(folder: Path) -> bytes:
    return b"\n".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_what_is_kept_is_locked_and_its_owners_alone(tmp_path: Path, drawer: Contacts) -> None:
    drawer.keep("HD260610-aa", NUMBER)
    assert drawer.reveal("HD260610-aa", nothing) == NUMBER
    assert NUMBER.encode() not in bytes_under(tmp_path)
    for path in (drawer.key_file, drawer.folder / "HD260610-aa.lock"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(drawer.folder.stat().st_mode) == 0o700


def test_nothing_is_shown_when_the_log_cannot_be_written(drawer: Contacts) -> None:
    drawer.keep("HD1", NUMBER)

    def full() -> None:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        drawer.reveal("HD1", full)


def test_deleted_not_a_byte_remains(tmp_path: Path, drawer: Contacts) -> None:
    drawer.keep("HD1", NUMBER)
    drawer.keep("HD2", "khác")
    locked = (drawer.folder / "HD1.lock").read_bytes()
    assert drawer.forget("HD1")
    assert not drawer.forget("HD1")
    left = bytes_under(tmp_path)
    assert locked not in left
    assert locked[:40] not in left
    assert drawer.idents() == ["HD2"]
    with pytest.raises(ConfigError, match="đã xoá theo hạn"):
        drawer.reveal("HD1", nothing)


def test_a_new_key_opens_everything_and_the_old_one_nothing(drawer: Contacts) -> None:
    for n in range(5):
        drawer.keep(f"HD{n}", f"{NUMBER} {n}")
    before, kept = drawer.key_file.read_bytes(), (drawer.folder / "HD3.lock").read_bytes()
    assert drawer.rotate() == 5
    assert drawer.reveal("HD3", nothing) == f"{NUMBER} 3"
    assert stat.S_IMODE(drawer.key_file.stat().st_mode) == 0o600
    assert len(drawer.key_file.read_bytes().split()) == 1
    drawer.key_file.write_bytes(before)
    with pytest.raises(ConfigError, match="không mở được"):
        drawer.reveal("HD3", nothing)
    (drawer.folder / "HD3.lock").write_bytes(kept)
    assert drawer.reveal("HD3", nothing) == f"{NUMBER} 3"


def test_a_rotation_cut_short_loses_nothing(drawer: Contacts) -> None:
    drawer.keep("HD1", NUMBER)
    drawer.keep("HD2", NUMBER)
    (drawer.folder / "HD2.lock").write_bytes(b"broken")
    with pytest.raises(ConfigError, match="khoá cũ được giữ lại"):
        drawer.rotate()
    assert drawer.reveal("HD1", nothing) == NUMBER
    drawer.forget("HD2")
    assert drawer.rotate() == 1


def test_a_lost_or_open_key_is_told_not_replaced(drawer: Contacts) -> None:
    drawer.keep("HD1", NUMBER)
    drawer.key_file.chmod(0o644)
    with pytest.raises(ConfigError, match="chmod 600"):
        drawer.reveal("HD1", nothing)
    drawer.key_file.unlink()
    with pytest.raises(ConfigError, match="mất tệp khoá"):
        drawer.keep("HD2", NUMBER)


def test_a_file_put_in_anothers_place_is_found_out(drawer: Contacts) -> None:
    drawer.keep("HD1", NUMBER)
    drawer.keep("HD2", "khác")
    (drawer.folder / "HD2.lock").write_bytes((drawer.folder / "HD1.lock").read_bytes())
    with pytest.raises(ConfigError, match="bị tráo"):
        drawer.reveal("HD2", nothing)


@pytest.mark.parametrize("name", ["", "../x", "a/b", "a.b"])
def test_a_name_cannot_lead_out_of_the_drawer(drawer: Contacts, name: str) -> None:
    with pytest.raises(ValueError, match="names no question"):
        drawer.keep(name, NUMBER)


def test_the_drawer_is_opened_in_four_places_only() -> None:
    """For a person in contact_of of flows.inquiries and flows.requests, with a line in the log; for no person in flows.channels,
    where what waits for its question goes from one drawer to the other, and in flows.rotate, where what a
    new key renames is kept under its new name."""
    root = Path(__file__).parents[2]
    packages = ("langnghe", "flows", "crawlers", "nlp", "warehouse")
    opening = [
        str(path.relative_to(root))
        for package in packages
        for path in (root / package).rglob("*.py")
        if ".reveal(" in path.read_text(encoding="utf-8")
    ]
    assert sorted(opening) == [
        "flows/channels.py",
        "flows/inquiries.py",
        "flows/requests.py",
        "flows/rotate.py",
    ]
