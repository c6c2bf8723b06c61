"""A finding: what the watch noticed once, before anybody decides whether it is worth an alert."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

FindingKind = Literal["statistic", "rule", "person"]

# Where risk comes from: the plan's section V.7 and around it.
RISK_VI = {
    "R0": "Hệ thống",
    "R1": "Sự việc chưa tốt trong hoạt động công đoàn",
    "R2": "Phản ứng về bài của chính ta",
    "R2a": "Công bố chưa được phép",
    "R2b": "Thiếu minh bạch",
    "R2c": "Thông tin không nhất quán",
    "R2d": "Phản ứng nghiêm trọng",
    "R2e": "Tin sai lệch, xuyên tạc",
    "R3": "Ngừng việc, ngộ độc, tai nạn, nợ lương",
    "R4": "Người sử dụng lao động vi phạm",
    "R5": "Quan điểm sai trái, thù địch",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One statistical or rule finding about a series, a story or a single post.

    subject: the series_id or story_id it is about; two findings of one subject and one story belong
    to one alert. severity: 1–5, of what happened, not of how surprising it is. sources: independent
    outlets that tell it, copies of one wire text counted once. planned: the calendar's label when a
    planned event explains it. Times aware; probabilities 0–1; None where a rule has no number.
    """

    kind: FindingKind
    risk: str  # a key of RISK_VI
    subject: str
    at: datetime  # when it was noticed
    since: datetime  # the first post of it
    severity: int
    reason: str  # Vietnamese, one sentence, for a reader
    title: str = ""  # of the story, as a headline
    hard: bool = False  # a hard rule: never held back by a budget
    series_id: str | None = None
    story_ids: tuple[str, ...] = ()
    post_ids: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    places: tuple[str, ...] = ()  # province or commune ids
    union_units: tuple[str, ...] = ()
    enterprises: tuple[str, ...] = ()
    observed: float | None = None
    expected: float | None = None
    p_value: float | None = None
    score: float | None = None
    negative_share_low: float | None = None  # lower bound of the share of negative stance
    planned: str | None = None

    def __post_init__(self) -> None:
        if self.risk not in RISK_VI:
            raise ValueError(f"unknown risk {self.risk!r}")
        if not 1 <= self.severity <= 5:
            raise ValueError(f"severity {self.severity}")
        if self.at.tzinfo is None or self.since.tzinfo is None:
            raise ValueError("a finding's times have a zone")
        if not self.subject or not self.reason:
            raise ValueError("a finding names its subject and says why")
