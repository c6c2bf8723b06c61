"""Under fire: what reads files people bring: tables, documents, settings, landing, backups, reports."""

from __future__ import annotations

import contextlib
import io
import json
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from benchmarks.fuzz.parser import Parser
from langnghe.config import LineageFile, SourcesFile, WatchlistFile, read_toml
from langnghe.errors import BackupError, ConfigError, LangngheError
from langnghe.privacy import pseudonym
from langnghe.records import Event, Outcome, Post, Verdict, Visit
from langnghe.registers.cells import Context
from langnghe.registers.choose import Units
from langnghe.registers.kinds import KINDS, POSTS, REGISTERS
from langnghe.registers.template import write_template
from nlp.normalise import normalise, repair_bytes
from nlp.review import CHOICES
from nlp.taxonomy import TOPIC_VI

NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)
KEY = b"k" * 32


@cache
def scratch() -> Path:
    """Return the folder of this process where an input becomes a file."""
    folder = tempfile.TemporaryDirectory(prefix="langnghe-fuzz-")
    scratch.folder = folder  # type: ignore[attr-defined]  # kept as long as the process
    return Path(folder.name)


def _file(data: bytes, name: str) -> Path:
    path = scratch() / name
    path.write_bytes(data)
    return path


# ---------------------------------------------------------------- registers


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

        path, kind = _file(data, f"so{suffix}"), REGISTERS[_registers()[at]]
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

    path = _file(data, f"bai{('.csv', '.jsonl')[at]}")
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


# ---------------------------------------------------------------- the review sheet


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

    path = _file(data, f"phieu{('.xlsx', '.csv')[at]}")
    rows = read_table(path, decode=repair_bytes, aliases=SHEET.aliases())
    return read_rows(rows, CHOICES, Checked())


# ---------------------------------------------------------------- documents


def _docx_seeds() -> Sequence[bytes]:
    from docx import Document

    document = Document()
    for line in (
        "CÔNG VĂN",
        "Căn cứ Luật Công đoàn số 50/2024/QH15;",
        "Tổ chức khám bệnh trước ngày 15/5/2026.",
    ):
        document.add_paragraph(line)
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Đơn vị"
    out = io.BytesIO()
    document.save(out)
    return [out.getvalue()]


