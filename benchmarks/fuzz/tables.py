"""Under fire: what reads tables: registers in every form, the API's rows, posts, the review sheet, counts."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from typing import Any

from pydantic import ValidationError

from benchmarks.fuzz.parser import Parser
from benchmarks.fuzz.scratch import KEY, NOW, file_of, scratch
from langnghe.desk.pages.api_door import Problem
from langnghe.errors import LangngheError
from langnghe.privacy import pseudonym
from langnghe.registers.cells import Context
from langnghe.registers.choose import Units
from langnghe.registers.kinds import POSTS, REGISTERS
from langnghe.registers.template import write_template
from nlp.normalise import normalise, repair_bytes
from nlp.review import CHOICES
from nlp.taxonomy import TOPIC_VI


@cache
def _context() -> Context:
    units = [
        {"code": "ldld-lai-chau", "name": "LĐLĐ tỉnh Lai Châu", "valid_from": "2014-01-01"},
        {"code": "cd-xa-binh-lu", "name": "Công đoàn xã Bình Lư", "valid_from": "2025-07-01"},
    ]
    return Context(now=NOW, units=Units(units), topics=TOPIC_VI, normalise=normalise,
                   pseudonym=lambda where, handle: pseudonym(KEY, where, handle))  # fmt: skip


def _registers() -> list[str]:
    return sorted(REGISTERS)


@cache
def _templates() -> dict[str, bytes]:
    found = {}
    for name in _registers():
        path = scratch() / "mau.xlsx"
        write_template(
            REGISTERS[name], path, units=["LĐLĐ tỉnh Lai Châu"], topics=list(TOPIC_VI.values())
        )
        found[name] = path.read_bytes()
    return found


@cache
def _cells(name: str) -> tuple[list[str], list[str]]:
    """Return headings and the example row of a register's first table."""
    table = next(iter(REGISTERS[name].tables()))
    return [c.heading for c in table.columns], [str(c.example) for c in table.columns]


def _csvs() -> Sequence[bytes]:
    import csv

    found = []
    for at, name in enumerate(_registers()):
        out = io.StringIO()
        writer = csv.writer(out, delimiter=",;\t"[at % 3])
        headings, row = _cells(name)
        writer.writerows([headings, row, [*row[:-1], "x"], row])
        found.append(out.getvalue().encode("utf-8-sig" if at % 2 else "utf-8"))
    return found


def _jsonls() -> Sequence[bytes]:
    found = []
    for name in _registers():
        table = next(iter(REGISTERS[name].tables()))
        row = {c.name: str(c.example) for c in table.columns}
        found.append(json.dumps(row, ensure_ascii=False).encode() + b"\n")
    return found


def _parquets() -> Sequence[bytes]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    found = []
    for name in _registers():
        headings, row = _cells(name)
        out = io.BytesIO()
        pq.write_table(pa.table({h: [v] * 3 for h, v in zip(headings, row, strict=True)}), out)
        found.append(out.getvalue())
    return found


def _import(suffix: str) -> Callable[[bytes, int], object]:
    def run(data: bytes, at: int) -> object:
        from langnghe.registers.batch import check_table
        from langnghe.registers.book import read_book
        from langnghe.registers.returned import write_returned

        path, kind = file_of(data, f"so{suffix}"), REGISTERS[_registers()[at]]
        checked = [
            check_table(table, _context(), {}, by="machine@import", at=NOW)
            for table in read_book(path, kind, repair_bytes)
        ]
        for each in checked:
            json.dumps([event.to_json() for event in each.events])
        if any(each.errors for each in checked) and checked[0].table.lettered:
            write_returned(checked, scratch() / "tra-lai.xlsx")
        return checked

    return run


def _api(data: bytes, at: int) -> object:
    """Take the body of a request as the desk's API does, up to where rows are checked."""
    from langnghe.desk.pages.api import Rows
    from langnghe.desk.pages.api import _file as rows_file
    from langnghe.registers.batch import check_table
    from langnghe.registers.book import read_book

    try:
        told = json.loads(data)
        rows = Rows.model_validate(told)
    except (ValueError, RecursionError, ValidationError):
        return None  # FastAPI answers 400 or 422
    with rows_file(rows) as path:
        return [check_table(table, _context(), {}, by="machine@import", at=NOW)
                for table in read_book(path, REGISTERS[_registers()[at]], repair_bytes)]  # fmt: skip


def _api_bodies() -> Sequence[bytes]:
    return [b'{"rows": [' + line.strip() + b"]}" for line in _jsonls()]


