"""The target board: lights in words and signs, what is to come, who is behind, rows behind each number."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows import targets
from flows.measure import answers
from langnghe.config import Workspace
from langnghe.errors import LangngheError
from langnghe.measure import board_html, board_text
from langnghe.measure.board_model import SIGN, WORD_VI, Board, BoardLine, Light
from langnghe.measure.periods import period_of
from tests.measure.conftest import Moment, Office, moment
from tests.measure.own_channels import asked, own_post


@pytest.fixture
def units(office: Office) -> Office:
    office.units()
    office.source("trang", type="social", own=True)
    return office


def campaign(office: Office, key: str, day: str, unit: str = "cd-a") -> None:
    office.row("activities", key, at="2026-01-02", unit=unit, name=key, type="campaign", session=1,
               channel=["facebook", "board"], starts_on=day, status="done", objective="Biết", messages=["TD"],
               evidence="https://trang.example")  # fmt: skip


def board(
    office: Office, known: Moment, year: str = "2026", units: list[str] | None = None
) -> Board:
    office.load()
    return targets.board(office.store, period_of(year), moment(known), units)


def line(office: Office, code: str, known: Moment) -> BoardLine:
    """Return one line of the board; the other nineteen targets are not counted for it."""
    office.load()
    period, at = period_of("2026"), moment(known)
    figures = answers(office.store, period, at, only=[code])
    (found,) = targets.lines(office.store, period, at, None, {code: figures})
    return found


def test_every_light_has_a_word_and_a_sign_of_its_own() -> None:
    assert set(WORD_VI) == set(SIGN) == set(Light)
    assert len(set(WORD_VI.values())) == len(set(SIGN.values())) == len(Light)


def test_an_empty_office_is_not_red(units: Office) -> None:
    found = board(units, "2026-06-30")
    assert len(found.lines) == 20
    assert {each.light for each in found.lines} <= {Light.UNKNOWN, Light.WATCHED, Light.ENCOURAGED}
    assert all(each.told == "" for each in found.lines)
    assert (
        "langnghe import --template activities" in next(e for e in found.lines if e.id == "T1").note
    )


def test_half_way_the_pace_decides_and_at_the_end_the_count(units: Office) -> None:
    for unit in ("tinh", "cd-a", "cd-b"):
        for number, day in enumerate(("2026-02-01", "2026-05-01")):
            campaign(units, f"{unit}-{number}", day, unit)
    half = line(units, "T1", "2026-06-30 23:59:59")
    # 2 in 181 of 365 days make 4 in the year
    assert (half.light, half.told, half.behind[:14]) == (Light.ON_TRACK, "0/3", "0/3 đơn vị đạt")
    assert half.projection.startswith("đến 31/12/2026 dự kiến 3/3 đơn vị đạt")
    assert "chưa: Công đoàn xã A, Công đoàn xã B, LĐLĐ tỉnh Mẫu" in half.behind
    assert "ít nhất 3 chiến dịch mỗi năm (Kế hoạch tỉnh, I.2)" in half.target
    late = line(units, "T1", "2026-09-30")  # 2 in 273 days make 2 in the year
    assert (late.light, late.projection[:37]) == (
        Light.AT_RISK,
        "đến 31/12/2026 dự kiến 0/3 đơn vị đạt",
    )
    assert line(units, "T1", "2027-01-15").light is Light.MISSED
    for unit in ("tinh", "cd-a", "cd-b"):
        campaign(units, f"{unit}-3", "2026-12-31", unit)
    done = line(units, "T1", "2027-01-15")
    assert (done.light, done.behind, done.projection) == (Light.MET, "3/3 đơn vị đạt", "")


def test_one_unit_is_told_its_day_and_only_what_concerns_it(units: Office) -> None:
    campaign(units, "a", "2026-02-01")
    lines = {each.id: each for each in board(units, "2026-06-30 23:59:59", units=["cd-a"]).lines}
    said = "giữ nhịp từ đầu năm thì đủ vào khoảng 28/06/2027, sau khi hết kỳ"
    assert lines["T1"].projection == said
    codes = set(lines)
    assert not {"T2a", "T3a", "T3b", "T4b", "T13"} & codes
    assert {"T1", "T2b", "T5a", "T6", "T7", "T14"} <= codes


def test_days_that_are_left_say_what_can_still_be_reached(units: Office) -> None:
    for number in range(20):
        own_post(units, number, f"2026-01-{1 + number // 2:02d} 08:00")
    units.visit("trang", at="2026-01-20 23:00")
    found = line(units, "T3a", "2026-01-21 08:00")
    assert (found.light, found.told) == (Light.MISSED, "50,0 % – 10/20")
    assert "50 % nếu giữ nhịp này" in found.projection
    assert any("toàn quốc: ít nhất 4 bài mỗi ngày" in words for words in found.alternates)
    assert [row.label for row in found.rows][:2] == ["0 bài", "0 bài"]  # what is behind comes first


def test_what_is_encouraged_is_never_red(units: Office) -> None:
    units.unit("cs-2", "grassroots", workers=500)
    asked(units, "hoi", "2026-05-01")
    lines = {each.id: each for each in board(units, "2026-06-30").lines}
    found = lines["T4b"]
    assert (found.light, found.told, found.behind) == (
        Light.ENCOURAGED,
        "0/1",
        "0/1 CĐCS đạt; chưa: Công đoàn cs-2",
    )
    assert lines["T3b"].light is Light.MISSED


def test_an_ended_target_says_so_with_its_windows(units: Office) -> None:
    for number, day in enumerate(("2021-05-01", "2023-05-01", "2023-06-01")):
        own_post(units, number, day)
    found = line(units, "T4a", "2026-06-30")
    assert (found.light, found.told) == (Light.MET, "2,00 lần")
    assert (
        "kỳ so sánh 01/01/2023–31/12/2023, kỳ gốc 01/01/2021–31/12/2021; hết hiệu lực 31/12/2023"
        in found.target
    )
    assert any(
        words.startswith("Bình quân 2022-2023 so với năm 2021: 1,00 lần")
        for words in found.alternates
    )


def test_text_json_and_page_say_the_same(units: Office) -> None:
    campaign(units, "a", "2026-02-01")
    units.row("units", "la", at="2026-01-01", code="la", name="<b>Lạ</b>", level="upper", kind="commune",
              valid_from="2026-01-01")  # fmt: skip
    found = board(units, "2026-06-30")
    said, told, page = (
        board_text.text(found),
        json.loads(board_text.as_json(found)),
        board_html.page(found),
    )
    for each, values in zip(found.lines, told["lines"], strict=True):
        assert f"{each.sign} {each.id:<4} {each.name}: {each.word}" in said
        assert (values["light"], values["word"]) == (each.light.value, each.word)
        assert f'id="{each.id}"' in page
    assert "<b>Lạ" not in page
    assert "&lt;b&gt;Lạ" in page
    assert "<script" not in page


def test_rows_open_by_number_of_target_and_figure(units: Office) -> None:
    campaign(units, "a", "2026-02-01")
    units.load()
    question = targets.question_of("t1")
    rows = targets.rows_of(
        units.store, question, period_of("2026"), moment("2026-06-30"), figure="campaigns"
    )
    assert [(row.unit, row.day, row.id) for row in rows] == [("cd-a", date(2026, 2, 1), "a")]
    said = board_text.rows_text(rows, {"cd-a": "Công đoàn xã A"})
    assert said.startswith("01/02/2026  1  Công đoàn xã A [cd-a]  a")
    with pytest.raises(LangngheError, match="không có chỉ tiêu"):
        targets.question_of("1.02")
    assert targets.unit_of(units.store, "Công đoàn xã A", date(2026, 6, 30)) == "cd-a"
    with pytest.raises(LangngheError, match="không có đơn vị"):
        targets.unit_of(units.store, "Không có", date(2026, 6, 30))


def test_the_verb_writes_a_page_and_lists_rows(
    tmp_path: Path, furnish: Callable[[Workspace], Workspace]
) -> None:
    from flows.workspace import create
    from langnghe.cli.app import app

    create(tmp_path / "w")
    furnish(Workspace(tmp_path / "w"))
    run = CliRunner().invoke
    page = tmp_path / "bang.html"
    done = run(
        app,
        [
            "targets",
            "-w",
            str(tmp_path / "w"),
            "--year",
            "2026",
            "--format",
            "html",
            "--out",
            str(page),
        ],
    )
    assert done.exit_code == 0, done.output
    assert "Bảng chỉ tiêu năm 2026 – toàn tỉnh" in page.read_text(encoding="utf-8")
    rows = run(app, ["targets", "rows", "T1", "-w", str(tmp_path / "w"), "--year", "2026"])
    assert (rows.exit_code, rows.output) == (0, "0 dòng\n")
