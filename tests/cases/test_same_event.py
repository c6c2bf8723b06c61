"""One happening, one alert: what is told further joins; two happenings never do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from langnghe.cases.finding import Finding
from langnghe.cases.orders import acknowledge, close
from langnghe.cases.same_event import core
from tests.cases.conftest import Desk

Make = Callable[..., Finding]
COUNT = iter(range(10_000))


@pytest.fixture
def said(rule: Make) -> Make:
    """Return a finding of a story of its own: R3 in Đồng Nai."""

    def make(title: str, **more: Any) -> Finding:
        number = next(COUNT)
        values: dict[str, Any] = {
            "risk": "R3", "subject": f"s-{number}", "story_ids": (f"s-{number}",), "post_ids": (f"p-{number}",),
            "topics": ("work_accident",), "places": ("Đồng Nai",), "enterprises": (), "union_units": (),
            "title": title, "reason": f"“{title}”", "severity": 3, "hard": True,
        }  # fmt: skip
        return rule(**{**values, **more})

    return make


def alerts_of(desk: Desk, *told: Finding, hours: float = 5) -> int:
    """Return how many alerts are left of findings that come in hour after hour."""
    for finding in told:
        desk.watch(finding)
        desk.wait(hours=hours)
    return sum(alert.status != "merged" for alert in desk.alerts.values())


STRIKE = {"topics": ("strike",)}
POISON = {"topics": ("food_poisoning",)}


@pytest.mark.parametrize(
    "told",
    [
        # the same plant, in three writings
        [
            ("Hơn 20 công nhân may nhập viện sau bữa ăn ca", {**POISON, "enterprises": ("Công ty CP May Sim Trắng",)}),
            ("112 công nhân nhập viện, bên nấu ăn nói gì", {**POISON, "enterprises": ("Công ty May Sim Trắng", "Công ty TNHH Suất ăn Nồi Đất")}),
            ("Khởi tố vụ ngộ độc", {**POISON, "enterprises": ("May Sim Trắng",)}),
        ],
        # nobody names the quarry
        [
            ("Sập mỏ đá vùi lấp 3 công nhân ở Đồng Nai", {}),
            ("Tìm thấy thi thể thứ ba trong vụ sạt lở mỏ đá, 3 người chết", {}),
            ("Khởi tố vụ sạt lở mỏ đá làm 3 người chết", {}),
        ],
        # two outlets, two wordings, one ward
        [
            ("Rơi thang nâng hàng ở chợ đầu mối, hai thợ bị thương", {"places": ("Đồng Nai", "phường Tam Hiệp, Đồng Nai")}),
            ("Thang nâng hàng ở chợ đầu mối rơi tự do: hai người nguy kịch", {"places": ("Đồng Nai", "phường Tam Hiệp, Đồng Nai")}),
        ],
    ],
)  # fmt: skip
def test_what_is_told_further_joins(
    desk: Desk, said: Make, told: list[tuple[str, dict[str, Any]]]
) -> None:
    assert alerts_of(desk, *(said(title, **more) for title, more in told), hours=40) == 1


@pytest.mark.parametrize(
    "told",
    [
        # two strikes in two companies of one province on one day
        [
            ("Hàng trăm công nhân ngừng việc đòi tăng lương", {**STRIKE, "enterprises": ("Công ty TNHH Giày Lá Bàng",)}),
            ("Hàng trăm công nhân ngừng việc đòi tăng lương", {**STRIKE, "enterprises": ("Công ty CP May Hoa Gạo",)}),
        ],
        # nobody named: nothing but what every strike has
        [
            ("200 công nhân ngừng việc đòi tăng lương ở Đồng Nai", STRIKE),
            ("Công nhân nhà máy ở Đồng Nai ngừng việc phản đối giảm thưởng Tết", STRIKE),
        ],
        # two poisonings
        [
            ("21 công nhân nhập viện nghi ngộ độc sau ăn trưa tại công ty", POISON),
            ("50 công nhân nghi ngộ độc sau bữa ăn trưa", POISON),
        ],
        # one caterer, two plants
        [
            ("30 công nhân nhập viện", {**POISON, "enterprises": ("Công ty Giày Lá Bàng", "Suất ăn Nồi Đất")}),
            ("45 công nhân nhập viện", {**POISON, "enterprises": ("Công ty May Hoa Gạo", "Suất ăn Nồi Đất")}),
        ],
        # two firms of one name, in two trades
        [
            ("Cháy xưởng, 3 công nhân tử vong", {"enterprises": ("Công ty Giày Hoa Gạo",)}),
            ("Nổ lò hơi, 3 công nhân tử vong", {"enterprises": ("Công ty May Hoa Gạo",)}),
        ],
        # two accidents of one kind, three dead each
        [
            ("Sập giàn giáo, 3 công nhân tử vong", {}),
            ("Ngạt khí trong hầm biogas, 3 công nhân tử vong", {}),
        ],
        # two crashes
        [
            ("Xe tải lao xuống vực, 3 người tử vong", {}),
            ("Taxi chở 3 người bị xe tải tông, tài xế tử vong", {}),
        ],
        # one headline, two provinces
        [
            ("Sập mỏ đá vùi lấp 3 công nhân", {}),
            ("Sập mỏ đá vùi lấp 3 công nhân", {"places": ("Thanh Hóa",)}),
        ],
        # one headline, two wards
        [
            ("Cháy kho phế liệu ven sông, hai công nhân bị thương", {"places": ("Đồng Nai", "phường Tam Hiệp, Đồng Nai")}),
            ("Cháy kho phế liệu ven sông, hai công nhân bị thương", {"places": ("Đồng Nai", "phường Long Bình, Đồng Nai")}),
        ],
        # one plant: an accident, and a strike about wages
        [
            ("Sập mái nhà xưởng, 2 công nhân bị thương", {"enterprises": ("Công ty May Hoa Gạo",)}),
            ("Công nhân ngừng việc đòi thưởng", {**STRIKE, "enterprises": ("Công ty May Hoa Gạo",)}),
        ],
        # one plant, two kinds of risk
        [
            ("Công nhân ngừng việc đòi thưởng", {**STRIKE, "enterprises": ("Công ty May Hoa Gạo",)}),
            ("Chủ tịch công đoàn bị tố giữ tiền", {"risk": "R1", "topics": ("union_misconduct",), "enterprises": ("Công ty May Hoa Gạo",)}),
        ],
    ],
)  # fmt: skip
def test_two_happenings_never_join(
    desk: Desk, said: Make, told: list[tuple[str, dict[str, Any]]]
) -> None:
    assert alerts_of(desk, *(said(title, **more) for title, more in told)) == len(told)


def test_after_two_weeks_of_silence_it_is_a_new_matter(desk: Desk, said: Make) -> None:
    firm = {**STRIKE, "enterprises": ("Công ty May Hoa Gạo",)}
    assert (
        alerts_of(desk, said("Ngừng việc", **firm), said("Lại ngừng việc", **firm), hours=15 * 24)
        == 2
    )


def test_what_a_person_closed_is_joined_only_while_it_cools(desk: Desk, said: Make) -> None:
    firm = {**STRIKE, "enterprises": ("Công ty May Hoa Gạo",)}
    desk.watch(said("Ngừng việc", **firm))
    desk.say(acknowledge(desk.only, "chair", desk.now))
    desk.say(close(desk.only, "chair", "đúng", "", desk.now))
    desk.wait(days=1)
    desk.watch(said("Công nhân ngừng việc đã trở lại", **firm))
    assert len(desk.alerts) == 1
    desk.wait(days=5)
    desk.watch(said("Lại ngừng việc", **firm))
    assert len(desk.alerts) == 2


def test_a_series_joins_no_happening_by_its_words(desk: Desk, said: Make, statistic: Make) -> None:
    desk.watch(statistic())
    desk.wait(hours=1)
    desk.watch(said("Ngừng việc", **STRIKE, enterprises=("Công ty May Hoa Gạo",)))
    assert len(desk.alerts) == 2


def test_follow_ups_ring_nobody_again(desk: Desk, said: Make) -> None:
    desk.watch(said("Sập mỏ đá vùi lấp 3 công nhân"))
    desk.say(acknowledge(desk.only, "propaganda_head", desk.now))
    desk.wait(days=9)
    (event,) = desk.watch(said("Khởi tố vụ sập mỏ đá vùi lấp 3 công nhân"))
    assert event.what == "updated"
    assert "notify" not in event.fields
    assert len(desk.only.stories) == 2


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Công ty CP May Sim Trắng", "may sim trắng"),
        ("Công ty TNHH MTV Sản xuất Giày Lá Bàng Việt Nam", "giày lá bàng"),
        ("Công ty TNHH", ""),
    ],
)
def test_the_name_of_an_enterprise_without_its_form(written: str, name: str) -> None:
    assert core(written) == name
