"""A day with nobody at the machine and everything that goes wrong in years: nothing lost, doubled or torn."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.week import POSTS, play
from warehouse import open_store


@pytest.mark.slow
def test_a_day_with_a_full_disk_a_kill_a_power_cut_and_a_wrong_clock(tmp_path: Path) -> None:
    told, wrong, office = play(tmp_path / "co-quan", 1, crawl=False)
    assert wrong == []
    assert told.killed == ["22/06 06:30 hang-ngay"]
    assert (
        told.why["bù"] >= 3
    )  # after the power cut: the digest was due in it, and the watch, the clock
    assert told.ended["diem-bao done"] == 1
    assert told.ended["dong-ho disk full"] + told.ended["canh disk full"] + told.unwritten > 0
    with open_store(office.warehouse) as store:
        assert store.one("select count(*) from raw.post") == POSTS
