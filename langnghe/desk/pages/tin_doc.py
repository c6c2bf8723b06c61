"""What is read of a story and of a post: wordings, labels and who said them, talk beneath, what it belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from langnghe.records import ROLE_VI
from nlp.review import CHOICES, TASK_VI
from warehouse import Store

Row = dict[str, Any]

EXTRACT = 600  # characters of a newspaper's text: the rest is read where it was published
TALK = 2_000  # of what the public or we ourselves wrote
MOST_COMMENTS = 100
NAMED: Mapping[str, str] = {
    "place": "Tỉnh", "commune": "Xã, huyện", "union_unit": "Công đoàn", "enterprise": "Doanh nghiệp",
    "role": "Người, chức vụ", "watch": "Mục theo dõi",
}  # fmt: skip

_WORDINGS = """
select p.post_id, p.revision, p.source, coalesce(s.name, p.source) as source_name,
       -- under our own pages the public writes too; who is named there is ourselves
       coalesce(s.own, false) and (p.kind <> 'comment' or p.author is not null) as own, coalesce(s.declared, false) as declared,
       coalesce(s.reliability, '') as reliability, p.kind, p.url, p.title, p.lead, p.body,
       p.parent_id, p.method, p.published_at, p.fetched_at
from raw.post as p left join raw.source as s on s.source = p.source
where p.rowid in (select spot from ready.wording
                  where h in (select hash(unnest(string_split($ids, ' ')))))
order by p.post_id, p.fetched_at, p.revision
"""
_LABELS = """
select post_id, in_scope, topics, tone, stance_union, intent, risk, places, communes, union_units,
       enterprises, roles, watch, least_score, model, reviewed
from ready.post where labelled and h in (select hash(unnest(string_split($ids, ' '))))
"""
_BENEATH = """
with own as (select hash(unnest(string_split($ids, ' '))) as h),
under as (select h, post_id from ready.post where parent_h in (select h from own))
select post_id from under
union select post_id from ready.post where parent_h in (select h from under)
"""
_ANNOTATED = """
create or replace temp table _doc_annotation as
select * from raw.annotation where rowid between $first and $last and post_id = $id
"""
_LIES = "select said_first, said_last from ready.post where h = hash($id) and post_id = $id"
_SAID = """
select task, model, max(made_at) as made_at, list(label order by rank) as labels,
       min(score)::double as score
from _doc_annotation where post_id = $id group by task, model
order by model ^@ 'person@' desc, made_at desc, model
"""
_STORY = "select story_id from raw.story_member where post_id = $id"
_MEMBERS = "select post_id from raw.story_member where story_id = $id order by post_id"
_ALERTS = """
select * from mart.alert
where list_has_any(coalesce(stories, []), string_split($ids, ' '))
   or list_has_any(coalesce(posts, []), string_split($ids, ' '))
order by opened_at desc, id
"""
_CASES = """
select * from mart.case_ where list_has_any(coalesce(alerts, []), string_split($ids, ' '))
order by opened_at desc, id
"""
_CARRIED = """
select message, post_id, coalesce(person, relation) as relation, person is not null as judged,
       sentence, why
from mart.carriage
where post_id in (select unnest(string_split($ids, ' '))) and coalesce(person, relation) <> 'none'
order by message, post_id
"""
_CODED = """
select what, said_by, happened_at, fields ->> 'note' as note, fields ->> 'severity' as severity,
       fields ->> 'helped' as helped
from raw.event where kind = 'story' and id = $id order by happened_at, event_id
"""


def story_of(store: Store, ident: str) -> tuple[str, list[str]] | None:
    """Return a story's id and its posts, by its id or that of a post; a post outside any is its own."""
    members = [row[0] for row in store.rows(_MEMBERS, {"id": ident})]
    if members:
        return ident, members
    story = store.one(_STORY, {"id": ident})
    if story:
        return str(story), [row[0] for row in store.rows(_MEMBERS, {"id": story})]
    known = store.one("select 1 from ready.wording where h = hash($id) limit 1", {"id": ident})
    return (ident, [ident]) if known else None


def posts_of(store: Store, ids: Iterable[str]) -> list[Row]:
    """Return posts as last worded, with `wordings` (oldest first) and labels; oldest post first."""
    asked = " ".join(ids)
    if not asked:
        return []
    grouped: dict[str, list[Row]] = {}
    for row in store.dicts(_WORDINGS, {"ids": asked}):
        grouped.setdefault(row["post_id"], []).append(row)
    labels = {row["post_id"]: row for row in store.dicts(_LABELS, {"ids": asked})}
    found = [_post(rows, labels.get(post_id)) for post_id, rows in grouped.items()]
    return sorted(found, key=lambda post: (post["moment"], post["post_id"]))


