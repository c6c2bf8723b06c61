"""5.01, 5.02: what people know of the union and how they stand to it, asked and read."""

from __future__ import annotations

import math
from typing import Any

import pytest

from langnghe.measure.records import Status
from tests.measure.conftest import Office
from tests.measure.own_channels import asked, own_post

FIRST, SECOND = ("2025-2", "2025-10-06"), ("2026-1", "2026-05-11")


def answers(
    office: Office, wave: tuple[str, str], counts: dict[str, int], *, measures: str = "awareness",
    code: str = "C1", group: str | None = None, yes: str | None = "Đồng ý", **values: Any,
) -> None:  # fmt: skip
    """Hand in the counted answers to one question of a wave, of a group if one is named."""
    name, began = wave
    for answer, n in counts.items():
        extra: dict[str, Any] = {"group": group} if group else {}
        if yes is not None:
            extra["counts_as_yes"] = answer == yes
        office.row("surveys", f"{name}-{code}-{group}-{answer}", at=began, wave=name, unit="tinh",
                   starts_on=began, measures=measures, question_code=code, question="…", answer=answer,
                   n=n, **extra, **values)  # fmt: skip


@pytest.fixture
def province(office: Office) -> Office:
    office.units()
    return office


def test_the_newest_wave_is_told_with_the_one_before(province: Office) -> None:
    answers(province, FIRST, {"Đồng ý": 50, "Không": 40, "Không trả lời": 10})
    answers(province, SECOND, {"Đồng ý": 80, "Không": 15, "Không trả lời": 5})
    ours = province.ask("5.01", "2026-H1")["ours"]
    assert (ours.value, ours.n, ours.count) == (80, 100, 80)  # who did not answer is not imputed
    centre = (0.8 + 1.96**2 / 200) / (1 + 1.96**2 / 100)
    half = 1.96 * math.sqrt(0.16 / 100 + 1.96**2 / 40000) / (1 + 1.96**2 / 100)
    assert ours.low == pytest.approx(100 * (centre - half), abs=0.01)
    assert ours.high == pytest.approx(100 * (centre + half), abs=0.01)
    assert "+30,0 điểm %" in ours.note
    assert "đã đổi" in ours.note
    assert "chưa chắc" not in ours.note
    assert ours.status is Status.ESTIMATE


def test_a_period_without_a_wave_has_no_figure(province: Office) -> None:
    answers(province, FIRST, {"Đồng ý": 50, "Không": 50})
    found = province.ask("5.01", "2026-H1")
    assert found["ours"].status is Status.NONE
    assert "khảo sát" in found["ours"].note
    assert province.ask("5.01", "2025-H2")["ours"].value == 50


def test_groups_count_by_their_people_where_all_are_known(province: Office) -> None:
    # 90 % of 20 asked of 100 people; 50 % of 80 asked of 900: (0.9·100 + 0.5·900)/1000
    answers(province, SECOND, {"Đồng ý": 18, "Không": 2}, group="Giáo dục", population=100)
    answers(province, SECOND, {"Đồng ý": 40, "Không": 40}, group="May mặc", population=900)
    ours = province.ask("5.01", "2026-H1")["ours"]
    assert ours.value == pytest.approx(54)
    assert ours.n == 100
    assert "trọng số" in ours.note


def test_a_group_of_unknown_size_leaves_all_unweighted(province: Office) -> None:
    answers(province, SECOND, {"Đồng ý": 18, "Không": 2}, group="Giáo dục", population=100)
    answers(province, SECOND, {"Đồng ý": 40, "Không": 40}, group="May mặc")
    ours = province.ask("5.01", "2026-H1")["ours"]
    assert ours.value == pytest.approx(58)
    assert "trọng số" not in ours.note


def test_a_handful_of_people_is_not_told(province: Office) -> None:
    answers(province, SECOND, {"Đồng ý": 3, "Không": 30})
    ours = province.ask("5.01", "2026-H1")["ours"]
    assert (ours.value, ours.count) == (None, None)
    assert "dưới 5 người" in ours.note


def test_of_two_questions_the_first_counts_and_unmarked_answers_judge_nothing(
    province: Office,
) -> None:
    answers(province, SECOND, {"Đồng ý": 30, "Không": 20})
    answers(province, SECOND, {"Đồng ý": 10, "Không": 40}, code="C2")
    answers(province, SECOND, {"Một": 10, "Hai": 40}, measures="benefits", code="C3", yes=None)
    found = province.ask("5.01", "2026-H1")
    assert (found["ours"].value, found["ours"].n) == (60, 50)
    assert found["benefits"].status is Status.NONE


def test_questions_about_basic_rights(province: Office) -> None:
    province.source("trang", type="social", own=True)
    topics = ["rights_protection"] * 4 + ["employer_violation"] * 2 + ["welfare"] * 6
    for number, topic in enumerate(topics):
        asked(province, f"h{number}", "2026-06-03", topic=topic)
    asked(province, "khong-ro", "2026-06-03")
    asked(province, "rac", "2026-06-03", topic="rights_protection", status="invalid")
    found = province.ask("5.01", "2026-06")
    assert (found["basic_rights"].value, found["basic_rights"].n) == (50, 12)


# 5.02


def test_comments_and_surveys_stay_two_lines(province: Office) -> None:
    province.source("trang", type="social", own=True)
    under = own_post(province, 1, "2026-06-01")
    for number, stance in enumerate(["positive"] * 6 + ["negative"] * 3 + ["none"] * 11):
        province.post(100 + number, seen="2026-06-03", source="trang", kind="comment", title="",
                      parent_id=under, labels={"in_scope": "1", "stance_union": stance})  # fmt: skip
    province.post(200, seen="2026-06-03", source="trang", kind="comment", title="", parent_id=under,
                  author="Trang LĐLĐ", labels={"in_scope": "1", "stance_union": "positive"})  # fmt: skip
    province.post(
        201,
        seen="2026-06-03",
        kind="comment",
        title="",
        labels={"in_scope": "1", "stance_union": "negative"},
    )  # under somebody else's article
    answers(province, SECOND, {"Có": 60, "Không": 40}, measures="support", yes="Có")
    found = province.ask("5.02", "2026-H1")
    assert found["comments"].value == 20
    assert (found["comments:positive"].count, found["comments:negative"].count) == (6, 3)
    assert found["net"].count == 3
    assert "tích cực 6, tiêu cực 3" in found["net"].note
    assert (found["support"].value, found["support"].n) == (60, 100)


def test_trust_is_a_mean_of_marks_against_the_wave_before(province: Office) -> None:
    for wave, counts in ((FIRST, (10, 10, 10, 10, 10)), (SECOND, (0, 0, 20, 40, 40))):
        for score, n in enumerate(counts, start=1):
            answers(province, wave, {f"Điểm {score}": n}, measures="trust", yes=None, score=score)
    trust = province.ask("5.02", "2026-H1")["trust"]
    assert trust.value == pytest.approx((3 * 20 + 4 * 40 + 5 * 40) / 100)
    assert trust.n == 100
    assert "+1,20 điểm" in trust.note
