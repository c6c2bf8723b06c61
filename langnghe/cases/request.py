"""A request of somebody about their own data: to see it, to have it put right, to have it forgotten.

Its clock is in working days (Nghị định 356/2025/NĐ-CP: answered within two): the day it came is not
counted, and it runs to the end of the last one. How to answer lies in the locked drawer; the register
holds no name.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Literal, get_args

from langnghe.cases.fold import change, find_as, fold_as
from langnghe.errors import LangngheError
from langnghe.privacy import scrub
from langnghe.records import HANOI, Event, digest_of, hanoi_day, utc

KIND: Literal["request"] = "request"
Wish = Literal["see", "correct", "forget", "object"]
WISHES: tuple[Wish, ...] = get_args(Wish)
WISH_VI: Mapping[Wish, str] = {
    "see": "xem đang giữ gì",
    "correct": "sửa cho đúng",
    "forget": "xoá",
    "object": "không đồng ý xử lý tiếp",
}
END_VI: Mapping[str, str] = {
    "done": "đã làm",
    "refused": "từ chối",
    "withdrawn": "người yêu cầu rút",
}
WHAT_VI: Mapping[str, str] = {
    "opened": "ghi vào sổ",
    "contact_read": "xem cách trả lời",
    "closed": "đóng",
}
SOON = timedelta(days=1)  # before its time is over, those who watch are told


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request. note: what is asked, scrubbed; how: by which way it came; result: of END_VI."""

    id: str
    opened_at: datetime
    received_at: datetime
    due_at: datetime
    wish: Wish
    how: str = ""
    note: str = ""
    opened_by: str = ""
    closed_at: datetime | None = None
    result: str = ""
    reason: str = ""

    def late(self, now: datetime) -> bool:
        """Tell whether it was, or is, answered too late."""
        return (self.closed_at or now) > self.due_at


def opened(
    *, wish: str, how: str, note: str, received_at: datetime, now: datetime, by: str,
    working: Callable[[date], bool], days: int,
) -> Event:  # fmt: skip
    """Return the event that takes a request down. working: tells the working days of the office."""
    if wish not in WISHES:
        raise LangngheError(f"không có loại yêu cầu {wish!r}; dùng một trong: {', '.join(WISHES)}")
    if received_at > now + timedelta(minutes=5):
        raise LangngheError("giờ nhận ở tương lai; ghi lại giờ yêu cầu tới")
    words = scrub(note)
    name = digest_of("request", wish, how, utc(received_at).isoformat(), words)[:6]
    made = Request(
        id=f"YC{hanoi_day(received_at):%y%m%d}-{name}",
        opened_at=utc(now),
        received_at=utc(received_at),
        due_at=due_at(received_at, days, working),
        wish=wish,
        how=how,
        note=words,
        opened_by=by,
    )
    return change(KIND, None, made, "opened", by, utc(now), {})


def closed(before: Request, result: str, reason: str, by: str, now: datetime) -> Event:
    """Return the event that closes a request; one that is refused says why."""
    if result not in END_VI:
        raise LangngheError(f"--result {result!r}; dùng một trong: {', '.join(END_VI)}")
    if before.closed_at is not None:
        raise LangngheError(f"{before.id}: đã đóng từ trước ({END_VI[before.result]})")
    if result != "done" and not reason.strip():
        raise LangngheError(f"{before.id}: {END_VI[result]} thì phải ghi --reason")
    after = replace(before, closed_at=utc(now), result=result, reason=scrub(reason))
    return change(KIND, before, after, "closed", by, utc(now), {})


def looked(request: Request, by: str, now: datetime) -> Event:
    """Return the event that says who looked at how to answer, without what was seen."""
    return change(KIND, request, request, "contact_read", by, utc(now), {})


def fold_requests(events: Iterable[Event]) -> dict[str, Request]:
    """Return the requests of some events, by id."""
    return fold_as(KIND, Request, events)


def find_request(requests: Mapping[str, Request], given: str) -> Request:
    """Return the request of an id, or of a part of one that only one has."""
    return find_as("yêu cầu", "request", requests, given)


def due_at(received_at: datetime, days: int, working: Callable[[date], bool]) -> datetime:
    """Return the end of the last working day: midnight in Hà Nội after it, in UTC."""
    day, left = hanoi_day(received_at), days
    while left:
        day += timedelta(days=1)
        left -= working(day)
    return utc(datetime.combine(day + timedelta(days=1), time(), HANOI))


def last_day(due: datetime) -> date:
    """Return the last day on which an answer is in time: its end is the midnight of `due`."""
    return hanoi_day(due - timedelta(microseconds=1))


def due_vi(due: datetime, now: datetime) -> str:
    """Return by when somebody must be answered, or since when it is late, as everybody is told it.

    The time ends with a day: it is named, and not the midnight that has the next day's date.
    """
    end = f"24 giờ ngày {last_day(due):%d/%m/%Y}"
    return f"QUÁ HẠN từ {end}" if now > due else f"phải trả lời trước {end}"


def watch_vi(ident: str, due: datetime, now: datetime) -> str:
    """Return what `langnghe doctor` and the watch of serve say of a request that waits."""
    return f"Yêu cầu về dữ liệu cá nhân {ident}: {due_vi(due, now)}; xem `langnghe request list` hay trang Yêu cầu dữ liệu"


def working_days(
    lunar_day: Callable[[int, int, int], date],
    *,
    off: Collection[date] = (),
    on: Collection[date] = (),
) -> Callable[[date], bool]:
    """Return what tells working days: Monday to Friday without public holidays.

    lunar_day: (day, month, year of the moon) → day of the sun. off, on: what the State decided
    otherwise in some year. A holiday on a rest day is made up on the next working day (Bộ luật Lao
    động 2019, điều 111 khoản 3 and điều 112; of Tết and 2/9, whose extra days are decided every
    year, the usual ones: the last day of the old year to the 4th of the new, and 1/9).
    """
    known: dict[int, set[date]] = {}

    def working(day: date) -> bool:
        if day in on:
            return True
        if day.weekday() >= 5 or day in off:
            return False
        years = (day.year - 1, day.year, day.year + 1)
        for year in years:
            if year not in known:
                known[year] = _off_in(year, lunar_day)
        return not any(day in known[year] for year in years)

    return working


def _off_in(year: int, lunar_day: Callable[[int, int, int], date]) -> set[date]:
    tet = lunar_day(1, 1, year)
    blocks = [
        [date(year, 1, 1)],
        [tet + timedelta(days=n) for n in range(-1, 4)],
        [lunar_day(10, 3, year)],
        [date(year, 4, 30), date(year, 5, 1)],
        [date(year, 9, 1), date(year, 9, 2)],
    ]
    found = {day for block in blocks for day in block}
    for block in blocks:
        for day in block:
            if day.weekday() >= 5:
                made_up = block[-1] + timedelta(days=1)
                while made_up.weekday() >= 5 or made_up in found:
                    made_up += timedelta(days=1)
                found.add(made_up)
    return found


def line(request: Request, now: datetime) -> dict[str, Any]:
    """Return a request as a table or a program shows it."""
    state = END_VI[request.result] if request.closed_at else "đang chờ"
    return {
        "id": request.id,
        "wish": request.wish,
        "wish_vi": WISH_VI[request.wish],
        "how": request.how,
        "received_at": request.received_at.isoformat(),
        "due_at": request.due_at.isoformat(),
        "due_vi": due_vi(request.due_at, now) if request.closed_at is None else "",
        "state": state,
        "late": request.late(now),
        "note": request.note,
    }
