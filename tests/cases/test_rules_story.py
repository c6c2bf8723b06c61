"""One story, one finding at most: R1, R2a, R3, R4, R5, and what becomes of every other story."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from langnghe.cases.finding import Finding
from langnghe.cases.lifecycle import decide
from langnghe.cases.policy import read_policy
from langnghe.cases.rules import OUTCOME_VI, Outcome, RuleReport, StoryRow, Watch, story_findings

NOW = datetime(2026, 6, 10, 5, tzinfo=UTC)
WATCH = Watch(home="Đồng Nai", now=NOW)


def story(**changes: Any) -> StoryRow:
    """Return a strike in the office's province, as one paper told it this morning."""
    title = changes.pop("title", "Công nhân nhà máy giày ngừng việc đòi tăng lương")
    values: dict[str, Any] = {
        "story_id": "s1",
        "known_at": NOW - timedelta(hours=1),
        "published_at": NOW - timedelta(hours=2),
        "title": title,
        "text": title,
        "in_scope": True,
        "press": True,
        "post_ids": ("p1",),
        "voices": ("Nhóm A",),
        "topics": ("strike",),
        "risk": 2,
        "sure": 0.9,
        "negative": 1,
        "provinces": ("Đồng Nai",),
    }
    return StoryRow(**{**values, **changes})


def judged(row: StoryRow, watch: Watch = WATCH) -> tuple[Outcome, Finding | None]:
    report = story_findings([row], watch)
    [outcome] = report.outcomes.elements()
    assert len(report.findings) == (outcome is Outcome.FINDING)
    return outcome, report.findings[0] if report.findings else None


def found(row: StoryRow, watch: Watch = WATCH) -> Finding:
    _, finding = judged(row, watch)
    assert finding is not None
    return finding


def test_any_mention_of_a_strike_in_the_province_is_told() -> None:
    finding = found(story())
    assert (finding.risk, finding.severity, finding.hard) == ("R3", 3, True)
    assert finding.story_ids == ("s1",)
    assert finding.since == NOW - timedelta(hours=2)
    assert finding.reason.startswith("Ngừng việc, đình công tại Đồng Nai")


@pytest.mark.parametrize(
    ("topic", "risk", "severity"),
    [
        ("strike", 1, 3),  # a rumour of a stoppage is rare enough
        ("food_poisoning", 1, 3),
        ("work_accident", 1, 2),  # one fire without victims: watched
        ("work_accident", 2, 3),
        ("food_poisoning", 3, 4),
        ("strike", 3, 4),
    ],
)
def test_the_models_risk_grades_what_happened(topic: str, risk: int, severity: int) -> None:
    finding = found(story(topics=(topic,), risk=risk, title="Tin từ nhà máy"))
    assert finding.severity == severity
    assert finding.hard == (severity >= 3)


@pytest.mark.parametrize(
    ("chance", "risk", "sure", "expected"),
    [
        (0.9, 2, 0.9, 3),  # a mention that is one
        (0.35, 2, 0.9, 2),  # hardly about a stoppage: a person reads it first
        (0.9, 2, 0.3, 2),  # hardly a warning: “không có vụ ngừng việc nào” is read so
        (0.12, 2, 0.9, None),  # a text in scope always has a topic: this one is a guess
    ],
)
def test_a_mention_must_be_one(chance: float, risk: int, sure: float, expected: int | None) -> None:
    row = story(topic_scores={"strike": chance}, risk=risk, sure=sure)
    if expected is None:
        assert judged(row)[0] is Outcome.UNWATCHED
        return
    finding = found(row)
    assert finding.severity == expected
    assert finding.hard == (expected >= 3)
    (event,) = decide([finding], {}, read_policy(), None, NOW)
    assert event.fields["level"] == expected  # 2 rings for nobody: it waits for the analysts


def test_misconduct_the_model_only_guesses_is_not_told() -> None:
    row = story(topics=("union_misconduct",), topic_scores={"union_misconduct": 0.35})
    assert found(row).severity == 2
    surely = story(topics=("union_misconduct",), topic_scores={"union_misconduct": 0.52})
    assert found(surely).severity == 3


def test_a_worker_hurt_is_told_a_fire_without_victims_is_watched() -> None:
    hurt = "Công nhân xưởng chế biến bị máy cuốn nát bàn tay"
    assert found(story(topics=("work_accident",), risk=1, title=hurt)).severity == 3
    fire = "Cháy lớn kho hàng, cột khói cao hàng chục mét"
    assert found(story(topics=("work_accident",), risk=1, title=fire)).severity == 2