def _pdf_seeds() -> Sequence[bytes]:
    """Return PDFs: one as a printer driver leaves it, one of the program itself, one of many pages."""
    import weasyprint

    made = [weasyprint.HTML(string=f"<p lang=vi>{text}</p>").write_pdf()
            for text in ("Công đoàn cơ sở tổ chức khám bệnh.", "Điều 1. Phạm vi.<br>" * 200)]  # fmt: skip
    stream = b"BT /F1 12 Tf 14 TL 72 770 Td (Can cu Luat Cong doan) Tj T* (ngay 15/5/2026) Tj ET"
    parts = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
             b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
             b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
             b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]  # fmt: skip
    plain = b"%PDF-1.4\n" + b"".join(
        b"%d 0 obj\n%s\nendobj\n" % pair for pair in enumerate(parts, 1)
    )
    return [*made, plain + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"]


def _document(suffix: str) -> Callable[[bytes, int], object]:
    def run(data: bytes, _: int) -> object:
        from langnghe.registers.document_text import read_document

        return read_document(_file(data, f"van-ban{suffix}"))

    return run


# ---------------------------------------------------------------- landing


def _lines() -> Sequence[bytes]:
    post = Post(post_id="p" * 16, source="bao", kind="article", url="https://a.example/1", title="Công đoàn", lead="Sa-pô",
                text="Lời bài", fetched_at=NOW, published_at=NOW, author="A", section="Thời sự", method="x@1")  # fmt: skip
    visit = Visit(source="bao", url="https://a.example/rss", role="feed", at=NOW, outcome=Outcome.KNOWN, items=3, http_status=200)  # fmt: skip
    event = Event(kind="case", id="HS-1", what="opened", by="analyst", at=NOW, fields={"a": [1, {"b": None}], "title": "x"})  # fmt: skip
    verdict = Verdict(post_id="p" * 16, revision="r" * 16, task="tone", labels=("neutral",), machine=("negative",),
                      machine_model="m@1", role="analyst", reader="", chosen="random", at=NOW)  # fmt: skip
    rows = [{"type": "post", **post.to_json()}, {"type": "visit", **visit.to_json()},
            {"type": "event", **event.to_json()}, {"type": "verdict", **verdict.to_json()},
            {"type": "expired", "post_id": "p" * 16, "source": "yt", "kind": "comment", "parent_id": None,
             "published_at": NOW.isoformat(), "fetched_at": NOW.isoformat(), "revision": "r" * 16, "url": "https://y.example/"}]  # fmt: skip
    return [json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows]


def _landing(data: bytes, _: int) -> object:
    from warehouse.parse import parse

    path, lines = _file(data, "0-thu.jsonl"), len(io.BytesIO(data).readlines())
    for light in (False, True):
        found = list(parse(path, light=light))
        rows = sum(getattr(each, table).num_rows for each in found
                   for table in ("posts", "visits", "verdicts", "events", "quarantine"))  # fmt: skip
        if rows != lines:
            raise ValueError(f"{lines} lines, {rows} rows")
    return found


@cache
def _store() -> Any:
    from warehouse import open_store

    scratch.held = open_store(scratch() / "kho.duckdb")  # type: ignore[attr-defined]
    return scratch.held.__enter__()  # type: ignore[attr-defined]


def _load(data: bytes, _: int) -> object:
    """Load lines into a real warehouse: each is a row of a table or of quarantine, none is lost."""
    from itertools import count

    from warehouse.load import load

    _load.number = getattr(_load, "number", count())  # type: ignore[attr-defined]
    path = _file(data, f"{next(_load.number):08}-thu.jsonl")  # type: ignore[attr-defined]
    try:
        return load(_store(), scratch(), only=[path])
    finally:
        path.unlink()


# ---------------------------------------------------------------- settings


def _models() -> dict[str, Callable[[Path], object]]:
    from flows.fleet_settings import FleetFile
    from langnghe.cases.inquiry_policy import InquiryPolicy
    from langnghe.cases.playbook import load_playbooks
    from langnghe.cases.policy import Policy
    from langnghe.desk.settings import DeskSettings
    from langnghe.notify.settings import read_delivery
    from langnghe.signals.calendar_file import CalendarFile

    def model(of: type[BaseModel]) -> Callable[[Path], object]:
        return lambda path: read_toml(path, of)

    def register(path: Path) -> object:
        from langnghe.registers.book import read_book

        return read_book(path, KINDS[path.stem], repair_bytes)

    return {
        "sources": model(SourcesFile), "watchlist": lambda path: _watcher(path), "lineage": model(LineageFile),
        "alerts": model(Policy), "inquiries": model(InquiryPolicy), "playbooks": load_playbooks,
        "calendar": model(CalendarFile), "fleet": model(FleetFile), "delivery": lambda path: read_delivery(path, {}),
        "units": register, "targets": register, "desk": model(DeskSettings),
    }  # fmt: skip


def _watcher(path: Path) -> object:
    from nlp.watch import Watcher

    watcher = Watcher(read_toml(path, WatchlistFile))
    return watcher.match("Công đoàn tỉnh Lai Châu thăm công nhân " * 50 + "a" * 5_000)


def _toml(data: bytes, at: int) -> object:
    name, read = list(_models().items())[at]
    return read(_file(data, f"{name}.toml"))


def _toml_seeds() -> Sequence[bytes]:
    shipped = files("langnghe.defaults")
    desk = b'address = "https://ban.example"\nport = 8080\nhost = "0.0.0.0"\ntotp = true\n[oidc]\nissuer = "https://a.example"\n'
    return [
        desk if name == "desk" else shipped.joinpath(f"{name}.toml").read_bytes()
        for name in _models()
    ]


# ---------------------------------------------------------------- archives


@cache
def _backup_seeds() -> Sequence[bytes]:
    from flows.backup_archive import ArchiveWriter, Contents
    from flows.backup_seal import Lid

    found = []
    (scratch() / "tep.txt").write_text("nội dung\n" * 50, encoding="utf-8")
    for lid in (None, Lid.new("nón lá sông Nậm Na")):
        path = scratch() / "sao.zip"
        told = Contents(made_at=NOW.isoformat(), versions={"langnghe": "0"}, warehouse={"form": "none", "counts": {}, "checks": {}})  # fmt: skip
        writer = ArchiveWriter(path, told, lid)
        for name in (
            "sources.toml",
            "data/landing/0-a.jsonl",
            "data/reports/2026-H1/manifest.json",
        ):
            writer.add(scratch() / "tep.txt", name)
        if lid:
            writer.add(scratch() / "tep.txt", "data/secrets.toml", sealed=True)
        writer.finish()
        found.append(path.read_bytes())
    return found


def _backup(data: bytes, at: int) -> object:
    """Unpack as a restore does, and look that nothing lies beside the folder it was unpacked into."""
    import shutil

    from flows.backup_archive import ArchiveReader
    from flows.restore import _room, _unpack

    place = scratch() / "cho-khoi-phuc"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    with ArchiveReader(_file(data, "sao.zip")) as reader:
        reader.verify()
        _room(reader.contents, place)
        _unpack(reader, place / "co-quan", None)
    if [p for p in place.iterdir() if p.name != "co-quan"]:
        raise AssertionError("something was unpacked beside the folder")
    return reader.contents


def _submission_seeds() -> Sequence[bytes]:
    import hashlib

    from openpyxl import Workbook

    from langnghe.report.submission import FORMAT, SHEET

    head = {"type": "head", "format": FORMAT, "report": "2026-H1-u-1", "period": "2026-H1", "unit": "u", "unit_name": "Đơn vị",
            "made_at": NOW.isoformat(), "answered": 1, "total": 2}  # fmt: skip
    body = "\n".join(json.dumps(line, ensure_ascii=False) for line in (
        head, {"type": "figure", "id": "1.01", "value": 3}, {"type": "row", "register": "activities", "values": {"name": "x"}}))  # fmt: skip
    book = Workbook()
    book.active.title = SHEET
    book.active.append(["dòng"])
    for line in (hashlib.sha256(body.encode()).hexdigest(), *body.split("\n")):
        book.active.append([line])
    out = io.BytesIO()
    book.save(out)
    return [out.getvalue()]


def _bodies() -> Sequence[bytes]:
    from langnghe.report.submission import FORMAT

    head = {"type": "head", "format": FORMAT, "report": "r", "period": "2026-H1", "unit": "u", "unit_name": "Đơn vị",
            "made_at": "2026-07-01", "answered": 1, "total": 2}  # fmt: skip
    row = {"type": "row", "register": "activities", "values": {"name": "x"}}
    return [
        json.dumps(head, ensure_ascii=False).encode(),
        b"\n".join(json.dumps(line).encode() for line in (head, row)),
    ]


def _submission(data: bytes, _: int) -> object:
    from langnghe.report.submission import read_submission

    return read_submission(_file(data, "don-vi.xlsx"))


def _forged(data: bytes, _: int) -> object:
    import hashlib

    from langnghe.report.submission import unpack

    text = data.decode("utf-8", "replace").strip()
    return unpack(hashlib.sha256(text.encode()).hexdigest() + "\n" + text, "thử")


# ---------------------------------------------------------------- lines of the stateless verbs


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
            normalise(str(row["text"])) for row in Lines(_file(data, "vao.jsonl"), ("id", "text"))
        ]
    return rows, said.getvalue()