@cache
def _names() -> Any:
    from langnghe.config import Source
    from langnghe.registers.posts import SourceNames

    return SourceNames(
        (Source(id="bao", name="Báo thử", home="https://bao.example/", type="news"),)
    )


def _posts(data: bytes, at: int) -> object:
    from langnghe.registers.posts import check_posts
    from langnghe.registers.tables import read_table

    path = file_of(data, f"bai{('.csv', '.jsonl')[at]}")
    return list(check_posts(
        read_table(path, decode=repair_bytes, aliases=POSTS.aliases()), sources=_names(),
        normalise=normalise, now=NOW, pseudonym=lambda where, handle: pseudonym(KEY, where, handle)))  # fmt: skip


def _post_seeds() -> Sequence[bytes]:
    row = {c.name: str(c.example) for c in POSTS.columns}
    head, line = (
        ";".join(c.heading for c in POSTS.columns),
        ";".join(f'"{v}"' for v in row.values()),
    )
    return [
        f"{head}\n{line}\n{line}\n".encode("utf-8-sig"),
        json.dumps(row, ensure_ascii=False).encode() + b"\n",
    ]


def _review_seeds() -> Sequence[bytes]:
    from langnghe.registers.sheet import SHEET, write_sheet

    row = {c.name: "" for c in SHEET.columns} | {
        "key": f"n-{'a' * 16}-{'b' * 16}", "title": "Bài", "excerpt": "Lời", "url": "https://a.example/1",
        "tone": next(iter(CHOICES["tone"].values())), "done": "x", "model": "linear@1"}  # fmt: skip
    found = []
    for suffix in (".xlsx", ".csv"):
        path = scratch() / f"phieu{suffix}"
        write_sheet([row, {**row, "key": f"k-{'c' * 16}-{'d' * 16}"}], path, CHOICES)
        found.append(path.read_bytes())
    return found


def _review(data: bytes, at: int) -> object:
    from langnghe.registers.review import Checked, read_rows
    from langnghe.registers.sheet import SHEET
    from langnghe.registers.tables import read_table

    path = file_of(data, f"phieu{('.xlsx', '.csv')[at]}")
    rows = read_table(path, decode=repair_bytes, aliases=SHEET.aliases())
    return read_rows(rows, CHOICES, Checked())


def _signal_rows(data: bytes, at: int) -> object:
    from langnghe.signals.table import read_calendar, read_counts

    if at:
        return read_calendar(data, "lich.csv")
    return read_counts(data, "dem.csv", today=date(2026, 6, 30))


def _signal_seeds() -> Sequence[bytes]:
    days = "".join(f"a,2026-05-{n:02},{n % 7}\nb,{n}/5/2026,1\n" for n in range(1, 31))
    return [
        f"series_id,date,count\n{days}".encode(),
        b"date_from,date_to,label,factor\n2026-05-01,2026-05-03,Le,0.5\n",
    ]


def _stateless(data: bytes, _: int) -> object:
    """Take JSON lines as normalize, classify and stories do."""
    from langnghe.cli.common import Lines

    with contextlib.redirect_stderr(io.StringIO()) as said:
        rows = [
            normalise(str(row["text"])) for row in Lines(file_of(data, "vao.jsonl"), ("id", "text"))
        ]
    return rows, said.getvalue()


TABLES: tuple[Parser, ...] = (
    Parser(name="register-csv", shape="text", make_seeds=_csvs, run=_import(".csv"), errors=(LangngheError,)),
    Parser(name="register-xlsx", shape="zip", make_seeds=lambda: list(_templates().values()), run=_import(".xlsx"), errors=(LangngheError,)),
    Parser(name="register-jsonl", shape="json", make_seeds=_jsonls, run=_import(".jsonl"), errors=(LangngheError,)),
    Parser(name="register-parquet", shape="bytes", make_seeds=_parquets, run=_import(".parquet"), errors=(LangngheError,)),
    Parser(name="api-rows", shape="json", make_seeds=_api_bodies, run=_api, errors=(LangngheError, Problem)),
    Parser(name="posts", shape="text", make_seeds=_post_seeds, run=_posts, errors=(LangngheError,)),
    Parser(name="review-sheet", shape="zip", make_seeds=_review_seeds, run=_review, errors=(LangngheError,)),
    Parser(name="signals", shape="text", make_seeds=_signal_seeds, run=_signal_rows, errors=(LangngheError,)),
    Parser(name="json-lines", shape="json", run=_stateless, errors=(LangngheError,),
           make_seeds=lambda: ['{"id": 1, "kind": "post", "title": "x", "text": "Công đoàn"}\n'.encode()]),
)  # fmt: skip
