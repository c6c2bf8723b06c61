"""Under fire: what reads the office's own files: landing, the warehouse's loader, settings, backups."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from benchmarks.fuzz.parser import Parser
from benchmarks.fuzz.scratch import NOW, file_of, scratch
from langnghe.config import LineageFile, SourcesFile, WatchlistFile, read_toml
from langnghe.errors import BackupError, ConfigError, LangngheError
from langnghe.records import Event, Outcome, Post, Verdict, Visit
from langnghe.registers.kinds import KINDS
from nlp.normalise import repair_bytes


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

    path, lines = file_of(data, "0-thu.jsonl"), len(io.BytesIO(data).readlines())
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
    path = file_of(data, f"{next(_load.number):08}-thu.jsonl")  # type: ignore[attr-defined]
    try:
        return load(_store(), scratch(), only=[path])
    finally:
        path.unlink()


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
    return read(file_of(data, f"{name}.toml"))


def _toml_seeds() -> Sequence[bytes]:
    shipped = files("langnghe.defaults")
    desk = b'address = "https://ban.example"\nport = 8080\nhost = "0.0.0.0"\ntotp = true\n[oidc]\nissuer = "https://a.example"\n'
    return [
        desk if name == "desk" else shipped.joinpath(f"{name}.toml").read_bytes()
        for name in _models()
    ]


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
    with ArchiveReader(file_of(data, "sao.zip")) as reader:
        reader.verify()
        _room(reader.contents, place)
        _unpack(reader, place / "co-quan", None)
    if [p for p in place.iterdir() if p.name != "co-quan"]:
        raise AssertionError("something was unpacked beside the folder")
    return reader.contents


KEPT: tuple[Parser, ...] = (
    Parser(name="landing", shape="json", make_seeds=_lines, run=_landing),
    Parser(name="load", shape="json", make_seeds=_lines, run=_load),
    Parser(name="settings", shape="text", make_seeds=_toml_seeds, run=_toml, errors=(ConfigError, LangngheError)),
    Parser(name="backup", shape="zip", make_seeds=_backup_seeds, run=_backup, errors=(BackupError,)),
)  # fmt: skip
