"""Make a quick brief on one case and a thematic brief on one topic, from the warehouse."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from flows.cases import desk
from flows.digest import reading_of
from flows.period_board import source_lines
from flows.period_parts import alert_line, alert_lines, asked, case_line
from langnghe.cases.alerts import Alert
from langnghe.cases.case import Case, find_case, timeline
from langnghe.cases.case_text import step
from langnghe.config import Workspace
from langnghe.digest.contract import Reading, Row
from langnghe.digest.period import (
    asked_lines,
    by_day,
    days_of,
    item_numbers,
    stories_of,
    voices_asking,
)
from langnghe.digest.period_model import Review, StepLine
from langnghe.digest.words import day_full, number
from langnghe.errors import LangngheError
from langnghe.records import Event, hanoi_day
from langnghe.text import fold
from warehouse import Store
from warehouse import period as rows_of
from warehouse.digest import DigestRows, digest_rows

LONGEST = 92  # days of a thematic brief: three months; beyond, the report by criteria
OF_CASE = 60  # last days of what was told of a case
USUAL = 30  # days of a thematic brief that names none
TOP = 12


def case_brief(store: Store, workspace: Workspace, given: str, made_at: datetime) -> Review:
    """Return the quick brief on a case: what happened, who told it, what is proposed and done."""
    state = desk(store, workspace)
    case = find_case(state.cases, given)
    told = [state.alerts[id_] for id_ in case.alerts if id_ in state.alerts]
    stories = {story for alert in told for story in (*alert.stories, *alert.related)}
    posts = {post for alert in told for post in alert.posts}
    first, last, cut = _span(store, case, told, stories, posts, made_at)
    days = days_of(first, last)
    rows = _only(
        digest_rows(store, days, cutoff=made_at),
        article=lambda row: row["story"] in stories or row["post_id"] in posts,
        voice=lambda row: row["about_story"] in stories or row["post_id"] in posts,
    )
    heard = rows_of.heard_days(store, first, last, made_at)
    reading = reading_of(workspace)
    urgent, top, rest, digest = stories_of(rows, days, made_at, reading, TOP)
    start = min([case.opened_at, *(alert.opened_at for alert in told)])
    return Review(
        kind="quick", code=f"BN-{case.id}", title="Báo cáo nhanh", subject=case.title,
        period=hanoi_day(made_at).isoformat(), before_name="", first=first, last=last,
        made_at=made_at, over=True, office=reading.office, home_place=reading.home_place,
        heard_days=len(heard), unheard=tuple(day for day in days if day not in heard),
        by_day=by_day(rows, days, heard), alerts=tuple(alert_line(a, start) for a in told),
        cases=(case_line(case, made_at),), numbers=item_numbers(rows, None, len(days), 0),
        topics=(), unmeasured=(), urgent=urgent, top=top, rest=rest,
        asked=asked_lines(voices_asking(rows, ()), None, reading), targets=None, sources=(),
        steps=tuple(map(_step, timeline(state.events, case))),
        model=digest.model, notes=cut,
    )  # fmt: skip


def _step(event: Event) -> StepLine:
    who, what, more = step(event)
    return StepLine(at=event.at, who=who, what=what, more=more)


def _span(
    store: Store,
    case: Case,
    told: Sequence[Alert],
    stories: set[str],
    posts: set[str],
    made_at: datetime,
) -> tuple[date, date, tuple[str, ...]]:
    """Return the days on which the case was told of, the last sixty at most, and a note if cut."""
    today = hanoi_day(made_at)
    days = [d for d in rows_of.story_days(store, sorted(stories), sorted(posts)) if d <= today]
    opened = hanoi_day(case.opened_at)
    began = min([opened, *(hanoi_day(a.since) for a in told), *days])
    last = max([opened, *days])  # what is told of it ends there; its steps go on
    first = max(began, last - timedelta(days=OF_CASE - 1))
    if first == began:
        return first, last, ()
    return first, last, (
        f"Vụ việc bắt đầu ngày {day_full(began)}; bản này gồm tin của {OF_CASE} ngày cuối.",
    )  # fmt: skip


def topic_of(given: str, names: dict[str, str]) -> str:
    """Return the topic of an id or a Vietnamese name, accents or not; the error names near ones."""
    wanted = fold(given)
    for topic, name in names.items():
        if wanted in (fold(topic), fold(name)):
            return topic
    near = [name for name in names.values() if wanted and wanted in fold(name)]
    if len(near) == 1:
        return next(topic for topic, name in names.items() if name == near[0])
    raise LangngheError(
        f"không có chủ đề “{given}”; chọn: {', '.join(near or sorted(names.values()))}"
    )


def topic_brief(
    store: Store,
    workspace: Workspace,
    given: str,
    made_at: datetime,
    *,
    first: date | None = None,
    last: date | None = None,
) -> Review:
    """Return the thematic brief on a topic over some days (the last thirty unless said otherwise)."""
    from nlp.taxonomy import IN_SCOPE_TOPICS, TOPIC_VI

    topic = topic_of(given, {t: TOPIC_VI[t] for t in IN_SCOPE_TOPICS})
    today = hanoi_day(made_at)
    end = min(last or today, today)
    begin = first or end - timedelta(days=USUAL - 1)
    length = (end - begin).days + 1
    if not 1 <= length <= LONGEST:
        raise LangngheError(
            f"chuyên đề gồm từ 1 đến {LONGEST} ngày đã qua; sửa --from, --to "
            f"({day_full(begin)} – {day_full(end)})"
        )
    reading = reading_of(workspace)
    now = _about(store, days_of(begin, end), topic, made_at)
    earlier = (begin - timedelta(days=length), begin - timedelta(days=1))
    heard_before = rows_of.heard_days(store, *earlier, made_at)
    past = _about(store, days_of(*earlier), topic, made_at) if heard_before else None
    return _topic_review(
        store, workspace, topic, (begin, end), earlier, now, past, made_at, reading
    )


def _topic_review(
    store: Store,
    workspace: Workspace,
    topic: str,
    span: tuple[date, date],
    earlier: tuple[date, date],
    now: DigestRows,
    past: DigestRows | None,
    made_at: datetime,
    reading: Reading,
) -> Review:
    days = days_of(*span)
    urgent, top, rest, digest = stories_of(now, days, made_at, reading, TOP)
    sent, ours = asked(store, *span, made_at)
    before_sent, before_ours = asked(store, *earlier, made_at)
    told = [q for q in (*sent, *voices_asking(now, ours)) if q.topic == topic or q.kind == "post"]
    spoke = (
        None
        if past is None
        else [q for q in before_sent if q.topic == topic] + voices_asking(past, before_ours)
    )
    heard = rows_of.heard_days(store, *span, made_at)
    alerts, cases, _ = alert_lines(store, workspace, *span, made_at)
    mine = alerts and tuple(a for a in alerts if topic in a.topics)
    of_mine = {a.alert_id for a in mine or ()}
    numbers = item_numbers(now, past, len(days), len(days))
    return Review(
        kind="thematic", code=f"CD-{topic}-{span[0]:%Y%m%d}-{span[1]:%Y%m%d}".replace("_", "-"),
        title="Báo cáo chuyên đề",
        subject=f"{reading.topic_names[topic]}, {day_full(span[0])} – {day_full(span[1])}",
        period=f"{span[0]}_{span[1]}", before_name=f"{number(len(days))} ngày trước đó",
        first=span[0], last=span[1], made_at=made_at, over=hanoi_day(made_at) > span[1],
        office=reading.office, home_place=reading.home_place, heard_days=len(heard),
        unheard=tuple(day for day in days if day not in heard), by_day=by_day(now, days, heard),
        alerts=mine if alerts is not None else None,
        cases=tuple(c for c in cases if of_mine & set(c.alerts)), numbers=numbers, topics=(),
        unmeasured=(), urgent=urgent, top=top, rest=rest,
        # whatever else a text is about, here it is one of this topic
        asked=asked_lines([replace(q, topic=topic) for q in told],
                          spoke and [replace(q, topic=topic) for q in spoke], reading, quotes=12),
        targets=None, sources=source_lines(store, *span, made_at), model=digest.model,
    )  # fmt: skip


def _about(store: Store, days: Sequence[date], topic: str, made_at: datetime) -> DigestRows:
    """Return the rows of the stories and texts of a topic."""
    rows = digest_rows(store, days, cutoff=made_at)
    mine = {row["story"] for row in rows.articles if row["in_scope"] and topic in row["topics"]}
    return _only(
        rows,
        article=lambda row: row["story"] in mine,
        voice=lambda row: topic in row["topics"] or row["about_story"] in mine,
    )


def _only(
    rows: DigestRows, *, article: Callable[[Row], bool], voice: Callable[[Row], bool]
) -> DigestRows:
    return replace(
        rows,
        articles=[row for row in rows.articles if article(row)],
        voices=[row for row in rows.voices if voice(row)],
        edits=(), quiet_stories=(), unlabelled=0,
    )  # fmt: skip
