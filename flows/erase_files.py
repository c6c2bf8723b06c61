"""Words that must go, looked for in every file of an office beside landing and warehouse.

output/ (pages, text, JSON)           cut out, the paper stays; where they cannot be cut out, deleted
output/ (Word, PDF, tables), data/reports/ …
                                      deleted whole: it can be made again, without them
data/raw/                             the page of a post that goes, by its name
data/**.json, .jsonl, .sqlite         what holds them is cut out, the rest stays
all else (lists the office laid down) named for a person: we do not delete an office's own files
"""

from __future__ import annotations

import base64
import gzip
import io
import json
import os
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from langnghe.files import replace_file
from langnghe.forgotten import NAME
from langnghe.privacy.passages import GONE_VI, Passages

Fate = Literal["deleted", "cut", "left"]
_MADE = ("output/", "data/reports/", "data/quarantine/", "data/desk/bang/")
_WRITTEN = (".html", ".md", ".json", ".txt")
_OF_ONE = "output/yeu-cau/"  # what was handed to somebody who asked is all about that one
# Handled by those who know their form, or holding nobody's words; archives are told of apart.
_APART = ("data/landing/", "data/snapshot/", "data/audit/", "data/contacts", "data/waiting", "data/langnghe.duckdb", f"data/{NAME}")  # fmt: skip
_SQLITE = b"SQLite format 3\0"
_LARGE = 200_000_000  # bytes: no paper of an office is larger


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """A file in which words stood. path: in the workspace; fate: what became of it."""

    path: str
    fate: Fate
    places: int = 1  # values, of a file that was cut


def sweep(root: Path, passages: Passages, *, skip: Path, dry: bool) -> list[Trace]:
    """Take some passages out of every file of a workspace; dry: only tell where they stand.

    skip: the folder of archives.
    """
    return [
        trace
        for path in _files(root, skip)
        if (trace := _one(path, path.relative_to(root).as_posix(), passages, dry))
    ]


def _files(root: Path, skip: Path) -> Iterator[Path]:
    for top, folders, names in os.walk(root):
        here = Path(top)
        folders[:] = sorted(n for n in folders if (here / n).resolve() != skip.resolve())
        for name in sorted(names):
            path = here / name
            apart = path.relative_to(root).as_posix().startswith(_APART)
            if not apart and path.suffix not in (".key", ".duckdb", ".lock") and path.is_file():
                yield path


def _one(path: Path, name: str, passages: Passages, dry: bool) -> Trace | None:
    try:
        if path.stat().st_size > _LARGE:
            return None
        if name.startswith("data/raw/"):  # pages of the press without who talks under them: by name
            if not path.name.startswith(passages.names):
                return None
            if not dry:
                path.unlink(missing_ok=True)
            return Trace(path=name, fate="deleted")
        data = path.read_bytes()
    except FileNotFoundError:  # what it said is over
        return None
    if data.startswith(_SQLITE):
        places = _cut_sqlite(path, passages, dry)
        return Trace(path=name, fate="cut", places=places) if places else None
    if not passages.stand_in(text_of(data, path.name)):
        return None
    if name.startswith(_MADE):
        fate: Fate = "cut" if _cut_paper(path, name, data, passages, dry) else "deleted"
        if fate == "deleted" and not dry:
            path.unlink(missing_ok=True)
        return Trace(path=name, fate=fate)
    if name.startswith("data/") and path.suffix in (".json", ".jsonl"):
        places = _cut_json(path, data, passages, dry)
        return Trace(path=name, fate="cut", places=places) if places else None
    return Trace(path=name, fate="left")


def _cut_paper(path: Path, name: str, data: bytes, passages: Passages, dry: bool) -> bool:
    """Cut passages and names out of a published page; False where it has to go as a whole."""
    if not name.startswith("output/") or name.startswith(_OF_ONE) or path.suffix not in _WRITTEN:
        return False
    try:
        text = data.decode("utf-8")
        if path.suffix == ".json":
            text = json.dumps(passages.redact(json.loads(text)), ensure_ascii=False, indent=1)
        else:
            text = passages.cut(text)
    except ValueError:
        return False
    for one in passages.names:
        text = text.replace(one, "")
    left = text.encode()
    if passages.stand_in(text_of(left, path.name)):
        return False
    if not dry:
        replace_file(path, left, mode=path.stat().st_mode & 0o777)
    return True


