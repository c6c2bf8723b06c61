"""After a full run nobody who spoke can be found on disk: every byte under data/ is searched.

The sample world knows every handle that spoke in it, and every number, address and name of a child that
somebody gave away.
Searched are all files as they lie, gz opened, every table of the warehouse, every Parquet.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from langnghe import samples
from langnghe.samples.content import Comment, comments, threads
from tests.conftest import Demo


def _spoke() -> list[Comment]:
    under = [one for said in comments().values() for one in said]
    return [
        *under,
        *(reply for one in under for reply in one.replies),
        *(message for thread in threads() for message in thread.messages),
    ]


HANDLES = sorted({one.handle for one in _spoke()})
TYPED: list[str] = samples.expected()["given_away"]
# As they were typed, as bare figures, and the host that all invented mail addresses share.
GIVEN_AWAY = sorted(
    {*TYPED, *(d for t in TYPED if len(d := re.sub(r"\D", "", t)) >= 9), "thudientu", "khong.that"}
)
LONG = 7  # characters: what is shorter stands by chance in compressed bytes


def files(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """Yield every file as it lies, and opened where it is gzipped."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            body = path.read_bytes()
            yield path, body
            if body.startswith(b"\x1f\x8b"):
                yield path, gzip.decompress(body)


def tables(path: Path) -> Iterator[tuple[str, str]]:
    """Yield every table of a DuckDB file as one text; views hold nothing that tables do not."""
    import duckdb

    with duckdb.connect(str(path), read_only=True) as connection:
        named = connection.execute("select schema_name, table_name from duckdb_tables()").fetchall()
        for schema, name in named:
            rows = connection.execute(f'from "{schema}"."{name}"').fetchall()
            yield f"{schema}.{name}", "\n".join(map(str, rows))


def found_in(text: str, names: list[str]) -> list[str]:
    """Return the names that stand in a text as words of their own."""
    lower = text.casefold()
    near = [name for name in names if name.casefold() in lower]
    return [n for n in near if re.search(rf"(?<!\w){re.escape(n)}(?!\w)", text, re.IGNORECASE)]


def test_the_sample_world_has_something_to_hide() -> None:
    assert len(HANDLES) >= 150
    said = [one.text for one in _spoke()]
    assert [sum(typed in text for text in said) for typed in TYPED] == [1] * len(TYPED)
    assert len(TYPED) >= 16


def test_no_file_holds_a_handle_a_phone_or_an_address(demo: Demo) -> None:
    data = demo.workspace.root / "data"
    marks = [n.casefold().encode() for n in (*HANDLES, *GIVEN_AWAY) if len(n) >= LONG]
    seen = opened = 0
    for path, body in files(data):
        seen += 1
        opened += body.startswith((b"<", b"\n<")) and path.suffix == ".gz"
        lower = body.lower()
        assert [mark for mark in marks if mark in lower] == [], path.relative_to(data)
    assert seen > 100
    assert opened > 50  # raw pages, unzipped


def test_no_table_holds_one(demo: Demo) -> None:
    told = 0
    for name, text in tables(demo.workspace.warehouse):
        told += len(text)
        assert found_in(text, [*HANDLES, *GIVEN_AWAY]) == [], name
    assert told > 1_000_000


def test_no_parquet_holds_one(demo: Demo) -> None:
    import pyarrow.parquet as pq

    for path in sorted(demo.workspace.root.rglob("*.parquet")):
        assert found_in(str(pq.read_table(path).to_pylist()), [*HANDLES, *GIVEN_AWAY]) == [], path


def test_short_handles_are_in_no_text_file(demo: Demo) -> None:
    data = demo.workspace.root / "data"
    for path in sorted(data.rglob("*.jsonl")):
        assert found_in(path.read_text(encoding="utf-8"), [*HANDLES, *GIVEN_AWAY]) == [], path


@pytest.mark.parametrize("text", ["hỏi me_cu_ti nhé", "ME_CU_TI", "(me_cu_ti)"])
def test_the_search_itself_finds_what_is_planted(text: str) -> None:
    assert found_in(text, HANDLES) == ["me_cu_ti"]
    assert found_in("me_cu_tim", HANDLES) == []
