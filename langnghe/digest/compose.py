"""Turn the rows of a day into a Digest: which story stands where. Pure; renderers compute nothing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from statistics import median
from typing import Literal, cast

from langnghe.digest.contract import Reading, Row, Rows
from langnghe.digest.model import (
    AlertItem,
    CaseItem,
    Change,
    Copy,
    Coverage,
    Digest,
    StoryItem,
    Voice,
)
from langnghe.digest.order import pressing, unsure, weight
from langnghe.digest.sources import source_state
from langnghe.text import fold

Tone = Literal["positive", "neutral", "negative"]
Stance = Literal["positive", "neutral", "negative", "none"]

UNITS = 4  # union units named beside a story
TOP = 8  # stories a leader reads besides the urgent ones
ASKING = ("call_to_action", "ask", "complain", "suggest")


def compose(
    rows: Rows,
    *,
    kind: Literal["day", "edition"],
    days: Sequence[date],
    made_at: datetime,
    reading: Reading,
    alerts: Sequence[AlertItem] | None = None,
    cases: Sequence[CaseItem] = (),
    notes: Sequence[str] = (),
) -> Digest:
    """Return the digest of some days; every in-scope post stands in it exactly once.

    alerts, cases: what is open, in reading order; None where nobody keeps watch. notes: remarks
    that stand before those the rows give rise to.
    """
    days = sorted(days)
    stories = _stories(rows, days, reading)
    urgent = [item for item, worrying in stories if worrying]
    calm = [item for item, worrying in stories if not worrying]
    day_count, by_day, coverage = _coverage(rows, days, len(stories))
    asking = [v for v in rows.voices if v["intent"] in ASKING or v["risk"] >= 2]
    others = [v for v in rows.voices if not (v["intent"] in ASKING or v["risk"] >= 2)]
    return Digest(
        kind=kind,
        day=days[-1],
        covers=tuple(days),
        made_at=made_at,
        office=reading.office,
        home_place=reading.home_place,
        urgent=tuple(urgent),
        top=tuple(calm[:TOP]),
        rest=tuple(calm[TOP:]),
        voices=tuple(_voice(v, reading) for v in asking),
        other_voices=tuple(_voice(v, reading) for v in others),
        coverage=coverage,
        by_day=by_day,
        sources=tuple(source_state(row) for row in rows.sources),
        changes=tuple(_changes(rows, [item for item, _ in stories])),
        own_posts=None,
        open_inquiries=None,
        model=", ".join(model for model, _ in rows.models) or "chưa có nhãn",
        notes=(*notes, *_notes(rows, day_count)),
        alerts=None if alerts is None else tuple(alerts),
        cases=tuple(cases),
    )


def _stories(rows: Rows, days: Sequence[date], reading: Reading) -> list[tuple[StoryItem, bool]]:
    """Return the stories in reading order, each with whether it is a matter to worry about."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows.articles:
        groups[row["story"]].append(row)
    comments = Counter(v["about_story"] for v in rows.voices if v["about_story"])
    carried_on = reading.follow(rows.articles, rows.before)
    items = [
        (_story(story, copies, comments[story], carried_on.get(story), rows, days, reading), copies)
        for story, copies in groups.items()
    ]
    items.sort(key=lambda pair: weight(pair[0], pair[1], reading), reverse=True)
    return [(item, pressing(item, copies)) for item, copies in items]


def _story(
    story: str,
    copies: list[Row],
    comments: int,
    earlier: Row | None,
    rows: Rows,
    days: Sequence[date],
    reading: Reading,
) -> StoryItem:
    scoped = [c for c in copies if c["in_scope"]]
    # The head is the copy a leader should open: the longest text of the most reliable early outlet.
    head = max(
        scoped,
        key=lambda c: (
            bool(c["source_declared"]),
            len(c["lead"]) + len(c["body"]) > 200,
            -_moment(c),
        ),
    )
    quote = reading.quote(head["lead"], head["body"])
    riskiest = max(scoped, key=lambda c: (c["risk"], c["risk_score"]))
    first_day = rows.story_first_day.get(story)
    if earlier is not None:
        first_day = min(first_day, earlier["day"]) if first_day else earlier["day"]
    topics = list(
        dict.fromkeys(t for c in sorted(scoped, key=lambda c: c is not head) for t in c["topics"])
    )
    topics = [t for t in topics if t != "off_topic"]
    places = _each(c["places"] for c in scoped)
    places_now = tuple(map(reading.province_now, places))
    home = fold(reading.province_now(reading.home_place))
    return StoryItem(
        story_id=story,
        title=head["title"] or head["lead"] or quote,
        quote=quote,
        quote_url=head["url"],
        quote_source=head["source_name"],
        url=head["url"],
        copies=tuple(
            Copy(
                post_id=c["post_id"],
                kind=c["kind"],
                source=c["source"],
                source_name=c["source_name"],
                title=c["title"],
                url=c["url"],
                published_at=c["published_at"],
                revisions=max(1, c["revisions"]),
                first_seen=c["first_seen"],
            )
            for c in sorted(copies, key=lambda c: (c is not head, _moment(c), c["post_id"]))
        ),
        outlets=len({c["source"] for c in copies}),
        comments=comments,
        topics=tuple(reading.topic_names.get(t, t) for t in topics[:3]),
        tone=cast(Tone, _majority(c["tone"] for c in scoped)),
        stance_union=cast(Stance, _stance(c["stance_union"] for c in scoped)),
        risk=riskiest["risk"],
        risk_reason=_risk_reason(riskiest),
        places=places,
        places_now=places_now,
        communes=_at_home(_each(c["communes"] for c in scoped), home),
        units=_each(c["union_units"] for c in scoped)[:UNITS],
        at_home=home in map(fold, places_now),
        watch=tuple(
            dict.fromkeys(reading.watch_names.get(w, w) for c in copies for w in c["watch"])
        ),
        continuing=story in rows.story_seen_before or earlier is not None,
        since=first_day if first_day and first_day < days[0] else None,
        new_copies=len(copies),
        late=all(c["post_id"] in rows.late for c in copies),
        follows=earlier["title"] if earlier else "",
        follows_url=earlier["url"] if earlier else "",
        unsure=all(unsure(c) for c in scoped),
    )


