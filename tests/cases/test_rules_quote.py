"""R2a and R4 against our registers: who may speak for us, whose workers have a union of ours."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from langnghe.cases.rule_quote import Roster, Speaker, Voice, quoted
from langnghe.cases.rules import Outcome, Watch
from tests.cases.test_rules_story import NOW, found, judged, story

DAY = date(2026, 6, 10)
UNITS = (("LĐLĐ tỉnh Đồng Nai", "dn"), ("CĐCS Công ty May Mẫu", "may-mau"))
CHAIR = Speaker(unit="dn", name="Trần Thị Mẫu", position="Chủ tịch", since=date(2026, 1, 1), of_province=True)  # fmt: skip
ROSTER = Roster(speakers=(CHAIR,), units=UNITS)
SPOKEN = "Bà Trần Thị Mẫu, Chủ tịch LĐLĐ tỉnh Đồng Nai, cho biết đã đến nơi."
OTHER = (
    "Ông Lê Văn Khác, Phó Chủ tịch Liên đoàn Lao động tỉnh Đồng Nai, cho biết công nhân hiểu nhầm."
)


def watch(roster: Roster | None = ROSTER, **more: Any) -> Watch:
    return Watch(home="Đồng Nai", now=NOW, roster=roster, **more)


def statement(text: str, **changes: Any) -> Any:
    """Return a risky story of no other rule's in which somebody speaks."""
    return story(
        **{"topics": ("union_reform",), "risk": 2, "title": "Tin", "text": text, **changes}
    )


@pytest.mark.parametrize(
    ("text", "voice"),
    [
        (SPOKEN, Voice.ROSTER),
        (OTHER, Voice.OTHER),
        ("Chủ tịch LĐLĐ tỉnh Đồng Nai cho biết sẽ làm rõ.", Voice.ROSTER),  # the office, nobody named
        ("Phó Chủ tịch LĐLĐ tỉnh Đồng Nai cho biết sẽ làm rõ.", Voice.OTHER),  # a deputy is another
        ("Ông Lê Văn Khác, Chủ tịch LĐLĐ tỉnh Đồng Nai, nói.", Voice.OTHER),  # the name decides
        ("Chủ tịch CĐCS Công ty May Mẫu cho biết đã họp.", Voice.OTHER),  # another unit's chair
        ("Bà Trần Thị Mẫu, đại diện Công đoàn, CĐCS Công ty May Mẫu, cho biết.", Voice.ROSTER),
        ("Chủ tịch LĐLĐ tỉnh Huế cho biết đã họp.", Voice.NOBODY),  # none of ours
        ("Chủ tịch LĐLĐ tỉnh Đồng Nai trao quà.", Voice.NOBODY),  # nothing is said
        ("Giám đốc công ty cho biết công đoàn đã họp.", Voice.NOBODY),
        (f"{OTHER} {SPOKEN}", Voice.ROSTER),  # our spokesperson knows of the story
    ],
)  # fmt: skip
def test_who_speaks_for_us(text: str, voice: Voice) -> None:
    assert quoted([text], ROSTER, DAY).voice is voice


def test_a_term_and_a_field_of_the_roster_count() -> None:
    past = Speaker(unit="dn", name="Trần Thị Mẫu", position="Chủ tịch", since=date(2025, 1, 1),
                   until=date(2026, 6, 9), of_province=True)  # fmt: skip
    assert quoted([SPOKEN], Roster(speakers=(past,), units=UNITS), DAY).voice is Voice.OTHER
    wages = Speaker(unit="dn", name="Trần Thị Mẫu", position="Chủ tịch", since=date(2026, 1, 1),
                    topics=("wages",), of_province=True)  # fmt: skip
    roster = Roster(speakers=(wages,), units=UNITS)
    assert quoted([SPOKEN], roster, DAY, ("wages", "strike")).voice is Voice.ROSTER
    assert quoted([SPOKEN], roster, DAY, ("strike",)).voice is Voice.OTHER
    assert quoted([SPOKEN], roster, DAY).voice is Voice.ROSTER  # nobody knows what it is about


def test_a_quote_beside_the_roster_is_told_where_something_happened() -> None:
    finding = found(statement(OTHER), watch())
    assert (finding.risk, finding.severity, finding.hard) == ("R2a", 3, False)
    assert "không có trong sổ người phát ngôn của LĐLĐ tỉnh Đồng Nai" in finding.reason
    assert "cần người xác nhận" in finding.reason
    assert found(statement(OTHER, risk=1), watch()).severity == 2
    assert found(statement(OTHER, sure=0.2), watch()).severity == 2
    assert judged(statement(OTHER, risk=0), watch())[0] is Outcome.ROUTINE
    assert found(statement(OTHER, risk=0, stance_negative=1), watch()).severity == 3
    assert judged(statement(SPOKEN), watch())[0] is Outcome.UNWATCHED
    assert judged(statement(OTHER, own=True), watch())[0] is Outcome.UNWATCHED  # our own page
    assert judged(statement(OTHER, press=False), watch())[0] is Outcome.UNWATCHED


def test_an_empty_roster_says_so_and_accuses_nobody() -> None:
    empty = Roster(units=UNITS)
    assert judged(statement(OTHER), watch(empty))[0] is Outcome.NO_ROSTER
    assert judged(statement("Không ai nói gì."), watch(empty))[0] is Outcome.UNWATCHED
    assert judged(statement(OTHER), watch(None))[0] is Outcome.UNWATCHED


def test_what_happened_goes_first_and_who_spoke_is_told_beside() -> None:
    strike = found(story(text=OTHER), watch())
    assert (strike.risk, strike.severity, strike.hard) == ("R3", 3, True)
    assert strike.reason.endswith("; lời của người không có trong sổ người phát ngôn")
    assert "phát ngôn" not in found(story(text=SPOKEN), watch()).reason


def violation(**changes: Any) -> Any:
    return story(**{"topics": ("employer_violation",), "risk": 1, "enterprises": ("Công ty A", "Công ty May Mẫu"),
                    "title": "Bị phạt vì không ký hợp đồng", **changes})  # fmt: skip


def test_an_enterprise_of_our_register_is_named_with_its_union() -> None:
    known = {"Công ty May Mẫu": "CĐCS Công ty May Mẫu"}
    finding = found(violation(registered=known), watch(companies=True))
    assert (finding.risk, finding.severity) == ("R4", 2)
    assert finding.reason.startswith("Công ty May Mẫu bị nêu vi phạm")
    assert "có CĐCS Công ty May Mẫu trong sổ đơn vị, nên mở hồ sơ" in finding.reason
    assert finding.union_units == ("CĐCS Công ty May Mẫu",)
    # Whose union is ours is ours, though the report names no place; another province is another plant.
    nowhere = violation(registered=known, provinces=())
    assert found(nowhere, watch(companies=True)).risk == "R4"
    assert judged(violation(registered=known, provinces=("Huế",)))[0] is Outcome.OUTSIDE


def test_an_enterprise_outside_the_register_is_watched_and_said_to_be() -> None:
    assert "chưa có công đoàn cơ sở trong sổ" in found(violation(), watch(companies=True)).reason
    assert "chưa đối chiếu" in found(violation(), watch(companies=False)).reason
    assert "sổ" not in found(violation(), watch()).reason
    assert judged(violation(provinces=()), watch(companies=True))[0] is Outcome.PLACELESS
