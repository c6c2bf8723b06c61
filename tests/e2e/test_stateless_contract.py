"""Stateless verbs as a stranger meets them: order, keys, ids, bad lines, odd files."""

from __future__ import annotations

import gzip
import json
import random
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from langnghe.text import fold
from tests.within import langnghe

LABEL_KEYS = [
    "id", "in_scope", "topics", "tone", "stance_union", "intent", "risk", "scores", "model", "entities",
]  # fmt: skip
PAGE_KEYS = ["url", "title", "lead", "body", "author", "published_at", "method", "site"]
PROSE = "Sáng 12/6, công đoàn khu công nghiệp Tam Đường trao quà cho hơn hai trăm công nhân. " * 6


def write(path: Path, rows: list[Any]) -> Path:
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return path


def read(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_good_lines_go_on_between_bad_ones_and_ids_keep_their_type(tmp_path: Path) -> None:
    file = tmp_path / "vao.jsonl"
    deep = b"[" * 200_000
    lines = [
        b'\xef\xbb\xbf{"id": 1, "text": "C\xc3\xb4ng \xc4\x91o\xc3\xa0n"}', b"x", b"[1]", deep,
        b'{"id": "a"}', b'{"id": 2, "text": ["x"]}', b'{"id": 2.5, "text": ""}', b"",
    ]  # fmt: skip
    file.write_bytes(b"\r\n".join(lines))
    done = langnghe("normalize", file)
    assert done.returncode == 1
    assert read(done.stdout) == [{"id": 1, "text": "Công đoàn"}, {"id": 2.5, "text": ""}]
    assert [line.split(": ")[2] for line in done.stderr.splitlines()] == [
        f"dòng {n}" for n in (2, 3, 4, 5, 6)
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1258"])
def test_a_file_of_any_windows_program_is_read(tmp_path: Path, encoding: str) -> None:
    text = "Người lao động được công đoàn chăm lo"
    if encoding == "cp1258":  # tone marks stand by themselves there
        text = "".join(
            unicodedata.normalize("NFD", c) if unicodedata.decomposition(c) else c for c in text
        )
        text = text.replace("o\u031b", "ơ").replace("u\u031b", "ư").replace("a\u0306", "ă")
        for letter in "aeo":
            text = text.replace(f"{letter}\u0302", unicodedata.normalize("NFC", f"{letter}\u0302"))
            text = text.replace(f"{letter}\u0323\u0302", f"{'âêô'['aeo'.index(letter)]}\u0323")
    file = tmp_path / "vao.jsonl"
    file.write_bytes(json.dumps({"id": 1, "text": text}, ensure_ascii=False).encode(encoding))
    done = langnghe("normalize", file)
    assert done.returncode == 0, done.stderr
    assert read(done.stdout)[0]["text"] == "Người lao động được công đoàn chăm lo"


@pytest.mark.parametrize("verb", ["normalize", "classify", "stories"])
def test_nothing_in_nothing_out(verb: str) -> None:
    done = langnghe(verb, "-", stdin="")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_classify_takes_what_is_missing_and_refuses_what_is_wrong(tmp_path: Path) -> None:
    rows = [
        {"id": 7, "title": "Hơn 200 công nhân đình công vì nợ lương"},
        {"id": "x", "kind": "tweet", "title": "a", "text": "b"},
        {"id": 7, "kind": "comment", "title": None, "text": "😀😀"},
        {"id": "dài", "kind": "article", "title": "", "text": "công nhân bị nợ lương " * 50_000},
        {"id": 8, "kind": "post", "title": {"a": 1}, "text": ""},
        {"id": 9, "kind": "comment"},
    ]
    done = langnghe("classify", write(tmp_path / "vao.jsonl", rows))
    found = read(done.stdout)
    assert [row["id"] for row in found] == [7, 7, "dài", 9]
    assert all(list(row) == LABEL_KEYS for row in found)
    for row in found:
        assert set(row["scores"]) == {
            "in_scope", "topics", "tone", "stance_union", "intent", "risk",
        }  # fmt: skip
        assert set(row["scores"]["risk"]) == {"0", "1", "2", "3"}
        for task in ("tone", "stance_union", "intent", "risk"):
            assert sum(row["scores"][task].values()) == pytest.approx(1, abs=2e-3)
            assert str(row[task]) in row["scores"][task]
    assert done.returncode == 1
    assert "dòng 2: loại 'tweet' lạ" in done.stderr
    assert "dòng 5: title phải là chữ" in done.stderr


def test_stories_do_not_depend_on_the_order_and_keep_two_texts_under_one_id(
    tmp_path: Path,
) -> None:
    title = "Hơn 200 công nhân Mây Trắng ngừng việc đòi lương"
    text = f"{title} tháng 5. Liên đoàn Lao động tỉnh Lai Châu đã cử cán bộ xuống đối thoại."
    rows: list[dict[str, Any]] = [
        {"id": 1, "title": title, "text": text, "published_at": "2026-06-12T08:00:00+07:00"},
        {"id": 2, "title": f"{title} - Báo B", "text": text, "published_at": "12/06/2026 09:00"},
        {"id": "3", "title": unicodedata.normalize("NFD", title), "text": text},
        {"id": "4", "title": fold(title), "text": fold(text), "published_at": "hôm qua"},
        {
            "id": 1,
            "title": "Giải chạy gây quỹ mái ấm thu hút 500 người",
            "text": "Giải chạy diễn ra cuối tuần ở quảng trường.",
            "published_at": "2026-06-12T08:00:00+07:00",
        },
        {"id": 6, "title": None},
    ]
    found = read(langnghe("stories", write(tmp_path / "a.jsonl", rows)).stdout)
    assert [row["id"] for row in found] == [1, 2, "3", "4", 1, 6]
    assert len({row["story_id"] for row in found[:4]}) == 1
    assert len({row["story_id"] for row in found[3:]}) == 3
    random.Random(3).shuffle(rows)
    again = read(langnghe("stories", write(tmp_path / "b.jsonl", rows)).stdout)
    assert sorted(map(str, again)) == sorted(map(str, found))


def test_extract_of_many_files_reads_what_it_can(tmp_path: Path) -> None:
    page, bare = tmp_path / "bai.html", tmp_path / "tran.html"
    page.write_text(
        f"<html><head><title>Trao quà</title></head><body><h1>Công đoàn trao quà</h1>"
        f"<article><p>{PROSE}</p><p>{PROSE}</p></article></body></html>",
        encoding="utf-8",
    )
    bare.write_text(f"<body><article><p>{PROSE}</p><p>{PROSE}</p></article>", encoding="utf-8")
    picture = tmp_path / "anh.html"
    picture.write_bytes(b"\x89PNG\r\n" + random.Random(1).randbytes(30_000))
    files = [picture, tmp_path / "khong-co.html", page, bare]
    addresses = [f"https://bao.example/bai-{n}.html" for n in range(4)]
    options = [part for url in addresses for part in ("--url", url)]
    done = langnghe("extract", *files, *options)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 2
    with_title, without = read(done.stdout)
    assert (list(with_title), list(without)) == (PAGE_KEYS, PAGE_KEYS)
    assert with_title["url"] == addresses[2]
    assert with_title["title"] == "Công đoàn trao quà"
    assert isinstance(with_title["body"], list)
    for key in ("title", "lead", "author", "published_at"):
        assert without[key] is None


def test_feed_unpacks_gzip_and_names_a_file_it_cannot_read(tmp_path: Path) -> None:
    item = "<item><title>Tin</title><link>https://a.example/1</link></item>"
    packed = tmp_path / "nguon.xml"
    packed.write_bytes(gzip.compress(f"<rss><channel>{item}</channel></rss>".encode()))
    done = langnghe("feed", packed, "--url", "https://a.example/rss")
    assert read(done.stdout) == [
        {"url": "https://a.example/1", "title": "Tin", "summary": "", "published_at": None}
    ]
    page = tmp_path / "trang.xml"
    page.write_text("<!doctype html><html><body>404</body></html>")
    done = langnghe("feed", page, "--url", "https://a.example/rss")
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert "trang.xml" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("search", "x", "--limit", "nhiều"), "--limit: cần số"),
        (("search", "x", "--limit", "0"), "ít nhất 1"),
        (("search", "x", "--limit"), "cần một giá trị"),
        (("digest", "--format", "xml"), "'xml' không dùng được"),
        (("digest", "thừa"), "thừa: thừa"),
        (("lạ",), "không có lệnh lạ"),
        (("sources", "lạ"), "langnghe sources --help"),
        (("classify", "--lạ"), "không có tuỳ chọn --lạ"),
        (("classify",), "thiếu file"),
        (("export", "posts"), "thiếu tuỳ chọn '--out'"),
    ],
)
def test_what_is_typed_wrong_is_told_in_vietnamese(arguments: tuple[str, ...], words: str) -> None:
    done = langnghe(*arguments)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert words in done.stderr
