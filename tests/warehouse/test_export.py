"""Exports open in a spreadsheet, a notebook and a script, and give away nobody."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from langnghe.errors import LangngheError
from langnghe.records import Post
from warehouse import Store
from warehouse.export import export
from warehouse.load import load

SUFFIXES = [".csv", ".parquet", ".jsonl"]
KINDS = ["posts", "stories", "annotations", "outcomes"]
DANGEROUS = ["=1+1", "+84 123", "-2", "@SUM(A1)", "\t=1+1", "\r=1", "  =1+1"]


@pytest.fixture
def filled(
    store: Store, landing: Path, land: Callable[..., Path], make_post: Callable[..., Post]
) -> Store:
    posts = [
        make_post(n, title=title, lead='Có "ngoặc", phẩy\nvà xuống dòng', author_key="mã-bí-mật")
        for n, title in enumerate([*DANGEROUS, "Công đoàn họp"])
    ]
    last = posts[-1]
    assert last.published_at
    posts[-1] = make_post(99, title="Công đoàn họp", published_at=last.published_at + timedelta(1))
    land(*posts)
    load(store, landing)
    store.connection.execute(
        "insert into raw.story_member select post_id, 'chuyện', now() from raw.post; "
        "insert into raw.annotation select post_id, revision, t.task, t.label, 0.9, 'linear@1', "
        "t.rank, now() from raw.post, (values ('in_scope', '1', 0), ('topic', 'wages', 0), "
        "('topic', 'safety', 1)) as t(task, label, rank) where title = 'Công đoàn họp'"
    )
    return store


def read(path: Path) -> list[dict[str, object]]:
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    rows: list[dict[str, object]] = pq.read_table(path).to_pylist()
    return rows


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("what", KINDS)
def test_every_kind_is_written_in_every_format(
    filled: Store, tmp_path: Path, what: str, suffix: str
) -> None:
    out = tmp_path / "new folder" / f"it's{suffix}"
    number = export(filled, what, out)  # type: ignore[arg-type]
    rows = read(out)
    assert number == len(rows) > 0
    assert "author_key" not in rows[0]
    assert "mã-bí-mật".encode() not in out.read_bytes()
    assert [p.name for p in out.parent.iterdir()] == [out.name]  # no half-written rest


def test_a_spreadsheet_sees_vietnamese_and_no_formula(filled: Store, tmp_path: Path) -> None:
    out = tmp_path / "bai.csv"
    export(filled, "posts", out)
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = read(out)
    titles = {str(row["title"]) for row in rows}
    assert titles == {"'" + title for title in DANGEROUS} | {"Công đoàn họp"}
    assert {row["lead"] for row in rows} == {
        'Có "ngoặc", phẩy\nvà xuống dòng',
        "Sáng nay, đoàn công tác trao quà.",
    }
    [labelled] = [row for row in rows if row["in_scope"] == "true"]
    assert labelled["topics"] == "wages; safety"
    for row in rows:
        assert not [v for v in row.values() if str(v)[:1] in ("=", "+", "-", "@", "\t", "\r")]


def test_other_formats_keep_the_text_as_it_is(filled: Store, tmp_path: Path) -> None:
    for suffix in (".parquet", ".jsonl"):
        out = tmp_path / f"bai{suffix}"
        export(filled, "posts", out)
        assert {row["title"] for row in read(out)} == {*DANGEROUS, "Công đoàn họp"}


@pytest.mark.parametrize("what", ["posts", "annotations"])
def test_days_and_scope_are_filters(filled: Store, tmp_path: Path, what: str) -> None:
    def number(**filters: object) -> int:
        return export(filled, what, tmp_path / "x.jsonl", **filters)  # type: ignore[arg-type]

    labelled = {"posts": 1, "annotations": 3}[what]
    assert number(in_scope=True) == labelled
    assert number(day_from=date(2026, 6, 11)) == labelled
    assert number(day_to=date(2026, 6, 9)) == 0


@pytest.mark.parametrize("what", ["posts", "annotations"])
def test_some_days_are_what_all_days_hold_of_them(filled: Store, tmp_path: Path, what: str) -> None:
    export(filled, what, tmp_path / "moi-ngay.parquet")
    whole = read(tmp_path / "moi-ngay.parquet")
    days = sorted({row["day"] for row in whole})
    for day in days:
        export(filled, what, tmp_path / "mot-ngay.parquet", day_from=day, day_to=day)
        assert read(tmp_path / "mot-ngay.parquet") == [row for row in whole if row["day"] == day]
    assert days


def test_a_story_is_one_row(filled: Store, tmp_path: Path) -> None:
    export(filled, "stories", tmp_path / "x.jsonl")
    [story] = read(tmp_path / "x.jsonl")
    assert (story["posts"], story["outlets"], story["in_scope"]) == (8, 1, True)


def test_outcomes_are_those_of_the_days(filled: Store, tmp_path: Path) -> None:
    export(filled, "outcomes", tmp_path / "x.jsonl", day_from=date(2026, 6, 10))
    [row] = read(tmp_path / "x.jsonl")
    assert (row["outcome"], row["inputs"]) == ("stored", 8)


def test_a_wrong_wish_names_the_choices(filled: Store, tmp_path: Path) -> None:
    with pytest.raises(LangngheError, match=r"\.xlsx; chọn \.csv, \.parquet, \.jsonl"):
        export(filled, "posts", tmp_path / "x.xlsx")
    with pytest.raises(LangngheError, match="posts, stories, annotations, outcomes"):
        export(filled, "people", tmp_path / "x.csv")  # type: ignore[arg-type]
    (tmp_path / "dir.csv").mkdir()
    with pytest.raises(LangngheError, match="không ghi được"):
        export(filled, "posts", tmp_path / "dir.csv")
