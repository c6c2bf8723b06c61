"""The sample outlets: who they are, how their addresses look, what their feeds do wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from langnghe.records import HANOI
from langnghe.samples.content import Article
from langnghe.text import fold

FeedStyle = Literal["none", "us_dates", "raw_ampersand", "two_digit_year", "twice_escaped", "plain"]

SECTIONS = {
    "thoi-su": "Thời sự",
    "cong-doan": "Công đoàn",
    "doi-song": "Đời sống",
    "viec-lam": "Việc làm",
    "phap-luat": "Pháp luật",
    "kinh-te": "Kinh tế",
    "van-hoa": "Văn hoá",
    "the-thao": "Thể thao",
    "the-gioi": "Thế giới",
    "noi-bo": "Nội bộ",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One sample outlet."""

    id: str
    host: str
    name: str
    family: str
    type: str
    group: str
    place: str
    reliability: str
    priority: int
    feed: FeedStyle
    sections: tuple[str, ...]
    sitemap: bool = False
    comments: bool = False
    note: str = ""

    @property
    def home(self) -> str:
        return f"https://{self.host}/"


SITES: dict[str, Site] = {
    site.id: site
    for site in (
        Site(
            id="baocongnhan",
            host="baocongnhan.example",
            name="Báo Công Nhân Mới",
            family="vccorp",
            type="labour_press",
            group="Công Nhân Mới",
            place="Toàn quốc",
            reliability="A",
            priority=1,
            feed="us_dates",
            sections=("cong-doan", "viec-lam"),
            comments=True,
        ),
        Site(
            id="tinnhanh",
            host="tinnhanh.example",
            name="Tin Nhanh Mỗi Giờ",
            family="vnexpress",
            type="news",
            group="Mỗi Giờ",
            place="Toàn quốc",
            reliability="B",
            priority=1,
            feed="raw_ampersand",
            sections=("thoi-su", "doi-song"),
            comments=True,
        ),
        Site(
            id="laichaungaynay",
            host="laichaungaynay.example",
            name="Lai Châu Ngày Nay",
            family="epi",
            type="local_press",
            group="Lai Châu Ngày Nay",
            place="Lai Châu",
            reliability="A",
            priority=1,
            feed="two_digit_year",
            sections=("thoi-su", "doi-song"),
            comments=True,
        ),
        Site(
            id="tapchicongdoan",
            host="tapchicongdoan.example",
            name="Tạp chí Công đoàn và Đời sống",
            family="mastercms",
            type="labour_press",
            group="Công đoàn và Đời sống",
            place="Toàn quốc",
            reliability="A",
            priority=2,
            feed="twice_escaped",
            sections=("cong-doan",),
            sitemap=True,
        ),
        Site(
            id="congdoanlaichau",
            host="congdoanlaichau.example",
            name="Trang tin Công đoàn Lai Châu",
            family="generic",
            type="union",
            group="LĐLĐ tỉnh Lai Châu",
            place="Lai Châu",
            reliability="A",
            priority=1,
            feed="none",
            sections=("cong-doan", "doi-song"),
        ),
        Site(
            id="diendancongnhan",
            host="diendancongnhan.example",
            name="Diễn đàn Công nhân",
            family="xenforo",
            type="forum",
            group="Diễn đàn Công nhân",
            place="Toàn quốc",
            reliability="D",
            priority=2,
            feed="none",
            sections=(),
        ),
        Site(
            id="baomatket",
            host="baomatket.example",
            name="Báo Vùng Biên",
            family="generic",
            type="local_press",
            group="Vùng Biên",
            place="Lai Châu",
            reliability="B",
            priority=2,
            feed="plain",
            sections=(),
            note="máy chủ ngừng trả lời từ giữa tháng 6/2026",
        ),
        Site(
            id="chancua",
            host="chan-cua.example",
            name="Cộng đồng Chắn Cửa",
            family="xenforo",
            type="forum",
            group="Chắn Cửa",
            place="Toàn quốc",
            reliability="D",
            priority=3,
            feed="none",
            sections=(),
            note="đòi vượt trang thử thách: chỉ ghi nhận, không vượt",
        ),
        Site(
            id="tinkhucongnghiep",
            host="tinkhucongnghiep.example",
            name="Tin Khu Công Nghiệp",
            family="vccorp",
            type="news",
            group="Tin Khu Công Nghiệp",
            place="Toàn quốc",
            reliability="C",
            priority=3,
            feed="plain",
            sections=(),
            note="robots.txt trả lỗi 500: không thu",
        ),
    )
}

OUTLETS = {
    "bcn": "baocongnhan",
    "tinnhanh": "tinnhanh",
    "laichau": "laichaungaynay",
    "tapchi": "tapchicongdoan",
    "cdlc": "congdoanlaichau",
    "matket": "baomatket",
    "kcn": "tinkhucongnghiep",
}


def site_of(article: Article) -> Site:
    """Return the outlet that carries an article."""
    return SITES[OUTLETS[article.outlet]]


def slug(title: str) -> str:
    """Return a title as an address: accents off, words joined by hyphens."""
    return "-".join(re.sub(r"[^a-z0-9 ]", "", fold(title)).split()[:14])


def native_id(article: Article) -> str:
    """Return the number that the outlet's CMS would give the article."""
    family, number = site_of(article).family, article.number
    if family == "vccorp":
        stamp = article.at.astimezone(HANOI)
        return f"{stamp:%Y%m%d%H%M}{number % 100_000:05d}"
    if family == "vnexpress":
        return str(4_000_000 + number % 900_000)
    return str(10_000 + number % 900_000)


def path_of(article: Article) -> str:
    """Return the article's path; an edited title keeps the old address."""
    site, number = site_of(article), native_id(article)
    words = slug(article.options.get("slug") or article.title)
    if site.family == "vccorp":
        return f"/{words}-{number}.htm"
    if site.family == "vnexpress":
        return f"/{words}-{number}.html"
    if site.family == "epi":
        return f"/{words}-post{number}.html"
    if site.family == "mastercms":
        folder = "noi-bo/" if article.section == "noi-bo" else ""
        return f"/{folder}{words}-{number}.html"
    return f"/2026/06/{words}-{number}"


def url_of(article: Article) -> str:
    """Return the article's public address."""
    return f"https://{site_of(article).host}{path_of(article)}"