FILES: tuple[Parser, ...] = (
    Parser(name="register-csv", shape="text", make_seeds=_csvs, run=_import(".csv"), errors=(LangngheError,)),
    Parser(name="register-xlsx", shape="zip", make_seeds=lambda: list(_templates().values()), run=_import(".xlsx"), errors=(LangngheError,)),
    Parser(name="register-jsonl", shape="json", make_seeds=_jsonls, run=_import(".jsonl"), errors=(LangngheError,)),
    Parser(name="register-parquet", shape="bytes", make_seeds=_parquets, run=_import(".parquet"), errors=(LangngheError,)),
    Parser(name="api-rows", shape="json", make_seeds=_api_bodies, run=_api, errors=(LangngheError,)),
    Parser(name="posts", shape="text", make_seeds=_post_seeds, run=_posts, errors=(LangngheError,)),
    Parser(name="review-sheet", shape="zip", make_seeds=_review_seeds, run=_review, errors=(LangngheError,)),
    Parser(name="docx", shape="zip", make_seeds=_docx_seeds, run=_document(".docx"), errors=(LangngheError,)),
    Parser(name="pdf", shape="pdf", make_seeds=_pdf_seeds, run=_document(".pdf"), errors=(LangngheError,)),
    Parser(name="landing", shape="json", make_seeds=_lines, run=_landing),
    Parser(name="load", shape="json", make_seeds=_lines, run=_load),
    Parser(name="settings", shape="text", make_seeds=_toml_seeds, run=_toml, errors=(ConfigError, LangngheError)),
    Parser(name="submission", shape="zip", make_seeds=_submission_seeds, run=_submission, errors=(LangngheError,)),
    Parser(name="submission-body", shape="json", make_seeds=_bodies, run=_forged, errors=(LangngheError,)),
    Parser(name="signals", shape="text", make_seeds=_signal_seeds, run=_signal_rows, errors=(LangngheError,)),
    Parser(name="json-lines", shape="json", run=_stateless, errors=(LangngheError,),
           make_seeds=lambda: ['{"id": 1, "kind": "post", "title": "x", "text": "Công đoàn"}\n'.encode()]),
    Parser(name="backup", shape="zip", make_seeds=_backup_seeds, run=_backup, errors=(BackupError,)),
)  # fmt: skip