def text_of(data: bytes, name: str) -> str:
    """Return the words of a file: a page, a Word, Excel, Parquet or PDF file, gzipped or not."""
    if data.startswith(b"\x1f\x8b"):
        return text_of(gzip.decompress(data), name.removesuffix(".gz"))
    if data.startswith(b"%PDF"):
        return _of_pdf(data)
    if data.startswith(b"PAR1"):
        import pyarrow.parquet as pq

        return json.dumps(
            pq.read_table(io.BytesIO(data)).to_pylist(), ensure_ascii=False, default=str
        )
    if data.startswith(b"PK\x03\x04"):
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                inside = [archive.read(n) for n in archive.namelist() if n.endswith(".xml")]
        except zipfile.BadZipFile:
            inside = []
        return "\n".join(_bare(part.decode("utf-8", "replace")) for part in inside)
    text = _unescaped(data.decode("utf-8", "replace"))
    return _bare(text) if name.endswith((".html", ".htm", ".xml")) else text


_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


def _unescaped(text: str) -> str:
    """Return a text with the letters that JSON wrote as numbers."""
    return _ESCAPED.sub(lambda one: chr(int(one[1], 16)), text) if "\\u" in text else text


def _bare(markup: str) -> str:
    """Return a page's words: as its reader sees them, and the addresses it leads to."""
    import html

    links = " ".join(re.findall(r"""(?:href|src)=["']([^"']+)""", markup))
    # A word of a Word file may be cut into runs, a sentence of a page into elements: both are tried.
    apart, together = re.sub(r"<[^<>]*>", " ", markup), re.sub(r"<[^<>]*>", "", markup)
    return html.unescape(f"{apart}\n{together}\n{links}")


def _of_pdf(data: bytes) -> str:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    except PyPdfError:
        return data.decode("latin-1")


def _cut_json(path: Path, data: bytes, passages: Passages, dry: bool) -> int:
    """Cut passages out of a JSON file or of JSON lines; return out of how many values or lines."""
    lines = data.split(b"\n") if path.suffix == ".jsonl" else [data]
    places = 0
    for at, line in enumerate(lines):
        try:
            told = json.loads(line) if line.strip() else None
        except ValueError:
            continue  # damaged: for a person to see
        cut = passages.redact(_without_attachments(told, passages))
        if cut != told:
            lines[at] = json.dumps(cut, ensure_ascii=False).encode()
            places += 1
    if places and not dry:
        replace_file(path, b"\n".join(lines), mode=path.stat().st_mode & 0o777)
    return places


def _without_attachments(told: Any, passages: Passages) -> Any:
    """Return a letter of the outbox whose attachments that hold passages say that they are gone."""
    message = told.get("message") if isinstance(told, dict) else None
    if not isinstance(message, dict) or not message.get("attachments"):
        return told
    kept = []
    for one in message["attachments"]:
        content = base64.b64decode(one["content"]) if isinstance(one.get("content"), str) else b""
        holds = passages.stand_in(text_of(content, str(one.get("name"))))
        gone = base64.b64encode(GONE_VI.encode()).decode()
        kept.append({**one, "content": gone, "media_type": "text/plain"} if holds else one)
    return {**told, "message": {**message, "attachments": kept}}


def _cut_sqlite(path: Path, passages: Passages, dry: bool) -> int:
    """Cut passages out of every text of a SQLite file; return out of how many values."""
    uri = f"{path.resolve().as_uri()}?mode={'ro' if dry else 'rw'}"
    places = 0
    with closing(sqlite3.connect(uri, uri=True, timeout=10, isolation_level=None)) as base:
        if not dry:
            base.execute("pragma secure_delete = on")
        tables = [n for (n,) in base.execute("select name from sqlite_master where type = 'table' and sql not like '%virtual%' and name not like 'sqlite_%'")]  # fmt: skip
        for table in tables:
            columns = [row[1] for row in base.execute(f'pragma table_info("{table}")')]
            for column in columns:
                places += _cut_column(base, table, column, passages, dry)
        if places and not dry:
            base.execute("pragma wal_checkpoint(truncate)")
            base.execute("vacuum")
            base.execute("pragma wal_checkpoint(truncate)")
    return places


def _cut_column(
    base: sqlite3.Connection, table: str, column: str, passages: Passages, dry: bool
) -> int:
    try:
        rows = base.execute(
            f'select rowid, "{column}" from "{table}" '  # noqa: S608 - names of the file's own tables
            f'where typeof("{column}") = \'text\' and length("{column}") >= 20'
        ).fetchall()
    except sqlite3.OperationalError:  # a table without rowid
        return 0
    found = 0
    for rowid, text in rows:
        if not passages.stand_in(_unescaped(text), named=False):
            continue
        try:
            cut = json.dumps(passages.redact(json.loads(text)), ensure_ascii=False)
        except ValueError:
            cut = passages.cut(text)
        if not dry:
            base.execute(f'update "{table}" set "{column}" = ? where rowid = ?', [cut, rowid])  # noqa: S608
        found += 1
    return found
