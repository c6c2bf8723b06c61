"""How things are written: Vietnamese dates, numbers and the word and shape of every label.

>>> number(1234.5), number(30.0), number(1234567)
('1.234,5', '30', '1.234.567')
>>> day_long(date(2026, 6, 30))
'Thứ Ba, 30/06/2026'
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from langnghe.digest.model import Copy, StoryItem
from langnghe.numbers import number as vietnamese
from langnghe.records import HANOI

_WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")


@dataclass(frozen=True, slots=True)
class Sign:
    """One label as a reader meets it: a word, a shape that survives black and white, a CSS class."""

    word: str
    shape: str
    css: str


_UNKNOWN = Sign("chưa rõ", "?", "plain")

TONE: Mapping[str, Sign] = {
    "negative": Sign("Tiêu cực", "▼", "bad"),
    "neutral": Sign("Trung tính", "■", "plain"),
    "positive": Sign("Tích cực", "▲", "good"),
}
STANCE: Mapping[str, Sign] = {
    "negative": Sign("Công đoàn bị phê bình", "▽", "bad"),
    "neutral": Sign("Nhắc đến công đoàn", "◇", "plain"),
    "positive": Sign("Công đoàn được ghi nhận", "△", "good"),
    "none": Sign("Không nói về công đoàn", "–", "plain"),
}
RISK: Mapping[int, Sign] = {
    0: Sign("Thường lệ", "○○○", "plain"),
    1: Sign("Theo dõi", "●○○", "plain"),
    2: Sign("Cảnh báo", "●●○", "warn"),
    3: Sign("Khủng hoảng", "●●●", "bad"),
}
ALERT: Mapping[int, Sign] = {
    1: Sign("Mức 1", "●○○○○", "plain"),
    2: Sign("Mức 2", "●●○○○", "plain"),
    3: Sign("Mức 3", "●●●○○", "warn"),
    4: Sign("Mức 4", "●●●●○", "bad"),
    5: Sign("Mức 5", "●●●●●", "bad"),
}
STATE: Mapping[str, Sign] = {
    "failed": Sign("không thu được", "✕", "bad"),
    "blocked": Sign("trang chặn", "⊘", "warn"),
    "quiet": Sign("0 tin", "○", "plain"),
    "ok": Sign("có tin", "●", "good"),
    "unseen": Sign("chưa hỏi", "…", "plain"),
}
# Most pressing first: a call to stop work is read before a question.
INTENT: Mapping[str, Sign] = {
    "call_to_action": Sign("Kêu gọi hành động", "!", "bad"),
    "ask": Sign("Hỏi", "?", "plain"),
    "complain": Sign("Phản ánh, than phiền", "▼", "plain"),
    "suggest": Sign("Kiến nghị", "→", "plain"),
    "praise": Sign("Khen", "▲", "plain"),
    "inform": Sign("Cho biết", "■", "plain"),
}
CHANGE: Mapping[str, Sign] = {
    "edited": Sign("Bài bị sửa", "✎", "plain"),
    "new_source_failure": Sign("Nguồn mới hỏng", "✕", "bad"),
    "source_back": Sign("Nguồn trở lại", "●", "good"),
    "story_grew": Sign("Tin lan rộng", "↗", "warn"),
    "story_ended": Sign("Tin lắng xuống", "↘", "plain"),
}
HOME = Sign("Tại địa bàn", "⌂", "plain")
KIND: Mapping[str, str] = {"article": "bài báo", "comment": "bình luận", "post": "bài đăng"}


def sign(table: Mapping[str, Sign], key: str) -> Sign:
    """Return the sign of a label; an unknown label says so instead of failing a whole digest."""
    return table.get(key, _UNKNOWN)


def risk_sign(level: int) -> Sign:
    """Return the sign of a text risk 0–3."""
    return RISK.get(level, _UNKNOWN)


def alert_sign(level: int) -> Sign:
    """Return the sign of an alert's level 1–5."""
    return ALERT.get(level, _UNKNOWN)


