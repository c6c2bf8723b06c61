"""A file is replaced whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from langnghe.files import PRIVATE, replace_file


def test_a_file_is_replaced_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    replace_file(path, b"old")
    replace_file(path, "mới".encode())
    assert path.read_text(encoding="utf-8") == "mới"
    assert list(tmp_path.iterdir()) == [path]


def test_a_private_file_is_its_owners_alone_from_the_first_byte(tmp_path: Path) -> None:
    path = tmp_path / "key"
    replace_file(path, b"secret", mode=PRIVATE)
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    replace_file(path, b"old")
    with pytest.raises(FileNotFoundError):
        replace_file(path, b"new", temporary=tmp_path / "no such folder" / "a")
    assert path.read_bytes() == b"old"
