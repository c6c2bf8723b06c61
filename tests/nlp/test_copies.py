"""One text from many mouths is noticed; greetings, thanks and shared headlines are not."""

import dataclasses
import unicodedata
from datetime import UTC, datetime, timedelta

import pytest

from langnghe.records import Post, PostKind
from nlp.copies import CopyGroup, copies, telling
from nlp.perturb import HOWS, perturb

START = datetime(2026, 6, 12, 1, tzinfo=UTC)
RUMOUR = (
    "Công đoàn tỉnh đã ký giấy cho nhà máy chậm lương ba tháng, anh em đừng đóng phí nữa, "
    "kéo nhau lên văn phòng đòi lại tiền đi, chia sẻ cho các xưởng khác cùng biết"
)
EDITED = RUMOUR.replace("anh em", "mọi người").replace("đi, chia", "ngay, chia")


def comment(
    number: int,
    text: str,
    *,
    hours: float = 0.0,
    author: str | None = None,
    source: str = "bao-mau",
    kind: PostKind = "comment",
    title: str = "",
) -> Post:
    at = START + timedelta(hours=hours)
    return Post(
        post_id=f"p{number}", source=source, kind=kind, url="https://bao.example/7.html", title=title,
        lead="", text=text, fetched_at=at, published_at=at, author_key=author,
    )  # fmt: skip


def thrice(text: str, **fields: object) -> list[Post]:
    return [comment(n, text, hours=n, author=f"key{n}", **fields) for n in range(3)]  # type: ignore[arg-type]


def test_one_text_from_three_writers_within_a_day_is_a_group() -> None:
    (group,) = copies(thrice(RUMOUR))
    assert group == CopyGroup(
        post_ids=("p0", "p1", "p2"), sources=("bao-mau",), first_at=START,
        last_at=START + timedelta(hours=2), voices=3, most_in_a_day=3, words=36,
    )  # fmt: skip
    assert group.size == 3


def test_small_edits_accents_and_case_do_not_hide_a_copy() -> None:
    plain = perturb(RUMOUR, "no_accents", __import__("random").Random(1))
    posts = [
        comment(1, RUMOUR, author="a"),
        comment(2, EDITED, author="b"),
        comment(3, plain.upper() + " 👉👉 https://bao.example/7.html", author="c"),
        comment(4, unicodedata.normalize("NFD", RUMOUR), author="d"),
    ]
    (group,) = copies(posts)
    assert group.voices == 4


@pytest.mark.parametrize("how", sorted(HOWS))
def test_a_carelessly_typed_copy_is_a_copy(how: str) -> None:
    from random import Random

    posts = [comment(1, RUMOUR, author="a"), comment(2, RUMOUR, author="b")]
    posts.append(comment(3, perturb(RUMOUR, how, Random(4)), author="c"))
    assert [group.voices for group in copies(posts)] == [3]


def test_one_writer_who_repeats_himself_is_one_voice() -> None:
    posts = [comment(n, RUMOUR, hours=n, author="the same") for n in range(9)]
    assert copies(posts) == []
    assert copies([*posts, comment(9, RUMOUR, author="another")]) == []


def test_without_a_key_the_source_is_the_voice() -> None:
    assert copies([comment(n, RUMOUR) for n in range(5)]) == []
    (group,) = copies([comment(n, RUMOUR, source=f"trang-{n}") for n in range(3)])
    assert (group.voices, group.sources) == (3, ("trang-0", "trang-1", "trang-2"))


def test_three_within_a_day_not_three_within_a_month() -> None:
    slow = [comment(n, RUMOUR, hours=23 * n, author=f"k{n}") for n in range(3)]
    assert copies(slow) == []
    (group,) = copies([*slow, comment(3, RUMOUR, hours=24, author="k3"), comment(4, RUMOUR, hours=400, author="k4")])  # fmt: skip
    assert (group.most_in_a_day, group.voices) == (3, 4)
    assert group.last_at == START + timedelta(hours=46)


@pytest.mark.parametrize(
    "text",
    [
        "Hay quá!",
        "Cảm ơn công đoàn rất nhiều ạ",
        "Chúc mừng năm mới, chúc mọi người sức khoẻ, hạnh phúc, bình an, may mắn và thành công",
        "Xin chia buồn cùng gia đình, cầu mong linh hồn em được yên nghỉ, vô cùng thương tiếc",
        "Chúc anh chị em công nhân luôn vui vẻ, mạnh khoẻ, gặp nhiều may mắn trong năm mới nhé",
        "😀😀😀",
        "https://bao.example/cong-doan-len-tieng-ve-vu-viec-cham-luong-tai-nha-may.html",
        "12345 67890",
    ],
)
def test_what_everybody_says_is_no_copy(text: str) -> None:
    assert copies(thrice(text)) == []


def test_a_shared_headline_is_no_copy_but_what_is_said_beside_it_may_be() -> None:
    headline = "Công nhân ngừng việc vì nợ lương, công đoàn tỉnh yêu cầu doanh nghiệp đối thoại trước thứ sáu"
    shared = thrice(f"{headline} https://bao.example/7.html", kind="post")
    assert len(copies(shared)) == 1
    assert copies(shared, [f"{headline} - Báo Mẫu"]) == []
    assert len(copies(thrice(f"{headline}. {RUMOUR}"), [headline])) == 1


def test_different_texts_under_one_article_are_no_group() -> None:
    texts = [
        "Nhà máy tôi làm năm năm nay chưa bao giờ chậm lương ngày nào, chắc do đơn hàng giảm mạnh",
        "Tháng trước vợ tôi nghỉ việc ở đó vì tăng ca triền miên mà tiền cơm chỉ mười lăm nghìn",
        "Đề nghị thanh tra kiểm tra bảng công, nhiều xưởng khai thiếu giờ để khỏi đóng bảo hiểm",
    ]
    assert copies([comment(n, t, author=f"k{n}") for n, t in enumerate(texts)]) == []


def test_articles_are_left_out() -> None:
    assert copies(thrice(RUMOUR, kind="article", title="Tin")) == []


def test_the_order_of_posts_does_not_matter() -> None:
    posts = thrice(RUMOUR) + [comment(9, EDITED, hours=5, author="z")]
    assert copies(posts) == copies(posts[::-1])


def test_no_writer_comes_out() -> None:
    (group,) = copies(thrice(RUMOUR))
    shown = repr(dataclasses.asdict(group))
    assert not any(f"key{n}" in shown for n in range(3))


def test_nothing_in_nothing_out() -> None:
    assert copies([]) == []
    assert telling("") == []
