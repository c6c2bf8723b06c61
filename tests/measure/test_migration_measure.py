"""A warehouse of before the measurement, with its sources, is brought up to date."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from langnghe.config import Source
from warehouse import open_store
from warehouse import store as storing


def test_sources_of_an_older_warehouse_learn_whose_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older, newer = tmp_path / "before", storing.MIGRATIONS
    older.mkdir()
    for file in newer.glob("000[1-4]*.sql"):
        shutil.copy(file, older)
    no_views = tmp_path / "none"
    no_views.mkdir()
    path = tmp_path / "kho.duckdb"
    monkeypatch.setattr(storing, "MIGRATIONS", older)
    with monkeypatch.context() as then:
        then.setattr(storing, "VIEWS", no_views)
        with open_store(path) as store:
            s = Source(id="bao-a", name="Báo A", home="https://bao-a.example", type="news")
            store.connection.execute(
                "insert into raw.source by name select ? as source, ? as name, ? as home, ? as type, "
                "'' as \"group\", '' as place, 'B' as reliability, 2 as priority, true as enabled, "
                "true as declared, now() as updated_at",
                [s.id, s.name, s.home, s.type],
            )
    monkeypatch.setattr(storing, "MIGRATIONS", newer)
    with open_store(path) as store:
        assert store.rows("select source, own, unit from raw.source") == [("bao-a", False, None)]