def test_routine_history_and_anniversaries_are_no_event() -> None:
    row = story(topics=("food_poisoning",), risk=0, title="Tập huấn phòng ngừa ngộ độc bếp ăn")
    assert judged(row)[0] is Outcome.ROUTINE
    # history is risk 1 by the guide, as a rumour is; but nobody complains of it
    history = story(risk=1, negative=0, title="Tám mươi năm cuộc bãi công của phu đồn điền")
    assert judged(history)[0] is Outcome.ROUTINE


def test_outside_the_province_is_for_the_digest() -> None:
    assert judged(story(provinces=("Bắc Ninh",)))[0] is Outcome.OUTSIDE
    assert judged(story(provinces=()))[0] is Outcome.PLACELESS
    many = ("Đồng Nai", "Bắc Ninh", "Hà Nội", "Huế", "Cà Mau", "Cần Thơ")
    assert judged(story(provinces=many))[0] is Outcome.OUTSIDE  # a survey of the country


def test_a_paper_of_the_province_that_names_no_place_speaks_of_home() -> None:
    assert found(story(provinces=(), local=True)).severity == 3
    assert judged(story(provinces=("Huế",), local=True))[0] is Outcome.OUTSIDE


def test_the_province_is_a_setting() -> None:
    assert judged(story(), Watch(home="Lai Châu", now=NOW))[0] is Outcome.OUTSIDE


@pytest.mark.parametrize(
    ("topics", "title", "severity"),
    [
        (("work_accident",), "Sập mỏ đá, 3 công nhân tử vong", 4),
        (("work_accident",), "Ngã giàn giáo, một công nhân tử vong", 3),
        (("strike",), "Hơn 1.200 công nhân ngừng việc", 4),
        (("strike",), "Hơn 200 công nhân ngừng việc", 3),
        (("food_poisoning",), "150 công nhân nhập viện sau bữa trưa", 4),
        (("jobs_living",), "Công ty cắt giảm 400 lao động", 3),
    ],
)
def test_many_struck_make_it_graver(topics: tuple[str, ...], title: str, severity: int) -> None:
    assert found(story(topics=topics, title=title)).severity == severity


def test_a_later_report_that_counts_more_makes_it_graver() -> None:
    first, later = "Hàng chục công nhân nhập viện", "126 công nhân nhập viện sau bữa ăn ca"
    row = story(topics=("food_poisoning",), title=first)
    assert found(row).severity == 3
    graver = found(story(topics=("food_poisoning",), title=first, reports=(first, later)))
    assert (graver.severity, graver.hard) == (4, True)
    assert "khoảng 126 người" in graver.reason


def test_what_has_no_title_is_quoted_by_how_it_begins() -> None:
    text = "Xưởng em nghỉ việc\nhết rồi"
    assert "“Xưởng em nghỉ việc hết rồi”" in found(story(title="", text=text)).reason


def test_arrears_are_told_and_other_violations_watched() -> None:
    owed = story(
        topics=("employer_violation",), risk=1, enterprises=("Công ty TNHH ABC",),
        title="Công ty TNHH ABC nợ lương ba tháng",
    )  # fmt: skip
    assert (found(owed).risk, found(owed).severity) == ("R3", 3)
    other = story(
        topics=("employer_violation",), risk=1, enterprises=("Công ty TNHH ABC",),
        title="Công ty TNHH ABC bị phạt vì không ký hợp đồng",
    )  # fmt: skip
    assert (found(other).risk, found(other).severity, found(other).hard) == ("R4", 2, False)
    unnamed = story(topics=("employer_violation",), risk=1, title="Một công ty bị phạt")
    assert judged(unnamed)[0] is Outcome.UNWATCHED
    elsewhere = story(
        topics=("employer_violation",), risk=1, enterprises=("A",), provinces=("Huế",)
    )
    assert judged(elsewhere)[0] is Outcome.OUTSIDE


def test_one_press_story_of_misconduct_is_enough_wherever_it_is() -> None:
    row = story(topics=("union_misconduct",), risk=1, provinces=("Huế",))
    assert (found(row).risk, found(row).severity, found(row).hard) == ("R1", 3, False)
    at_home = story(topics=("union_misconduct",), risk=2, voices=("Nhóm A", "Nhóm B"))
    assert found(at_home).severity == 4
    assert found(story(topics=("union_misconduct",), risk=1, press=False)).severity == 2
    assert judged(story(topics=("union_misconduct",), risk=0))[0] is Outcome.ROUTINE


