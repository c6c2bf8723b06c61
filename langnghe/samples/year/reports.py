"""The register of information reports: press reviews of the days, weeks, months; criteria of each half."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from langnghe.records import HANOI
from langnghe.samples.year.chance import clock, days, pick, share, whole
from langnghe.samples.year.gaps import FIRST, LAST, missing, silent
from langnghe.samples.year.people import months
from langnghe.samples.year.world import PROVINCE, Row, standing

LEADERS = ["Thường trực LĐLĐ tỉnh", "Các Ban LĐLĐ tỉnh"]
_QUICK = ("vụ chậm lương ở công ty gỗ", "phản ánh bữa ăn ca", "tai nạn tại công trình thuỷ điện",
          "tin đồn giải thể công đoàn xã", "ngừng việc ở công ty bao bì")  # fmt: skip


def info_reports() -> list[Row]:
    """Return the reports made in the year, in order of their due moments."""
    rows = [*_daily(), *_weekly(), *_monthly(), *_quick(), *_thematic(), *_criteria()]
    rows = [{name: value for name, value in row.items() if value is not None} for row in rows]
    return sorted(
        rows, key=lambda row: (str(row.get("due_at", row.get("sent_at"))), str(row["code"]))
    )


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), HANOI)


def _report(code: str, type_: str, title: str, period: str, **more: object) -> Row:
    return {"code": code, "unit": PROVINCE, "type": type_, "title": title, "period": period,
            "status": "sent", "recipients": LEADERS, **more}  # fmt: skip


def _daily() -> Iterator[Row]:
    """Yield the morning reviews: none when nothing was collected, some late, one sent twice."""
    for day in days(FIRST, LAST):
        if silent("collection", day) or silent("network", day) or share("quên", day) < 0.02:
            continue
        late = share("muộn", day) < 0.08
        minutes = whole(5, 95, "muộn mấy", day) if late else -whole(2, 25, "sớm mấy", day)
        row = _report(
            f"DB-{day:%Y%m%d}", "daily", f"Điểm báo ngày {day:%d/%m/%Y}", f"{day}",
            due_at=_at(day, 7, 30), sent_at=_at(day, 7, 30) + timedelta(minutes=minutes),
        )  # fmt: skip
        yield row
        if day in (date(2025, 9, 3), date(2026, 4, 8)):
            yield {**row, "code": f"{row['code']}-2", "reissue_of": row["code"],
                   "title": f"{row['title']} (bản sửa)", "sent_at": _at(day, 10, 15)}  # fmt: skip


def _weekly() -> Iterator[Row]:
    for monday in days(date(2025, 7, 7), LAST)[::7]:
        if share("tuần thiếu", monday) < 0.06:
            continue
        due = _at(monday, 17)
        ended = monday - timedelta(days=7)
        yield _report(
            f"TUAN-{ended:%G-W%V}", "weekly", f"Dư luận tuần {ended:%V}/{ended:%G}", f"{ended:%G-W%V}",
            due_at=due, sent_at=due - timedelta(minutes=whole(-90, 400, "tuần", monday)),
        )  # fmt: skip


def _monthly() -> Iterator[Row]:
    for month in months()[1:]:
        ended = month - timedelta(days=1)
        if ended.month == 2:
            continue  # nobody wrote the one of February
        due = _at(month + timedelta(days=2), 17)
        yield _report(
            f"THANG-{ended:%Y-%m}", "monthly", f"Báo cáo dư luận tháng {ended:%m/%Y}", f"{ended:%Y-%m}",
            due_at=due, sent_at=due - timedelta(hours=whole(-20, 30, "tháng", month)),
        )  # fmt: skip


def _quick() -> Iterator[Row]:
    for number in range(11):
        day = FIRST + timedelta(days=15 + number * 32)
        about = pick(_QUICK, "nhanh", number)
        yield _report(f"NHANH-{number + 1:02d}", "quick", f"Báo cáo nhanh: {about}", f"{day}",
                      due_at=_at(day, 16), sent_at=clock(day, 13, 18, "nhanh", number))  # fmt: skip


def _thematic() -> Iterator[Row]:
    for number, (day, about) in enumerate(
        (
            (date(2025, 9, 22), "Người lao động hỏi gì về luật bảo hiểm mới"),
            (date(2025, 12, 8), "Thưởng Tết: điều công nhân chờ"),
            (date(2026, 3, 25), "Dư luận về sáp nhập công đoàn xã"),
            (date(2026, 6, 12), "Bữa ăn ca qua một năm phản ánh"),
        )
    ):
        yield _report(f"CD-{number + 1}", "thematic", f"Chuyên đề: {about}", f"{day:%Y-%m}",
                      due_at=_at(day, 17), sent_at=_at(day, 15, 40))  # fmt: skip


# unit → days after the deadline (negative: early); None: never handed in.
_HANDED_IN: tuple[dict[str, int | None], ...] = (
    {"cd-vien-chuc": None, "cd-xa-thac-bac": 4, "cd-cong-thuong": 1},
    {"cd-xa-doi-che": None, "cd-phuong-dinh-suong": 6, "cd-nganh-giao-duc": 2},
)


def _criteria() -> Iterator[Row]:
    """Yield the reports on the five criteria: due on 15/12 and 15/6, some late, one missing in each half."""
    for half, (period, due_day) in enumerate(
        (("2025-H2", date(2025, 12, 15)), ("2026-H1", date(2026, 6, 15)))
    ):
        for upper in standing(due_day):
            late = _HANDED_IN[half].get(upper.code, -whole(1, 6, "nộp sớm", period, upper.code))
            if late is None or missing("info_reports", upper.code, due_day):
                continue
            sent = clock(due_day + timedelta(days=late), 9, 16, "nộp", period, upper.code)
            yield {
                "code": f"TC-{period}-{upper.code}", "unit": upper.code, "type": "criteria",
                "title": f"Báo cáo truyền thông theo 5 tiêu chí, {period}", "period": period,
                "due_at": _at(due_day, 17), "sent_at": sent, "status": "sent",
                "recipients": ["Ban Tuyên giáo – Nữ công LĐLĐ tỉnh"],
            }  # fmt: skip
    yield _report("TC-2025-H2", "criteria", "Báo cáo truyền thông theo 5 tiêu chí, 2025-H2", "2025-H2",
                  due_at=_at(date(2025, 12, 31), 17), sent_at=_at(date(2025, 12, 30), 15))  # fmt: skip
