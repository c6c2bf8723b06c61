"""Under fire: what reads words: dates, numbers, names, contacts, laws, searches, and every pattern.

The parser `patterns` finds all compiled patterns of the program and gives each texts made of the
pattern's own pieces, repeated: what makes a backtracking engine hang.
"""

from __future__ import annotations

import importlib
import pkgutil
import random
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from re import _parser as sre  # type: ignore[attr-defined]  # the tree of a pattern, as `re` reads it
from types import ModuleType
from typing import Any

from benchmarks.fuzz.parser import Parser
from langnghe.errors import QueryError

NOW = datetime(2026, 6, 10, 5, tzinfo=UTC)
TALK = (
    "Lương tháng 6 về chậm, gọi tôi 0912 345 678 hoặc thư an.nguyen (at) thu.example, nhà số 12 ngõ 5 đường Trần Phú, "
    "CCCD 012345678901, STK 9704 1234 5678 9012 ngân hàng, xe 25A-123.45, cháu Mùa A Lử lớp 3, facebook.com/ai.do, @ten_ai",
    "Căn cứ Luật Công đoàn số 50/2024/QH15; Nghị định số 191/2013/NĐ-CP ngày 21/11/2013; khoản 2 Điều 26; Quyết định 595/QĐ-BHXH.",
    "Công đoàn các Khu công nghiệp tỉnh Lai Châu và Công ty TNHH May Mẫu tại xã Bình Lư, huyện Tam Đường chi 1,5 tỉ đồng từ ngày 01/7/2026.",
    "cty ko trả lương cho cn, các mẹ ơi… Có đúng là từ 1/7 rút BHXH 1 lần không được nữa ạ? NĐ mới nói sao?",
    "Thứ Ba, 02/06/2026 - 09:12 (GMT+7) · 2 giờ trước · hôm qua lúc 14:05 · 06/2026 · Quý II/2026 · 1.250.000 người · 12,5 %",
)  # fmt: skip
QUERIES = (
    'lương HOẶC "công đoàn cơ sở" KHÔNG hưu', "nguon:tuoitre ngay:1/6/2026..30/6/2026 (a OR b*) -c",
    "chude:wages loai:comment ngay:7/2026 lương | thưởng", '"', "((((", "NOT NOT NOT a", "ngay:..",
)  # fmt: skip


def _talk(data: bytes, _: int) -> object:
    """Read words as the crawl and the nightly work do: masks, names, places, laws, sums, questions."""
    from crawlers.connectors.said import tidy
    from crawlers.feeds import link, plain
    from langnghe.text import canonical, fold, loose_key, match_key
    from nlp.documents.asked import most_asked
    from nlp.documents.checklist import body_lines, proposed
    from nlp.documents.citations import citations
    from nlp.documents.measure import measured
    from nlp.entities import entities
    from nlp.normalise import normalise, repair_bytes
    from nlp.places import places
    from nlp.segment import quote

    text = canonical(repair_bytes(data))
    return (
        tidy(text), plain(text), link(text, "https://a.example/"), match_key(text), fold(text), loose_key(text), normalise(text),
        citations(text), proposed(text), body_lines(text), measured(text), most_asked([("a", text)], 3),
        entities(text[:200], text), places(text), quote("", text),
    )  # fmt: skip


def _facts(data: bytes, _: int) -> object:
    from nlp.claims.words import read
    from nlp.lineage.wording import ready
    from nlp.stories import StoryInput, group

    text = data.decode("utf-8", "replace")
    item = StoryInput(id="1", url="", title=text[:120], text=text, published_at=NOW, source="a")
    return ready(read(text)), group([item, StoryInput(id="2", url="", title="Khác", text=text[::2], published_at=NOW, source="b")])  # fmt: skip


def _moments(data: bytes, _: int) -> object:
    from crawlers.comments.said import moment as comment_moment
    from crawlers.connectors.facebook_graph import moment as graph_moment
    from crawlers.connectors.said import moment
    from crawlers.connectors.zalo_oa import moment as zalo_moment
    from crawlers.dates import has_clock, is_date_line, parse_date
    from crawlers.waiting import retry_after
    from langnghe.registers.cells import number_of
    from langnghe.registers.dates import read_day, read_moment, read_month

    text = data.decode("utf-8", "replace")
    found: list[Any] = [parse_date(text, site=site, place=place)  # type: ignore[arg-type]
                        for site in ("", "tuoitre.vn", "vnexpress.net", "dantri.com.vn") for place in ("page", "feed", "comment")]  # fmt: skip
    found += [is_date_line(text, 30), has_clock(text), comment_moment(text, site="dantri.com.vn"), graph_moment(text), moment(text),
              zalo_moment(text), retry_after(text, NOW)]  # fmt: skip
    for read in (read_moment, read_day, read_month, number_of):
        try:
            found.append(read(text))
        except ValueError as error:  # what cells.py tells the person who filled in the table
            found.append(str(error))
    return found


def _query(data: bytes, _: int) -> object:
    from warehouse.query import parse
    from warehouse.search import And, Statement

    statement = Statement(lambda blind: [blind])
    return statement.build(And((parse(data.decode("utf-8", "replace")),)))


def _watched(data: bytes, _: int) -> object:
    from nlp.watch import Watcher

    return _watcher(Watcher).match(data.decode("utf-8", "replace"))


@cache
def _watcher(of: Any) -> Any:
    from importlib.resources import as_file, files

    from langnghe.config import WatchlistFile, read_toml

    with as_file(files("langnghe.defaults") / "watchlist.toml") as path:
        return of(read_toml(path, WatchlistFile))


