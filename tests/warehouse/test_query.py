"""What a person types becomes a tree, or one Vietnamese sentence that names the position."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langnghe.errors import QueryError
from warehouse.query import And, Field, Node, Not, Or, Term, parse


def word(text: str) -> Term:
    return Term(text, text)


A, B, C = word("gach"), word("ngoi"), word("cat")


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        ("gach", A),
        ("  gach   ngoi ", And((A, B))),
        ("gach AND ngoi", And((A, B))),
        ("gach VÀ ngoi", And((A, B))),
        ("gach OR ngoi", Or((A, B))),
        ("gach HOẶC ngoi", Or((A, B))),
        ("gach | ngoi", Or((A, B))),
        ("gach ngoi OR cat", Or((And((A, B)), C))),
        ("gach (ngoi OR cat)", And((A, Or((B, C))))),
        ("gach NOT ngoi", And((A, Not(B)))),
        ("gach KHÔNG ngoi", And((A, Not(B)))),
        ("gach -ngoi", And((A, Not(B)))),
        ("gach -(ngoi cat)", And((A, Not(And((B, C)))))),
        ("NOT NOT gach", Not(Not(A))),
        ('"gach ngoi"', word("gach ngoi")),
        ("“gach ngoi” cat", And((word("gach ngoi"), C))),
        ('-"gach ngoi"', Not(word("gach ngoi"))),
        ("gach*", Term("gach", "gach", prefix=True)),
        ('"gach ngo"*', Term("gach ngo", "gach ngo", prefix=True)),
        ("gach - ngoi", And((A, B))),  # a dash that stands alone is no word
        ("gach, ngoi!", And((A, B))),
        ("gach-ngoi", word("gach ngoi")),
        ("Gạch", Term("gach", "gạch")),
        ("hoặc", Term("hoac", "hoặc")),  # in small letters it is a word
        ("nguon:tuoitre", Field("source", "tuoitre")),
        ('nguồn:"Tuổi Trẻ"', Field("source", "tuoi tre")),
        ("chude:wages", Field("topic", "wages")),
        ("loai:comment", Field("kind", "comment")),
        ("loai:bài", Field("kind", "article")),
        ("-nguon:tuoitre gach", And((Not(Field("source", "tuoitre")), A))),
        ("gia:ngoi", And((word("gia"), B))),  # no field: two words
    ],
)
def test_a_query_is_a_tree(query: str, tree: Node) -> None:
    assert parse(query) == tree


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2026-07-19", date(2026, 7, 19), date(2026, 7, 19)),
        ("19/7/2026", date(2026, 7, 19), date(2026, 7, 19)),
        ("7/2026", date(2026, 7, 1), date(2026, 7, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("1/6/2026..30/6/2026", date(2026, 6, 1), date(2026, 6, 30)),
        ("6/2026..2026", date(2026, 6, 1), date(2026, 12, 31)),
    ],
)
def test_days_are_read_as_vietnamese_write_them(value: str, first: date, last: date) -> None:
    tree = parse(f"ngay:{value}")
    assert isinstance(tree, Field)
    assert (tree.first, tree.last) == (first, last)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("", "không có chữ nào để tìm"),
        (" ... !!! ", "không có chữ nào để tìm"),
        ('gach "ngoi', "Vị trí 6: dấu ngoặc kép chưa đóng"),
        ('gach "..."', "Vị trí 6: trong ngoặc kép không có chữ"),
        ("gach (ngoi", "Vị trí 6: dấu “\\(” chưa đóng"),
        ("gach) ngoi", "Vị trí 5: thừa dấu “\\)”"),
        ("gach ()", "Vị trí 7: cần một từ để tìm, nhưng gặp “\\)”"),
        ("OR gach", "Vị trí 1: cần một từ để tìm, nhưng gặp “OR”"),
        ("gach OR", "Vị trí 8: cần một từ để tìm, nhưng câu tìm đã hết"),
        ("gach NOT", "Vị trí 9: cần một từ"),
        ("gach ngay:31/2/2026", "Vị trí 6: không có ngày “31/2/2026” trong lịch"),
        ("ngay:homqua", "Vị trí 1: không hiểu ngày “homqua”"),
        ("ngay:2026-0-5", "Vị trí 1: không có ngày"),
        ("ngay:30/6/2026..1/6/2026", "khoảng ngày .* bị ngược"),
        ("loai:video", "chọn article, comment, post"),
        ("nguon:...", "sau dấu “:” chưa có giá trị"),
        ("(" * 60 + "gach" + ")" * 60, "lồng nhau quá 40 lớp"),
        ("gach " * 61, "quá 60 từ"),
        ("a" * 2001, "dài quá 2000 ký tự"),
    ],
)
def test_what_cannot_be_understood_names_the_position(query: str, sentence: str) -> None:
    with pytest.raises(QueryError, match=sentence):
        parse(query)


def test_long_words_also_find_their_short_forms() -> None:
    shorts = Or(
        (
            And((word("cong"), word("ty"))),
            Term("cty", "cty", loose=True),
            Term("cti", "cti", loose=True),
        )
    )
    assert parse("cong ty gach") == And((shorts, A))
    assert Term("bhxh", "bhxh", loose=True) in parse('"bảo hiểm xã hội"').parts  # type: ignore[union-attr]
    assert parse("bhxh") == Or(
        (word("bhxh"), Term("bao hiem xa hoi", "bao hiem xa hoi", loose=True))
    )
    assert parse("-cty") == Not(word("cty"))


PIECES = st.sampled_from(
    [
        "gạch",
        "ngói",
        "cty",
        "AND",
        "OR",
        "HOẶC",
        "NOT",
        "KHÔNG",
        "(",
        ")",
        '"',
        "“",
        "-",
        "*",
        ":",
        "|",
    ]
    + [
        "nguon:",
        "ngay:",
        "chude:",
        "loai:",
        "2026",
        "7/2026",
        "..",
        "\x00",
        "\ud800",
        "'",
        ";",
        "%",
        "$v0",
    ]
)
ANYTHING = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=60),
    st.lists(st.tuples(PIECES, st.sampled_from(["", " "])), max_size=14).map(
        lambda pairs: "".join(piece + gap for piece, gap in pairs)
    ),
)


@given(ANYTHING)
def test_any_string_is_a_tree_or_a_sentence(query: str) -> None:
    try:
        tree = parse(query)
    except QueryError as error:
        assert str(error)  # noqa: PT017  # either way is fine; a third is not
    else:
        assert isinstance(tree, Term | Field | Not | And | Or)
