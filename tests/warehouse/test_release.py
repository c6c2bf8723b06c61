"""A store closed while half an answer is still held: the next one says so instead of hanging for ever."""

from __future__ import annotations

from pathlib import Path
from shutil import copy

import pytest

from langnghe.errors import WarehouseBusy
from warehouse import open_store

MANY = "select i from range(1000000) r(i)"


def test_half_an_answer_kept_over_the_close_is_told(tmp_path: Path, empty_warehouse: Path) -> None:
    file = Path(copy(empty_warehouse, tmp_path / "kho.duckdb"))
    with open_store(file) as store:
        half = store.connection.execute(MANY).to_arrow_reader(10)
        assert half.read_next_batch().num_rows
    with pytest.raises(WarehouseBusy, match="chưa buông tệp"), open_store(file, wait=0.3):
        pass
    del half
    with open_store(file) as store:
        assert store.one("select count(*) from raw.post") == 0


def test_what_only_a_cycle_holds_is_let_go(tmp_path: Path, empty_warehouse: Path) -> None:
    file = Path(copy(empty_warehouse, tmp_path / "kho.duckdb"))
    with open_store(file) as store:
        kept: list[object] = [store.connection.execute(MANY).to_arrow_reader(10)]
        kept.append(kept)
    del kept
    with open_store(file, wait=5) as store:
        assert store.one("select count(*) from raw.post") == 0


def test_two_stores_of_one_process_stand_beside_each_other(
    tmp_path: Path, empty_warehouse: Path
) -> None:
    file = Path(copy(empty_warehouse, tmp_path / "kho.duckdb"))
    with open_store(file) as one, open_store(file, wait=0.3) as other:
        assert one.one("select count(*) from raw.post") == other.one("select 0")
