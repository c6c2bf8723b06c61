"""Comment payloads: three dialects, one shape; nothing a stranger sends breaks the crawl."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.comments import parse, words
from crawlers.spiders.talk import comment_pages
from langnghe.config import Settings
from langnghe.errors import FeedError

VNEXPRESS = "https://usi-saas.vnexpress.net/index/get?offset=0&limit=25&objectid=1"
VIETNAMNET = "https://comment.vietnamnet.vn/api/Comment/Gets?ObjectId=1&PageIndex=0&PageSize=25"


def vnexpress(total: int) -> bytes:
    item = {"comment_id": 7, "parent_id": 7, "content": "Lương thấp<br />quá", "userid": 11,
            "full_name": "Tên Người", "creation_time": 1780300800, "userlike": 3,
            "replys": {"total": 1, "items": [{"comment_id": 8, "content": "Đúng", "userid": 12,
                                              "full_name": "B", "creation_time": 1780300900,
                                              "userlike": 0}]}}  # fmt: skip
    return json.dumps({"error": 0, "data": {"total": total, "items": [item]}}).encode()


def test_vnexpress_comments_and_replies() -> None:
    page = parse(vnexpress(total=3), VNEXPRESS)
    first, reply = page.said
    assert first.text == "Lương thấp\nquá"
    assert first.at == datetime(2026, 6, 1, 8, tzinfo=UTC)
    assert (first.handle, first.likes, first.reply_to) == ("11", 3, None)
    assert (reply.native_id, reply.reply_to) == ("8", "7")
    assert page.next
    assert "offset=1" in page.next
    assert parse(vnexpress(total=1), VNEXPRESS).next is None


def test_vietnamnet_comments_are_in_hanoi_time() -> None:
    row = {"userId": 5, "userName": "Tên", "totalLike": 2, "commentId": "9",
           "commentContent": "<p>Cần mái che</p>", "createdDate": "2026-06-01T16:25:56",
           "parentId": "", "comments": None}  # fmt: skip
    body = {"data": {"comments": [row], "totalRow": 60, "pageIndex": 0, "pageSize": 25}}
    page = parse(json.dumps(body).encode(), VIETNAMNET)
    (said,) = page.said
    assert said.text == "Cần mái che"
    assert said.at
    assert said.at.isoformat() == "2026-06-01T16:25:56+07:00"
    assert page.next
    assert "PageIndex=1" in page.next


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"[]", b"null", b'{"items": 5}', b'{"items": [{}]}', b'{"data": {"items": [1]}}',
     b'{"data": {"x": 1}}', b"[" * 100_000, b'{"items": [{"id": 1, "likes": "nhieu"}]}'],
)  # fmt: skip
def test_a_strange_payload_is_one_clear_error(body: bytes) -> None:
    with pytest.raises(FeedError, match="bình luận"):
        parse(body, VNEXPRESS)


def test_a_page_without_comments_is_empty() -> None:
    assert parse(b'{"data": null}', VIETNAMNET).said == ()
    assert parse(b'{"items": [], "next": null}', VIETNAMNET).said == ()


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), lambda inner:
                    st.lists(inner) | st.dictionaries(st.sampled_from(
                        ["items", "data", "id", "text", "comments", "replies", "next", "x"]), inner),
                    max_leaves=20))  # fmt: skip
def test_any_json_is_read_or_refused(value: object) -> None:
    try:
        page = parse(json.dumps(value).encode(), VNEXPRESS)
    except FeedError:
        return
    assert isinstance(page.said, tuple)


def test_markup_becomes_plain_lines() -> None:
    assert words("<p>Một&nbsp;hai</p><p>ba<br/>bốn</p><script>x</script>") == "Một hai\nba\nbốn\nx"


def test_where_comments_are_served() -> None:
    own = b'<div id="comments" data-comments-url="/binh-luan/5.json"></div>'
    assert comment_pages(own, "https://mau.example/a") == ["https://mau.example/binh-luan/5.json"]
    assert comment_pages(own.replace(b"/binh-luan/5.json", b"//["), "https://mau.example/a") == []
    page = (
        b'<meta name="tt_site_id" content="1"><meta name="tt_category_id" content="2">'
        b'<div id="box_comment" data-objectid="77" data-objecttype="1"></div>'
    )
    (address,) = comment_pages(page, "https://vnexpress.net/a-77.html")
    assert address.startswith("https://usi-saas.vnexpress.net/index/get?")
    assert "objectid=77" in address
    assert comment_pages(b"<p>khong co</p>", "https://mau.example/a") == []


@pytest.mark.parametrize(
    ("file", "url", "least"),
    [
        ("vnexpress_comments_5101768.json", VNEXPRESS, 5),
        ("vietnamnet_comments_part.json", VIETNAMNET, 3),
        ("vietnamnet_reply_4377189.json", VIETNAMNET, 1),
    ],
)
def test_saved_payloads_are_read(file: str, url: str, least: int) -> None:
    path = Settings().data / "pages" / "social" / file
    if not path.exists():
        pytest.skip(f"không có dữ liệu ngoài: {path}")
    page = parse(path.read_bytes(), url)
    assert len(page.said) >= least
    assert all(one.text and one.at and one.handle for one in page.said)
