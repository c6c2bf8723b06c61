"""A report is frozen once: its files are named by hash, and say the same whatever the warehouse says later."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from flows.report import current, folder_of, found, listed, lock, make
from langnghe.config import Workspace
from langnghe.errors import LangngheError
from langnghe.report.document import to_docx
from langnghe.report.snapshot import Snapshot, freeze
from langnghe.report.workbook import to_xlsx
from tests.report.conftest import NOW
from warehouse import open_store


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_files_are_named_by_hash_figures_kept_as_rows_and_the_making_told(
    province: Workspace,
) -> None:
    frozen = found(province, "2026-H1-tinh-1")
    assert set(frozen.manifest["sha256"]) == {
        "report.json", "catalogue.json", "figures.parquet", "rows.parquet",
    }  # fmt: skip
    report = frozen.report
    with open_store(province.warehouse) as store:
        kept = store.rows(
            "select count(*), count(value) from raw.figure where report_id = ?", [frozen.id]
        )
        made = store.rows("select what, said_by from raw.event where kind = 'report'")
    told = [f for f in report.figures() if f.value is not None]
    assert kept == [(len(report.figures()), len(told))]
    assert made == [("made", "machine@report")]
    assert report.versions["views"]
    assert len(report.questions) == report.total == 40
    assert report.answered == sum(q.answered for q in report.questions) > 5


def test_documents_built_again_from_a_snapshot_are_the_same_bytes(
    frozen: Snapshot, later_workspace: Path
) -> None:
    document = to_docx(frozen.report)
    book = to_xlsx(frozen.report, frozen.rows)
    reports = later_workspace / "data" / "reports"
    changed = Snapshot(reports / "2026-H1-tinh-2")
    assert changed.report.questions != frozen.report.questions

    again = Snapshot(reports / frozen.id)  # beside a warehouse that says otherwise now
    rebuilt, rebook = parts(to_docx(again.report)), parts(to_xlsx(again.report, again.rows))
    assert rebuilt["word/document.xml"] == parts(document)["word/document.xml"]
    for name, cells in parts(book).items():
        assert rebook[name] == cells, name
    assert to_docx(again.report) == document
    other = parts(to_xlsx(changed.report, changed.rows))
    assert other["xl/worksheets/sheet2.xml"] != parts(book)["xl/worksheets/sheet2.xml"]


def test_the_same_content_is_not_frozen_twice_and_half_a_snapshot_is_none(
    frozen: Snapshot, tmp_path: Path
) -> None:
    report = replace(frozen.report, id="")
    (tmp_path / "2026-H1-tinh-1").mkdir()  # a crash before the manifest
    assert freeze(tmp_path, report, [], frozen.rows).id == "2026-H1-tinh-2"
    assert freeze(tmp_path, report, [], frozen.rows).id == "2026-H1-tinh-2"
    assert freeze(tmp_path, replace(report, answered=1), [], frozen.rows).id == "2026-H1-tinh-3"


def test_a_file_that_was_touched_is_named(province: Workspace) -> None:
    path = folder_of(province) / "2026-H1-tinh-1" / "report.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    told["answered"] = 40
    path.write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(LangngheError, match=r"report\.json không khớp SHA-256"):
        found(province, "2026-H1-tinh-1")
    assert "HỎNG: report.json" in listed(province)[0]
    with pytest.raises(LangngheError, match="có: 2026-H1-tinh-1"):
        found(province, "2026-H1-tinh-9")


def test_a_locked_report_is_the_one_of_its_period(later_workspace: Path, tmp_path: Path) -> None:
    workspace = Workspace(Path(shutil.copytree(later_workspace, tmp_path / "tinh")))
    with pytest.raises(LangngheError, match="Phân tích viên không được khoá báo cáo"):
        lock(workspace, "2026-H1-tinh-1", "analyst", NOW)
    assert lock(workspace, "2026-H1-tinh-1", "Trưởng Ban Tuyên giáo", NOW).by == "propaganda_head"
    with pytest.raises(LangngheError, match="đã khoá từ trước"):
        lock(workspace, "2026-H1-tinh-1", "chair", NOW)
    shown, locked = current(workspace, "2026-H1", "LĐLĐ tỉnh Mẫu", NOW, fresh=False)
    assert (shown.id, locked) == ("2026-H1-tinh-1", True)
    assert "đã khoá (Trưởng Ban Tuyên giáo)" in listed(workspace)[0]


def test_only_what_is_over_is_locked(province: Workspace) -> None:
    old = Snapshot(folder_of(province) / "2026-H1-tinh-1")
    going = replace(old.report, id="", over=False)
    frozen = freeze(folder_of(province), going, [], old.rows)
    with pytest.raises(LangngheError, match="chưa hết"):
        lock(province, frozen.id, "chair", NOW)
    with pytest.raises(LangngheError, match="chưa bắt đầu"):
        make(province, "2027", None, NOW)
    with pytest.raises(LangngheError, match="không có đơn vị “xã C”"):
        make(province, "2026-H1", "xã C", NOW)
