"""render_review(review, format): an information report as HTML, Markdown, JSON or DOCX. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any, Literal

from jinja2 import Environment

from langnghe.digest import period_words, words
from langnghe.digest.chart import Chart, chart
from langnghe.digest.model import StoryItem
from langnghe.digest.period import most_moved
from langnghe.digest.period_model import AlertLine, NumberLine, Review, RowLine, SourceLine
from langnghe.digest.render import _plain, environment
from langnghe.digest.view import NumberedStory, Ref

ReviewFormat = Literal["html", "md", "json"]
SCHEMA_VERSION = 1
# The chairman's page is one A4 page; the weekly review it comes with has the rest.
_ALERTS, _CASES, _ASKED, _TARGETS = 5, 3, 4, 4
LISTED = 40  # rows behind a number that Markdown and paper list; HTML and JSON have all


@dataclass(frozen=True, slots=True)
class AlertRow:
    """One alert and the stories of this report that tell of it."""

    n: int
    alert: AlertLine
    refs: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class NumberRow:
    """One number, its anchors, and its rows with where each stands in this report."""

    line: NumberLine
    anchor: str
    rows: tuple[tuple[RowLine, Ref | None], ...]
    rows_before: tuple[tuple[RowLine, Ref | None], ...]


@dataclass(frozen=True, slots=True)
class ReviewView:
    """Everything a template needs beside the review itself."""

    level: str
    headline: str
    detail: str
    urgent: tuple[NumberedStory, ...]
    top: tuple[NumberedStory, ...]
    rest: tuple[NumberedStory, ...]
    alerts: tuple[AlertRow, ...]
    numbers: tuple[NumberRow, ...]
    topics: tuple[NumberRow, ...]
    moved: tuple[NumberRow, ...]
    lost: tuple[SourceLine, ...]  # sources that could not be read on some day
    quiet: tuple[SourceLine, ...]
    chart: Chart | None
    lead_alerts: tuple[AlertRow, ...]
    lead_cases: int
    lead_asked: int
    lead_targets: int


def render_review(review: Review, format: ReviewFormat) -> str:  # noqa: A002 - the word users type
    """Return a report as text; json is the dataclass itself plus `schema_version`."""
    if format == "json":
        row = {"schema_version": SCHEMA_VERSION, **asdict(review)}
        told = json.dumps(row, ensure_ascii=False, indent=1, default=_plain, allow_nan=False)
        return told.encode("utf-8", "replace").decode("utf-8") + "\n"
    if format not in ("html", "md"):
        raise ValueError(f"unknown format {format!r}: html, md, json, docx")
    name = "chair" if review.kind == "chair" else "period"
    template = _environment(format).get_template(f"{name}.{format}.j2")
    return template.render(r=review, v=arrange_review(review), d=_Day(review))


@dataclass(frozen=True, slots=True)
class _Day:
    """What the macros of a digest ask of a digest: the day its hours are told against."""

    review: Review

    @property
    def day(self) -> Any:
        return self.review.last


@cache
def _environment(kind: Literal["html", "md"]) -> Environment:
    env = environment(kind).overlay()
    env.filters = {
        **env.filters,
        "amount": period_words.amount,
        "interval": period_words.interval,
        "change": period_words.change,
        "source_said": period_words.source_said,
        "source_sign": lambda key: words.sign(period_words.SOURCE, key),
        "alert_verdict": period_words.verdict,
        "proposal_state": period_words.proposal_state,
        "row_kind": lambda key: period_words.ROW_KIND.get(key, "dòng trong sổ"),
        "days": period_words.days,
    }
    env.globals = {**env.globals, "listed": LISTED}
    return env


def arrange_review(review: Review) -> ReviewView:
    """Return the layout of a report: items numbered, references made, the leaders' part cut."""
    numbered = [
        NumberedStory(n, story)
        for n, story in enumerate((*review.urgent, *review.top, *review.rest), start=1)
    ]
    cut, end = len(review.urgent), len(review.urgent) + len(review.top)
    places = _places([item.story for item in numbered], numbered)
    alerts = tuple(
        AlertRow(n, alert, _refs(alert, places))
        for n, alert in enumerate(review.alerts or (), start=1)
    )
    numbers = _numbers(review.numbers, places)
    by_id = {row.line.id: row for row in numbers}
    level, headline, detail = period_words.headline(review)
    return ReviewView(
        level=level,
        headline=headline,
        detail=detail,
        urgent=tuple(numbered[:cut]),
        top=tuple(numbered[cut:end]),
        rest=tuple(numbered[end:]),
        alerts=alerts,
        numbers=numbers,
        topics=_numbers(review.topics, places),
        moved=tuple(by_id[line.id] for line in most_moved(review.numbers)),
        lost=tuple(s for s in review.sources if s.state == "failed" or s.reached < s.asked),
        quiet=tuple(s for s in review.sources if s.state == "quiet" and s.reached == s.asked),
        chart=chart(review.by_day, None, review.last) if len(review.by_day) > 1 else None,
        lead_alerts=tuple(alerts[:_ALERTS]),
        lead_cases=_CASES,
        lead_asked=_ASKED,
        lead_targets=_TARGETS,
    )


def _refs(alert: AlertLine, places: Mapping[str, Ref]) -> tuple[Ref, ...]:
    found = {places[story] for story in alert.story_ids if story in places}
    return tuple(sorted(found, key=lambda ref: int(ref.label)))


def _places(stories: Sequence[StoryItem], numbered: Sequence[NumberedStory]) -> dict[str, Ref]:
    """Return where a story, or a text of it, stands in this report."""
    found: dict[str, Ref] = {}
    for story, item in zip(stories, numbered, strict=True):
        found[story.story_id] = item.ref
        found.update((copy.post_id, item.ref) for copy in story.copies)
    return found


def _numbers(lines: Sequence[NumberLine], places: Mapping[str, Ref]) -> tuple[NumberRow, ...]:
    def with_place(rows: Sequence[RowLine]) -> tuple[tuple[RowLine, Ref | None], ...]:
        return tuple((row, places.get(row.id)) for row in rows)

    return tuple(
        NumberRow(
            line,
            "so-" + "".join(c if c.isalnum() and c.isascii() else "-" for c in line.id),
            with_place(line.rows),
            with_place(line.rows_before),
        )
        for line in lines
    )