def _post(wordings: Sequence[Row], labels: Row | None) -> Row:
    # The rule of staging.stg_post: a whole text outranks a feed's, the first date given stands.
    now = max(wordings, key=lambda w: (w["method"] != "feed", w["fetched_at"]))
    dates = [w["published_at"] for w in wordings if w["published_at"]]
    first_seen = min(w["fetched_at"] for w in wordings)
    unsaid: Row = {
        "in_scope": None, "tone": None, "stance_union": None, "intent": None, "risk": 0,
        "topics": [], "places": [], "reviewed": False, "least_score": None,
    }  # fmt: skip
    return {
        **unsaid, **(labels or {}), **now,
        "wordings": [w for w in wordings if w["method"] != "feed"] or [now],
        "moment": dates[0] if dates else first_seen, "undated": not dates, "first_seen": first_seen,
        "text": extract(now),
    }  # fmt: skip


def extract(post: Row) -> tuple[str, bool]:
    """Return what may be shown of a text, and whether more of it stands where it was published."""
    text = "\n".join(filter(None, (post["lead"], post["body"])))
    most = EXTRACT if post["kind"] == "article" and not post["own"] else TALK
    if len(text) <= most:
        return text, False
    return text[:most].rsplit(" ", 1)[0] + "…", True


def lead_of(posts: Sequence[Row]) -> Row:
    """Return the copy a leader should open, as the press review chooses it."""
    return max(
        posts,
        key=lambda p: (
            p["kind"] == "article",
            bool(p["in_scope"]),
            p["declared"],
            len(p["lead"]) + len(p["body"]) > 200,
            -p["moment"].timestamp(),
        ),
    )


def beneath(store: Store, ids: Iterable[str]) -> list[Row]:
    """Return the talk under posts, most risky first; a post of the story itself is none."""
    own = set(ids)
    under = [row[0] for row in store.rows(_BENEATH, {"ids": " ".join(own)}) if row[0] not in own]
    found = [p for p in posts_of(store, under) if p["kind"] == "comment"]
    return sorted(found, key=lambda p: (-(p["risk"] or 0), p["moment"]))


def sayings(store: Store, post_id: str) -> tuple[list[Row], list[Row]]:
    """Return what was said of a post: (task, labels, who, score, at) of the six heads, and of what it names."""
    first, last = next(iter(store.rows(_LIES, {"id": post_id})), (None, None))
    store.connection.execute(_ANNOTATED, {"id": post_id, "first": first, "last": last})
    heads: list[Row] = []
    named: list[Row] = []
    counted: set[str] = set()
    for row in store.dicts(_SAID, {"id": post_id}):
        person = row["model"].startswith("person@")
        role = row["model"].removeprefix("person@")
        who = ROLE_VI.get(role, role) if person else f"máy {row['model']}"
        if row["model"].startswith("watchlist@"):
            who = "danh mục theo dõi"
        said = {**row, "person": person, "who": who}
        if row["task"] in TASK_VI:
            if row["model"].startswith("watchlist@") and row["labels"] == ["0"]:
                continue
            said["counts"] = row["task"] not in counted
            counted.add(row["task"])
            choices = CHOICES[row["task"]]
            said["task_vi"] = TASK_VI[row["task"]]
            said["words"] = "; ".join(choices.get(label, label) for label in row["labels"])
            heads.append(said)
        elif row["task"] in NAMED and row["labels"] != ["-"]:
            named.append({**said, "task_vi": NAMED[row["task"]]})
    order = list(TASK_VI)
    heads.sort(key=lambda row: order.index(row["task"]))
    return heads, named


def belongs(store: Store, story: str, ids: Sequence[str]) -> tuple[list[Row], list[Row]]:
    """Return the alerts that a story or a post of it is in, and the cases of those alerts."""
    alerts = store.dicts(_ALERTS, {"ids": " ".join({story, *ids})})
    if not alerts:
        return [], []
    return alerts, store.dicts(_CASES, {"ids": " ".join(a["id"] for a in alerts)})


def carried(store: Store, ids: Sequence[str]) -> list[Row]:
    """Return which registered messages the posts carry, as last judged."""
    return store.dicts(_CARRIED, {"ids": " ".join(ids)})


def coded_of(store: Store, story: str) -> list[Row]:
    """Return what people coded of a story, oldest first."""
    return store.dicts(_CODED, {"id": story})
