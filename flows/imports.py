"""Bring a table of posts in: check every row, land the good ones, load them."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from flows.serve_queue import writable
from langnghe.config import Workspace
from langnghe.errors import LangngheError, RowError
from langnghe.landing import LandingWriter
from langnghe.privacy import load_key, pseudonym
from langnghe.records import Post
from langnghe.registers.kinds import POSTS
from langnghe.registers.posts import SourceNames, check_posts
from langnghe.registers.tables import read_table
from warehouse.labels import declare_sources
from warehouse.load import LoadReport, load

ROWS_A_FILE = 20_000  # one landing file is one transaction
BIG = 4_000_000  # bytes: from here a second core is worth its start

_End = list[RowError]


def import_posts(workspace: Workspace, path: Path) -> tuple[LoadReport, list[RowError]]:
    """Import posts of a CSV, XLSX, JSONL or Parquet file; return what was loaded and what was not.

    Of a big file, one process checks rows while this one loads what the other has landed.
    """
    errors: list[RowError] = []
    big = path.exists() and path.stat().st_size > BIG

    def landed() -> Iterator[Path]:
        for found in (_landed_beside if big else _landed)(workspace, path):
            if isinstance(found, Path):
                yield found
            else:
                errors.extend(found)

    with writable(workspace) as store:
        declare_sources(store, workspace.sources())
        return load(store, workspace.landing, only=landed(), beside=big), errors


def return_posts(path: Path, errors: Sequence[RowError]) -> Path | None:
    """Write the workbook with the refused rows of a table of posts beside it; None for a file
    without cells, or too big to be read by a person."""
    from langnghe.registers.batch import CheckedTable, Remark
    from langnghe.registers.book import read_book
    from langnghe.registers.returned import returned_name, write_returned
    from nlp.normalise import repair_bytes

    if path.suffix.lower() not in (".csv", ".tsv", ".xlsx") or path.stat().st_size > BIG:
        return None
    checked = []
    for table in read_book(path, POSTS, repair_bytes)[:1]:
        headings = POSTS.by_name
        checked.append(CheckedTable(table))
        checked[0].errors += [
            Remark(
                sheet=table.title,
                line=error.line,
                column=error.column,
                heading=headings[error.column].heading if error.column in headings else "",
                place=table.place(error.line, error.column),
                value="",
                message=error.message,
            )
            for error in errors
        ]
    write_returned(checked, returned_name(path))
    return returned_name(path)


def _landed(workspace: Workspace, path: Path) -> Iterator[Path | _End]:
    """Yield each landing file when it is whole; last, the refused rows."""
    from nlp.normalise import normalise, repair_bytes

    errors: list[RowError] = []
    key = load_key(workspace.key_file)
    checked = check_posts(
        read_table(path, decode=repair_bytes, aliases=POSTS.aliases()),
        sources=SourceNames(workspace.sources()),
        normalise=normalise,
        now=datetime.now(UTC),
        pseudonym=lambda where, handle: pseudonym(key, where, handle),
    )

    def good() -> Post | None:
        for _, found in checked:
            if isinstance(found, Post):
                return found
            errors.append(found)
        return None

    while (first := good()) is not None:
        with LandingWriter(workspace.landing / "import", "posts") as writer:
            writer.post(first)
            for post in islice(iter(good, None), ROWS_A_FILE - 1):
                writer.post(post)
        yield writer.final
    yield errors


def _landed_beside(workspace: Workspace, path: Path) -> Iterator[Path | _End]:
    """Do the same in a second process."""
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_send_landed, args=(workspace, path, sender), daemon=True)
    child.start()
    sender.close()
    try:
        while True:
            try:
                got = receiver.recv()
            except EOFError as error:
                raise LangngheError(
                    f"{path}: tiến trình đọc bảng dừng giữa chừng; chạy lại, phần đã nhập không bị nhân đôi"
                ) from error
            if isinstance(got, LangngheError):
                raise got
            yield got
            if isinstance(got, list):
                return
    finally:
        child.join(timeout=5)
        if child.is_alive():
            child.terminate()
        receiver.close()


def _send_landed(workspace: Workspace, path: Path, sender: Any) -> None:
    try:
        for landed in _landed(workspace, path):
            sender.send(landed)
    except LangngheError as error:
        sender.send(LangngheError(str(error)))
