"""A forum page whose messages stand in a script as JSON, by the family's API names."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from crawlers.sites import FAMILIES
from crawlers.spiders.talk import thread

URL = "https://tinhte.vn/thread/xuong-lap-rap-tang-ca.4000001/"
AT = int(datetime(2026, 6, 12, 3, tzinfo=UTC).timestamp())


def post(number: int, **more: Any) -> dict[str, Any]:
    return {
        "post_id": number, "thread_id": 4000001, "poster_username": f"tho_may_{number}",
        "post_create_date": AT + number,
        "post_body_html": f"<blockquote class='bbCodeQuote'>lời cũ</blockquote>Ý kiến {number}<br>dòng hai",
        **more,
    }  # fmt: skip


def page(data: Any) -> bytes:
    return (
        "<html><head><title>x</title></head><body><h1>Xưởng lắp ráp tăng ca</h1><div id='root'></div>"
        f"<script id='page-configs' type='application/json'>{json.dumps(data)}</script></body></html>"
    ).encode()


def test_messages_are_found_wherever_they_stand() -> None:
    first = post(1)
    data = {"route": "thread", "store": [{"thread": {"thread_id": 4000001, "first_post": first}},
                                         {"posts": [first, post(2), post(3, post_is_deleted=True)]}]}  # fmt: skip
    said, title, _ = thread(page(data), URL, FAMILIES["xenforo"])
    assert title == "Xưởng lắp ráp tăng ca"
    assert [one.native_id for one in said.said] == ["1", "2"]
    assert said.said[0].text == "Ý kiến 1\ndòng hai"
    assert said.said[0].at == datetime(2026, 6, 12, 3, 0, 1, tzinfo=UTC)


def test_threads_of_a_list_are_named_once_and_only_of_the_same_host() -> None:
    rows = [
        {"thread_id": 4000001, "links": {"permalink": URL}},
        {"thread_id": 4000001, "links": {"permalink": URL + "page-2"}},
        {"thread_id": 7, "links": {"permalink": "https://noi-khac.example/threads/a.7/"}},
    ]
    family = FAMILIES["xenforo"]
    assert family.threads is not None
    assert family.threads(page({"items": rows}), "https://tinhte.vn/forums/") == [URL]


def test_json_of_another_shape_gives_nothing_and_breaks_nothing() -> None:
    family = FAMILIES["xenforo"]
    assert family.messages is not None
    for data in ({}, [], {"posts": [{"post_id": "x"}]}, {"a": [[[[1]]]]}, "chữ"):
        assert family.messages(page(data), URL) == []
    assert family.messages(page({}).replace(b"{}", b"{hong"), URL) == []
