"""/api: posts, stories, alerts and figures to read, registers and posts to import, with a bearer token.

Each token is of one person and holds no more than that person's role. No hash of an author leaves here.
"""

from __future__ import annotations

import json
import tempfile
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi import Path as PathPart
from fastapi.openapi.utils import get_openapi
from pydantic import Field
from starlette.responses import JSONResponse, Response

from langnghe.config import Strict
from langnghe.desk.ask import Ask, needs
from langnghe.desk.pages.api_door import ApiRoute, Caller, Problem, caller, problem_schema
from langnghe.errors import LangngheError
from langnghe.records import Outcome
from langnghe.registers.batch import RowOutcome
from langnghe.registers.kinds import REGISTERS

router = APIRouter(prefix="/api/v1", route_class=ApiRoute)
pages = APIRouter(include_in_schema=False)

Read = Annotated[Caller, caller("api.read")]
Posts = Annotated[Caller, caller("api.read", "posts.read")]
Alerts = Annotated[Caller, caller("api.read", "alerts.read")]
Reports = Annotated[Caller, caller("api.read", "report.read")]
Import = Annotated[Caller, caller("api.import")]
Limit = Annotated[int, Query(ge=1, le=200, description="Nhiều nhất bấy nhiêu dòng một lần")]
Offset = Annotated[int, Query(ge=0, le=1_000_000, description="Bỏ qua bấy nhiêu dòng đầu")]
From = Annotated[date | None, Query(description="Từ ngày, như 2026-06-01")]
To = Annotated[date | None, Query(description="Đến hết ngày, như 2026-06-30")]
Register = Annotated[
    str, PathPart(description="Mã sổ", json_schema_extra={"enum": sorted(REGISTERS)})
]
MOST = 5000  # rows of one import


class Rows(Strict):
    """What is imported: {"rows": [{tên cột: giá trị}]}; tên cột như ở mẫu Excel."""

    rows: list[dict[str, str | int | float | bool | None]] = Field(min_length=1, max_length=MOST)


# Of what stands prepared first the page, then the texts of its rows alone.
_POSTS = """
with page as materialized (
    select * from ready.post
    where ($first::date is null or day >= $first) and ($last::date is null or day <= $last)
      and ($source::varchar is null or source = $source)
    order by day desc nulls last, post_id limit $limit offset $offset
),
wording as materialized (
    select rowid as spot, url, title, lead from raw.post where rowid in (select spot from page)
),
seen as (
    select post_id, min(fetched_at) as first_seen from raw.post
    where rowid in (select spot from ready.wording where h in (select h from page)) group by post_id
)
select p.post_id, p.kind, p.source, coalesce(s.name, p.source) as source_name, w.url, w.title, w.lead,
       case when not p.undated then p.moment end as published_at, seen.first_seen, p.day, p.in_scope,
       p.topics, p.tone, p.stance_union, p.intent, coalesce(p.risk, 0) as risk, p.places, p.communes,
       p.union_units, p.enterprises, p.story_id
from page as p join wording as w using (spot) join seen using (post_id)
left join raw.source as s on s.source = p.source
order by p.day desc nulls last, p.post_id
"""
_STORIES = """
with page as materialized (
    select story_id, min(moment) filter (not undated) as first_published,
           max(moment) filter (not undated) as last_published, arg_min(spot, moment) as spot,
           count(*) as posts, count(distinct source) as sources, max(coalesce(risk, 0)) as risk
    from ready.post where story_id is not null and kind <> 'comment'
      and ($first::date is null or day >= $first) and ($last::date is null or day <= $last)
    group by story_id order by first_published desc nulls last, story_id limit $limit offset $offset
)
select story_id, first_published, last_published, w.title, posts, sources, risk
from page join (select rowid as spot, title from raw.post where rowid in (select spot from page)) as w
    using (spot)
order by first_published desc nulls last, story_id
"""
_ALERTS = """
select id, risk, level, peak, status, why, opened_at, acknowledged_at, closed_at, verdict, case_id, titles,
       stories, places, units
from mart.alert order by opened_at desc, id limit $limit offset $offset
"""


@router.get("/posts", summary="Tin bài, mới nhất trước")
def posts(
    who: Posts, tu: From = None, den: To = None, nguon: str | None = None, limit: Limit = 50, offset: Offset = 0
) -> dict[str, Any]:  # fmt: skip
    bound = {"first": tu, "last": den, "source": nguon, "limit": limit, "offset": offset}
    return {"rows": who.rows(_POSTS, bound), "limit": limit, "offset": offset}


@router.get("/stories", summary="Tin: các bài về cùng một việc")
def stories(
    who: Posts, tu: From = None, den: To = None, limit: Limit = 50, offset: Offset = 0
) -> dict[str, Any]:
    bound = {"first": tu, "last": den, "limit": limit, "offset": offset}
    return {"rows": who.rows(_STORIES, bound), "limit": limit, "offset": offset}


