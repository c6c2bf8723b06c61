"""/nguon: how each source is heard, day by day; what was asked of it and what came of each address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from langnghe.desk import links, render
from langnghe.desk.ask import Ask, needs
from langnghe.desk.listing import Column, Filter, answer, list_rows, list_sql
from langnghe.records import HANOI, OUTCOME_VI, hanoi_day

router = APIRouter(include_in_schema=False)

DAYS = 28  # of the strip
RECENT = 14  # days of which the outcomes are counted
ROLE_OF_ADDRESS = {
    "feed": "RSS", "section": "chuyên mục", "sitemap": "sơ đồ trang", "article": "bài viết",
    "thread": "chủ đề diễn đàn", "comments": "bình luận", "robots": "robots.txt",
}  # fmt: skip
SITES_CANNOT_SEE = (
    "bài sau đăng nhập hoặc trả phí, nơi robots.txt không cho, trang đang chặn; bình luận chưa duyệt, "
    "đã gỡ hay sửa sau lần đọc cuối"
)
_BAD = ("không thu được", "chặn", "hết hạn khoá")
_WARN = ("chậm", "thu chưa đủ", "hết hạn mức", "chưa hỏi")

# Heard: a list of it was reached and read; without lists, it gave something (mart.sources_heard).
_STRIP = """
select source, ((visited_at at time zone 'UTC') + interval 7 hour)::date as day,
       count(*) filter (outcome = 'stored') as stored,
       count(*) as asked,
       count(*) filter (role in ('feed', 'section', 'sitemap')) as lists,
       count(*) filter (role in ('feed', 'section', 'sitemap')
                        and outcome not in ('failed', 'blocked', 'robots', 'layout_changed')) as reached,
       count(*) filter (outcome in ('stored', 'revision', 'known')) as given
from raw.visit
where visited_at >= $since and visited_at < $until
group by all
"""
_LOOKS = """
select source, day, posts, heard from mart.connector_day where day between $first and $last
"""
_OUTCOMES = """
select source, outcome, count(*) as n from raw.visit
where visited_at >= $since and ($source is null or source = $source)
group by all
"""
_VISITS = """
select visited_at, url, role, outcome, reason, http_status, items, new_items, post_id,
       ((visited_at at time zone 'UTC') + interval 7 hour)::date::varchar as ngay
