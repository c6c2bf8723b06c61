"""The trace of a message as a picture: every text a mark, every mark with an address a link."""

from __future__ import annotations

from datetime import UTC, datetime
from xml.etree import ElementTree

from nlp.lineage.picture import Mark, draw

SVG = "{http://www.w3.org/2000/svg}"


def mark(
    day: int, lane: str, relation: str = "carries", url: str = "https://bao.example/1"
) -> Mark:
    return Mark(
        lane=lane, at=datetime(2026, 5, day, tzinfo=UTC), title="Bài <một> & hai", source="Báo A",  # type: ignore[arg-type]
        url=url, relation=relation, judged=False, id=f"{lane}{day}",
    )  # fmt: skip


def test_every_text_is_a_mark_and_a_link() -> None:
    marks = [mark(1, "document", url=""), mark(2, "own"), mark(3, "article"), mark(3, "article", "distorts"),
             mark(4, "talk", "contradicts", url="javascript:alert(1)")]  # fmt: skip
    tree = ElementTree.fromstring(draw("TD-1", "Câu <dài>", marks))
    links = tree.findall(f".//{SVG}a")
    assert [link.get("href") for link in links] == [
        "https://bao.example/1"
    ] * 3  # no other kind of address
    titles = [title.text or "" for title in tree.iter(f"{SVG}title")]
    assert sum("Bài <một> & hai" in title for title in titles) == 5
    words = " ".join(text.text or "" for text in tree.iter(f"{SVG}text"))
    assert "5 nơi mang thông điệp, 01/05/2026 – 04/05/2026; 2 nơi nói khác hoặc nói ngược." in words


def test_no_text_is_said_so() -> None:
    assert "Chưa thấy ở văn bản, bài, bình luận nào." in draw("TD-1", "Câu", [])
