"""A raw page is kept as it came, without the readers who talk under it."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from crawlers.anonymous import without_talk
from crawlers.ledger import RawPage
from crawlers.pipelines import keep_raw

ARTICLE = "<h1>Công nhân đòi lương</h1><div class='detail'><p>Sáng nay 200 công nhân…</p></div>"
TALK = "<span class='user'>hoa_ban_92</span><p>Gọi mình 0912 345 678</p>"


def page(more: str) -> bytes:
    return f"<html><head><meta charset='utf-8'></head><body>{ARTICLE}{more}</body></html>".encode()


def test_a_page_without_talk_is_kept_byte_for_byte() -> None:
    for more in ("", "<div id='comments' data-comments-url='/c.json'></div>", "<p>comment</p>"):
        assert without_talk(page(more)) == page(more)


@pytest.mark.parametrize(
    "more",
    [
        f"<div class='box-comment'>{TALK}</div>",
        f"<section id='comments'><ul><li>{TALK}</li></ul></section>",
        f"<div class='binh-luan'>{TALK}</div>",
        '<script>var d = {"comments": [{"author": "hoa_ban_92", "text": "0912 345 678"}]};</script>',
    ],
)
def test_comments_inside_a_page_are_not_kept(more: str) -> None:
    kept = without_talk(page(more)).decode()
    assert "hoa_ban_92" not in kept
    assert "0912 345 678" not in kept
    assert "Sáng nay 200 công nhân" in kept


def test_words_behind_the_comments_stay_whatever_they_are() -> None:
    """lxml reads a control character behind an element and refuses to move it."""
    kept = without_talk(page(f"<div class='comments'>{TALK}</div>Hết \x01\x0b bài")).decode()
    assert "hoa_ban_92" not in kept
    assert "Hết \x01\x0b bài" in kept


def test_what_lies_on_disk_names_no_reader(tmp_path: Path) -> None:
    path = keep_raw(tmp_path, RawPage("p1", page(f"<div class='comments'>{TALK}</div>")))
    assert b"hoa_ban_92" not in gzip.decompress(path.read_bytes())
