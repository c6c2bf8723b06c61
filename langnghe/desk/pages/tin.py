"""/tin/{id}: one story: its copies, what was changed, labels, alerts, messages; a person codes it."""

from __future__ import annotations

from typing import Annotated, Any, cast

from fastapi import APIRouter, HTTPException
from starlette.responses import RedirectResponse, Response

from langnghe.cases.story import CODE_VI, HELPED_VI, Code
from langnghe.desk import links
from langnghe.desk.ask import Ask, needs
from langnghe.desk.conflict import require_version, version_of
from langnghe.desk.pages.tin_doc import (
    MOST_COMMENTS,
    NAMED,
    Row,
    belongs,
    beneath,
    carried,
    coded_of,
    lead_of,
    posts_of,
    sayings,
    story_of,
)
from langnghe.desk.pages.tin_khac import changes, trace_of
from langnghe.errors import LangngheError
from langnghe.records import ROLE_VI
from nlp.lineage import RELATION_VI
from nlp.taxonomy import TOPIC_VI

router = APIRouter(include_in_schema=False)

CHECKS = tuple((code, CODE_VI[code]) for code in ("verified", "doubted", "refuted", "reopened"))
_LISTS = {"place": "places", "commune": "communes", "union_unit": "union_units",
          "enterprise": "enterprises", "role": "roles", "watch": "watch"}  # fmt: skip


@router.get("/tin/{ident}")
def story(ident: str, ask: Annotated[Ask, needs("posts.read")]) -> Response:
    """Show a story, by its id or by that of a post of it."""
    found = story_of(ask.store, ident)
    if found is None:
        raise HTTPException(404, "Không có tin hay bài nào mang mã này.")
    story_id, ids = found
    posts = posts_of(ask.store, ids)
    lead = lead_of(posts)
    if lead["kind"] == "comment":
        return RedirectResponse(links.post(lead["post_id"]), 303)
    talk = beneath(ask.store, ids)
    heads, _ = sayings(ask.store, lead["post_id"])
    alerts, cases = belongs(ask.store, story_id, ids)
    said = coded_of(ask.store, story_id)
    messages = carried(ask.store, ids)
    codes = list(dict.fromkeys(row["message"] for row in messages))
    return ask.page(
        "tin.html", id=story_id, lead=lead, posts=posts, talk=talk[:MOST_COMMENTS],
        more_talk=max(0, len(talk) - MOST_COMMENTS), heads=heads, named=named_of(ask, posts),
        edits=[(p, changes(p["wordings"])) for p in posts if len(p["wordings"]) > 1],
        alerts=alerts if ask.may("alerts.read") else [],
        cases=cases if ask.may("cases.read") else [],
        coded=said, now=state_of(said), version=version_of(said),
        traces=[(code, trace_of(ask, code)) for code in codes[:3]], messages=messages,
        RELATION_VI=RELATION_VI, TOPIC_VI=TOPIC_VI, CODE_VI=CODE_VI, HELPED_VI=HELPED_VI,
        CHECKS=CHECKS,
    )  # fmt: skip


def named_of(ask: Ask, posts: list[Row]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return what the posts name, by kind: the name and the list of all posts that have it."""
    names = {item.id: item.name for item in ask.workspace.watchlist().watch}
    found = []
    for task, key in _LISTS.items():
        labels = list(dict.fromkeys(label for post in posts for label in post.get(key) or []))
        if task == "place":
            told = [(label, links.posts(noi=label)) for label in labels]
        elif task == "watch":
            told = [(names.get(label, label), links.posts(theo_doi=label)) for label in labels]
        else:
            plain = [(label, label.replace('"', " ")) for label in labels]
            told = [(label, links.posts(q=f'"{words}"')) for label, words in plain]
        if told:
            found.append((NAMED[task], told))
    return found


def state_of(said: list[Row]) -> dict[str, Any]:
    """Return what counts of what people coded: the last word of each kind."""
    now: dict[str, Any] = {"check": "", "severity": "", "helped": ""}
    for row in said:
        if row["what"] in ("verified", "doubted", "refuted", "reopened"):
            now["check"] = "" if row["what"] == "reopened" else row["what"]
        elif row["what"] in ("severity", "helped"):
            now[row["what"]] = row[row["what"]] or ""
    return now


@router.post("/tin/{ident}/nhan-xet")
def judge(ident: str, ask: Annotated[Ask, needs("posts.code")]) -> Response:
    """Record what a person found of a story, as `langnghe story` does; what stays as it was is not said again."""
    from flows.story import code

    with ask.write() as held:
        found = story_of(held.store, ident)
        if found is None:
            raise HTTPException(404, "Không có tin nào mang mã này.")
        story_id = found[0]
        said = coded_of(held.store, story_id)
        now = state_of(said)
        told = [(CODE_VI.get(row["what"], row["what"]), row["note"] or "") for row in said[-3:]]
        by = f"{ROLE_VI.get(said[-1]['said_by'], said[-1]['said_by'])}" if said else ""
        require_version(ask.typed, version_of(said), what="nhận xét về tin này", now=told, by=by)
        wanted = list(_wanted(ask, now))
        if not wanted:
            raise LangngheError("chưa chọn điều gì khác với những gì đã ghi")
        note = ask.typed.get("ghi_chu", "")
        for (
            what,
            value,
        ) in wanted:  # a verdict first: it alone may still be refused, for want of grounds
            code(held.workspace, story_id, what, ask.role, ask.now, value=value, note=note)
    ask.audit("nhận xét tin", story_id)
    words = ", ".join(CODE_VI[what] for what, _ in wanted)
    return ask.go(links.story(story_id), f"Đã ghi: {words}.")


def _wanted(ask: Ask, now: dict[str, Any]) -> list[tuple[Code, int | None]]:
    found: list[tuple[Code, int | None]] = []
    check = ask.typed.get("kiem", "")
    if check and check != now["check"]:
        if check not in dict(CHECKS):
            raise LangngheError("không hiểu kết quả kiểm chứng đã chọn")
        found.append((cast("Code", check), None))
    for field, what in (("muc", "severity"), ("giup", "helped")):
        value = ask.typed.get(field, "")
        if value and value != now[what]:
            number = int(value) if value.isdecimal() and len(value) < 3 else -1
            found.append((cast("Code", what), number))
    return found
