"""`langnghe report` as people type it: to the screen, to a file, opened, refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from langnghe.cli.app import app
from langnghe.config import Workspace
from langnghe.errors import LangngheError

ONE = "2026-H1-tinh-1"


def run(workspace: Workspace, *words: str) -> Any:
    return CliRunner().invoke(app, ["report", "-w", str(workspace.root), *words])


def sub(workspace: Workspace, *words: str) -> Any:
    return CliRunner().invoke(app, ["report", *words, "-w", str(workspace.root)])


def test_json_goes_to_the_screen_and_files_to_out(province: Workspace, tmp_path: Path) -> None:
    shown = run(province, "--snapshot", ONE, "--format", "json")
    assert json.loads(shown.stdout)["id"] == ONE
    assert f"Bản {ONE}" in shown.stderr
    for form in ("docx", "xlsx"):
        out = tmp_path / "moi" / f"bao-cao.{form}"
        assert run(province, "--snapshot", ONE, "--format", form, "--out", str(out)).exit_code == 0
        assert out.read_bytes()[:2] == b"PK"


def test_what_is_missing_of_the_command_is_said(province: Workspace) -> None:
    assert "cần --out" in run(province, "--snapshot", ONE, "--format", "docx").output
    assert "--period" in run(province, "--format", "md").output
    assert run(province, "--snapshot", ONE, "--period", "2026-H1").exit_code == 2


def test_a_number_is_opened(province: Workspace) -> None:
    shown = sub(province, "rows", ONE, "1.12")
    assert "Báo cáo tháng 5" in shown.stdout
    assert "2 dòng" in shown.stderr
    assert "register.info_reports" in shown.stdout
    parts = sub(province, "rows", ONE, "1.12", "--part", "monthly", "--most", "1")
    assert "in 1 đầu" in parts.stderr
    wrong = sub(province, "rows", ONE, "1.12", "--figure", "khong-co")
    assert isinstance(wrong.exception, LangngheError)
    assert "câu này có: reports" in str(wrong.exception)


def test_snapshots_are_listed_and_checked(province: Workspace) -> None:
    assert ONE in sub(province, "list").stdout
    assert "nguyên vẹn, 4 tệp" in sub(province, "check", ONE).stderr
    (province.root / "data" / "reports" / ONE / "rows.parquet").write_bytes(b"")
    assert isinstance(sub(province, "check", ONE).exception, LangngheError)


@pytest.mark.parametrize("words", [("docx", "docx"), ("xlsx", "xlsx")])
def test_the_office_programs_open_what_is_written(
    province: Workspace, tmp_path: Path, words: tuple[str, str]
) -> None:
    import shutil
    import subprocess

    soffice = shutil.which("soffice")
    form, suffix = words
    if soffice is None:
        pytest.skip("chưa có LibreOffice trên máy này")
    out = tmp_path / f"bao-cao.{suffix}"
    run(province, "--snapshot", ONE, "--format", form, "--out", str(out))
    done = subprocess.run(
        [soffice, f"-env:UserInstallation=file://{tmp_path}/lo", "--headless", "--convert-to", "pdf",
         "--outdir", str(tmp_path), str(out)],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    if "could not be loaded" in done.stdout + done.stderr:
        pytest.skip(f"LibreOffice trên máy này không có bộ đọc {suffix}")
    assert out.with_suffix(".pdf").read_bytes()[:5] == b"%PDF-"
