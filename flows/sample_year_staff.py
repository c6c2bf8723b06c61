"""What the people of the sample year did with what the machine said: they read it, judged it, acted on it.

It comes after the labels and the watch, for it answers them; each thing has the moment of the sample
year at which it was done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flows.cases import desk
from flows.record import record
from flows.review import record as record_verdicts
from langnghe.cases.alerts import Alert, fold
from langnghe.cases.case import Case, fold_cases
from langnghe.cases.case_orders import act, approve, open_case, propose
from langnghe.cases.orders import acknowledge, close
from langnghe.cases.policy import Policy
from langnghe.cases.rights import approvers, closers
from langnghe.cases.story import coded
from langnghe.config import Workspace
from langnghe.records import Event, Verdict, hanoi_day
from langnghe.samples.year import FIRST, LAST, NOW
from langnghe.samples.year.chance import clock, pick, share, whole
from warehouse import Store, open_store

TOLD = 3  # the level from which an alert is told, and answered
CRISIS = date(2026, 6, 28)
# How many texts were read for labels in each month of the last half year.
READ = {1: 40, 2: 25, 3: 45, 4: 40, 5: 104, 6: 108}
JUDGED = ("in_scope", "topic", "tone", "stance_union")
# What a reader says instead, where the machine is not believed.
_OTHERWISE: Mapping[str, Mapping[str, str]] = {
    "tone": {"negative": "neutral", "neutral": "positive", "positive": "neutral"},
    "stance_union": {"none": "neutral", "neutral": "positive", "positive": "neutral", "negative": "neutral"},
    "topic": {"union_misconduct": "rights_protection", "jobs_living": "welfare", "company_policy": "bargaining"},
}  # fmt: skip
_LABELS = """
select p.post_id, p.revision, p.kind, l.model, l.task, list(l.label order by l.rank) as labels
from mart.post as p
join raw.annotation as l on l.post_id = p.post_id and l.revision = p.revision and l.model = p.model
where p.day between ? and ? and l.task in ('in_scope', 'topic', 'tone', 'stance_union')
  and (p.method = 'sample-year' or p.source in (select source from raw.source where own))
group by all order by p.post_id, l.task
"""
_STORIES = """
select m.story_id, min(p.day) as day, max(p.risk) as risk, bool_or(p.tone = 'negative') as bad
from mart.post as p join raw.story_member as m using (post_id)
where p.method = 'sample-year' and p.in_scope group by m.story_id order by day, m.story_id
"""


def staff(workspace: Workspace) -> int:
    """Land all that people did; return how many things."""
    with open_store(workspace.warehouse) as store:
        verdicts = list(_verdicts(store))
        record_verdicts(store, workspace, verdicts)
        events = [*_stories(store), *_alerts(store, workspace)]
        record(store, workspace, events)
    return len(verdicts) + len(events)


# ---- labels that people read


def _verdicts(store: Store) -> Iterator[Verdict]:
    """Yield what an analyst judged of some texts, most of it as the machine had it; a few by two."""
    texts: dict[str, dict[str, Any]] = {}
    for row in store.dicts(_LABELS, [FIRST, LAST]):
        text = texts.setdefault(row["post_id"], {**row, "said": {}})
        text["said"][row["task"]] = tuple(row["labels"])
    waiting = sorted(texts, key=lambda post_id: share("đọc nhãn", post_id))
    for month, number in READ.items():
        for post_id in waiting[:number]:
            day = date(2026, month, whole(2, 27, "ngày đọc", post_id))
            yield from _read(texts[post_id], clock(day, 8, 17, "đọc", post_id))
        del waiting[:number]


def _read(text: Mapping[str, Any], at: datetime) -> Iterator[Verdict]:
    readers = (
        ("analyst", "propaganda_head")
        if share("hai người", text["post_id"]) < 0.12
        else ("analyst",)
    )
    for turn, role in enumerate(readers):
        for task, machine in text["said"].items():
            yield Verdict(
                post_id=text["post_id"], revision=text["revision"], task=task,
                labels=_judged(text, task, machine, role), machine=machine,
                machine_model=text["model"], role=role, at=at + timedelta(hours=turn),
                chosen="random" if share("chọn", text["post_id"]) < 0.7 else "uncertain",
            )  # fmt: skip


def _judged(
    text: Mapping[str, Any], task: str, machine: tuple[str, ...], role: str
) -> tuple[str, ...]:
    """Return what a reader says: the machine's word, or what is put in its place."""
    if task == "in_scope":
        return machine
    other = _OTHERWISE[task].get(machine[0])
    doubt = {"tone": 0.13, "stance_union": 0.10, "topic": 0.5}[task]
    if other is None or share("không tin", text["post_id"], task, role) > doubt:
        return machine
    return (other, *(label for label in machine[1:] if label != other))