from raw.visit where source = $source
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One source on one day. kind: some, none (0 tin), unheard (không thu được), unasked."""

    day: date
    kind: str
    stored: int

    @property
    def words(self) -> str:
        """Return what the square means."""
        said = {"some": f"{render.number(self.stored)} tin mới", "none": "0 tin",
                "unheard": "không thu được", "unasked": "chưa hỏi"}  # fmt: skip
        return said[self.kind]

    @property
    def sign(self) -> str:
        """Return what stands in the square: never the colour alone."""
        many = "99+" if self.stored > 99 else str(self.stored)
        return {"some": many, "none": "0", "unheard": "✕", "unasked": "·"}[self.kind]


COLUMNS = (
    Column(key="name", name="Nguồn", wide=True, link=lambda row: links.source(row["source"])),
    Column(key="state", name="Tình trạng", css=lambda row: row["css"],
           show=lambda row: f"{row['sign']} {row['state']}"),
    Column(key="last_success", name="Lần cuối thu được", kind="moment"),
    Column(key="items_24h", name="Tin mới 24 giờ", kind="number",
           show=lambda row: "–" if row["unheard"] else render.number(row["items_24h"])),
    Column(key="expected", name="Ngày thường", kind="number"),
    Column(key="outcomes", name=f"Kết cục {RECENT} ngày", sort=False),
    Column(key="quota", name="Hạn mức", sort=False),
    Column(key="why", name="Vì sao", sort=False),
    Column(key="unseen", name="Không nhìn thấy", sort=False, wide=True),
)  # fmt: skip
SHOWN = tuple(c for c in COLUMNS if c.key not in ("unseen", "quota"))
VISIT_COLUMNS = (
    Column(key="visited_at", name="Lúc", kind="moment"),
    Column(key="outcome", name="Kết cục", show=lambda row: outcome_word(row["outcome"]),
           css=lambda row: "bad" if row["outcome"] in ("failed", "blocked") else ""),
    Column(key="role", name="Loại địa chỉ", show=lambda row: role_word(row["role"])),
    Column(key="url", name="Địa chỉ", wide=True,
           link=lambda row: links.story(row["post_id"]) if row["post_id"] else None),
    Column(key="reason", name="Vì sao", sort=False),
    Column(key="http_status", name="HTTP", kind="number"),
    Column(key="new_items", name="Mục mới", kind="number"),
)  # fmt: skip
VISIT_FILTERS = (
    Filter(key="ket_cuc", name="Kết cục", where="outcome = $ket_cuc",
           choices=tuple((o.value, word) for o, word in OUTCOME_VI.items())),
    Filter(key="loai", name="Loại địa chỉ", where="role = $loai", choices=tuple(ROLE_OF_ADDRESS.items())),
    Filter(key="ngay", name="Ngày", kind="day"),
    Filter(key="tu", name="Từ ngày", kind="day", where="ngay >= $tu"),
    Filter(key="q", name="Địa chỉ có chữ", kind="words", where="contains(lower(url), lower($q))"),
)  # fmt: skip


@router.get("/nguon")
def sources(ask: Annotated[Ask, needs("sources.read")], den: str = "") -> Response:
    """Show every source: its state, and a square for each of four weeks' days."""
    rows = health_rows(ask)
    last = _day(den, hanoi_day(ask.now))
    first = last - timedelta(days=DAYS - 1)
    states = sorted({row["state"] for row in rows})
    filters = (
        Filter(key="tinh_trang", name="Tình trạng", choices=[(s, s) for s in states],
               test=lambda row, value: bool(row["state"] == value)),
        Filter(key="q", name="Có chữ", kind="words"),
    )  # fmt: skip
    export = bool(ask.query.get("dang"))
    listing = list_rows(
        ask, rows, name="nguồn", columns=COLUMNS if export else SHOWN, filters=filters,
        sort="priority", file="nguon",
    )  # fmt: skip
    shown = {row["source"] for row in listing.rows}
    return answer(
        ask, "nguon.html", listing,
        strip=strip(ask, [r for r in rows if r["source"] in shown], first, last), first=first, last=last,
        days=[first + timedelta(days=n) for n in range(DAYS)], today=hanoi_day(ask.now),
        good=sum(row["css"] == "good" for row in rows), rows=rows,
        silent=[row for row in rows if row["unheard"] and row["state"] != "chưa hỏi"],
    )  # fmt: skip


@router.get("/nguon/{ident}")
def source(ident: str, ask: Annotated[Ask, needs("sources.read")]) -> Response:
    """Show one source: what it says of itself, and every address that was asked with what came of it."""
    row = next((r for r in health_rows(ask) if r["source"] == ident), None)
    if row is None:
        raise HTTPException(404, "Không có nguồn nào mang mã này trong sources.toml.")
    listing = list_sql(
        ask, _VISITS, name="lần hỏi", columns=VISIT_COLUMNS, filters=VISIT_FILTERS,
        sort="-visited_at", bound={"source": ident}, file=f"nguon-{ident}",
    )  # fmt: skip
    last = _day(ask.query.get("den", ""), hanoi_day(ask.now))
    first = last - timedelta(days=DAYS - 1)
    counts = _outcomes(ask, ident).get(ident, {})
    return answer(
        ask, "nguon_mot.html", listing, row=row, counts=[(k, outcome_word(k), n) for k, n in counts.items()],
        strip=strip(ask, [row], first, last), days=[first + timedelta(days=n) for n in range(DAYS)],
        first=first, last=last, recent=RECENT, since=recent_from(ask), today=hanoi_day(ask.now),
    )  # fmt: skip


