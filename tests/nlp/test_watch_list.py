"""What the office listens for is found however it is spelt, and homonyms are not."""

from pathlib import Path

import pytest

from langnghe.config import Watch, WatchlistFile, read_toml
from nlp.classifiers import TextItem
from nlp.classifiers.base import NOTHING
from nlp.watch import Watcher

DEFAULT = Path(__file__).parents[2] / "langnghe" / "defaults" / "watchlist.toml"


def watcher(**fields: object) -> Watcher:
    entry = {"id": "x", "name": "X", "kind": "topic", "spellings": ("Công đoàn",), **fields}
    return Watcher(WatchlistFile(watch=(Watch.model_validate(entry),)))


@pytest.fixture(scope="module")
def default() -> Watcher:
    return Watcher(read_toml(DEFAULT, WatchlistFile))


@pytest.mark.parametrize(
    "text",
    [
        "Công đoàn",
        "CÔNG ĐOÀN!",
        "cong doan",
        "Co\u0302ng d\u0111oa\u0300n cong\u00a0doan",
        "“công đoàn”",
    ],
)
def test_spellings_match_without_case_and_accents(text: str) -> None:
    assert watcher().match(text) == ("x",)


def test_only_whole_words_match() -> None:
    assert watcher(spellings=("CN",)).match("CNTT phát triển") == ()
    assert watcher(spellings=("CN",)).match("Tháng CN 2026") == ("x",)


def test_all_must_words_and_no_not_word() -> None:
    w = watcher(must=("Lai Châu", "quà"), **{"not": ("FC",)})
    assert w.match("Công đoàn Lai Châu trao quà") == ("x",)
    assert w.match("Công đoàn Lai Châu họp") == ()
    assert w.match("Công đoàn FC đến Lai Châu nhận quà") == ()


def test_exact_entries_see_accents() -> None:
    w = watcher(exact=True)
    assert w.match("cải tiến công đoạn may") == ()
    assert w.match("CÔNG ĐOÀN cơ sở") == ("x",)
    assert watcher(exact=False).match("cải tiến công đoạn may") == ("x",)


def test_annotations_name_the_list_and_bring_into_scope() -> None:
    item = TextItem(id="p1", kind="article", title="Công đoàn họp", text="Tin ngắn.")
    w = watcher()
    rows = list(w.annotate([item], ["r1"]).rows())
    assert [(r.task, r.label, r.model) for r in rows] == [
        ("watch", "x", w.name),
        ("in_scope", "1", w.name),
    ]
    [row] = w.annotate(
        [TextItem(id="p2", kind="article", title="Thời tiết", text="Mưa.")], ["r"]
    ).rows()
    assert (row.task, row.label) == ("watch", NOTHING)
    only_marks = watcher(brings_into_scope=False)
    assert [r.task for r in only_marks.annotate([item], ["r1"]).rows()] == ["watch"]


def test_another_list_has_another_name() -> None:
    assert watcher().name == watcher().name != watcher(priority=1).name


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("LĐLĐ tỉnh Lai Châu trao Mái ấm", "ldld-lai-chau"),
        ("lien doan lao dong tinh lai chau", "ldld-lai-chau"),
        ("Phó Chủ tịch Tổng LĐLĐ Việt Nam thăm công nhân", "chu-tich-tong-ldld"),
        ("Công nhân nhập viện vì ngộ độc", "ngo-doc-cong-nhan"),
        ("Công ty nợ BHXH 3 tỉ đồng", "no-luong-bhxh"),
    ],
)
def test_the_shipped_list_hears(default: Watcher, text: str, wanted: str) -> None:
    assert wanted in default.match(text)


@pytest.mark.parametrize(
    "text",
    ["Công đoàn FC thắng 3-0", "Tối ưu công đoạn đóng gói", "Theo Báo Lao Động, giá vàng giảm"],
)
def test_the_shipped_list_knows_homonyms(default: Watcher, text: str) -> None:
    assert default.match(text) == ()


def test_the_shipped_list_names_offices_not_private_people() -> None:
    people = [w for w in read_toml(DEFAULT, WatchlistFile).watch if w.kind == "person"]
    assert people
    assert all("Chủ tịch" in s or "Bí thư" in s for w in people for s in w.spellings)