def _stories(store: Store) -> Iterator[Event]:
    """Yield what an analyst found of the stories of the last half year: true or not, how grave, of help."""
    for row in store.dicts(_STORIES):
        day, name = row["day"], row["story_id"]
        if day < date(2026, 1, 1):
            continue
        at = clock(min(day + timedelta(days=1), LAST), 9, 16, "kiểm", name)
        if row["bad"] and share("giúp", name) < 0.85:
            helped = pick((0, 1, 1, 2, 2), "giúp", name)
            yield coded(name, "helped", "propaganda_head", at + timedelta(hours=1), value=helped)
        if share("kiểm chứng", name) > 0.55:
            continue
        if share("sai", name) < 0.06:
            why = "công ty và công đoàn đã trả lời: không đúng"
            yield coded(name, "refuted", "analyst", at, note=why)
        else:
            yield coded(name, "verified", "analyst", at)
        if share("đặt mức", name) < 0.5:
            grave = 1 + int(row["risk"]) + int(bool(row["bad"])) + (share("mức", name) < 0.2)
            yield coded(name, "severity", "analyst", at, value=min(5, grave))


# ---- alerts that people answered


def _alerts(store: Store, workspace: Workspace) -> Iterator[Event]:
    state = desk(store, workspace)
    for alert in sorted(state.alerts.values(), key=lambda each: (each.opened_at, each.id)):
        if alert.rung < TOLD or alert.risk == "R0":
            continue
        if hanoi_day(alert.opened_at) >= CRISIS:
            yield from _crisis(alert, state.events, state.policy)
        elif alert.status != "merged":
            yield from _settled(alert, state.events, state.policy)


def _crisis(alert: Alert, events: Sequence[Event], policy: Policy) -> Iterator[Event]:
    """Yield how the office met it the same evening: taken, a case, a proposal, approved, carried out."""
    now = alert.opened_at + timedelta(minutes=25)
    then = _then(alert, events, now)
    yield (taken := acknowledge(then, "propaganda_head", now))
    now += timedelta(minutes=30)
    holder = fold([*_of(alert, events, now), taken])[alert.id]
    opened = open_case("policy_head", policy, now, alert=holder)
    yield from opened
    case = _case(opened)
    approver = approvers(case.level)[0]
    steps: tuple[tuple[int, Callable[[Case, datetime], Event]], ...] = (
        (75, lambda c, at: propose(c, "policy_head", _PROPOSAL, at, grounds="Luật Công đoàn 50/2024/QH15")),
        (60, lambda c, at: approve(c, approver, at)),
        (120, lambda c, at: act(c, "policy_head", "Cử cán bộ tới bệnh viện và nhà máy, báo lại 21 giờ", at)),
        (900, lambda c, at: act(c, "propaganda_head", "Đăng trả lời trên trang, gửi thông cáo", at, positive=2)),
    )  # fmt: skip
    told = [event for event in opened if event.kind == "case"]
    for minutes, order in steps:
        now += timedelta(minutes=minutes)
        told.append(order(case, now))
        yield told[-1]
        case = fold_cases(told)[case.id]


_PROPOSAL = """1. Thăm người đang điều trị, bảo đảm trả đủ lương những ngày nằm viện.
2. Đề nghị dừng bếp, công khai kết quả kiểm nghiệm; công nhân được xem mẫu lưu.
3. Đăng thông tin đã kiểm chứng trên trang trong ngày, trả lời từng câu hỏi trong 24 giờ."""


def _settled(alert: Alert, events: Sequence[Event], policy: Policy) -> Iterator[Event]:
    """Yield how an alert before the crisis ended: a verdict, sometimes a case with a proposal."""
    last = max(event.at for event in events if event.id == alert.id)
    if alert.risk in ("R1", "R3") and share("có hồ sơ", alert.id) < 0.7:
        now = alert.opened_at + timedelta(hours=2)
        then = _then(alert, events, now)
        if then.live:
            opened = open_case("policy_head", policy, now, alert=then)
            yield from opened
            case = _case(opened)
            yield propose(case, "policy_head", "Gặp người phản ánh, làm việc với đơn vị, trả lời bằng văn bản.",
                          now + timedelta(hours=whole(2, 30, "đề xuất", alert.id)))  # fmt: skip
    verdict = (
        "đúng" if alert.risk in ("R3", "R2b") else pick(("nhiễu", "đúng"), "kết luận", alert.id)
    )
    role = "propaganda_head" if alert.peak <= TOLD else closers(alert.peak, alert.risk)[0]
    closed = max(last, NOW.astimezone(UTC) if alert.live else last) + timedelta(hours=13)
    after = fold([e for e in events if e.id == alert.id])[alert.id]
    yield close(after, role, verdict, "giao ban tuần", closed)


def _of(alert: Alert, events: Sequence[Event], now: datetime) -> list[Event]:
    return [e for e in events if e.kind == "alert" and e.id == alert.id and e.at <= now]


def _then(alert: Alert, events: Sequence[Event], now: datetime) -> Alert:
    """Return an alert as it stood at a moment."""
    return fold(_of(alert, events, now))[alert.id]


def _case(opened: Sequence[Event]) -> Case:
    (case,) = fold_cases([event for event in opened if event.kind == "case"]).values()
    return case