def health_rows(ask: Ask) -> list[dict[str, Any]]:
    """Return the rows of `langnghe sources health`, with words for a page; made once a state and minute."""

    def make() -> list[dict[str, Any]]:
        from warehouse.health import health

        rows = health(ask.store, now=ask.now)
        unseen, counts = _cannot_see(ask), _outcomes(ask, None)
        for row in rows:
            state = row["state"]
            row["css"] = "bad" if state in _BAD else "warn" if state in _WARN else "good"
            row["sign"] = {"bad": "✕", "warn": "!"}.get(
                row["css"], "○" if state == "0 tin" else "●"
            )
            row["unheard"] = state in (*_BAD, "chưa hỏi")
            row["unseen"] = row["cannot_see"] or unseen.get(row["source"], "")
            row["outcomes"] = ", ".join(
                f"{outcome_word(k)} {render.number(n)}"
                for k, n in counts.get(row["source"], {}).items()
            )
            row["quota"] = _quota(row)
            row["why"] = "" if row["css"] == "good" else row["last_reason"]
            if row["layout_alarm"]:
                row["why"] = "; ".join(filter(None, ["báo động bố cục trang", row["why"]]))
        return rows

    return ask.once(("health", ask.now.strftime("%Y%m%d%H%M")), make)


def strip(
    ask: Ask, rows: list[dict[str, Any]], first: date, last: date
) -> list[tuple[dict[str, Any], list[Day]]]:
    """Return of each source its days, oldest first."""
    found: dict[tuple[str, date], tuple[int, bool]] = {}
    window = {"since": _start(first), "until": _start(last + timedelta(days=1))}
    for row in ask.store.dicts(_STRIP, window):
        heard = row["reached"] > 0 or (not row["lists"] and row["given"] > 0)
        found[row["source"], row["day"]] = (row["stored"], heard)
    for row in ask.store.dicts(_LOOKS, {"first": first, "last": last}):
        stored = found.get((row["source"], row["day"]), (0, False))[0]
        found[row["source"], row["day"]] = (stored or row["posts"] or 0, bool(row["heard"]))
    return [(row, [_square(found, row["source"], first + timedelta(days=n))
                   for n in range((last - first).days + 1)]) for row in rows]  # fmt: skip


def _square(found: Mapping[tuple[str, date], tuple[int, bool]], source: str, day: date) -> Day:
    told = found.get((source, day))
    if told is None:
        return Day(day=day, kind="unasked", stored=0)
    stored, heard = told
    if not heard and not stored:
        return Day(day=day, kind="unheard", stored=0)
    return Day(day=day, kind="some" if stored else "none", stored=stored)


def _outcomes(ask: Ask, source: str | None) -> dict[str, dict[str, int]]:
    since = _start(recent_from(ask))
    order = [o.value for o in OUTCOME_VI]
    found: dict[str, dict[str, int]] = {}
    for name, outcome, n in ask.store.rows(_OUTCOMES, {"since": since, "source": source}):
        found.setdefault(name, {})[outcome] = n
    return {
        name: dict(sorted(told.items(), key=lambda pair: order.index(pair[0])))
        for name, told in found.items()
    }


def recent_from(ask: Ask) -> date:
    """Return the first day whose outcomes are counted."""
    return hanoi_day(ask.now) - timedelta(days=RECENT - 1)


def _cannot_see(ask: Ask) -> dict[str, str]:
    from crawlers.connectors import CONNECTORS

    return {
        one.id: SITES_CANNOT_SEE if found is None else found.cannot_see
        for one in ask.workspace.sources()
        for found in (CONNECTORS.get(one.connector),)
    }


def _quota(row: Mapping[str, Any]) -> str:
    if row["quota_says"]:
        return str(row["quota_says"])
    if row["quota_left"] is not None:
        of = render.number(row["quota_limit"]) if row["quota_limit"] else "?"
        return f"còn {render.number(row['quota_left'])}/{of}"
    return "nền tảng không cho biết" if row["connector"] else "không có hạn mức"


def outcome_word(key: str) -> str:
    """Return an outcome as people read it."""
    return next((word for outcome, word in OUTCOME_VI.items() if outcome.value == key), key)


def role_word(key: str) -> str:
    """Return what kind of address was asked."""
    return ROLE_OF_ADDRESS.get(key, key)


def _day(given: str, today: date) -> date:
    try:
        return min(date.fromisoformat(given), today) if given else today
    except ValueError:
        return today


def _start(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=HANOI).astimezone(UTC)
