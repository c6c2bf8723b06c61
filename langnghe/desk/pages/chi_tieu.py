"""/chi-tieu: the target board of a year, T1–T16, each with its light, and the rows behind every number."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from functools import cache
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from flows import targets
from langnghe.desk import render
from langnghe.desk.ask import Ask, needs
from langnghe.desk.listing import answer
from langnghe.desk.pages.bao_cao_child import BOARDS, board_name
from langnghe.desk.pages.bao_cao_jobs import jobs_of
from langnghe.desk.pages.bao_cao_rows import listing_of, rows_of
from langnghe.errors import LangngheError
from langnghe.measure.board_model import SIGN, WORD_VI, Light
from langnghe.measure.catalogue import questions
from langnghe.measure.records import STATUS_VI, Status
from langnghe.numbers import number
from langnghe.records import hanoi_day

router = APIRouter(include_in_schema=False)

FRESH = timedelta(hours=1)  # a board older than this is counted again, while the old one is read
CSS = {
    Light.MET: "good", Light.ON_TRACK: "good", Light.AT_RISK: "warn", Light.MISSED: "bad",
    Light.ENCOURAGED: "line", Light.UNKNOWN: "line", Light.WATCHED: "line",
}  # fmt: skip
_WINDOWS = """
select code, name, window_from, window_to, baseline_from, baseline_to, programme, basis
from staging.stg_target
where valid_from <= $day and (valid_to is null or valid_to >= $day) and duty <> 'definition'
  and (baseline_from is not null or window_from is not null)
