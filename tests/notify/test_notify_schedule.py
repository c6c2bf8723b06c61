"""Who is woken at what hour: quiet hours across midnight, Tết, push windows, and levels that always go."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from notify_office import message

from langnghe.notify.schedule import hold
from langnghe.notify.settings import Delivery
from langnghe.records import HANOI


def at(day: int, hour: int, minute: int = 0, *, month: int = 6, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=HANOI)


USUAL = Delivery.model_validate({"quiet": {"from": "21:00", "to": "07:00"}})


def until(delivery: Delivery, now: datetime, **changes: object) -> datetime | None:
    found = hold(delivery, message(**changes), now)  # type: ignore[arg-type]
    return found.until if found else None


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (at(12, 20, 59), None),
        (at(12, 21, 0), at(13, 7)),
        (at(12, 23, 59), at(13, 7)),
        (at(13, 0, 0), at(13, 7)),
        (at(13, 6, 59), at(13, 7)),
        (at(13, 7, 0), None),
    ],
)
def test_level_3_waits_through_the_night(now: datetime, expected: datetime | None) -> None:
    assert until(USUAL, now, level=3, role="propaganda_head") == expected
    assert until(USUAL, now.astimezone(UTC), level=3, role="propaganda_head") == expected


@pytest.mark.parametrize("level", [4, 5])
@pytest.mark.parametrize("hour", [2, 12, 23])
def test_levels_4_and_5_go_at_two_in_the_morning_too(level: int, hour: int) -> None:
    assert until(USUAL, at(13, hour), level=level) is None


def test_a_reason_is_said() -> None:
    held = hold(USUAL, message(level=2, role="analyst"), at(12, 22))
    assert held is not None
    assert held.why == "giờ yên lặng 21:00–07:00"


def test_an_office_may_let_level_3_through() -> None:
    loud = Delivery.model_validate({"quiet": {"from": "21:00", "to": "07:00", "max_level": 2}})
    assert until(loud, at(13, 2), level=3, role="propaganda_head") is None
    assert until(loud, at(13, 2), level=2, role="propaganda_head") == at(13, 7)


def test_quiet_hours_within_one_day_and_none_at_all() -> None:
    siesta = Delivery.model_validate({"quiet": {"from": "11:30", "to": "13:30"}})
    assert until(siesta, at(12, 12), level=1, role="analyst") == at(12, 13, 30)
    assert until(siesta, at(12, 2), level=1, role="analyst") is None
    never = Delivery.model_validate({"quiet": {"from": "00:00", "to": "00:00"}})
    assert until(never, at(12, 0), level=1, role="analyst") is None


TET = Delivery.model_validate(
    {
        "quiet": {
            "from": "21:00",
            "to": "07:00",
            "days": [
                {"label": "Giao thừa", "from": "2027-02-05", "to": "2027-02-06", "all_day": True},
                {
                    "label": "Tết Đinh Mùi",
                    "from": "2027-02-07",
                    "to": "2027-02-09",
                    "morning": "09:00",
                },
            ],
        },
        "windows": {"digest": ["06:45-21:00"]},
    }
)


def test_over_tet_level_3_waits_and_level_4_at_two_in_the_morning_goes() -> None:
    eve, second = at(5, 10, month=2, year=2027), at(7, 9, month=2, year=2027)
    assert until(TET, eve, level=3, role="propaganda_head") == second  # over two silent days
    assert until(TET, at(6, 23, month=2, year=2027), level=3, role="propaganda_head") == second
    assert until(TET, at(8, 7, 30, month=2, year=2027), level=3, role="propaganda_head") == at(
        8, 9, month=2, year=2027
    )
    assert until(TET, at(10, 7, 30, month=2, year=2027), level=3, role="propaganda_head") is None
    assert until(TET, at(6, 2, month=2, year=2027), level=4) is None
    # The night before the days off leads straight into them.
    assert until(TET, at(4, 23, month=2, year=2027), level=3, role="propaganda_head") == second


def test_a_digest_has_its_own_window_and_keeps_the_days_off() -> None:
    digest = {"kind": "digest", "level": None, "role": "analyst"}
    assert until(TET, at(12, 6, 44), **digest) == at(12, 6, 45)  # before the end of quiet hours
    assert until(TET, at(12, 6, 45), **digest) is None
    assert until(TET, at(12, 15), **digest) is None  # a late edition still goes
    assert until(TET, at(12, 21), **digest) == at(13, 6, 45)
    assert until(TET, at(8, 6, 45, month=2, year=2027), **digest) == at(8, 9, month=2, year=2027)


def test_what_is_no_alert_and_has_no_window_waits_for_the_morning() -> None:
    for kind in ("sla", "ops", "assignment"):
        assert until(USUAL, at(12, 23), kind=kind, level=None, role="admin") == at(13, 7)


def test_a_year_of_days_off_ends_in_a_hold_that_is_looked_at_again() -> None:
    days = [
        {"label": "mãi", "from": f"2026-{m:02}-01", "to": f"2026-{m:02}-28", "all_day": True}
        for m in range(6, 13)
    ] + [
        {"label": "mãi", "from": f"2026-{m:02}-28", "to": f"2026-{m + 1:02}-02", "all_day": True}
        for m in range(6, 12)
    ]
    silent = Delivery.model_validate({"quiet": {"days": days}})
    found = until(silent, at(12, 12), level=1, role="analyst")
    assert found is not None
    assert found > at(12, 12)
