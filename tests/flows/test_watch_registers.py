"""The watch against the office's registers: in the roster, not in it, no roster; unions of enterprises."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from flows.registers import import_register
from flows.watch import by_rules
from flows.watch_registers import Registers, registers
from langnghe.cases.finding import Finding
from langnghe.config import Workspace
from langnghe.records import hanoi_day
from langnghe.registers.batch import RowOutcome
from langnghe.registers.kinds import KINDS
from tests.flows.conftest import NOW
from tests.flows.test_watch_series import Weeks, sheet
from warehouse import open_store

SAID = "Ông Lê Văn Khác, Phó Chủ tịch LĐLĐ tỉnh Lai Châu, cho biết việc thu quỹ là hiểu nhầm."


def enter(office: Workspace, kind: str, file: Path, *rows: Sequence[Any]) -> None:
    done = import_register(office, KINDS[kind], sheet(file, *map(list, rows)), at=NOW)
    assert done.total(RowOutcome.NEW) == len(rows) - 1


def read(office: Workspace) -> Registers:
    with open_store(office.warehouse) as store:
        return registers(store, "Lai Châu", hanoi_day(NOW))


def found(office: Workspace) -> list[Finding]:
    with open_store(office.warehouse) as store:
        return [f for f in by_rules(store, office, NOW)[0] if f.risk != "R0"]


@pytest.mark.parametrize(
    ("name", "told"), [(None, False), ("Lê Văn Khác", False), ("Nguyễn Văn Mẫu", True)]
)
def test_a_statement_is_held_against_the_roster(
    office: Workspace, tmp_path: Path, name: str | None, told: bool
) -> None:
    if name:
        enter(
            office, "spokespersons", tmp_path / "phat-ngon.xlsx",
            ["Đơn vị", "Họ tên", "Chức vụ", "Tư cách", "Từ ngày"],
            ["LĐLĐ tỉnh Lai Châu", name, "Phó Chủ tịch", "Người phát ngôn", "01/01/2026"],
        )  # fmt: skip
    weeks = Weeks(office)
    weeks.day(0, "bao-a", 1, topic="union_reform", risk="2", tone="neutral")
    weeks.posts = [
        (replace(post, title="Làm rõ việc thu quỹ", text=SAID), s) for post, s in weeks.posts
    ]
    weeks.land()
    findings = found(office)
    assert [f.risk for f in findings] == (["R2a"] if told else [])
    if told:
        assert (
            "không có trong sổ người phát ngôn của Liên đoàn Lao động tỉnh Lai Châu"
            in findings[0].reason
        )


def test_unions_of_enterprises_are_known_by_any_of_their_names(
    office: Workspace, tmp_path: Path
) -> None:
    assert read(office).unions == {}
    enter(
        office, "units", tmp_path / "don-vi.xlsx",
        ["Mã đơn vị", "Tên đơn vị", "Tên khác", "Cấp", "Loại", "Cấp trên trực tiếp", "Hiệu lực từ", "Hiệu lực đến"],
        ["cdcs-sao-mai", "CĐCS Công ty TNHH Giày Sao Mai", "Công đoàn Sao Mai", "Công đoàn cơ sở",
         "Công đoàn cơ sở doanh nghiệp", "ldld-lai-chau", "01/01/2020", ""],
        ["cdcs-cu", "CĐCS Công ty Gỗ Đã Giải Thể", "", "Công đoàn cơ sở", "Công đoàn cơ sở doanh nghiệp",
         "ldld-lai-chau", "01/01/2020", "31/12/2025"],
        ["cdcs-truong", "CĐCS Trường Mầm non Hoa Ban", "", "Công đoàn cơ sở",
         "Công đoàn cơ sở cơ quan, đơn vị", "ldld-lai-chau", "01/01/2020", ""],
    )  # fmt: skip
    of = read(office).of(["Cty Giày Sao Mai", "Công ty Gỗ Đã Giải Thể", "Công ty Lạ", "Sao Mai"])
    assert of == dict.fromkeys(("Cty Giày Sao Mai", "Sao Mai"), "CĐCS Công ty TNHH Giày Sao Mai")


def test_who_only_looks_after_communication_may_not_speak(
    office: Workspace, tmp_path: Path
) -> None:
    enter(
        office, "spokespersons", tmp_path / "phat-ngon.xlsx",
        ["Đơn vị", "Họ tên", "Chức vụ", "Tư cách", "Từ ngày", "Đến ngày"],
        ["LĐLĐ tỉnh Lai Châu", "Nguyễn Văn Mẫu", "Chủ tịch", "Người phát ngôn", "01/01/2026", "31/12/2026"],
        ["LĐLĐ tỉnh Lai Châu", "Trần Thị Mẫu", "Chuyên viên", "Phụ trách truyền thông", "01/01/2026", ""],
    )  # fmt: skip
    (speaker,) = read(office).roster.speakers
    assert (speaker.name, speaker.of_province) == ("Nguyễn Văn Mẫu", True)
    assert (str(speaker.since), str(speaker.until)) == ("2026-01-01", "2026-12-31")
    names = {name for name, _ in read(office).roster.units}
    assert {"LĐLĐ tỉnh Lai Châu", "Công đoàn xã Bum Nưa"} <= names
    assert "LĐLĐ huyện Mường Tè" not in names  # until 30/6/2025
    assert "Tổng Liên đoàn Lao động Việt Nam" not in names