order by code, valid_from desc
"""


@router.get("/chi-tieu")
def board(ask: Annotated[Ask, needs("targets.read")], nam: str = "", don_vi: str = "") -> Response:
    """Show the board of a year as last counted; where it is old, count it anew meanwhile."""
    year, unit = _asked(ask, nam, don_vi)
    told, job = _told(ask, year, unit)
    lines = [] if told is None else [
        _with_links(ask, line, year, unit) for line in told["lines"]
    ]  # fmt: skip
    tally = [
        (SIGN[light], WORD_VI[light], CSS[light], sum(line["light"] == light for line in lines))
        for light in Light
    ]
    return ask.page(
        "chi_tieu.html", told=told, lines=lines, job=job, year=year, unit=unit,
        tally=[t for t in tally if t[3]], units=_units(ask), usual=jobs_of(ask.desk).usual("board"),
        known=datetime.fromisoformat(told["known"]) if told else None, this=hanoi_day(ask.now).year,
        windows=_windows(ask, year), css=CSS, light=Light,
    )  # fmt: skip


@router.post("/chi-tieu")
def again(ask: Annotated[Ask, needs("targets.read")]) -> Response:
    """Count the board anew."""
    year, unit = _asked(ask, ask.typed.get("nam", ""), ask.typed.get("don_vi", ""))
    jobs_of(ask.desk).start(("board", str(year), unit), ask.user.login)
    ask.audit("tính lại bảng chỉ tiêu", board_name(str(year), unit))
    return ask.go("/chi-tieu?" + urlencode({"nam": year, **({"don_vi": unit} if unit else {})}))


@router.get("/chi-tieu/{code}")
def target(
    code: str, ask: Annotated[Ask, needs("targets.read")], nam: str = "", don_vi: str = "",
    so: str = "", lop: str = "",
) -> Response:  # fmt: skip
    """Show one target: its numbers, and the rows behind the one that was chosen."""
    try:
        question = targets.question_of(code)
    except LangngheError as error:
        raise HTTPException(404, str(error)) from error
    year, unit = _asked(ask, nam, don_vi)
    told, job = _told(ask, year, unit)
    line = next((one for one in told["lines"] if one["id"] == question.id), None) if told else None
    if line is None:
        return ask.page(
            "chi_tieu_mot.html", listing=None, line=None, question=question, job=job, year=year,
            unit=unit, usual=jobs_of(ask.desk).usual("board"), chosen=None, windows=[],
        )  # fmt: skip
    line = _with_links(ask, line, year, unit)
    main = next(f for f in line["figures"] if f["primary"])
    chosen = next((f for f in line["figures"] if f["key"] == so and f["part"] == lop), None) or main
    rows = rows_of(ask.store, _path(ask, year, unit, "parquet"), question.id, chosen["rows"], lop)
    listing = listing_of(ask, rows, dict(_names(ask, year)), file=f"{question.id}-{year}")
    return answer(
        ask, "chi_tieu_mot.html", listing, line=line, question=question, job=job, year=year,
        unit=unit, usual=None, chosen=chosen, windows=_windows(ask, year).get(question.id, []),
    )  # fmt: skip


def _asked(ask: Ask, nam: str, don_vi: str) -> tuple[int, str]:
    now = hanoi_day(ask.now).year
    year = int(nam) if nam.isdecimal() and len(nam) == 4 and 2000 <= int(nam) <= now else now
    if ask.unit is not None:
        return year, ask.unit
    return year, don_vi if any(don_vi == code for code, _ in _units(ask)) else ""


def _told(ask: Ask, year: int, unit: str) -> tuple[dict[str, Any] | None, Any]:
    """Return the board as last counted, and the work under way."""
    jobs, key = jobs_of(ask.desk), ("board", str(year), unit)
    path, job = _path(ask, year, unit, "json"), jobs.last(key)
    told: dict[str, Any] | None = None
    if path.exists():
        told = json.loads(path.read_bytes())
    old = told is None or ask.now - datetime.fromisoformat(told["known"]) > FRESH
    failed_just_now = job is not None and job.error and job.ended and ask.now - job.ended < FRESH
    if old and not failed_just_now:
        job = jobs.start(key, ask.user.login)
    return told, job


def _path(ask: Ask, year: int, unit: str, form: str) -> Any:
    return ask.workspace.root / BOARDS / f"{board_name(str(year), unit)}.{form}"


@cache
def _figures_known() -> dict[str, frozenset[str]]:
    """Return which figures each question has: of the program, so the same for its whole life."""
    return {q.id: frozenset(f.key for f in q.figures) for q in questions().values()}


def _with_links(ask: Ask, line: dict[str, Any], year: int, unit: str) -> dict[str, Any]:
    light = Light(line["light"])
    known = _figures_known()
    figures = [
        {**f, "said": _value(f), "of": _of(f),
         "to": _figure_link(line["id"], f, year, unit) if f["key"] in known[line["id"]] else ""}
        for f in line["figures"]
    ]  # fmt: skip
    return {**line, "css": CSS[light], "figures": figures,
            "to": _figure_link(line["id"], next(f for f in figures if f["primary"]), year, unit)}  # fmt: skip


def _figure_link(code: str, figure: dict[str, Any], year: int, unit: str) -> str:
    pairs = {"nam": str(year), "don_vi": unit, "so": figure["key"], "lop": figure["part"]}
    return f"/chi-tieu/{code}?" + urlencode({k: v for k, v in pairs.items() if v}) + "#dong"


def _value(figure: dict[str, Any]) -> str:
    """Return a figure in words; what is not known is said, never 0."""
    if figure["status"] == Status.NONE or (figure["value"] is None and figure["count"] is None):
        return STATUS_VI[Status.NONE]
    if figure["value"] is None:
        return f"{number(round(figure['count']))}/{number(figure['n'])}"
    told = number(float(figure["value"]), f",.{figure['digits']}f")
    return f"{told} {figure['unit']}".strip()


def _of(figure: dict[str, Any]) -> str:
    said = [f"n = {render.number(figure['n'])}"] if figure["n"] else []
    if figure["low"] is not None and figure["high"] is not None:
        ends = (number(float(figure[k]), f",.{figure['digits']}f") for k in ("low", "high"))
        said.append("khoảng tin cậy 95 %: " + " – ".join(ends))
    return "; ".join([*said, *([figure["note"]] if figure["note"] else [])])


def _windows(ask: Ask, year: int) -> dict[str, list[dict[str, Any]]]:
    """Return of targets that compare two stretches of time which ones."""
    day = min(date(year, 12, 31), hanoi_day(ask.now))
    found: dict[str, list[dict[str, Any]]] = {}
    for row in ask.store.dicts(_WINDOWS, {"day": day}):
        found.setdefault(row["code"], []).append(row)
    return found


def _units(ask: Ask) -> list[tuple[str, str]]:
    """Return the units a board may be asked of: those above the grassroots."""
    from warehouse.measure import units_in_force

    if ask.unit is not None:
        return []
    day = hanoi_day(ask.now)
    return ask.once(
        ("units", str(day)),
        lambda: [
            (c, name) for c, name, level in units_in_force(ask.store, day) if level == "upper"
        ],
    )


def _names(ask: Ask, year: int) -> dict[str, str]:
    from warehouse.measure import names_of

    return names_of(ask.store, "unit", date(year, 12, 31))
