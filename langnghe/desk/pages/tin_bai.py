"""/tin-bai: search the posts without accents, narrow them by label, see them by day, keep a search."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.responses import Response

from langnghe.desk import links, render
from langnghe.desk.ask import Ask, needs
from langnghe.desk.listing import Column, Filter, Listing, answer, chosen_of, exporting, list_sql
from langnghe.desk.pages.hom_nay import wanted_day
from langnghe.desk.pages.tin_bai_ve import chart_of, pieces
from langnghe.desk.vault import stamp
from langnghe.digest import words
from langnghe.errors import LangngheError, QueryError
from nlp.taxonomy import TOPIC_VI
from warehouse.browse import Asked, browse, by_day, told

router = APIRouter(include_in_schema=False)

USUAL_DAYS = 30  # shown when nothing is asked
SAVED, MOST_SAVED = "tim", 40
SORTS = (("-luc", "mới nhất trước"), ("luc", "cũ nhất trước"), ("-hop", "khớp nhất trước"))
_SQL = """
select *, epoch_ms(moment)::hugeint * 65536 + h % 65536 as luc,
       luc + case when exact then 1208925819614629174706176 else 0 end as hop
from _browse
"""


def _word(table: Mapping[Any, words.Sign], key: str) -> Any:
    return lambda row: "" if row[key] is None else words.sign(table, row[key]).word


COLUMNS = (
    Column(key="luc", name="Lúc", kind="moment", export=False),
    Column(key="hop", name="Độ khớp", kind="moment", export=False),
    Column(key="moment", name="Đăng lúc", kind="moment", sort=False),
    Column(key="title", name="Tiêu đề", sort=False),
    Column(key="source_name", name="Nguồn", sort=False),
    Column(key="kind", name="Loại", sort=False, show=lambda r: words.KIND.get(r["kind"], "bài")),
    Column(key="in_scope", name="Trong phạm vi", sort=False),
    Column(
        key="topics", name="Chủ đề", sort=False,
        show=lambda r: "; ".join(TOPIC_VI.get(t, t) for t in r["topics"] or []),
    ),
    Column(key="tone", name="Sắc thái", sort=False, show=_word(words.TONE, "tone")),
    Column(
        key="stance_union", name="Với công đoàn", sort=False,
        show=_word(words.STANCE, "stance_union"),
    ),
    Column(key="risk", name="Nguy cơ", kind="number", sort=False),
    Column(key="places", name="Nơi", sort=False),
    Column(key="url", name="Địa chỉ", sort=False),
    Column(key="post_id", name="Mã bài", sort=False),
    Column(key="story_id", name="Mã tin", sort=False),
)  # fmt: skip


def filters_of(ask: Ask) -> tuple[Filter, ...]:
    """Return the filters with what can be chosen in them now."""

    def make() -> tuple[Filter, ...]:
        sources = ask.store.dicts("select source, name from raw.source")
        places = ask.store.rows("select distinct unnest(places) from ready.post")
        named = sorted((str(row[0]) for row in places), key=render.vietnamese_key)
        watch = [(item.id, item.name) for item in ask.workspace.watchlist().watch]
        risk = [(str(level), f"{words.risk_sign(level).word} trở lên") for level in (1, 2)]
        return (
            Filter(key="q", name="Có chữ", kind="words"),
            Filter(key="tu", name="Từ ngày", kind="day"),
            Filter(key="den", name="Đến ngày", kind="day"),
            Filter(
                key="pham_vi",
                name="Phạm vi",
                choices=(("trong", "công đoàn, người lao động"), ("ngoai", "ngoài phạm vi")),
            ),
            Filter(key="loai", name="Loại", choices=(*words.KIND.items(), ("talk", "mọi ý kiến"))),
            Filter(key="nguon", name="Nguồn", choices=render.pairs_of(sources, "source", "name")),
            Filter(key="chu_de", name="Chủ đề", choices=tuple(TOPIC_VI.items())),
            Filter(
                key="giong", name="Sắc thái", choices=[(k, s.word) for k, s in words.TONE.items()]
            ),
            Filter(
                key="lap_truong",
                name="Với công đoàn",
                choices=[("co", "Có nói về công đoàn")]
                + [(k, s.word) for k, s in words.STANCE.items()],
            ),
            Filter(key="nguy_co", name="Nguy cơ", choices=[*risk, ("3", words.risk_sign(3).word)]),
            Filter(key="noi", name="Nơi", choices=[(name, name) for name in named]),
            Filter(key="theo_doi", name="Mục theo dõi", choices=watch),
        )

    return ask.desk.once(ask.version, ("tin-bai", "loc"), make)


@router.get("/tin-bai")
def posts(ask: Annotated[Ask, needs("posts.read")]) -> Response:
    """Show what was asked for; without a question what concerns us of the last month."""
    filters = filters_of(ask)
    chosen = chosen_of(ask, filters)
    usual, asked = (
        None,
        dict(chosen),
    )  # the form stays empty: what is typed next searches everything
    if not any(chosen.values()):
        day, _ = wanted_day(ask, "")
        usual = (day - timedelta(days=USUAL_DAYS - 1), day)
        asked |= {"tu": usual[0].isoformat(), "den": day.isoformat(), "pham_vi": "trong"}
    context: dict[str, Any] = {
        "usual": usual, "saved": saved(ask), "sorts": SORTS, "why": "", "chart": None,
        "more": any(chosen[f.key] for f in filters[4:]),
        "keep": urlencode([(key, value) for key, value in chosen.items() if value]),
    }  # fmt: skip
    try:
        shown = browse(ask.store, asked_of(asked), ask.words)
    except QueryError as error:
        why = str(error)[:1].upper() + str(error)[1:]
        nothing = _nothing(filters, chosen)
        status = 200 if ask.request.headers.get("hx-request") else 422
        return ask.page("tin_bai.html", status, **{**context, "why": why, "listing": nothing})
    sort = "-hop" if chosen["q"] else "-luc"
    found = list_sql(ask, _SQL, name="bài", columns=COLUMNS, sort=sort, file="tin-bai")
    spots = [row["spot"] for row in found.rows]
    texts = told(ask.store, spots, shown, snippets=not exporting(ask))
    rows = [{**row, **texts[row["spot"]]} for row in found.rows]
    for row in rows:
        row["pieces"] = pieces(row["snippet"], shown)
    context["chart"] = None if exporting(ask) else chart_of(ask, asked, by_day(ask.store))
    listing = replace(found, rows=rows, filters=filters, chosen=chosen, kept={})
    return answer(ask, "tin_bai.html", listing, **context)


def asked_of(chosen: Mapping[str, str]) -> Asked:
    """Return the question that the filters of the address ask."""

    def day(key: str) -> date | None:
        return date.fromisoformat(chosen[key]) if chosen[key] else None

    return Asked(
        words=chosen["q"], day_from=day("tu"), day_to=day("den"), kind=chosen["loai"],
        source=chosen["nguon"], topic=chosen["chu_de"], tone=chosen["giong"],
        stance=chosen["lap_truong"], risk=int(chosen["nguy_co"]) if chosen["nguy_co"] else None,
        place=chosen["noi"], watch=chosen["theo_doi"],
        in_scope={"trong": True, "ngoai": False}.get(chosen["pham_vi"]),
    )  # fmt: skip


def _nothing(filters: tuple[Filter, ...], chosen: Mapping[str, str]) -> Listing:
    return Listing(
        name="bài", columns=COLUMNS, filters=filters, chosen=chosen, rows=(), total=0, page=1,
        sort="-luc",
    )  # fmt: skip


def saved(ask: Ask) -> list[dict[str, Any]]:
    """Return the searches this person kept: name and address."""
    rows = ask.desk.vault.rows(
        "select name, value from saved where login = ? and kind = ?", [ask.user.login, SAVED]
    )
    found = [{"name": row["name"], "href": links.posts(**json.loads(row["value"]))} for row in rows]
    return sorted(found, key=lambda row: render.vietnamese_key(row["name"]))


@router.post("/tin-bai/da-luu")
def save(ask: Annotated[Ask, needs("posts.read")]) -> Response:
    """Keep a search under a name, for this person alone."""
    from urllib.parse import parse_qsl

    name = " ".join(ask.typed.must("ten_tim", "tên lần tìm").split())[:80]
    known = {f.key for f in filters_of(ask)}
    value = {k: v[:500] for k, v in parse_qsl(ask.typed.get("_cau", "")) if k in known}
    mine = [row["name"] for row in saved(ask)]
    if name not in mine and len(mine) >= MOST_SAVED:
        raise LangngheError(f"đã giữ {MOST_SAVED} lần tìm; xoá bớt một lần rồi lưu")
    ask.desk.vault.run(
        "insert into saved (login, kind, name, value, made) values (?, ?, ?, ?, ?) "
        "on conflict (login, kind, name) do update set value = excluded.value, made = excluded.made",
        [ask.user.login, SAVED, name, json.dumps(value, ensure_ascii=False), stamp(ask.now)],
    )
    return ask.go(links.posts(**value), f"Đã lưu lần tìm “{name}”.")


@router.post("/tin-bai/da-luu/xoa")
def forget(ask: Annotated[Ask, needs("posts.read")]) -> Response:
    """Forget a kept search."""
    name = ask.typed.get("ten", "")
    ask.desk.vault.run(
        "delete from saved where login = ? and kind = ? and name = ?",
        [ask.user.login, SAVED, name],
    )
    return ask.go("/tin-bai", f"Đã xoá lần tìm “{name}”.")