@router.get("/alerts", summary="Cảnh báo")
def alerts(who: Alerts, limit: Limit = 50, offset: Offset = 0) -> dict[str, Any]:
    return {
        "rows": who.rows(_ALERTS, {"limit": limit, "offset": offset}),
        "limit": limit,
        "offset": offset,
    }


@router.get("/reports", summary="Các bản báo cáo đã chụp")
def reports(who: Reports) -> dict[str, Any]:
    from langnghe.report.snapshot import Snapshot

    folder = who.workspace.root / "data" / "reports"
    found = [Snapshot(path.parent).manifest for path in sorted(folder.glob("*/manifest.json"))]
    names = ("id", "period", "unit", "made_at", "content", "rows")
    return {"rows": [{n: m[n] for n in names} for m in found if who.unit in (None, m["unit"])]}


@router.get("/reports/{name}/figures", summary="Con số của một bản báo cáo")
def figures(name: str, who: Reports) -> dict[str, Any]:
    from dataclasses import asdict

    from langnghe.report.snapshot import Snapshot

    if name not in {row["id"] for row in reports(who)["rows"]}:
        raise Problem(404, "Không có bản báo cáo này")
    told = Snapshot(who.workspace.root / "data" / "reports" / name).report
    return {"id": name, "rows": [asdict(figure) for figure in told.figures()]}


@router.get("/registers", summary="Các sổ và cột của chúng")
def registers(who: Read) -> dict[str, Any]:
    columns = {
        k.id: [
            {"name": c.name, "heading": c.heading, "type": c.type, "required": c.required}
            for c in k.columns
        ]
        for k in REGISTERS.values()
    }
    return {
        "rows": [
            {"id": k.id, "title": k.title, "columns": columns[k.id]} for k in REGISTERS.values()
        ]
    }


@router.post("/registers/{kind}/rows", summary="Nhập dòng vào một sổ", status_code=200)
def import_rows(kind: Register, rows: Rows, who: Import) -> dict[str, Any]:
    from flows.registers import import_register
    from langnghe.desk.pages.so import own_rows_only

    if kind not in REGISTERS:
        raise Problem(404, "Không có sổ này")
    with _file(rows) as path, who.desk.replica.write() as held:
        own_rows_only(who, held.store, held.workspace, REGISTERS[kind], path)  # type: ignore[arg-type]
        done = import_register(held.workspace, REGISTERS[kind], path, role=who.role, at=who.now)
    who.audit("nhập sổ qua API", kind)
    return {
        **{outcome.value: done.total(outcome) for outcome in RowOutcome},
        "errors": [
            {"line": e.line, "column": e.column, "message": e.message} for e in done.errors()
        ],
    }


@router.post("/posts", summary="Nhập tin bài", status_code=200)
def import_posts(rows: Rows, who: Import) -> dict[str, Any]:
    from flows.imports import import_posts as take

    if who.unit is not None:
        raise Problem(403, "Tin bài do cấp tỉnh nhập")
    with _file(rows) as path, who.desk.replica.write() as held:
        report, errors = take(held.workspace, path)
    who.audit("nhập tin bài qua API")
    return {**{outcome.value: report.total(outcome) for outcome in Outcome},
            "errors": [{"line": e.line, "column": e.column, "message": e.message} for e in errors]}  # fmt: skip


class _file:  # noqa: N801 - used as a function
    """Rows of a request as a JSONL file, for the time of a block."""

    def __init__(self, given: Rows) -> None:
        self.text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in given.rows)

    def __enter__(self) -> Path:
        self.folder = tempfile.TemporaryDirectory(prefix="langnghe-")
        path = Path(self.folder.name) / "dong.jsonl"
        path.write_text(self.text, encoding="utf-8", errors="replace")
        return path

    def __exit__(self, _kind: object, error: object, _trace: object) -> None:
        self.folder.cleanup()
        if isinstance(error, LangngheError):  # its words name a file the caller never saw
            raise Problem(422, str(error).replace(f"{self.folder.name}/", ""))


@cache
def description() -> dict[str, Any]:
    """Return the OpenAPI description of everything under /api/v1."""
    told = get_openapi(title="Lắng Nghe", version="1", routes=router.routes,
                       description="Đọc tin bài, tin, cảnh báo, con số; nhập sổ và tin bài.")  # fmt: skip
    return problem_schema(told)


@pages.get("/api/openapi.json")
def openapi(request: Request) -> Response:
    """Hand out the description to whoever is in or holds a token."""
    from langnghe.desk.ask import visitor

    session = visitor(request)
    if session is None or session.over:
        try:
            Caller(request, "api.read")
        except Problem as problem:
            return problem.answer()
    return JSONResponse(description())


@pages.get("/api")
def page(ask: Annotated[Ask, needs("api.read")]) -> Response:
    """Show the description as a page, and this person's tokens."""
    tokens = ask.desk.vault.rows(
        "select id, name, scopes, created, expires, last_used from token where login = ? and ended is null "
        "order by created desc", [ask.user.login],
    )  # fmt: skip
    return ask.page("api.html", told=description(), tokens=tokens, fresh="")
