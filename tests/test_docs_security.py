"""Every threat names its control and a test that is there; a table of reliability does too."""

from __future__ import annotations

import re

import pytest

from tests.conftest import ROOT

PAGES = [p for p in (ROOT / "docs" / n for n in ("security.md", "reliability.md")) if p.exists()]
_TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_every_test_that_is_named_is_there(page) -> None:  # type: ignore[no-untyped-def]
    named = _TEST.findall(page.read_text(encoding="utf-8"))
    assert len(named) > 8
    for path, name in named:
        file = ROOT / path
        assert file.is_file(), path
        assert not name or f"def {name}(" in file.read_text(encoding="utf-8"), f"{path}::{name}"


def test_every_threat_has_a_control_and_a_test() -> None:
    text = (
        (ROOT / "docs" / "security.md").read_text(encoding="utf-8").split("## Người trong tò mò")[1]
    )
    rows = [line.strip("| \n").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    threats = [row for row in rows if row[0] != "mối nguy"]
    assert len(threats) > 30
    assert [len(row) for row in threats] == [3] * len(threats)
    # What is not stopped here is said: disks are the operating system's to encrypt.
    assert [row[0] for row in threats if "`tests/" not in row[2]] == ["đọc kho, landing trên ổ"]