def number(value: float) -> str:
    """Return a number the Vietnamese way: 1.234,5; at most one decimal, none when it is zero."""
    return vietnamese(value, ",.1f").removesuffix(",0")


def day_long(day: date) -> str:
    """Return “Thứ Ba, 30/06/2026”."""
    return f"{_WEEKDAYS[day.weekday()]}, {day_full(day)}"


def day_full(day: date) -> str:
    """Return “30/06/2026”."""
    return f"{day:%d/%m}/{day.year:04d}"


def day_short(day: date) -> str:
    """Return “30/06”."""
    return f"{day:%d/%m}"


def clock(moment: datetime) -> str:
    """Return “07:05”, Hà Nội time."""
    return f"{moment.astimezone(HANOI):%H:%M}"


def moment_full(moment: datetime) -> str:
    """Return “07:05 ngày 30/06/2026”, Hà Nội time."""
    return f"{clock(moment)} ngày {day_full(moment.astimezone(HANOI).date())}"


def moment(value: datetime | None, day: date) -> str:
    """Return the hour on `day` itself, hour and date on another day, a word when unknown."""
    if value is None:
        return "không rõ giờ"
    local = value.astimezone(HANOI)
    if local.date() == day:
        return clock(local)
    if local.year == day.year:
        return f"{clock(local)} {day_short(local.date())}"
    return f"{clock(local)} {day_full(local.date())}"


def course(story: StoryItem) -> str:
    """Return in words how a story is going: new or since when, and what today added."""
    if not story.continuing:
        words = "Tin mới"
    elif story.since is None:
        words = "Tiếp diễn"
    else:
        words = f"Tiếp diễn từ {day_full(story.since)}"
    if story.continuing:
        added = number(story.new_copies)
        words += f", thêm {added} bài" if story.new_copies else ", không thêm bài nào"
    return words


def where(story: StoryItem) -> str:
    """Return where a story happens, communes of the home province first; "" where it says nothing.

    A province that became part of another says so: “Bình Dương (nay thuộc TP.HCM)”.
    """
    now = story.places_now or story.places
    places = [
        name if name == today else f"{name} (nay thuộc {today})"
        for name, today in zip(story.places, now, strict=True)
    ]
    return ", ".join((*story.communes, *places))


def edits(copy: Copy) -> str:
    """Return “đã sửa 2 lần” for an edited copy, else nothing."""
    return f"đã sửa {number(copy.revisions - 1)} lần" if copy.revisions > 1 else ""


def outlets(story: StoryItem) -> str:
    """Return “5 báo”, or what kind of text it is when no newspaper carried it."""
    return f"{number(story.outlets)} báo" if story.outlets else "chưa báo nào đăng"


def carried(story: StoryItem) -> str:
    """Return how many outlets carry a story, and how many texts where that differs."""
    texts = len(story.copies)
    return outlets(story) + (f", {number(texts)} bản" if texts != story.outlets else "")


def own_channels(posted: int | None) -> str:
    """Return in a sentence what our own channels published; None: no channel is connected."""
    if posted is None:
        return "Chưa nối kênh nào của đơn vị, nên chưa đếm được bài tự đăng."
    return (
        f"Đơn vị đã đăng {number(posted)} bài."
        if posted
        else "Các kênh của đơn vị không đăng bài nào."
    )


def waiting(inquiries: int | None) -> str:
    """Return in a sentence how many questions to us wait for an answer; None: there is no register of them."""
    if inquiries is None:
        return "Chưa có sổ hỏi đáp, nên đồng hồ 24 giờ chưa chạy."
    if inquiries:
        return f"{number(inquiries)} câu hỏi gửi tới đơn vị đang chờ trả lời."
    return "Không câu hỏi nào gửi tới đơn vị còn chờ trả lời."
