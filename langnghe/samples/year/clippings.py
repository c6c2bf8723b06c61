"""The register of clippings: four sampled weeks to check how much the machine finds, and what is in print."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from langnghe.records import hanoi_day
from langnghe.samples.content import articles
from langnghe.samples.sites import site_of, url_of
from langnghe.samples.year.chance import days, pick, share, some, whole
from langnghe.samples.year.gaps import FIRST, LAST
from langnghe.samples.year.news import BEFORE, news, upper
from langnghe.samples.year.texts import content
from langnghe.samples.year.world import PROVINCE, Row, company_of, place_of

# Mondays of the weeks in which staff looked for everything themselves.
WEEKS = (date(2025, 11, 3), date(2026, 1, 19), date(2026, 6, 8), date(2026, 6, 22))
_ELSEWHERE = (
    ("Báo Vùng Biên", "print", "read"), ("Đài Phát thanh Mường So (mẫu)", "radio", "read"),
    ("Truyền hình Mường So (mẫu)", "television", "read"), ("Báo Sương Sớm (mẫu)", "online", "search_engine"),
    ("Trang Chợ Phiên Mường So (mẫu)", "social_page", "told"),
)  # fmt: skip
_OTHER_WAYS = (("letter", "Đơn thư"), ("hotline", "Đường dây nóng"), ("grassroots_report", "Báo cáo cơ sở"),
               ("meeting", "Hội nghị giao ban"))  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """An article that the machine can find."""

    day: date
    source: str
    title: str
    url: str
    medium: str


def clippings() -> list[Row]:
    """Return the clippings in order of their days."""
    rows = [*_sampled(), *_elsewhere(), *_other_ways()]
    return sorted(rows, key=lambda row: (str(row["day"]), str(row["source"]), str(row["title"])))


def _known() -> list[_Known]:
    found = [
        _Known(
            day=hanoi_day(article.at), source=site_of(article).name, title=article.title,
            url=url_of(article), medium="union_press" if site_of(article).type == "labour_press" else "online",
        )
        for article in articles() if article.in_scope and not article.dirt
    ]  # fmt: skip
    names = {"laichaungaynay": "Lai Châu Ngày Nay", "baocongnhan": "Báo Công Nhân Mới",
             "tinnhanh": "Tin Nhanh Mỗi Giờ", "tapchicongdoan": "Tạp chí Công đoàn và Đời sống",
             "congdoanlaichau": "Trang tin Công đoàn Lai Châu"}  # fmt: skip
    found += [
        _Known(
            day=hanoi_day(each.at), source=names[each.outlet], title=each.title, url=each.url,
            medium="portal" if each.outlet == "congdoanlaichau" else "online",
        )
        for each in news()
    ]  # fmt: skip
    return found


def _sampled() -> Iterator[Row]:
    """Yield what was found in the sampled weeks: most of it the machine found too, some it never saw."""
    for monday in WEEKS:
        week = days(monday, monday + timedelta(days=6))
        here = [each for each in _known() if each.day in week]
        found = some(here, -(-len(here) * 17 // 20), "mẫu", monday)
        for each in found:
            yield _row(each.day, each.source, each.title, each.medium, url=each.url, monday=monday)
        for turn in range(max(8, 31 - len(found)) if here[0].day >= BEFORE else 8):
            source, medium, how = pick(_ELSEWHERE, "ngoài", monday, turn)
            day = pick(week, "ngày ngoài", monday, turn)
            url = (
                f"https://suongsom.example/{day:%Y%m%d}-{turn}.html" if medium == "online" else None
            )
            yield {
                **_row(day, source, _title(monday, turn), medium, url=url, monday=monday),
                "found_by": how,
            }


def _row(
    day: date, source: str, title: str, medium: str, *, url: str | None, monday: date | None = None
) -> Row:
    row: Row = {
        "day": day, "source": source, "medium": medium, "title": title, "url": url,
        "sample": monday is not None, "sample_week": monday, "entered_by": "analyst",
        "found_by": "site_search" if url else "read",
    }  # fmt: skip
    return {name: value for name, value in row.items() if value is not None}


def _title(*key: object) -> str:
    story = pick(content("news")["story"], "tin ngoài", *key)
    filled = {"company": company_of(*key), "place": place_of(*key), "n": whole(20, 300, *key), "m": whole(3, 20, *key)}  # fmt: skip
    return upper(str(story["title"]).format(**filled))


def _elsewhere() -> Iterator[Row]:
    """Yield what is read and heard all year where no machine reaches: print, radio, television."""
    for day in days(FIRST, LAST)[3::9]:
        source, medium, _ = pick(_ELSEWHERE[:3], "báo in", day)
        row = _row(day, source, _title("báo in", day), medium, url=None)
        if share("nhắc tỉnh", day) < 0.6:
            row["unit"] = PROVINCE
        yield row


def _other_ways() -> Iterator[Row]:
    for day in days(FIRST, LAST)[10::21]:
        medium, source = pick(_OTHER_WAYS, "nguồn khác", day)
        yield _row(day, source, _title("nguồn khác", day), medium, url=None)
