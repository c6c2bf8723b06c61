"""/tin and /bai: copies, edits word by word, who said which label, what it belongs to, what people code."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from langnghe.desk.pages.tin_khac import differences
from tests.desk.conftest import Served, axe, field_of
from warehouse import open_store


def rows(desk: Served, sql: str) -> list[tuple[Any, ...]]:
    with desk.desk.replica.lease() as lease:
        return lease.store.rows(sql)


@pytest.fixture
def story(desk: Served) -> str:
    """Return a story with several copies that nobody coded yet."""
    found = rows(
        desk,
        "select story_id from raw.story_member where story_id not in "
        "(select id from raw.event where kind = 'story') "
        "group by 1 having count(*) > 1 order by count(*) desc, 1 limit 1",
    )
    return str(found[0][0])


def test_a_story_shows_every_copy_and_opens_by_any_of_them(desk: Served, story: str) -> None:
    client = desk.as_role("analyst")
    page = client.html(f"/tin/{story}")
    members = rows(desk, f"select post_id from raw.story_member where story_id = '{story}'")
    for (post_id,) in members:
        assert f'href="/bai/{post_id}"' in page
        assert f"/tin/{story}/nhan-xet" in client.html(f"/tin/{post_id}")


def test_addresses_outside_take_nothing_along(desk: Served, story: str) -> None:
    page = desk.as_role("analyst").html(f"/tin/{story}")
    outside = re.findall(r'<a href="https?://[^>]*>', page)
    assert outside
    assert all('rel="noopener noreferrer"' in one for one in outside)


def test_what_an_outlet_changed_is_shown_word_by_word(desk: Served) -> None:
    edited = rows(
        desk,
        "select post_id from raw.post where method <> 'feed' group by 1 having count(*) > 1 limit 1",
    )
    page = desk.as_role("analyst").html(f"/tin/{edited[0][0]}")
    assert "<del>163</del> <ins>158</ins>" in page


def test_two_texts_as_one() -> None:
    before = "a b c d e f g h i k l m n o p một hai"
    after = "a b c d e f g h i k l m n o p một ba"
    assert list(differences(before, after)) == [
        ("cut", "…"), ("same", "l m n o p một"), ("gone", "hai"), ("new", "ba"),
    ]  # fmt: skip
    assert list(differences("", "mới")) == [("new", "mới")]


def test_labels_say_who_spoke_and_whose_word_counts(desk: Served) -> None:
    read = rows(
        desk,
        "select post_id from raw.annotation where model = 'person@analyst' and task = 'tone' limit 1",
    )
    page = desk.as_role("analyst").html(f"/bai/{read[0][0]}")
    assert "<b>" in page.split("Nhãn và ai nói")[1]
    assert "Phân tích viên" in page.split("Nhãn và ai nói")[1]
    assert "(không tính nữa)" in page
    assert "máy accurate@1" in page


def test_a_comment_has_no_author_and_a_newspaper_only_an_extract(desk: Served) -> None:
    client = desk.as_role("analyst")
    with open_store(desk.workspace.warehouse, read_only=True) as store:  # the replica has no keys
        ((ident, key),) = store.rows(
            "select post_id, author_key from raw.post where kind = 'comment' and author_key <> '' "
            "order by post_id limit 1"
        )
    page = client.html(f"/bai/{ident}")
    assert key not in page
    assert "Ai viết thì không giữ lại" in page
    (long, body), *_ = rows(
        desk, "select post_id, body from raw.post where kind = 'article' order by length(body) desc"
    )
    page = client.html(f"/bai/{long}")
    if len(body) > 700:
        assert "thuộc bản quyền của toà soạn" in page
        assert body[-60:] not in page


def test_what_was_written_to_harm_is_text(desk: Served) -> None:
    client = desk.as_role("analyst")
    planted = rows(desk, "select post_id from raw.post where title like '%<script>%'")
    assert planted
    for (post_id,) in planted:
        page = client.html(f"/tin/{post_id}")
        assert "<script>alert" not in page
        assert "<script>document" not in page
        assert "&lt;script&gt;" in page


def test_a_story_names_its_alert_and_its_message(desk: Served) -> None:
    client = desk.as_role("analyst")
    alert, posts = rows(desk, "select id, posts from mart.alert where len(posts) > 0 order by id")[
        0
    ]
    assert f'href="/canh-bao/{alert}"' in client.html(f"/tin/{posts[0]}")
    carried = rows(
        desk, "select post_id, message from mart.carriage where relation = 'carries' limit 1"
    )
    page = client.html(f"/tin/{carried[0][0]}")
    assert f"Đường đi của thông điệp {carried[0][1]}" in page


def test_coding_shows_at_once_and_an_old_form_is_a_conflict(desk: Served, story: str) -> None:
    client = desk.as_role("analyst")
    version = field_of(client.html(f"/tin/{story}"), "_phien_ban")
    address = f"/tin/{story}/nhan-xet"
    refused = client.send_form(address, {"kiem": "refuted", "_phien_ban": version})
    assert refused.status_code == 422  # a refutation says why
    sent = {"kiem": "verified", "muc": "3", "ghi_chu": "đã gọi <b>cơ sở</b>", "_phien_ban": version}
    assert client.send_form(address, sent).status_code == 303
    page = client.html(f"/tin/{story}")
    assert "Đã kiểm chứng: đúng sự thật" in page
    assert "đã gọi &lt;b&gt;cơ sở&lt;/b&gt;" in page
    late = client.send_form(address, {"muc": "5", "ghi_chu": "ý khác", "_phien_ban": version})
    assert late.status_code == 409
    assert "ý khác" in late.text
    said = rows(
        desk, f"select what, said_by from raw.event where kind = 'story' and id = '{story}'"
    )
    assert sorted(said) == [("severity", "analyst"), ("verified", "analyst")]


def test_who_may_not_code_is_refused_and_unknown_ids_are_404(desk: Served, story: str) -> None:
    assert desk.as_role("spokesperson").send_form(f"/tin/{story}/nhan-xet").status_code == 403
    assert "Kết quả kiểm chứng" not in desk.as_role("spokesperson").html(f"/tin/{story}")
    for path in ("/tin/khong-co", "/bai/khong-co", "/bai/a%20b"):
        assert desk.as_role("analyst").get(path).status_code == 404


def test_the_pages_fit_and_anybody_can_read_them(browse: Callable[..., Any], desk: Served) -> None:
    post = rows(desk, "select post_id from mart.carriage where relation = 'carries' limit 1")[0][0]
    page = browse("analyst", f"/tin/{post}", width=390)
    for address in (f"/tin/{post}", f"/bai/{post}"):
        page.goto(address)
        for width in (1200, 390):
            page.set_viewport_size({"width": width, "height": 844})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert axe(page) == []
