"""Everything a person needs to judge an alert: numbers, stories, why this level, what to do, past record."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import log10
from typing import Any

from langnghe.cases.aging import RINGS
from langnghe.cases.alerts import LEVEL_VI, STATUS_VI, Alert
from langnghe.cases.budget import Record
from langnghe.cases.corroboration import corroborated_by
from langnghe.cases.finding import RISK_VI
from langnghe.cases.fold import to_fields
from langnghe.cases.levels import FACTOR_VI
from langnghe.cases.policy import LEADERS, ORIGIN_VI, SCCT_VI, Policy
from langnghe.numbers import number
from langnghe.records import HANOI, ROLE_VI

Outlook = Callable[[Alert], str]  # alert → where its series goes in the next 72 hours
Proposal = Callable[
    [Alert, Sequence[Mapping[str, Any]]], str
]  # alert, its stories → what is proposed
UNKNOWN = "chưa rõ"
NOT_ENOUGH = "chưa đủ dữ liệu"


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What is printed of an alert: a heading, and lines under named parts, in order."""

    alert: Alert
    heading: str
    parts: tuple[tuple[str, tuple[str, ...]], ...]
    record: Record
    stories: tuple[Mapping[str, Any], ...]

    def text(self) -> str:
        """Return plain text for a screen or a message."""
        lines = [self.heading]
        for name, said in self.parts:
            lines += ["", name.upper(), *said]
        return "\n".join(lines)

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values."""
        stories = [
            {k: v.isoformat() if isinstance(v, datetime) else v for k, v in story.items()}
            for story in self.stories
        ]
        return {
            "id": self.alert.id,
            **to_fields(self.alert),
            "heading": self.heading,
            "parts": {name: list(lines) for name, lines in self.parts},
            "precision": {"right": self.record.right, "n": self.record.n},
            "top_stories": stories,
        }


def explain(
    alert: Alert,
    policy: Policy,
    *,
    stories: Sequence[Mapping[str, Any]] = (),
    record: Record | None = None,
    names: Mapping[str, str] | None = None,
    places: Callable[[str], str] = str,
    topics: Mapping[str, str] | None = None,
    proposal: Proposal | None = None,
    outlook: Outlook | None = None,
) -> Explanation:
    """Return the explanation of an alert.

    stories: rows of warehouse.alerts.told_stories. record: how often the kind was right (budget.records).
    names: source → name. topics: id → name. proposal: what the playbooks propose.
    outlook: the forecast of its series.
    """
    past, named = record or Record(), names or {}
    proposed = proposal(alert, stories) if proposal else "chưa có kịch bản cho loại này"
    parts = (
        ("Điều gì xảy ra", tuple(alert.reasons.values())),
        ("Con số", (_numbers(alert),)),
        ("Dự báo 72 giờ", (outlook(alert) if outlook else NOT_ENOUGH,)),
        (
            "Từ khi nào",
            (f"bài đầu tiên {moment(alert.since)}; mới nhất {moment(alert.evidence_at)}",),
        ),
        ("Tin chính", tuple(map(_story, stories)) or (UNKNOWN,)),
        (
            "Ở đâu, ai nói",
            (
                f"Địa bàn: {', '.join(map(places, alert.places)) or UNKNOWN}",
                f"Đơn vị: {', '.join((*alert.units, *alert.enterprises)) or UNKNOWN}",
                f"Chủ đề: {', '.join((topics or {}).get(t, t) for t in alert.topics) or UNKNOWN}",
                f"Nguồn ({alert.independent} độc lập): "
                f"{', '.join(named.get(s, s) for s in alert.sources) or UNKNOWN}",
            ),
        ),
        ("Vì sao mức này", tuple(_why(alert, policy))),
        ("Đề xuất", tuple(proposed.splitlines())),
        ("Loại này trước nay", (_past(alert, past),)),
        ("Tình trạng", tuple(_state(alert))),
    )
    return Explanation(
        alert=alert,
        heading=heading(alert),
        parts=parts,
        record=past,
        stories=tuple(stories),
    )


def heading(alert: Alert) -> str:
    """Return one line: id, level, risk."""
    return (
        f"{alert.id} · mức {alert.level} ({LEVEL_VI[max(1, alert.level)]}) · "
        f"{alert.risk} {RISK_VI[alert.risk]}"
    )


def _numbers(alert: Alert) -> str:
    if alert.p_value is None and alert.observed is None:
        return "theo luật: không có số thống kê (kỳ vọng, quan sát, xác suất)"
    return (
        f"kỳ vọng {usual(alert.expected)}, quan sát {usual(alert.observed)}, xác suất ngẫu nhiên "
        f"{_chance(alert.p_value)}" + (f" (chuỗi {alert.series})" if alert.series else "")
    )


def usual(value: float | None) -> str:
    """Return how many a day, as a person says it.

    >>> usual(8.0), usual(2.347), usual(31.26), usual(0.008144), usual(None)
    ('8', '2,3', '31', 'gần như 0', 'chưa rõ')
    """
    if value is None:
        return UNKNOWN
    if 0 < value < 0.05:
        return "gần như 0"
    return number(round(value)) if value >= 10 or value == round(value) else number(value)


def _story(row: Mapping[str, Any]) -> str:
    title, outlets = row.get("title") or "(không có tiêu đề)", row.get("outlets") or 1
    more = f" và {outlets - 1} nguồn khác" if outlets > 1 else ""
    return (
        f"- {title} ({row.get('source')}{more}, {moment(row.get('first_at'))})\n  {row.get('url')}"
    )


def _why(alert: Alert, policy: Policy) -> list[str]:
    said = [f"{alert.why} (nguồn gốc: {ORIGIN_VI[alert.origin]})"]
    if alert.level >= LEADERS:
        support = corroborated_by(alert, policy)
        said.append(f"Kiểm chứng: {support or 'người đổi mức'}")
    if alert.held:
        said.append(f"Bảng mức cho mức {alert.wanted}; giữ ở mức {alert.level}: {alert.held}")
    if alert.planned:
        said.append(f"Nhãn chiến dịch: {alert.planned}")
    product = " × ".join(
        f"{FACTOR_VI[n]} {_vi(v)}" for n, v in alert.factors.items() if n in FACTOR_VI
    )
    said.append(
        f"Điểm rủi ro {_vi(alert.score)} = {product}" if product else "Điểm rủi ro: chưa tính"
    )
    if alert.scct:
        said.append(f"Nhóm SCCT: {SCCT_VI[alert.scct]}; lo đầu tiên: {ROLE_VI[alert.owner]}")
    return said


def _past(alert: Alert, record: Record) -> str:
    kind = f"{alert.risk}, {ORIGIN_VI[alert.origin]}"
    if not record.n:
        return f"{kind}: chưa báo động nào có kết luận (n = 0)"
    share = round(100 * record.right / record.n)
    return f"{kind}: đúng {record.right} trên {record.n} báo động đã kết luận ({share} %, n = {record.n})"


def _state(alert: Alert) -> list[str]:
    said = [f"{STATUS_VI[alert.status]}; mở {moment(alert.opened_at)}"]
    if alert.acknowledged_by:
        said.append(f"{ROLE_VI[alert.acknowledged_by]} nhận {moment(alert.acknowledged_at)}")
    if alert.decayed_at and alert.acknowledged_at is None and alert.rung >= RINGS:
        said.append(
            f"không ai nhận sau {alert.stage} lần nhắc, không có gì mới: máy hạ từ mức {alert.peak} xuống mức "
            f"{alert.level} ({moment(alert.decayed_at)})"
        )
    if alert.case_id:
        said.append(f"hồ sơ {alert.case_id}")
    if alert.closed_at:
        by = ROLE_VI.get(alert.closed_by or "", "máy")
        verdict = f", kết luận {alert.verdict}" if alert.verdict else ""
        said.append(
            f"{by} đóng {moment(alert.closed_at)}{verdict}. {alert.note}".rstrip(". ") + "."
        )
    if alert.merged_into:
        said.append(f"gộp vào {alert.merged_into}")
    return said


def moment(at: datetime | None) -> str:
    """Return a moment as an office reads it, Hà Nội time."""
    return f"{at.astimezone(HANOI):%H:%M %d/%m/%Y}" if at else UNKNOWN


def _vi(value: float | None) -> str:
    return UNKNOWN if value is None else number(value, ".4g")


def _chance(p: float | None) -> str:
    if p is None:
        return UNKNOWN
    if p >= 0.1:
        return number(p, ".0%")
    if p >= 0.001:
        return f"{number(100 * p, '.2g')}%"
    return f"khoảng 1/{number(10 ** round(-log10(max(p, 1e-15))))}"
