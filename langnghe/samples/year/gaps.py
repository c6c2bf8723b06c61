"""What is missing in the sample year on purpose: a report must name each of these, and never call it 0."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

FIRST, LAST = date(2025, 7, 1), date(2026, 6, 30)
HALVES: tuple[tuple[date, date], ...] = (
    (FIRST, date(2025, 12, 31)),
    (date(2026, 1, 1), LAST),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One thing that is not there. unit: code, "" for the whole province; register: its kind, or what."""

    id: str
    register: str
    unit: str
    first: date
    last: date
    about: str

    def holds(self, day: date) -> bool:
        """Tell whether a day lies in it."""
        return self.first <= day <= self.last


GAPS: tuple[Gap, ...] = (
    Gap(
        id="vien-chuc-q4", register="*", unit="cd-vien-chuc",
        first=date(2025, 10, 1), last=date(2025, 12, 31),
        about="Công đoàn Viên chức không nộp sổ nào của quý IV/2025",
    ),
    Gap(
        id="doi-che-q1", register="*", unit="cd-xa-doi-che",
        first=date(2026, 1, 1), last=date(2026, 3, 31),
        about="Công đoàn xã Đồi Chè không nộp sổ nào của quý I/2026",
    ),
    Gap(
        id="doi-che-van-ban", register="documents", unit="cd-xa-doi-che",
        first=date(2026, 4, 1), last=date(2026, 6, 30),
        about="Công đoàn xã Đồi Chè không nộp sổ văn bản quý II/2026: cả kỳ 2026-H1 chưa có văn bản nào",
    ),
    Gap(
        id="dinh-suong-ket-qua", register="outcomes", unit="cd-phuong-dinh-suong",
        first=date(2026, 1, 1), last=date(2026, 6, 30),
        about="Công đoàn phường Đỉnh Sương chưa nộp kết quả nghiệp vụ cả 6 tháng đầu năm 2026",
    ),
    Gap(
        id="suoi-trong-thang-5", register="outcomes", unit="cd-xa-suoi-trong",
        first=date(2026, 5, 1), last=date(2026, 5, 31),
        about="Công đoàn xã Suối Trong thiếu kết quả nghiệp vụ tháng 5/2026",
    ),
    Gap(
        id="phat-ngon", register="spokespersons", unit="ldld-lai-chau",
        first=date(2026, 2, 1), last=date(2026, 2, 28),
        about="LĐLĐ tỉnh không có người phát ngôn suốt tháng 2/2026 (người cũ nghỉ hưu, người mới từ 1/3)",
    ),
    Gap(
        id="cuoi-tuan-thang-4", register="posts", unit="ldld-lai-chau",
        first=date(2026, 4, 11), last=date(2026, 4, 12),
        about="Trang của tỉnh không có bài cuối tuần 11–12/4/2026",
    ),
    Gap(
        id="cuoi-tuan-thang-4-b", register="posts", unit="ldld-lai-chau",
        first=date(2026, 4, 18), last=date(2026, 4, 19),
        about="Trang của tỉnh không có bài cuối tuần 18–19/4/2026",
    ),
    Gap(
        id="tet", register="posts", unit="ldld-lai-chau",
        first=date(2026, 2, 18), last=date(2026, 2, 19),
        about="Trang của tỉnh không có bài mùng 2, mùng 3 Tết (18–19/2/2026)",
    ),
    Gap(
        id="may-thu-hong", register="collection", unit="",
        first=date(2026, 3, 10), last=date(2026, 3, 12),
        about="Máy thu không chạy 3 ngày 10–12/3/2026: những ngày “không thu được”, không phải “0 tin”",
    ),
    Gap(
        id="mat-mang", register="network", unit="",
        first=date(2025, 11, 20), last=date(2025, 11, 20),
        about="Ngày 20/11/2025 máy thu chạy nhưng mất mạng: mọi nguồn đều lỗi",
    ),
    Gap(
        id="trang-im", register="page", unit="cdcs-bao-bi-man-dao",
        first=date(2026, 1, 11), last=date(2026, 6, 30),
        about="Trang của CĐCS Bao Bì Mận Đào im từ 11/1/2026",
    ),
)  # fmt: skip


def missing(register: str, unit: str, day: date) -> bool:
    """Tell whether what a unit should have handed in of a day is missing."""
    return any(
        gap.register in (register, "*") and gap.unit == unit and gap.holds(day) for gap in GAPS
    )


def silent(what: str, day: date) -> bool:
    """Tell whether a day lies in a gap of some kind, whoever's it is."""
    return any(gap.register == what and gap.holds(day) for gap in GAPS)
