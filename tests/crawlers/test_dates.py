"""Every date string met on Vietnamese sites, and the ones that must not be read."""

import pytest

from crawlers.dates import parse_date

PAGE_DATES = [
    ("2026-07-30T15:11:00.000 +07:00", "vietnamnet.vn", "2026-07-30T15:11:00+07:00"),
    ("2026-03-07T08:01:53+07:00", "tuoitre.vn", "2026-03-07T08:01:53+07:00"),
    ("2025-10-09T17:55:47+0700", "plo.vn", "2025-10-09T17:55:47+07:00"),
    ("2026-03-07T09:40:00", "cafef.vn", "2026-03-07T09:40:00+07:00"),
    ("2026-06-01T18:00:00Z", "x.vn", "2026-06-02T01:00:00+07:00"),
    ("2026-03-07 08:07", "dantri.com.vn", "2026-03-07T08:07:00+07:00"),
    ("2012-12-25", "dantri.com.vn", "2012-12-25T00:00:00+07:00"),
    ("ngày 24/12/12 11:05 tối", "news.zing.vn", "2012-12-24T23:05:00+07:00"),
    ("15:20 PM | 21/12/2012", "ione.vnexpress.net", "2012-12-21T15:20:00+07:00"),
    ("12-24-2012", "teen9x.vn", "2012-12-24T00:00:00+07:00"),
    ("02-03-2012", "teen9x.vn", "2012-02-03T00:00:00+07:00"),
    ("Thứ tư, 22/10/2025, 19:25 (GMT+7)", "vnexpress.net", "2025-10-22T19:25:00+07:00"),
    ("07/03/2026 08:01 GMT+7", "tuoitre.vn", "2026-03-07T08:01:00+07:00"),
    ("07-03-2026 - 09:40 AM", "cafef.vn", "2026-03-07T09:40:00+07:00"),
    ("Thứ Bảy, 07/03/2026 - 08:52", "vietnamnet.vn", "2026-03-07T08:52:00+07:00"),
    ("- 07/03/2026 08:47", "baodautu.vn", "2026-03-07T08:47:00+07:00"),
    ("Thứ Năm, ngày 18/06/2020 17:58 PM (GMT+7)", "24h.com.vn", "2020-06-18T17:58:00+07:00"),
    ("Thứ Bảy, Ngày 07 tháng 03 năm 2026", "x.vn", "2026-03-07T00:00:00+07:00"),
    ("8h05 ngày 2.9.2024", "x.vn", "2024-09-02T08:05:00+07:00"),
    ("19.12.2012 12:30 SA", "x.vn", "2012-12-19T00:30:00+07:00"),
    ("1:15 trưa 05/06/2026", "x.vn", "2026-06-05T13:15:00+07:00"),
]
FEED_DATES = [
    ("Thu, 22 Oct 2025 19:25:00 +0700", "vnexpress.net", "2025-10-22T19:25:00+07:00"),
    ("Mon, 05 Oct 26 14:10:00 +0700", "thanhnien.vn", "2026-10-05T14:10:00+07:00"),
    ("Sat, 27 Jan 24 14:15:00 +0700", "thanhnien.vn", "2024-01-27T14:15:00+07:00"),
    ("Mon, 05 Oct 2026 14:10:00 +07", "genk.vn", "2026-10-05T14:10:00+07:00"),
    ("Mon, 05 Oct 2026 14:10:00 GMT+7", "x.vn", "2026-10-05T14:10:00+07:00"),
    ("Mon, 05 Oct 2026 18:00:00 GMT", "vietnamnet.vn", "2026-10-06T01:00:00+07:00"),
    ("Mon, 05 Oct 2026 18:00:00 Z", "x.vn", "2026-10-06T01:00:00+07:00"),
    ("Mon, 05 Oct 2026 18:00:00", "x.vn", "2026-10-05T18:00:00+07:00"),
    ("10/2/2026 9:25:00 AM", "tuoitre.vn", "2026-10-02T09:25:00+07:00"),
    ("10/2/2026 9:25:00 PM", "tuoitre.vn", "2026-10-02T21:25:00+07:00"),
    ("2026-10-05T14:10:00+07:00", "x.vn", "2026-10-05T14:10:00+07:00"),
]


@pytest.mark.parametrize(("text", "site", "expected"), PAGE_DATES)
def test_dates_of_pages(text: str, site: str, expected: str) -> None:
    found = parse_date(text, site=site)

    assert found is not None
    assert found.isoformat() == expected


@pytest.mark.parametrize(("text", "site", "expected"), FEED_DATES)
def test_dates_of_feeds(text: str, site: str, expected: str) -> None:
    found = parse_date(text, site=site, place="feed")

    assert found is not None
    assert found.isoformat() == expected


def test_comment_titles_of_thanh_nien_are_american() -> None:
    found = parse_date("10/02/2026 14:05", site="thanhnien.vn", place="comment")

    assert found is not None
    assert (found.month, found.day) == (10, 2)


def test_the_pages_of_tuoi_tre_are_not_american_though_its_feed_is() -> None:
    found = parse_date("10/2/2026 09:25", site="tuoitre.vn")

    assert found is not None
    assert (found.month, found.day) == (2, 10)


def test_an_unknown_site_with_american_looks_gives_none_rather_than_a_wrong_day() -> None:
    assert parse_date("10/2/2026 9:25:00 AM", site="x.vn", place="feed") is None
    assert parse_date("5/5/2026 9:25:00 AM", site="x.vn", place="feed") is not None  # either way


@pytest.mark.parametrize(
    "text",
    ["", "hôm nay", "3 giờ trước", "31/02/2026", "45/13/2026", "2026-13-45", "0900 123 456", None, "12:30",
     "Mon, 99 Foo 2026", "9" * 500, "1/2", "2026"],
)  # fmt: skip
def test_what_is_no_date_gives_none(text: str | None) -> None:
    assert parse_date(text) is None
