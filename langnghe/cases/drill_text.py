"""A scorecard for readers: Markdown, and one line a step."""

from __future__ import annotations

from langnghe.cases.drill import STATE_VI, Scorecard, Step, who_vi
from langnghe.cases.explain import moment
from langnghe.cases.finding import RISK_VI
from langnghe.numbers import number

MARK = "DIỄN TẬP – không phải sự việc có thật"


def markdown(card: Scorecard) -> str:
    """Return the scorecard as a page."""
    drill = card.drill
    lines = [
        f"# {MARK}",
        "",
        f"**{drill.title}** ({drill.scenario}), mã diễn tập {drill.id}. "
        f"Tin đầu tiên: {moment(drill.began)}. Chấm lúc {moment(card.made_at)}.",
        "",
        f"**Đạt {card.points}/{len(card.steps)} bước đúng hạn.**",
        "",
        "| bước | hạn (phút) | thực tế (phút) | kết quả | ai |",
        "|---|---|---|---|---|",
        *(_row(step) for step in card.steps),
        "",
        *_notes(card),
    ]
    return "\n".join(lines) + "\n"


def lines(card: Scorecard) -> list[str]:
    """Return the scorecard for a terminal."""
    found = [
        f"{MARK}: {card.drill.title}",
        f"Đạt {card.points}/{len(card.steps)} bước đúng hạn",
    ]
    for step in card.steps:
        took = f"{_vi(step.minutes)} phút" if step.minutes is not None else "chưa"
        found.append(
            f"  {step.name}: {took} (hạn {_vi(step.target)}) – {STATE_VI[step.state]}; "
            f"{who_vi(step.who) or 'chưa rõ ai'}"
        )
    return [*found, *(note.removeprefix("- ") for note in _notes(card))]


def _notes(card: Scorecard) -> list[str]:
    drill = card.drill
    if card.alert is None:
        found = [f"- Máy KHÔNG thấy gì; kịch bản chờ đợi mức {drill.level}, {RISK_VI[drill.risk]}."]
    else:
        same = card.level >= drill.level
        found = [
            f"- Báo động {card.alert}: mức cao nhất {card.level}, {RISK_VI[card.risk]}; "
            f"kịch bản chờ đợi mức {drill.level}, {RISK_VI[drill.risk]}"
            + (". Đủ mức." if same else ". CHƯA ĐỦ MỨC.")
        ]
        if card.alerts > 1:
            found.append(f"- Một vụ mà có {card.alerts} báo động: xem có gộp được không.")
    if card.case:
        told = "đã" if card.informed else "CHƯA"
        press = "đã" if card.press else "CHƯA"
        found.append(f"- Hồ sơ {card.case}: {told} thông tin nội bộ, {press} làm việc với báo chí.")
    late = [step for step in card.steps if step.state in ("late", "missing")]
    found += [f"- Muộn: {step.name} – {who_vi(step.who) or 'chưa rõ ai'}." for step in late]
    if card.lesson:
        found.append(f"- Bài học: {card.lesson}")
    if drill.scripted:
        found.append("- Đội do MÁY ĐÓNG theo kịch bản; số liệu không nói gì về người.")
    return found


def _row(step: Step) -> str:
    took = _vi(step.minutes) if step.minutes is not None else "–"
    return f"| {step.name} | {_vi(step.target)} | {took} | {STATE_VI[step.state]} | {who_vi(step.who)} |"


def _vi(minutes: float) -> str:
    return number(minutes, ".1f").removesuffix(",0")
