"""Search finds what a person means: accents or none, phrases, either, without; exact ones first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from langnghe.errors import QueryError
from langnghe.records import Post
from langnghe.text import fold, match_key
from warehouse import Store, open_store
from warehouse.load import load
from warehouse.query import And, Field, Node, Not, Or, Term, parse
from warehouse.search import search

MakePost = Callable[..., Post]
JUNE_10 = datetime(2026, 6, 10, 3, tzinfo=UTC)

TITLES = [
    "Công đoàn Lai Châu tặng quà công nhân",  # 0
    "Đoạn đường qua đèo bị sạt lở",  # 1
    "Công ty nợ lương, công nhân ngừng việc",  # 2
    "Lương tối thiểu vùng tăng 6%",  # 3
    "Hoà giải tranh chấp: người lao động được bồi thường",  # 4
    "Lưỡng lự trước giờ bỏ phiếu",  # 5
    "Cty X khất nợ BHXH của công nhân",  # 6
    "Nhân viên y tế trực Tết",  # 7
    "cong nhan mong duoc tang luong",  # 8
    "An toàn lao động ở công trường",  # 9
]


@pytest.fixture
def news(
    store: Store, landing: Path, land: Callable[..., Path], make_post: MakePost
) -> Callable[..., list[int]]:
    """Ten posts, a day apart; return a search that answers with their numbers."""
    posts = []
    for n, title in enumerate(TITLES):
        source = "bao-hai" if n in (2, 6) else "bao-mau"
        posts.append(
            make_post(
                n,
                title=title,
                lead="",
                text="",
                source=source,
                kind="comment" if n == 8 else "article",
                published_at=JUNE_10 + timedelta(days=n),
                url=f"https://{source}.example/{n}",
            )
        )
    land(*posts)
    load(store, landing)
    store.connection.execute(
        "update raw.source set name = case source when 'bao-hai' then 'Báo Hải Đăng' "
        "else 'Tuổi Mẫu' end"
    )

    def numbers(query: str, **filters: object) -> list[int]:
        hits = search(store, query, **filters).hits  # type: ignore[arg-type]
        return [int(str(hit["url"]).rpartition("/")[2]) for hit in hits]

    return numbers


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("cong doan lai chau", {0}),
        ("CÔNG ĐOÀN", {0}),
        ("cong nhan", {0, 2, 6, 8}),
        ('"cong nhan"', {0, 2, 6, 8}),
        ('"công nhân ngừng việc"', {2}),
        ('"nhân công"', set()),
        ("hòa giải", {4}),
        ("hoa giai", {4}),
        ("an", {9}),  # a word, not a part of nhân
        ("nha*", {0, 2, 6, 7, 8}),
        ('luong HOẶC "an toàn"', {2, 3, 5, 8, 9}),
        ("luong -no", {3, 5, 8}),
        ("luong KHÔNG (no OR tang)", {5}),
        ("công nhân -lương", {0, 6, 8}),  # with accents: 8 says luong, not lương
        ("công nhân -luong", {0, 6}),
        ("công ty", {2, 6}),  # and cty
        ("cty", {2, 6}),
        ('"bảo hiểm xã hội"', {6}),
        ("nguon:bao-hai", {2, 6}),
        ('nguon:"hải đăng" cty', {2, 6}),
        ("nguon:haidang", {2, 6}),
        ("nguon:khongco", set()),
        ("-nguon:bao-hai luong", {3, 5, 8}),
        ("ngay:2026-06-12", {2}),
        ("ngay:11/6/2026..13/6/2026", {1, 2, 3}),
        ("-ngay:6/2026", set()),
        ("-luong ngay:11/6/2026..13/6/2026", {1}),
        ("loai:comment", {8}),
        ("luong OR ngay:2026-06-10", {0, 2, 3, 5, 8}),
        ("6", {3}),
        ("'; drop table raw.post; --", set()),
    ],
)
def test_queries(news: Callable[..., list[int]], query: str, expected: set[int]) -> None:
    assert set(news(query)) == expected


def test_texts_with_the_accents_that_were_typed_come_first_then_the_newest(
    store: Store, news: Callable[..., list[int]]
) -> None:
    assert news("lương") == [3, 2, 8, 5]
    assert [hit["exact"] for hit in search(store, "lương").hits] == [True, True, False, False]
    assert news("luong") == [8, 5, 3, 2]  # no accents typed: none preferred


def test_filters_stand_beside_the_query(news: Callable[..., list[int]]) -> None:
    assert news("luong", kinds=["article"]) == [5, 3, 2]
    assert news("luong", kinds=[]) == []
    assert news("luong", source="bao-hai") == [2]
    assert news("luong", day_from=date(2026, 6, 13), day_to=date(2026, 6, 16)) == [5, 3]
    assert news("", source="bao-hai") == [6, 2]
    with pytest.raises(QueryError):
        news("")


def test_topics_and_scope_come_from_the_labels(
    store: Store, news: Callable[..., list[int]]
) -> None:
    store.connection.execute(
        "insert into raw.annotation "
        "select post_id, revision, task, label, 0.9, 'linear@1', 0, now() from raw.post, "
        "(values ('in_scope', '1'), ('topic', 'wages'), ('tone', 'neutral')) as t(task, label) "
        "where title like '%ương%'"
    )
    assert news("chude:wages") == [3, 2]
    assert news("luong", in_scope=True) == [3, 2]
    assert news("luong", in_scope=False) == [8, 5]
    assert news("luong -chude:wages") == [8, 5]


def test_pages_have_one_total(store: Store, news: Callable[..., list[int]]) -> None:
    whole = news("luong")
    assert news("luong", limit=2) + news("luong", limit=2, offset=2) == whole
    assert search(store, "luong", limit=1, offset=3).total == 4
    beyond = search(store, "luong", offset=99)
    assert (beyond.total, beyond.hits) == (4, [])
    assert search(store, "khongcodau").total == 0


def test_a_hit_has_what_a_list_shows(
    store: Store, landing: Path, land: Callable[..., Path], make_post: MakePost
) -> None:
    body = "Mở đầu dài. " * 40 + "Sáng nay Công đoàn Lai Châu họp.\n" + "Kết dài. " * 40
    land(make_post(1, title="Tin", lead="Sa-pô.", text=body, author_key="bí mật"))
    load(store, landing)
    [hit] = search(store, '"cong doan lai chau"').hits
    assert set(hit) == {
        *("post_id", "title", "url", "source", "source_name", "kind", "day", "snippet", "exact")
    }
    assert hit["day"] == date(2026, 6, 10)
    assert "Công đoàn Lai Châu họp." in hit["snippet"]
    assert hit["snippet"].startswith("…")
    assert hit["snippet"].endswith("…")
    assert len(hit["snippet"]) < 260
    assert hit["snippet"].strip("…") in " ".join(body.split())


def test_only_the_current_wording_is_searched(
    store: Store, landing: Path, land: Callable[..., Path], make_post: MakePost
) -> None:
    at = JUNE_10
    for n, (title, method) in enumerate(
        [
            ("Tóm tắt gạch", "feed"),
            ("Bản đầu ngói", "vccorp@2"),
            ("Bản sửa cát", "vccorp@2"),
            ("Tóm tắt mới", "feed"),
        ]
    ):
        land(
            make_post(
                1,
                title=title,
                lead="",
                text="",
                method=method,
                published_at=None,
                fetched_at=at + timedelta(days=n),
            )
        )
    load(store, landing)
    assert [search(store, q).total for q in ("gach", "ngoi", "cat", "moi")] == [0, 0, 1, 0]
    [hit] = search(store, "cat").hits
    assert [(hit["title"], hit["day"])] == store.rows("select title, day from staging.stg_post")


# ---------------------------------------------------------------- against a plain reading in Python

WORDS = ["lương", "lưỡng", "luong", "công", "cong", "ty", "cty", "đoàn", "đoạn", "an", "ân"]


@pytest.fixture(scope="module")
def corpus(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Store, dict[str, tuple[str, str, date]]]]:
    import random

    from langnghe.landing import LandingWriter

    chance = random.Random(5)
    folder = tmp_path_factory.mktemp("search")
    texts = {}
    with LandingWriter(folder / "landing", "x") as writer:
        for n in range(120):
            title = " ".join(chance.choices(WORDS, k=chance.randrange(1, 6)))
            at = JUNE_10 + timedelta(days=n % 5)
            writer.post(
                Post(
                    post_id=f"{n:016x}",
                    source="s",
                    kind="article",
                    url=f"https://s.example/{n}",
                    title=title,
                    lead="",
                    text="",
                    fetched_at=at,
                    method="x",
                )
            )
            texts[f"{n:016x}"] = (fold(title), match_key(title), at.date())
    with open_store(folder / "kho.duckdb") as store:
        load(store, folder / "landing")
        yield store, texts


def stands(words: str, text: str, *, prefix: bool) -> bool:
    return f" {words}{'' if prefix else ' '}" in f" {text} "


def matches(node: Node, post: tuple[str, str, date], *, negated: bool = False) -> bool:
    blind, key, day = post
    match node:
        case Term():
            if negated and node.accented:
                return stands(node.key, key, prefix=node.prefix)
            return stands(node.blind, blind, prefix=node.prefix)
        case Field(name="day"):
            return node.first <= day <= node.last
        case Field():
            return False  # no such source, topic or kind here
        case Not(part):
            return not matches(part, post, negated=not negated)
        case And(parts):
            return all(matches(part, post, negated=negated) for part in parts)
        case Or(parts):
            return any(matches(part, post, negated=negated) for part in parts)


PIECES = st.sampled_from(
    [*WORDS, *WORDS, "lu*", '"công ty"', '"cong doan"', "HOẶC", "KHÔNG", "-", "(", ")", "OR"]
    + [
        "ngay:2026-06-11",
        "ngay:12/6/2026..2026",
        "nguon:khac",
        "chude:wages",
        "loai:comment",
        "'",
        "%",
    ]
)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=80
)
@given(st.lists(st.tuples(PIECES, st.sampled_from([" ", " ", ""])), min_size=1, max_size=10))
def test_the_answer_is_that_of_a_plain_reading(
    corpus: tuple[Store, dict[str, tuple[str, str, date]]], pairs: list[tuple[str, str]]
) -> None:
    store, texts = corpus
    query = "".join(piece + gap for piece, gap in pairs)
    try:
        tree = parse(query)
    except QueryError:
        return
    result = search(store, query, limit=1000)
    assert {hit["post_id"] for hit in result.hits} == {
        post_id for post_id, post in texts.items() if matches(tree, post)
    }
    assert result.total == len(result.hits)


@settings(deadline=None, max_examples=60)
@given(st.text(st.characters(exclude_categories=()), max_size=40))
def test_no_string_reaches_the_database_as_sql(
    corpus: tuple[Store, dict[str, tuple[str, str, date]]], query: str
) -> None:
    store, _ = corpus
    try:
        assert search(store, query).total >= 0
    except QueryError as error:
        assert str(error)  # noqa: PT017  # refused with a sentence