def test_a_named_unit_that_is_blamed_is_told() -> None:
    row = story(
        topics=("jobs_living",), risk=0, stance_negative=1,
        union_units=("LĐLĐ tỉnh Đồng Nai",), title="Công nhân hỏi công đoàn ở đâu",
    )  # fmt: skip
    assert (found(row).risk, found(row).severity) == ("R1", 3)
    assert "LĐLĐ tỉnh Đồng Nai" in found(row).reason
    nobody = story(topics=("jobs_living",), risk=0, stance_negative=1)
    assert judged(nobody)[0] is Outcome.UNWATCHED


def test_a_reading_the_model_is_unsure_of_is_watched_only() -> None:
    assert found(story(sure=0.39)).severity == 2
    assert not found(story(sure=0.39)).hard
    assert found(story(topics=("union_misconduct",), sure=0.1)).severity == 2


@pytest.mark.parametrize(
    ("voices", "severity"), [(("a",), 1), (("a", "b"), 2), (("a", "b", "c", "d"), 3)]
)
def test_false_claims_weigh_by_their_spread(voices: tuple[str, ...], severity: int) -> None:
    row = story(topics=("misinformation",), risk=1, voices=voices, provinces=())
    assert (found(row).risk, found(row).severity) == ("R5", severity)


def test_a_mark_of_secrecy_beside_a_union_document_is_a_leak() -> None:
    text = "Chụp được công văn số 12/KH-LĐLĐ đóng dấu MẬT về nhân sự"
    leak = found(story(topics=("union_reform",), risk=0, text=text, provinces=()))
    assert (leak.risk, leak.severity, leak.hard) == ("R2a", 4, True)
    assert "12/KH-LĐLĐ" in leak.reason


@pytest.mark.parametrize(
    "text",
    [
        "Quyết định 1669/QĐ-TLĐ về phát ngôn",  # public, and quoted every day
        "BÍ MẬT của đàn ong: MẬT ONG rừng",
        "Bệnh này không phổ biến ở công nhân",
        "Dự thảo Luật Công đoàn sửa đổi",  # no union document's number
        "Vụ lộ tài liệu MẬT của một bộ",  # neither ours nor the union's
    ],
)
def test_what_papers_print_every_day_is_no_leak(text: str) -> None:
    assert judged(story(topics=("union_reform",), risk=0, text=text))[0] is Outcome.UNWATCHED


def test_our_own_page_needs_no_number_and_a_draft_needs_one() -> None:
    own = story(topics=("union_reform",), risk=0, own=True, text="Tài liệu lưu hành nội bộ")
    assert (found(own).risk, found(own).severity) == ("R2a", 4)
    draft = story(topics=("union_reform",), risk=0, text="Dự thảo Kế hoạch 05/KH-LĐLĐ bị lộ")
    assert (found(draft).risk, found(draft).severity) == ("R2a", 3)
    law = story(topics=("law_making",), risk=0, text="Góp ý dự thảo theo Kế hoạch 05/KH-TLĐ")
    assert judged(law)[0] is Outcome.UNWATCHED


def test_old_news_and_what_is_out_of_scope_alarm_nobody() -> None:
    assert judged(story(published_at=NOW - timedelta(days=9)))[0] is Outcome.OLD
    assert judged(story(published_at=None))[0] is Outcome.FINDING
    assert judged(story(in_scope=False))[0] is Outcome.OUT_OF_SCOPE


def test_a_story_is_found_once_until_it_grows_graver() -> None:
    known = Watch(home="Đồng Nai", now=NOW, known={"s1": 3})
    assert judged(story(post_ids=("p1", "p2", "p3")), known)[0] is Outcome.KNOWN
    assert found(story(title="1.500 công nhân ngừng việc"), known).severity == 4
    follow = Watch(home="Đồng Nai", now=NOW, known={"s0": 3}, follows={"s1": "s0", "s0": "s1"})
    assert judged(story(), follow)[0] is Outcome.KNOWN


def test_the_gravest_reading_counts_and_every_story_ends_in_one_outcome() -> None:
    rows = [
        story(topics=("union_misconduct", "strike"), risk=3),
        story(story_id="s2", topics=("welfare",), risk=0),
        story(story_id="s3", provinces=()),
        story(story_id="s4", in_scope=False),
    ]
    report = story_findings(rows, WATCH)
    assert [(f.risk, f.severity) for f in report.findings] == [("R1", 4)]
    assert sum(report.outcomes.values()) == len(rows)
    assert set(OUTCOME_VI) == set(Outcome)


def test_nothing_in_nothing_out() -> None:
    assert story_findings([], WATCH) == RuleReport()
    with pytest.raises(ValueError, match="zone"):
        Watch(home="Huế", now=datetime(2026, 6, 10))  # noqa: DTZ001
    with pytest.raises(ValueError, match="province"):
        Watch(home="", now=NOW)
