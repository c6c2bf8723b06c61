"""Khoảng trống thông tin from a warehouse: what counts as asked and as posted, and how it reads."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from flows.gaps import as_data, as_text, masked, needs
from langnghe.config import Workspace
from langnghe.measure.needs import Needs
from tests.measure.conftest import Office, moment
from tests.measure.own_channels import asked, own_post


@pytest.fixture
def province(office: Office) -> Office:
    office.units()
    office.source("trang", type="social", own=True)
    office.source("trang-a", type="social", own=True, unit="cd-a")
    return office


def needs_of(office: Office, units: list[str] | None = None) -> Needs:
    office.load()
    return needs(office.store, date(2026, 6, 30), moment("2026-07-01 08:00"), units=units)


def fill(office: Office) -> None:
    for number in range(8):
        asked(
            office,
            f"h{number}",
            "2026-06-10",
            topic="bargaining",
            unit="cd-a" if number < 3 else "tinh",
        )
    asked(office, "cu", "2026-06-02 23:59", topic="bargaining")  # the 29th day
    asked(office, "dau", "2026-06-03 00:00", topic="bargaining")
    asked(office, "rac", "2026-06-10", topic="bargaining", status="invalid")
    asked(office, "khong-ro", "2026-06-10")
    under = own_post(
        office, 1, "2026-06-05", labels={"in_scope": "1", "topic": ["tet_care", "bargaining"]}
    )
    own_post(
        office, 2, "2026-06-05", labels={"in_scope": "1", "topic": ["bargaining"]}, shared=True
    )
    own_post(office, 3, "2026-05-05", labels={"in_scope": "1", "topic": ["bargaining"]})
    ask = {"in_scope": "1", "intent": "ask", "topic": ["food_poisoning"]}
    voices: list[dict[str, Any]] = [{}, {"author": "Trang LĐLĐ"}, {}]
    for number, changes in enumerate(voices):
        office.post(10 + number, seen="2026-06-06", source="trang", kind="comment", title="", parent_id=under,
                    labels={**ask, "intent": "praise"} if number == 2 else ask,
                    text="Bữa ăn ca có được kiểm tra không?", **changes)  # fmt: skip
    office.row("activities", "s", at="2026-06-12", code="S", session=1, unit="tinh", name="Đối thoại", type="dialogue",
               channel=["direct_group"], starts_on="2026-06-11", status="done")  # fmt: skip
    office.row("activity_questions", "q", at="2026-06-12", activity="S", session=1, topic="food_poisoning",
               question="Khi nào suất ăn ca được điều chỉnh?")  # fmt: skip
    office.row(
        "media_groups",
        "g",
        at="2026-06-12",
        code="G",
        name="Nhóm",
        owner="cd-a",
        kind="closed_group",
    )
    office.row("group_notes", "n", at="2026-06-12", group="G", noted_on="2026-06-12", topic="food_poisoning",
               note="Mấy người hỏi chị Hoa về suất ăn")  # fmt: skip


def test_everything_that_asks_is_counted_once(province: Office) -> None:
    fill(province)
    found = needs_of(province)
    counts = {t.topic: (t.asked, t.posted, dict(t.where)) for t in found.topics}
    assert counts == {
        "bargaining": (9, 0, {"inquiry": 9}),
        "food_poisoning": (3, 0, {"comment": 1, "activity": 1, "group_note": 1}),
        "tet_care": (0, 1, {}),
    }
    assert (found.asked, found.untold, found.posted) == (12, 1, 1)
    assert [(p.form, p.topic.topic) for p in found.proposals] == [
        ("post", "bargaining"), ("post", "food_poisoning"), ("document", "food_poisoning"),
    ]  # fmt: skip


def test_a_unit_sees_its_own(province: Office) -> None:
    fill(province)
    found = needs_of(province, ["cd-a"])
    assert (found.asked, found.posted) == (4, 0)  # three questions and a note of its group
    assert "chưa đủ 10" in found.why_not or "không đọc được" in found.why_not


def test_it_reads_as_plain_words_without_names(province: Office) -> None:
    fill(province)
    found = needs_of(province)
    text = as_text(found)
    assert "## Đề xuất cho ngày 01/07/2026" in text
    assert "1. Bài trên trang: Thương lượng, thoả ước" in text
    assert (
        "9/12 lời hỏi (75%): tin nhắn, đường dây nóng 9; trang chưa đăng bài nào trong 1 bài"
        in text
    )
    assert "3. Văn bản định hướng: Ngộ độc, bữa ăn ca" in text
    assert "chị [tên] về suất ăn" in text
    assert "Lời hỏi như ở mục 2." in text
    assert "Ngộ độc, bữa ăn ca: hỏi 3, đăng 0, chênh +25 điểm %" in text
    assert "Hoa" not in text
    data = json.loads(json.dumps(as_data(found), ensure_ascii=False))
    assert data["topics"][0]["gap"] == pytest.approx(0.75)
    assert [p["form"] for p in data["proposals"]] == ["post", "post", "document"]


def test_an_empty_office_says_so(province: Office) -> None:
    assert "không đọc được trang" in as_text(needs_of(province))
    province.visit("trang", at="2026-06-20")
    assert "chưa ghi nhận lời hỏi nào" in as_text(needs_of(province))


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("Tôi là Nguyễn Văn A, công ty nợ lương", "Tôi là [tên], công ty nợ lương"),
        ("Gọi chị Hoa số 0912 345 678 giúp em", "Gọi chị [tên] số [số điện thoại] giúp em"),
        ("Các anh Công đoàn cho hỏi", "Các anh Công đoàn cho hỏi"),
        ("Trần Thị Bích bị đuổi việc", "[tên] bị đuổi việc"),
        ("Em làm ở\nMay Mặt Trời", "Em làm ở May Mặt Trời"),
    ],
)
def test_names_and_numbers_are_masked(words: str, shown: str) -> None:
    assert masked(words) == shown


def test_a_long_question_is_cut_at_a_word() -> None:
    told = masked("công ty chậm lương " * 20)
    assert len(told) <= 162
    assert told.endswith(" …")


def test_the_verb_prints_json_and_words(
    tmp_path: Path, furnish: Callable[[Workspace], Workspace]
) -> None:
    from typer.testing import CliRunner

    from flows.workspace import create
    from langnghe.cli.app import app

    create(tmp_path / "thu")
    furnish(Workspace(tmp_path / "thu"))
    given = ["gaps", "--workspace", str(tmp_path / "thu"), "--until", "30/06/2026"]
    told = CliRunner().invoke(app, [*given, "--json"])
    assert told.exit_code == 0, told.output
    data = json.loads(told.output)
    assert (data["first"], data["last"], data["posted"]) == ("2026-06-03", "2026-06-30", None)
    assert data["proposals"] == []
    words = CliRunner().invoke(app, given)
    assert "Khoảng trống thông tin, 03/06/2026–30/06/2026" in words.output
