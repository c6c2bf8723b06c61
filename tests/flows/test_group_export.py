"""What an admin exports of a Facebook or Zalo group: imported, and nobody's name is ever written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.workspace import create
from langnghe.cli.app import app
from langnghe.config import Workspace
from warehouse import open_store

EXPORT = (
    "Người gửi,Nội dung,Ngày đăng,Loại,Nguồn\n"
    "Sùng Thị Mây Xa,Bữa ăn ca tuần này có giòi cả nhà ơi,20/11/2026 07:15,comment,nhom-cong-nhan\n"
    "Vàng A Đá Lạ,\"Chị nào bị gọi em 0900 000 961, @Sùng Thị Mây Xa nhé\",20/11/2026 07:20,comment,nhom-cong-nhan\n"
    "Sùng Thị Mây Xa,Đã báo tổ trưởng rồi,20/11/2026 07:25,comment,nhom-cong-nhan\n"
)  # fmt: skip
NAMES = ("Mây Xa", "Đá Lạ", "0900 000 961", "0900000961")


@pytest.fixture
def office(tmp_path: Path, furnish: Callable[[Workspace], Workspace]) -> Workspace:
    create(tmp_path / "co-quan")
    return furnish(Workspace(tmp_path / "co-quan"))


def take_in(office: Workspace, file: Path) -> str:
    done = CliRunner().invoke(app, ["import", "posts", str(file), "-w", str(office.root)])
    assert done.exit_code == 0, done.output
    return done.output


def test_an_export_without_addresses_and_ids_is_taken_in_once(
    office: Workspace, tmp_path: Path
) -> None:
    file = tmp_path / "xuat-nhom.csv"
    file.write_text(EXPORT, encoding="utf-8")
    take_in(office, file)
    take_in(office, file)
    with open_store(office.warehouse) as store:
        rows = store.rows("select body, author, author_key from raw.post order by published_at")
        assert not any(store.check().values())
    assert [row[0] for row in rows] == [
        "Bữa ăn ca tuần này có giòi cả nhà ơi",
        "Chị nào bị gọi em [số điện thoại], [trang cá nhân] nhé",
        "Đã báo tổ trưởng rồi",
    ]
    assert {row[1] for row in rows} == {None}
    first, second, third = (row[2] for row in rows)
    assert first == third != second  # two voices, and no names
    assert all(len(key) == 24 for key in (first, second))


def test_no_byte_under_data_names_who_wrote(office: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "xuat-nhom.csv"
    file.write_text(EXPORT, encoding="utf-8")
    take_in(office, file)
    for path in (office.root / "data").rglob("*"):
        if path.is_file():
            raw = path.read_bytes()
            assert [name for name in NAMES if name.encode() in raw] == [], path


def test_what_nobody_can_tell_apart_is_refused(office: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "xuat-nhom.csv"
    file.write_text(
        "Người gửi,Nội dung,Loại\nai đó,Lời này không có ngày,comment\n", encoding="utf-8"
    )
    done = CliRunner().invoke(app, ["import", "posts", str(file), "-w", str(office.root)])
    assert done.exit_code == 1
    assert "dòng 2" in str(done.exception)
    assert "published_at" in str(done.exception)
