"""/bai/{id}: one post or comment: an extract, its labels and who said them, the talk beneath."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException
from starlette.responses import Response

from langnghe.desk.ask import Ask, needs
from langnghe.desk.pages.tin import named_of
from langnghe.desk.pages.tin_doc import MOST_COMMENTS, beneath, posts_of, sayings, story_of
from langnghe.desk.pages.tin_khac import changes
from nlp.taxonomy import TOPIC_VI

router = APIRouter(include_in_schema=False)


@router.get("/bai/{ident}")
def post(ident: str, ask: Annotated[Ask, needs("posts.read")]) -> Response:
    """Show one text; who wrote a comment is not known here, and not asked."""
    found = posts_of(ask.store, [ident] if " " not in ident else [])
    if not found:
        raise HTTPException(404, "Không có bài nào mang mã này.")
    one = found[0]
    parents = posts_of(ask.store, [one["parent_id"]] if one["parent_id"] else [])
    story = story_of(ask.store, (parents[0] if parents else one)["post_id"])
    talk = beneath(ask.store, [ident])
    heads, _ = sayings(ask.store, ident)
    return ask.page(
        "bai.html", p=one, parent=parents[0] if parents else None, story=story[0] if story else "",
        copies=len(story[1]) if story else 1, talk=talk[:MOST_COMMENTS],
        more_talk=max(0, len(talk) - MOST_COMMENTS), heads=heads, named=named_of(ask, [one]),
        edits=changes(one["wordings"]), TOPIC_VI=TOPIC_VI,
    )  # fmt: skip
