"""/lanh-dao: what a leader must know, in one minute, on a phone."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from langnghe.desk.ask import Ask, needs
from langnghe.desk.pages.hom_nay import digest_of, waiting, wanted_day
from langnghe.records import hanoi_day

router = APIRouter(include_in_schema=False)
SHOWN = (
    3  # alerts and stories that matter: what fits a minute; the rest is counted and a click away
)
CASES = 2


@router.get("/lanh-dao")
def one_page(ask: Annotated[Ask, needs("leaders.read")], ngay: str = "") -> Response:
    """Show the verdict of the day, what is open, what is due; every number opens its rows."""
    day, why = wanted_day(ask, ngay)
    digest, view = digest_of(ask, day)
    open_questions = waiting(ask) if ask.may("inquiries.read") else []
    return ask.page(
        "lanh_dao.html", day=day, today=hanoi_day(ask.now), why=why, d=digest, v=view, shown=SHOWN, cases=CASES,
        waiting=open_questions, overdue=[w for w in open_questions if w.left < 0],
    )  # fmt: skip
