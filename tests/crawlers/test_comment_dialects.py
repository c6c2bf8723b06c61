"""Each newspaper's comments: where they are, pages and replies whole, nobody's name kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import server as web
from hypothesis import given
from hypothesis import strategies as st

from crawlers.comments import addresses, parse
from crawlers.engine import CrawlJob, crawl
from crawlers.sites.xenforo import next_page, threads
from langnghe.config import Settings, Source
from langnghe.errors import FeedError
from langnghe.landing import rows

VNEXPRESS = "https://usi-saas.vnexpress.net/index/get?offset=0&limit=2&sort=like&objectid=77"
VIETNAMNET = "https://comment.vietnamnet.vn/api/Comment/Gets?ObjectId=1&PageIndex=0&PageSize=2"
TUOITRE = "https://id.tuoitre.vn/api/getlist-comment.api?pageindex=1&pagesize=2&objId=9&objType=1"
THANHNIEN = "https://eth2.cnnd.vn/api/ajax/ListComment.htm?page=1&NewsID=9&pageSize=2&iObjectType=1"
DANTRI = "https://apicomment.dantri.com.vn/api/comment/list/1-20260601080000123-0-0-200.htm"


def vnexpress(n: int, replies: int = 0, shown: int = 0, parent: int = 0) -> dict[str, Any]:
    return {
        "comment_id": n, "parent_id": parent or n, "content": f"Ý {n}<br />dòng hai", "userid": 100 + n,
        "full_name": f"Bạn Đọc {n}", "creation_time": 1780300800 + n, "userlike": n,
        "replys": {"total": replies, "items": [vnexpress(n * 10 + k, parent=n) for k in range(shown)]}
        if replies else {},
    }  # fmt: skip


def thanhnien(n: int, name: str, text: str, inside: str = "") -> str:
    return (
        f'<div class="item box_cm" data-cmid="cm-{n}"><a class="avatar" title="{name}"></a>'
        f'<div class="item-content"><a class="user-name" title="{name}">{name}</a>'
        f'<p class="text-comment des ct">{text}</p><div class="item-bottom">'
        f'<a class="like-action"><span class="total-like">{n}</span></a>'
        f'<span class="time time-ago" title="06/0{n}/2026 09:12:25">09:12</span></div>'
        f'<div class="box-reply">{inside}</div></div></div>'
    )


def tuoitre(n: int, children: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    return {
        "id": 2**60 + n, "sender_fullname": f"docgia{n}@thu.example", "content": f"<p>Lời {n}</p>",
        "published_date": "2026-06-01T09:12:25", "likes": 2, "loves": 1, "stars": 0,
        "child_comments": children or [], "parent_id": 0,
    }  # fmt: skip


def test_vnexpress_asks_for_the_replies_that_are_left_out() -> None:
    body = {"data": {"total": 3, "items": [vnexpress(1, replies=5, shown=1), vnexpress(2)]}}
    page = parse(json.dumps(body).encode(), VNEXPRESS)
    assert [(s.native_id, s.reply_to) for s in page.said] == [("1", None), ("10", "1"), ("2", None)]
    (replies,) = page.replies
    assert "/index/getreplay?" in replies
    assert "id=1" in replies
    assert "objectid=77" in replies
    answer = {"data": {"items": [vnexpress(11, parent=1), vnexpress(12, parent=1)]}}
    more = parse(json.dumps(answer).encode(), replies)
    assert [s.reply_to for s in more.said] == ["1", "1"]
    assert "offset=2" in (more.next or "")  # a full page may have a successor
    last = parse(json.dumps({"data": {"total": 3, "items": []}}).encode(), more.next or "")
    assert (last.said, last.next) == ((), None)


def test_vietnamnet_asks_for_the_replies_of_one_by_its_id() -> None:
    row = {"userId": 5, "userName": "Tên", "commentId": "4377189", "commentContent": "<p>Cần</p>",
           "totalAnswer": 1, "createdDate": "2026-06-01T16:25:56", "parentId": "", "comments": None}  # fmt: skip
    body = {"data": {"comments": [row], "totalRow": 1, "pageIndex": 0, "pageSize": 2}}
    (address,) = parse(json.dumps(body).encode(), VIETNAMNET).replies
    assert "ParentId=4377189" in address
    assert "PageIndex=0" in address
    reply = {**row, "commentId": "4377216", "parentId": "4377189"}
    page = parse(json.dumps({"data": {"comments": [reply], "totalRow": 1}}).encode(), address)
    assert (page.said[0].reply_to, page.replies, page.next) == ("4377189", (), None)


def test_tuoitre_is_json_inside_json_with_replies_inside() -> None:
    rows = [tuoitre(1, [tuoitre(3)]), tuoitre(2)]
    page = parse(json.dumps({"Success": True, "Data": json.dumps(rows)}).encode(), TUOITRE)
    assert [s.native_id for s in page.said] == [str(2**60 + n) for n in (1, 3, 2)]
    assert page.said[1].reply_to == str(2**60 + 1)
    assert page.said[0].at
    assert page.said[0].at.isoformat() == "2026-06-01T09:12:25+07:00"
    assert page.said[0].likes == 3
    assert "pageindex=2" in (page.next or "")
    short = parse(json.dumps({"Success": True, "Data": json.dumps(rows[:1])}).encode(), TUOITRE)
    assert short.next is None
    assert parse(b'{"Success": true, "Data": ""}', TUOITRE).said == ()
    with pytest.raises(FeedError, match="khoá"):  # an endpoint that insists on a key is left alone
        parse(b'{"Success": false, "Message": "appKey"}', TUOITRE)


def test_thanhnien_is_a_fragment_with_replies_inside() -> None:
    inner = thanhnien(2, "truong hao", "@ai.do@thu.example đồng ý")
    body = (
        thanhnien(1, "ai.do@thu.example", "Lương thấp", inner) + thanhnien(3, "Hai", "Ừ")
    ).encode()
    page = parse(body, THANHNIEN)
    assert [(s.native_id, s.reply_to, s.likes) for s in page.said] == [
        ("cm-1", None, 1), ("cm-2", "cm-1", 2), ("cm-3", None, 3),
    ]  # fmt: skip
    assert page.said[0].text == "Lương thấp"
    assert page.said[0].at
    assert page.said[0].at.isoformat() == "2026-06-01T09:12:25+07:00"  # month first on this site
    assert "page=2" in (page.next or "")
    assert parse(b"", THANHNIEN).said == ()


def test_dantri_is_one_list_or_null() -> None:
    row = {"CommentId": 7, "UserId": None, "SenderFullName": "Người Đọc", "Content": "<p>Đúng</p>",
           "CreatedDate": "/Date(1780300800000+0700)/",
           "Replies": [{"CommentId": 8, "SenderFullName": "B", "Content": "Ừ", "CreatedDate": ""}]}  # fmt: skip
    page = parse(json.dumps([row]).encode(), DANTRI)
    assert [(s.native_id, s.reply_to) for s in page.said] == [("7", None), ("8", "7")]
    assert page.said[0].at
    assert page.said[0].at.isoformat() == "2026-06-01T08:00:00+00:00"
    assert parse(b"null", DANTRI).said == ()
    assert parse(b"[]", DANTRI).said == ()


def test_where_each_site_serves_them() -> None:
    def at(host: str, page: str, path: str) -> str:
        return " ".join(addresses(page.encode(), f"https://{host}{path}"))

    hidden = '<input id="hdNewsId" value="185260601201942802">'
    assert "objId=20260307075519174" in at("tuoitre.vn", "<p>x", "/a-20260307075519174.htm")
    assert "NewsID=185260601201942802" in at("thanhnien.vn", hidden, "/a-1.htm")
    assert "1-20260307080054340-0-0" in at("dantri.com.vn", "<p>x", "/b/a-20260307080054340.htm")
    assert at("tuoitre.vn", "<p>x", "/thoi-su.htm") == ""
    assert at("laodong.vn", "<p>x", "/a-123456789012345678.htm") == ""
    for site in ("tuoitre.vn", "thanhnien.vn"):
        assert "key" not in at(site, hidden, "/a-185260601201942802.htm").lower()


@pytest.mark.parametrize("url", [TUOITRE, THANHNIEN, DANTRI])
@given(body=st.binary(max_size=200) | st.text(max_size=200).map(str.encode) | st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9), lambda inner: st.lists(inner) |
    st.dictionaries(st.sampled_from(["Data", "Success", "id", "content", "Replies", "Id"]), inner),
    max_leaves=9).map(lambda value: json.dumps(value).encode()))  # fmt: skip
def test_any_payload_is_read_or_refused(url: str, body: bytes) -> None:
    try:
        page = parse(body, url)
    except FeedError:
        return
    assert isinstance(page.said, tuple)


def test_a_saved_fragment_is_read() -> None:
    path = Settings().data / "pages" / "social" / "thanhnien_comment_items_part_redacted.html"
    if not path.exists():
        pytest.skip(f"không có dữ liệu ngoài: {path}")
    said = parse(path.read_bytes(), THANHNIEN).said
    assert len(said) == 2
    assert all(one.text and one.at and one.handle for one in said)


# ---- XenForo


def thread_page(number: int, of: int, *, query: bool = False) -> bytes:
    base = "/index.php?threads/luong.55/" if query else "/threads/luong.55/"
    nav = "".join(
        f'<li class="pageNav-page"><a href="{base}page-{n}">{n}</a></li>' for n in (2, 3, of)
    )
    more = f'<a class="pageNav-jump pageNav-jump--next" href="{base}page-{number + 1}">Tiếp</a>'
    message = (
        f'<article class="message message--post" data-author="nguoi.{number}"'
        f' data-content="post-{number}"><time class="u-dt" data-time="1780300800"></time>'
        f'<article class="message-body"><div class="bbWrapper">Trang {number} gọi @nguoi.1 nhé</div>'
        "</article></article>"
    )
    return (
        '<!doctype html><html id="XF"><head><meta charset="utf-8"></head><body>'
        f'<h1 class="p-title-value">Lương tháng này</h1>{message}<ul class="pageNav-main">{nav}</ul>'
        f"{more if number < of else ''}</body></html>"
    ).encode()


def test_threads_of_a_board_in_both_spellings() -> None:
    page = (
        '<a href="/threads/luong.55/">1</a><a href="/threads/luong.55/latest">2</a>'
        '<a href="index.php?threads/an-ca.56/page-3">3</a><a href="index.php?threads/57/#post-9">4</a>'
        '<a href="index.php?forums/luong.3/">5</a><a href="/threads/luong.55/?tag=1">6</a>'
    )
    assert threads(page, "https://dd.example/forums/a.3/") == [
        "https://dd.example/threads/luong.55/",
        "https://dd.example/forums/a.3/index.php?threads/an-ca.56/",
        "https://dd.example/forums/a.3/index.php?threads/57/",
    ]


def test_a_long_thread_is_read_at_its_beginning_and_its_end() -> None:
    url = "https://dd.example/threads/luong.55/"
    assert next_page(thread_page(1, 9), url, most=40, read=1) == (f"{url}page-2", 0)
    assert next_page(thread_page(1, 99), url, most=5, read=1) == (f"{url}page-96", 94)
    assert next_page(thread_page(96, 99), url, most=5, read=2) == (f"{url}page-97", 0)
    query = "https://dd.example/index.php?threads/luong.55/"
    assert next_page(thread_page(1, 9, query=True), query, most=3, read=1) == (f"{query}page-8", 6)
    assert next_page(b"<p>x", url, most=5, read=1) == (None, 0)


# ---- the whole way, over HTTP


def articled(host: str, path: str, extra: str = "") -> dict[str, Any]:
    return {
        "/rss": web.feed(host, path),
        path: web.article("Bữa ăn ca của công nhân", tail=extra),
    }


ID = "185260601201942802"
RULES: dict[str, dict[str, Any]] = {
    "thanhnien.vn": articled("thanhnien.vn", f"/an-ca-{ID}.htm"),
    "eth2.cnnd.vn": {
        f"/api/ajax/ListComment.htm?page=1&NewsID={ID}&pageSize=25&iObjectType=1&SiteName=thanhnien":
            web.typed((thanhnien(1, "ai.do@thu.example", "Lương thấp") + thanhnien(
                2, "Hai", "@ai.do@thu.example đúng, gọi 0912345678")).encode(), web.HTML),
    },
    "tuoitre.vn": articled("tuoitre.vn", "/an-ca-20260601075519174.htm"),
    "id.tuoitre.vn": {
        "/api/getlist-comment.api?pageindex=1&pagesize=25&objId=20260601075519174&objType=1&sort=2":
            json.dumps({"Success": True, "Data": json.dumps([tuoitre(1, [tuoitre(2)])])}).encode(),
    },
    "vnexpress.net": articled("vnexpress.net", "/an-ca-5101768.html",
        '<meta name="tt_site_id" content="1"><div id="box_comment" data-objectid="77"></div>'),
    "usi-saas.vnexpress.net": {
        "/index/get?offset=0&limit=25&sort=like&objectid=77&objecttype=1&siteid=1&categoryid=":
            json.dumps({"data": {"total": 1, "items": [vnexpress(1, replies=2, shown=0)]}}).encode(),
        "/index/getreplay?offset=0&limit=25&objectid=77&objecttype=1&siteid=1&id=1&sort_by=like":
            json.dumps({"data": {"total": 2, "items": [
                {**vnexpress(11, parent=1), "content": "@Bạn Đọc 1 nói phải"}, vnexpress(12, parent=1)]}}).encode(),
    },
    "dan-dan.example": {
        "/forums/a.3/": b'<a href="/index.php?threads/luong.55/">x</a>',
        "/index.php?threads/luong.55/": thread_page(1, 3, query=True),
        "/index.php?threads/luong.55/page-2": thread_page(2, 3, query=True),
        "/index.php?threads/luong.55/page-3": web.status(500),
    },
    "voz.example": {"/f/a.3/": web.challenge},
    "tin-hoi.example": {"/rss": web.feed(
        "tin-hoi.example", "https://noi-khac.example/a-1.html", "/b-2.html",
        summary="Công nhân khu công nghiệp kể về tiền lương.")},
}  # fmt: skip


@pytest.fixture(scope="module")
def landed(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    root: Path = tmp_path_factory.mktemp("talk")

    def news(name: str, host: str) -> Source:
        return Source(id=name, name=name, home=f"https://{host}/", type="news", comments=True,
                      feeds=(f"https://{host}/rss",))  # fmt: skip

    def forum(name: str, host: str, board: str) -> Source:
        return Source(id=name, name=name, home=f"https://{host}/", type="forum", family="xenforo",
                      sections=(f"https://{host}{board}",))  # fmt: skip

    with web.serve(RULES) as site:
        result = crawl(
            CrawlJob(
                sources=(
                    news("thanhnien", "thanhnien.vn"), news("tuoitre", "tuoitre.vn"),
                    news("vnexpress", "vnexpress.net"), forum("dd", "dan-dan.example", "/forums/a.3/"),
                    forum("voz", "voz.example", "/f/a.3/"),
                    Source(id="rss", name="rss", home="https://tin-hoi.example/", type="union",
                           feeds=("https://tin-hoi.example/rss",), feed_only=True),
                ),
                landing=root / "landing", key_file=root / "key",
            ),
            routes=site.routes(), delay=0.0, time_limit=60,
        )  # fmt: skip
        asked = {host for host, path in site.asked if path != "/robots.txt"}
    assert "noi-khac.example" not in asked
    assert ("tin-hoi.example", "/b-2.html") not in site.asked
    return [row for path in result.files for row in rows(path)]


def said(landed: list[dict[str, Any]], source: str) -> list[str]:
    return [r["text"] for r in landed if r["type"] == "post" and r["source"] == source and
            r["kind"] != "article"]  # fmt: skip


def test_comments_of_every_site_arrive_under_their_article(landed: list[dict[str, Any]]) -> None:
    assert said(landed, "thanhnien") == ["Lương thấp", "@[bạn đọc] đúng, gọi [số điện thoại]"]
    assert said(landed, "tuoitre") == ["Lời 1", "Lời 2"]
    assert said(landed, "vnexpress") == [
        "Ý 1\ndòng hai", "@[bạn đọc] nói phải", "Ý 12\ndòng hai",
    ]  # fmt: skip
    articles = {r["source"]: r["post_id"] for r in landed if r.get("kind") == "article"}
    for row in landed:
        if row["type"] == "post" and row["kind"] == "comment" and row["source"] in articles:
            assert row["parent_id"] == articles[row["source"]]
            assert row["author_key"]


def test_a_thread_whose_last_page_fails_keeps_what_was_read(landed: list[dict[str, Any]]) -> None:
    assert said(landed, "dd") == ["Trang 1 gọi @[bạn đọc] nhé", "Trang 2 gọi @[bạn đọc] nhé"]
    (visit,) = [r for r in landed if r["type"] == "visit" and r["role"] == "thread"]
    assert (visit["outcome"], visit["reason_class"]) == ("failed", "temporary")
    posts = [r for r in landed if r["type"] == "post" and r["source"] == "dd"]
    assert {p["url"] for p in posts} == {"https://dan-dan.example/index.php?threads/luong.55/"}


def test_a_challenge_is_reported_and_left_alone(landed: list[dict[str, Any]]) -> None:
    (visit,) = [r for r in landed if r["type"] == "visit" and r["source"] == "voz"]
    assert visit["outcome"] == "blocked"
    assert "Cloudflare" in visit["reason"]


def test_a_feed_alone_is_a_source(landed: list[dict[str, Any]]) -> None:
    posts = [r for r in landed if r["type"] == "post" and r["source"] == "rss"]
    assert [p["url"] for p in posts] == [
        "https://noi-khac.example/a-1.html", "https://tin-hoi.example/b-2.html",
    ]  # fmt: skip
    assert {p["method"] for p in posts} == {"feed"}
    assert {p["text"] for p in posts} == {"Công nhân khu công nghiệp kể về tiền lương."}
    visits = [r for r in landed if r["type"] == "visit" and r["source"] == "rss"]
    assert [(v["role"], v["outcome"]) for v in visits] == [
        ("article", None), ("article", None), ("feed", "known"),
    ]  # fmt: skip


def test_no_name_of_anybody_landed(landed: list[dict[str, Any]]) -> None:
    told = json.dumps(landed, ensure_ascii=False)
    for raw in ("thu.example", "docgia", "Bạn Đọc 1", "nguoi.1", "0912345678", '"Hai"'):
        assert raw not in told