def _each(named: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """Return what the copies name, each once, in their order."""
    return tuple(dict.fromkeys(name for names in named for name in names))


def _at_home(communes: Iterable[str], home: str) -> tuple[str, ...]:
    """Return the communes of the home province without its name: “xã Bum Nưa, Lai Châu”."""
    split = (label.rpartition(", ") for label in communes)
    return tuple(name for name, _, province in split if fold(province) == home)


def _risk_reason(row: Row) -> str:
    if row["risk"] < 2:
        return ""
    who = "người đọc xác nhận" if row["reviewed"] else f"mô hình {row['model']}"
    return f"mức {row['risk']}/3 theo {who}, độ tin {row['risk_score']:.0%}"


def _moment(row: Row) -> float:
    return cast(datetime, row["published_at"] or row["first_seen"]).timestamp()


def _majority(labels: Iterable[str | None]) -> str:
    counted = Counter(label or "neutral" for label in labels)
    # On a tie the negative is shown: a reader would rather be warned.
    return max(
        counted, key=lambda label: (counted[label], label == "negative", label == "positive")
    )


def _stance(labels: Iterable[str | None]) -> str:
    counted = Counter(label or "none" for label in labels)
    spoken = {label: n for label, n in counted.items() if label != "none"}
    return _majority(label for label, n in spoken.items() for _ in range(n)) if spoken else "none"


def _voice(row: Row, reading: Reading) -> Voice:
    return Voice(
        post_id=row["post_id"],
        source_name=row["source_name"],
        text="\n".join(part for part in (row["title"], row["lead"], row["body"]) if part),
        url=row["url"],
        intent=row["intent"] or "inform",
        topics=tuple(reading.topic_names.get(t, t) for t in row["topics"] if t != "off_topic"),
        tone=row["tone"] or "neutral",
        about=row["about"],
        published_at=row["published_at"],
        risk=row["risk"],
    )


def _coverage(
    rows: Rows, days: Sequence[date], stories: int
) -> tuple[int, tuple[tuple[date, int | None], ...], Coverage]:
    last = days[-1]
    known = {day: (posts, scoped, negative) for day, posts, scoped, negative in rows.history}
    before = [known[d] for d in known if d < days[0]]
    scoped_rows = [r for r in (*rows.articles, *rows.voices) if r["in_scope"]]
    enough = len(before) >= 7  # under a week there is no usual day
    strip = []
    for back in range(13, -1, -1):
        day = last - timedelta(days=back)
        collected = day in known or day in rows.reached_days
        strip.append((day, known[day][1] if day in known else (0 if collected else None)))
    coverage = Coverage(
        collected=rows.collected,
        in_scope=len(scoped_rows),
        stories=stories,
        about_union=sum(r["stance_union"] not in (None, "none") for r in scoped_rows),
        negative=sum(r["tone"] == "negative" for r in scoped_rows),
        positive=sum(r["tone"] == "positive" for r in scoped_rows),
        comments=rows.comments_collected,
        usual_in_scope=median(b[1] for b in before) * len(days) if enough else None,
        usual_negative=median(b[2] for b in before) * len(days) if enough else None,
        days_known=len(before),
    )
    return len(before), tuple(strip), coverage


def _changes(rows: Rows, stories: Sequence[StoryItem]) -> Iterable[Change]:
    for edit in rows.edits:
        was = edit["first_title"]
        retitled = f" (tiêu đề cũ: “{was}”)" if was and was != edit["title"] else ""
        yield Change(
            kind="edited",
            sentence=f"{edit['source_name']} đã sửa bài “{edit['title']}”{retitled}, {edit['revisions']} bản.",
            url=edit["url"],
        )
    for story in stories:
        if story.continuing and story.since and story.risk >= 2:
            yield Change(
                kind="story_grew",
                sentence=f"“{story.title}”: thêm {story.new_copies} bài, "
                f"theo dõi từ {story.since:%d/%m/%Y}.",
                url=story.url,
            )
    for quiet in rows.quiet_stories:
        yield Change(
            kind="story_ended",
            sentence=f"Hôm trước có “{quiet['title']}” (mức {quiet['risk']}/3); hôm nay không có bài mới.",
            url=quiet["url"],
        )


def _notes(rows: Rows, days_known: int) -> Iterable[str]:
    if rows.unlabelled:
        yield f"{rows.unlabelled} bài chưa được gán nhãn nên chưa vào điểm báo; chạy `langnghe annotate`."
    if days_known < 7:
        yield f"Mới có {days_known} ngày dữ liệu trước đó nên chưa so được với ngày thường (cần ít nhất 7)."
