"""Importing posts: good rows go on, a bad one is named by line, column and remedy."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from langnghe.config import Source
from langnghe.errors import LangngheError, RowError
from langnghe.records import Post
from langnghe.registers.dates import read_moment
from langnghe.registers.kinds import KINDS, POSTS
from langnghe.registers.posts import SourceNames, check_posts
from langnghe.registers.tables import read_table
from langnghe.registers.template import write_template
from langnghe.text import canonical

NOW = datetime(2026, 6, 30, 1, 0, tzinfo=UTC)
SOURCES = SourceNames(
    [Source(id="bao-mau", name="Báo Mẫu", home="https://baomau.example/", type="news")]
)


def checked(path: Path) -> list[tuple[int, Post | RowError]]:
    rows = read_table(path, decode=lambda data: data.decode("utf-8"), aliases=POSTS.aliases())
    return list(check_posts(rows, sources=SOURCES, normalise=canonical, now=NOW))


def test_a_bad_date_is_one_row_and_the_others_go_on(tmp_path: Path) -> None:
    file = tmp_path / "tin.csv"
    file.write_text(
        "url,title,text,published_at,source\n"
        "https://baomau.example/1.html,Tin một,Nội dung,2026-06-12 08:30,bao-mau\n"
        "https://baomau.example/2.html,Tin hai,Nội dung,31/02/2026,bao-mau\n"
        "https://baomau.example/3.html,Tin ba,Nội dung,12/06/2026 08:30,Báo Mẫu\n",
        encoding="utf-8",
    )
    (_, one), (line, bad), (_, three) = checked(file)
    assert isinstance(one, Post)
    assert one.published_at == datetime(2026, 6, 12, 1, 30, tzinfo=UTC)
    assert isinstance(bad, RowError)
    assert line == 3
    assert str(bad).startswith("dòng 3, cột published_at: không có ngày '31/02/2026'")
    assert isinstance(three, Post)
    assert three.source == "bao-mau"


def test_headings_may_be_vietnamese_and_semicolons_are_excel(tmp_path: Path) -> None:
    file = tmp_path / "tin.csv"
    file.write_text(
        "\ufeffĐường dẫn;Tiêu đề;Nội dung;Ngày đăng;Nguồn\nhttps://x.example/a;Tin;Chữ;12/06/2026;\n",
        encoding="utf-8",
    )
    [(_, post)] = checked(file)
    assert isinstance(post, Post)
    assert (post.title, post.source) == ("Tin", "x.example")


def test_a_line_break_inside_a_cell_does_not_shift_the_rows_of_a_spreadsheet(
    tmp_path: Path,
) -> None:
    file = tmp_path / "tin.csv"
    file.write_text(
        'url,title,text\nhttps://x.example/a,Tin,"dòng một\ndòng hai"\nkhông-phải-url,Tin,Chữ\n',
        encoding="utf-8",
    )
    (_, good), (line, bad) = checked(file)
    assert isinstance(good, Post)
    assert good.text == "dòng một\ndòng hai"
    assert line == 3
    assert isinstance(bad, RowError)
    assert bad.column == "url"


def test_an_open_quote_swallows_no_row_in_silence(tmp_path: Path) -> None:
    file = tmp_path / "tin.csv"
    file.write_text(
        'url,title,text\nhttps://x.example/a,"Nói ""được"" rồi",x\n'
        'https://x.example/b,"mở mà không đóng,x\nhttps://x.example/c,Tin,y\n',
        encoding="utf-8",
    )
    (_, good), (line, bad) = checked(file)
    assert isinstance(good, Post)
    assert good.title == 'Nói "được" rồi'
    assert line == 3
    assert isinstance(bad, RowError)
    assert "nuốt 1 dòng sau" in bad.message


@pytest.mark.parametrize(
    ("header", "words"),
    [("cột a,cột b", "không có tên cột nào quen"), ("url, URL", "hai cột url"), ("url,url", "hai cột url")],
)  # fmt: skip
def test_headings_that_cannot_be_right_are_one_line(
    tmp_path: Path, header: str, words: str
) -> None:
    file = tmp_path / "tin.csv"
    file.write_text(f"{header}\nhttps://x.example/a,b\n" * 2, encoding="utf-8")
    with pytest.raises(LangngheError, match=words):
        checked(file)


def test_of_two_columns_for_one_thing_the_filled_one_counts(tmp_path: Path) -> None:
    file = tmp_path / "tin.csv"
    file.write_text(
        "url,title,content,description\nhttps://x.example/a,Tin,,Mô tả\n"
        "https://x.example/b,Tin,Toàn văn,Mô tả\n",
        encoding="utf-8",
    )
    texts = [post.text for _, post in checked(file) if isinstance(post, Post)]
    assert texts == ["Mô tả", "Toàn văn"]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"url": "https://", "title": "Tin"}, "url"),
        ({"url": "https://x.example/a", "title": ["Tin"]}, "title"),
        ({"url": "https://x.example/a", "title": "Tin", "published_at": "0001-01-01"}, "published_at"),
        ({"url": "https://x.example/a", "title": "Tin", "published_at": "9999-12-31T23:00:00-07:00"}, "published_at"),
    ],
)  # fmt: skip
def test_values_that_would_break_a_later_stage_are_told_by_column(
    row: dict[str, object], column: str
) -> None:
    [(_, bad)] = check_posts([(2, row)], sources=SOURCES, normalise=canonical, now=NOW)
    assert isinstance(bad, RowError)
    assert bad.column == column


def test_half_letters_and_empty_cells_of_data_frames_do_no_harm() -> None:
    row = {"url": "https://x.example/\ud800a", "title": "Tin", "author": float("nan"), "kind": "Article",
           "published_at": float("nan"), "source": "\ud800"}  # fmt: skip
    [(_, post)] = check_posts([(2, row)], sources=SOURCES, normalise=canonical, now=NOW)
    assert isinstance(post, Post)
    assert (post.url, post.author, post.published_at) == ("https://x.example/a", None, None)
    assert post.source == "x.example"


def test_the_example_of_the_template_is_no_row_until_somebody_types_over_it(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    file = tmp_path / "mau.xlsx"
    write_template(KINDS["posts"], file)
    assert checked(file) == []
    book = load_workbook(file)
    sheet = book.worksheets[0]
    assert sheet["C1"].value == "Tiêu đề"
    sheet["C2"].value = "Tin của người nhập"
    book.save(file)
    [(line, post)] = checked(file)
    assert line == 2
    assert isinstance(post, Post)
    assert post.title == "Tin của người nhập"


def test_json_lines_with_a_broken_line(tmp_path: Path) -> None:
    file = tmp_path / "tin.jsonl"
    file.write_text('{"url":"https://x.example/a","title":"Tin"}\n{"url":\n[1]\n', encoding="utf-8")
    (_, good), (_, broken), (_, not_a_row) = checked(file)
    assert isinstance(good, Post)
    assert isinstance(broken, RowError)
    assert broken.line == 2
    assert isinstance(not_a_row, RowError)


def test_commenters_have_no_name_and_no_phone(tmp_path: Path) -> None:
    file = tmp_path / "bl.jsonl"
    file.write_text(
        '{"id":"c1","kind":"comment","text":"Gọi tôi 0912 345 678","author":"Nguyễn Văn A","source":"bao-mau"}\n',
        encoding="utf-8",
    )
    [(_, post)] = checked(file)
    assert isinstance(post, Post)
    assert post.author is None
    assert "0912" not in post.text


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "tin.csv", "tệp trống"),
        (b"not a zip", "tin.xlsx", "không phải tệp XLSX"),
        (b"PAR0", "tin.parquet", "không phải tệp Parquet"),
        (b"x", "tin.doc", "không nhận dạng .doc"),
    ],
)
def test_an_unreadable_file_is_one_clear_line(
    tmp_path: Path, content: bytes, name: str, words: str
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(LangngheError, match=words):
        checked(file)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-06-12T08:30:00+07:00", datetime(2026, 6, 12, 1, 30, tzinfo=UTC)),
        ("2026-06-12", datetime(2026, 6, 11, 17, 0, tzinfo=UTC)),
        ("12/6/2026", datetime(2026, 6, 11, 17, 0, tzinfo=UTC)),
        ("12-06-2026 8h05", datetime(2026, 6, 12, 1, 5, tzinfo=UTC)),
        ("29/02/2028 23:59:59", datetime(2028, 2, 29, 16, 59, 59, tzinfo=UTC)),
        ("", None),
        (None, None),
    ],
)
def test_dates_are_vietnamese_unless_they_say_otherwise(
    text: str | None, expected: datetime | None
) -> None:
    assert read_moment(text) == expected


@settings(max_examples=60, deadline=None)
@given(st.text())
def test_any_cell_is_an_aware_moment_or_a_sentence(text: str) -> None:
    moment, sentence = None, ""
    try:
        moment = read_moment(text)
    except ValueError as error:
        sentence = str(error)
    assert moment is None or moment.utcoffset() is not None
    assert not sentence or sentence.startswith("không")


def test_a_commenter_leaves_neither_name_nor_address_nor_number(tmp_path: Path) -> None:
    file = tmp_path / "tin.csv"
    file.write_text(
        "id,kind,title,lead,text,author,source\n"
        "1,comment,gọi 0912345678,viết a@x.example,hỏi 0912 345 678,Người Nào Đó,bao-mau\n",
        encoding="utf-8",
    )
    [(_, post)] = checked(file)
    assert isinstance(post, Post)
    assert post.author is None
    for words in (post.title, post.lead, post.text):
        assert "0912" not in words
        assert "@" not in words
