"""Two working days: from the day after, without weekends, holidays by the sun and by the moon, and their make-up days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from langnghe.cases.request import closed, fold_requests, opened, working_days
from langnghe.errors import LangngheError
from langnghe.records import HANOI
from langnghe.signals.calendar import lunar_day

WORKING = working_days(lunar_day)


@pytest.mark.parametrize(
    ("came", "end"),
    [
        ("2026-06-01 09:00", "2026-06-03"),  # Monday: to the end of Wednesday
        ("2026-06-01 23:59", "2026-06-03"),
        ("2026-06-04 08:00", "2026-06-08"),  # Thursday: Friday, Monday
        ("2026-06-06 08:00", "2026-06-09"),  # Saturday: Monday, Tuesday
        ("2026-02-13 08:00", "2026-02-24"),  # before Tết Bính Ngọ (17/2): the 16th is its eve, off to the 20th
        ("2026-04-24 08:00", "2026-04-29"),  # 26/4 is Giỗ Tổ, a Sunday: Monday is made up for it
        ("2026-04-29 08:00", "2026-05-05"),  # 30/4, 1/5, weekend
        ("2026-08-31 08:00", "2026-09-04"),  # 1/9, 2/9
        ("2025-12-31 08:00", "2026-01-05"),  # 1/1
    ],
)  # fmt: skip
def test_the_clock_runs_in_working_days(came: str, end: str) -> None:
    at = datetime.strptime(came, "%Y-%m-%d %H:%M").replace(tzinfo=HANOI)
    event = opened(wish="see", how="đơn", note="", received_at=at, now=at, by="legal_team",
                   working=WORKING, days=2)  # fmt: skip
    (made,) = fold_requests([event]).values()
    assert made.due_at == datetime.fromisoformat(f"{end}T00:00+07:00") + timedelta(days=1)


def test_what_the_state_decides_otherwise_counts() -> None:
    working = working_days(lunar_day, off=[date(2026, 6, 2)], on=[date(2026, 6, 6)])
    assert [working(date(2026, 6, n)) for n in range(1, 8)] == [True, False, True, True, True, True, False]  # fmt: skip


def test_every_year_has_its_eleven_days_and_no_holiday_on_a_rest_day_is_lost() -> None:
    for year in range(2026, 2046):
        days = [date(year, 1, 1) + timedelta(days=n) for n in range(365)]
        off = [day for day in days if day.weekday() < 5 and not WORKING(day)]
        assert 10 <= len(off) <= 12, (year, off)  # 11; a make-up day may fall into the next year


def test_a_request_holds_no_number_and_is_refused_only_with_a_reason() -> None:
    at = datetime(2026, 6, 1, tzinfo=UTC)
    event = opened(wish="forget", how="điện thoại", note="xoá giúp, gọi 0912 345 678", received_at=at,
                   now=at, by="legal_team", working=WORKING, days=2)  # fmt: skip
    (made,) = fold_requests([event]).values()
    assert "0912" not in made.note
    with pytest.raises(LangngheError, match="--reason"):
        closed(made, "refused", " ", "legal_team", at)
    ended = closed(made, "done", "", "legal_team", at + timedelta(days=9))
    (after,) = fold_requests([event, ended]).values()
    assert (after.result, after.late(at)) == ("done", True)
    with pytest.raises(LangngheError, match="đã đóng"):
        closed(after, "done", "", "legal_team", at)
    with pytest.raises(LangngheError, match="loại yêu cầu"):
        opened(wish="x", how="", note="", received_at=at, now=at, by="legal_team", working=WORKING, days=2)  # fmt: skip
