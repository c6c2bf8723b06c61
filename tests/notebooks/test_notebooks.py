"""Every notebook runs from its first cell to its last, on the sample office and on the year's headlines."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from flows.snapshot import take
from langnghe.config import Workspace
from langnghe.explore import open as open_office
from tests.conftest import ROOT
from tests.notebooks.notebook_kernel import NOTEBOOKS, Kernel
from warehouse import open_store

# How many pictures a person sees in the sample office; fewer would mean that a cell gave up.
PICTURES = {"01": 4, "02": 3, "03": 6, "04": 3, "05": 4, "06": 2, "07": 4}
OF_THE_YEAR = [
    path for path in NOTEBOOKS if path.stem[:2] != "07"
]  # which asks nothing of an office


def pictures(shown: list[dict[str, str]]) -> list[str]:
    return [each["image/svg+xml"] for each in shown if "image/svg+xml" in each]


def words(shown: list[dict[str, str]]) -> str:
    return "\n".join(text for each in shown for text in each.values())


def assert_worth_a_look(svg: str) -> None:
    """Hold a picture to what no reader should ever find in one."""
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", svg)
    assert len(texts) > 3
    for text in texts:
        assert text not in ("undefined", "null", "NaN", "Invalid Date")
        assert not re.search(r"\d\.\d\b(?!\d{2})", text), f"not a Vietnamese number: {text}"
    assert "http://" not in re.sub(r'xmlns(:\w+)?="[^"]*"', "", svg)  # nothing is fetched


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_it_runs_on_the_sample_office(
    path: Path, kernel: Kernel, office: Workspace, tmp_path: Path
) -> None:
    shown = kernel.notebook(path, office, data=tmp_path)
    drawn = pictures(shown)
    assert len(drawn) == PICTURES[path.stem[:2]]
    for svg in drawn:
        assert_worth_a_look(svg)


@pytest.mark.parametrize("path", OF_THE_YEAR, ids=lambda p: p.stem)
def test_it_runs_on_the_year_of_headlines(
    path: Path, kernel: Kernel, year: Workspace, data: Path
) -> None:
    shown = kernel.notebook(path, year, data=data.resolve())
    assert pictures(shown)
    for svg in pictures(shown):
        assert_worth_a_look(svg)


def test_an_open_notebook_blocks_no_snapshot_and_sees_the_next_one(
    kernel: Kernel, office: Workspace
) -> None:
    kernel.run("%reset -f")
    kernel.run(
        "from langnghe import explore\n"
        f"kho = explore.open({str(office.root)!r})\n"
        "begun = kho.store.connection.execute('select post_id from mart.post')\n"
        "begun.fetchmany(3)"  # an answer half read is held while the next snapshot is published
    )
    with open_store(office.warehouse) as store:  # nobody else holds it
        store.connection.execute("update raw.source set name = 'Tên mới' where source = 'tinnhanh'")
    take(office)
    asked = "kho.rows(\"select name from raw.source where source = 'tinnhanh'\")[0][0]"
    assert kernel.run("len(begun.fetchmany(2))")["outputs"][0]["data"]["text/plain"] == "2"
    assert kernel.run(asked)["outputs"][0]["data"]["text/plain"] == "'Tên mới'"


def test_no_key_of_a_person_can_be_reached(office: Workspace) -> None:
    with open_store(office.warehouse) as store:
        keys = {
            *(k for (k,) in store.rows("select distinct author_key from raw.post where author_key <> ''")),
            *(k for (k,) in store.rows("select distinct fields ->> 'asker' from raw.event") if k),
        }  # fmt: skip
        tables = store.rows(
            "select schema_name || '.' || table_name from duckdb_tables() where not internal"
        )
    assert len(keys) > 50
    assert all(re.fullmatch(r"[0-9a-f]{12,}", key) for key in keys)
    kho = open_office(office.root)
    for (table,) in tables:
        told = kho.rows(
            f"select string_agg({table.partition('.')[2]}::varchar, chr(10)) from {table}"
        )[0][0]
        assert not keys & set(re.findall(r"[0-9a-f]{12,}", told or "")), table
    kho.close()


def test_a_notebook_is_a_script_without_outputs_that_defines_nothing() -> None:
    assert len(NOTEBOOKS) >= 6
    assert not list((ROOT / "notebooks").glob("**/*.ipynb"))
    for path in NOTEBOOKS:
        text = path.read_text(encoding="utf-8")
        assert "format_name: percent" in text
        assert not re.search(r"^(async )?(def|class) ", text, flags=re.M), path.name
        assert "outputs" not in text
