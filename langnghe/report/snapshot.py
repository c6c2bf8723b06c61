"""A frozen report: a folder of files, each named with its SHA-256 in a manifest; never written twice.

report.json      all a renderer needs           catalogue.json  what was asked, in which words
figures.parquet  one row a figure               rows.parquet    one row a thing that was counted
manifest.json    the id, and the SHA-256 of the others
submission.jsonl of a unit: what it hands in to the province (submission.py)
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from langnghe.errors import LangngheError
from langnghe.files import replace_file
from langnghe.report.model import Report

if TYPE_CHECKING:
    import pyarrow as pa

MANIFEST = "manifest.json"
SUBMISSION = "submission.jsonl"
ROW_COLUMNS = (
    "period", "question", "figure", "part", "kind", "id", "day", "unit", "unit_name", "label", "num", "den",
)  # fmt: skip


@dataclass(frozen=True)
class Snapshot:
    """A report that was frozen, read from its folder when asked."""

    folder: Path

    @property
    def id(self) -> str:
        """Return its name: period, unit, number."""
        return self.folder.name

    @cached_property
    def report(self) -> Report:
        """Return the report."""
        try:
            return Report.from_json(json.loads(self._bytes("report.json")))
        except (KeyError, TypeError, ValueError) as error:
            raise LangngheError(
                f"{self.folder}: bản này do phiên bản Lắng Nghe khác lập; mở bằng phiên bản ấy, hoặc lập bản mới"
            ) from error

    @cached_property
    def manifest(self) -> Mapping[str, Any]:
        """Return the manifest."""
        found: Mapping[str, Any] = json.loads(self._bytes(MANIFEST))
        return found

    @cached_property
    def rows(self) -> pa.Table:
        """Return every row that was counted, in a fixed order."""
        import pyarrow.parquet as pq

        return pq.read_table(self.folder / "rows.parquet")

    def rows_of(self, question: str, figure: str, part: str = "", *, period: str = "") -> pa.Table:
        """Return the rows one number opens to."""
        import pyarrow.compute as pc

        table = self.rows
        wanted = pc.and_(
            pc.and_(pc.equal(table["question"], question), pc.equal(table["figure"], figure)),
            pc.equal(table["period"], period or self.report.period),
        )
        found = table.filter(wanted)
        if not part:
            return found
        keep = [part == p or part in p.split(">") for p in found["part"].to_pylist()]
        return found.filter(keep)

    def damage(self) -> list[str]:
        """Return the files that are not what the manifest says; empty when all is whole."""
        told = self.manifest["sha256"]
        return [name for name, sha in told.items() if _sha(self.folder / name) != sha]

    @property
    def submission(self) -> bytes:
        """Return what a unit hands in; empty of the province."""
        path = self.folder / SUBMISSION
        return path.read_bytes() if path.exists() else b""

    def _bytes(self, name: str) -> bytes:
        try:
            return (self.folder / name).read_bytes()
        except FileNotFoundError as error:
            raise LangngheError(
                f"{self.folder}: không có {name}; bản này hỏng hoặc không phải báo cáo đã chụp"
            ) from error


def content_of(report: Report, rows: bytes) -> str:
    """Return the SHA-256 of what a report says, whenever it was made."""
    said = report.to_json()
    for name in ("id", "made_at", "versions"):
        said.pop(name)
    told = hashlib.sha256(_json(said))
    told.update(rows)
    return told.hexdigest()


def snapshots(root: Path, period: str, unit: str) -> list[Snapshot]:
    """Return the snapshots of a period and unit, oldest first."""
    start = f"{period}-{unit}-"
    numbered = [
        (int(folder.name.removeprefix(start)), folder)
        for folder in root.glob(f"{start}*")
        if folder.name.removeprefix(start).isdecimal() and (folder / MANIFEST).exists()
    ]
    return [Snapshot(folder) for _, folder in sorted(numbered)]


def freeze(
    root: Path, report: Report, catalogue: Sequence[Any], rows: pa.Table, submission: bytes = b""
) -> Snapshot:
    """Write a new snapshot and return it; where the last one says the same, return that one.

    The manifest is written last, so that half a snapshot is none.
    """
    packed = _packed(rows)
    content = content_of(report, packed)
    earlier = snapshots(root, report.period, report.unit)
    if earlier and earlier[-1].manifest["content"] == content and not earlier[-1].damage():
        return earlier[-1]
    number = int(earlier[-1].id.rpartition("-")[2]) + 1 if earlier else 1
    while (folder := root / f"{report.period}-{report.unit}-{number}").exists():
        number += 1  # left by a crash, without a manifest
    folder.mkdir(parents=True)
    named = replace(report, id=folder.name)
    files = {
        "report.json": _json(named.to_json()),
        "catalogue.json": _json(catalogue),
        "figures.parquet": _packed(_figures(named)),
        "rows.parquet": packed,
        **({SUBMISSION: submission} if submission else {}),
    }
    for name, data in files.items():
        replace_file(folder / name, data)
    manifest = {
        "id": folder.name,
        "period": report.period,
        "unit": report.unit,
        "made_at": report.made_at.isoformat(),
        "content": content,
        "versions": dict(report.versions),
        "rows": rows.num_rows,
        "sha256": {name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
    }
    replace_file(folder / MANIFEST, _json(manifest))
    return Snapshot(folder)


def _packed(table: pa.Table) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    buffer = pa.BufferOutputStream()
    pq.write_table(table, buffer, compression="zstd")
    return bytes(buffer.getvalue().to_pybytes())


def _figures(report: Report) -> pa.Table:
    import pyarrow as pa

    rows = [{"report_id": report.id, **asdict(figure)} for figure in report.figures()]
    return pa.Table.from_pylist(rows)


def _json(value: Any) -> bytes:
    text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, default=str)
    return (text + "\n").encode()


def _sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""