# ---------------------------------------------------------------- every pattern of the program


def _modules() -> Iterator[ModuleType]:
    for top in ("langnghe", "crawlers", "nlp", "warehouse", "flows"):
        package = importlib.import_module(top)
        for info in pkgutil.walk_packages(package.__path__, f"{top}."):
            if ".train" in info.name or info.name.endswith("__main__"):
                continue  # needs what only training needs
            try:
                yield importlib.import_module(info.name)
            except ImportError:
                continue


def _held(value: Any, depth: int = 0) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif (pattern := getattr(getattr(value, "__self__", None), "pattern", None)) is not None:
        yield re.compile(pattern, value.__self__.flags)
    elif depth < 3 and isinstance(value, list | tuple | set | frozenset | dict):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _held(each, depth + 1)


@cache
def patterns() -> tuple[tuple[str, re.Pattern[Any]], ...]:
    """Return (where, pattern) of every pattern that a module of the program holds, each once."""
    found: dict[Any, tuple[str, re.Pattern[Any]]] = {}
    for module in _modules():
        for name, value in vars(module).items():
            for pattern in _held(value):
                key = (pattern.pattern, pattern.flags)
                found.setdefault(key, (f"{module.__name__}.{name}", pattern))
    return tuple(sorted(found.values(), key=lambda each: (each[0], repr(each[1].pattern))))


def _samples(tree: Any, rng: random.Random, depth: int = 0) -> str:
    """Return one text that a parsed pattern matches, more or less: repeats taken once or twice."""
    out = []
    for op, value in tree:
        name = str(op)
        if name == "LITERAL":
            out.append(chr(value))
        elif name == "NOT_LITERAL":
            out.append("a" if value != 97 else "b")
        elif name == "ANY":
            out.append(rng.choice("a .<"))
        elif name == "IN":
            out.append(_one_of(value, rng))
        elif name == "BRANCH":
            out.append(_samples(rng.choice(value[1]), rng, depth + 1))
        elif name == "SUBPATTERN":
            out.append(_samples(value[-1], rng, depth + 1))
        elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT") and depth < 8:
            low, high, inner = value
            times = min(int(high), max(int(low), rng.choice((0, 1, 2))))
            out += [_samples(inner, rng, depth + 1) for _ in range(times)]
        elif name == "ATOMIC_GROUP":
            out.append(_samples(value, rng, depth + 1))
    return "".join(out)


def _one_of(members: Any, rng: random.Random) -> str:
    op, value = rng.choice(members)
    name = str(op)
    if name == "LITERAL":
        return chr(value)
    if name == "RANGE":
        return chr(rng.randint(*value))
    if name == "CATEGORY":
        kinds = {"DIGIT": "0", "SPACE": " ", "WORD": "a"}
        return next((c for k, c in kinds.items() if k in str(value) and "NOT" not in str(value)), rng.choice("-a "))  # fmt: skip
    return rng.choice("a0 -")


PUMPED = 5_000  # characters of a text for a pattern: a long article


# Their texts come with every run of blanks as one, and short (dates: 120 characters).
COLLAPSED = (
    "crawlers.people",
    "crawlers.dates",
    "crawlers.openings",
    "langnghe.registers.dates",
    "nlp.stories.read",
)


def _pump(data: bytes, _: int) -> object:
    """Give one pattern its own pieces over and over, with an end that cannot match."""
    rng = random.Random(data)
    where, pattern = rng.choice(patterns())
    said = (
        pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    )
    tree = sre.parse(said, pattern.flags & ~re.DEBUG)
    piece = _samples(tree, rng)
    head, cut = _samples(tree, rng), rng.randrange(len(piece) + 1)
    unit = (
        rng.choice(
            (piece, piece[:cut], piece[cut:], piece[cut : cut + 1], piece + " ", head + piece)
        )
        or "a"
    )
    if where.startswith(COLLAPSED):
        unit = " ".join(unit.split()) or "a"
    text = (
        head[: rng.randrange(len(head) + 1)]
        + unit * (PUMPED // len(unit))
        + rng.choice(("\x01", "!", "", "\n", "<", unit[:1]))
    )
    subject: Any = text if isinstance(pattern.pattern, str) else text.encode("utf-8", "replace")
    return (
        pattern.search(subject),
        sum(1 for _ in pattern.finditer(subject)),
        pattern.fullmatch(subject),
    )


def _pumps() -> Sequence[bytes]:
    patterns()  # all modules are loaded here: the seconds of that are no input's
    return [b"langnghe"]


def _seeds(texts: Sequence[str]) -> Sequence[bytes]:
    return [text.encode() for text in texts]


WORDS: tuple[Parser, ...] = (
    Parser(name="words", shape="text", make_seeds=lambda: _seeds(TALK), run=_talk),
    Parser(name="claims", shape="text", make_seeds=lambda: _seeds(TALK), run=_facts),
    Parser(name="moments", shape="text", run=_moments,
           make_seeds=lambda: _seeds((*TALK[-1].split(" · "), "2026-06-02T09:12:25+07:00", "1780300800000", "/Date(1780300800000)/", "45810.5", "Tue, 02 Jun 2026 09:12:25 +0700"))),
    Parser(name="query", shape="text", make_seeds=lambda: _seeds(QUERIES), run=_query, errors=(QueryError,)),
    Parser(name="watchlist", shape="text", make_seeds=lambda: _seeds(TALK), run=_watched),
    Parser(name="patterns", shape="bytes", make_seeds=_pumps, run=_pump),
)  # fmt: skip
