"""What a person types into the search box, as a tree. Pure: no database, no clock.

lương thưởng            both words, accents or not        "công đoàn cơ sở"    the phrase
lương HOẶC thưởng       either (also OR, |)               luong*               words that begin so
lương KHÔNG hưu         without (also NOT, -hưu)          (a HOẶC b) c         groups
nguon:tuoitre  ngay:2026-07-19  ngay:7/2026  ngay:1/6/2026..30/6/2026  chude:wages  loai:comment
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from langnghe.errors import QueryError
from langnghe.text import SHORT_FORMS, canonical, fold, match_key

LONGEST = 2_000  # characters
MOST = 60  # words and fields
DEEPEST = 40  # brackets and negations inside one another


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand side by side. blind is their fold, key their match_key."""

    blind: str
    key: str
    prefix: bool = False  # the last word may go on
    loose: bool = False  # another spelling than was typed: cty for công ty

    @property
    def accented(self) -> bool:
        """Tell whether accents were typed, so that they can tell texts apart."""
        return self.key != self.blind


@dataclass(frozen=True, slots=True)
class Field:
    """One of source, topic, kind with a folded value, or day with a range."""

    name: str
    value: str
    first: date = date.min
    last: date = date.max


@dataclass(frozen=True, slots=True)
class Not:
    """What must not be."""

    part: Node


@dataclass(frozen=True, slots=True)
class And:
    """All of these."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of these."""

    parts: tuple[Node, ...]


Node = Term | Field | Not | And | Or

_FIELDS = {"nguon": "source", "ngay": "day", "chude": "topic", "loai": "kind"}
_KINDS = {"bai": "article", "bao": "article", "binh luan": "comment", "bai dang": "post"}
_KINDS |= {"article": "article", "comment": "comment", "post": "post"}
# Capitals only: "không" and "hoặc" are also words that people search.
_OPERATORS = {"AND": "and", "VÀ": "and", "&": "and", "&&": "and"}
_OPERATORS |= {"OR": "or", "HOẶC": "or", "|": "or", "||": "or"}
_OPERATORS |= {"NOT": "not", "KHÔNG": "not"}
_QUOTES = '"“”„‟«»＂'
_TOKEN = re.compile(
    rf"""(?P<space>\s+)
    |(?P<open>\()|(?P<close>\))
    |(?P<minus>-(?=[\w({_QUOTES}]))
    |(?P<field>[^\W\d_]+:)(?=[^\s()])
    |[{_QUOTES}](?P<phrase>[^{_QUOTES}]*)[{_QUOTES}](?P<star>\*?)
    |(?P<quote>[{_QUOTES}])
    |(?P<word>[^\s(){_QUOTES}]+)""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    at: int  # position, first character = 1
    prefix: bool = False


def parse(query: str) -> Node:
    """Return the tree of a query; raise QueryError with the position of what cannot be understood."""
    if len(query) > LONGEST:
        raise QueryError(f"Câu tìm dài quá {LONGEST} ký tự; hãy rút ngắn")
    tokens = list(_tokens(query))
    if sum(token.kind in ("term", "field") for token in tokens) > MOST:
        raise QueryError(f"Câu tìm có quá {MOST} từ; hãy rút ngắn")
    if not any(token.kind in ("term", "field") for token in tokens):
        raise QueryError("Câu tìm không có chữ nào để tìm; hãy gõ ít nhất một từ")
    parser = _Parser(tokens, len(query) + 1)
    tree = parser.either(0)
    if token := parser.token:
        raise QueryError(f"Vị trí {token.at}: thừa dấu “)”; hãy bỏ đi hoặc thêm “(” phía trước")
    return loosen(tree)


def _tokens(query: str) -> Iterator[_Token]:
    field: tuple[str, int] | None = None
    for match in _TOKEN.finditer(query):
        kind, at = str(match.lastgroup or "phrase"), match.start() + 1
        if kind == "star":
            kind = "phrase"
        text = match["phrase"] if kind == "phrase" else match[0]
        if kind == "quote":
            raise QueryError(
                f'Vị trí {at}: dấu ngoặc kép chưa đóng; hãy thêm dấu “"” ở cuối cụm từ'
            )
        if field is not None:
            yield _Token("field", f"{field[0]}:{text}", field[1])
            field = None
        elif kind == "field":
            name = fold(text)
            if name in _FIELDS:
                field = _FIELDS[name], at
            else:
                yield from _term(text, at, prefix=False)
        elif kind in ("open", "close", "minus"):
            yield _Token("not" if kind == "minus" else kind, text, at)
        elif kind == "word" and (operator := _OPERATORS.get(canonical(text))):
            yield _Token(operator, text, at)
        elif kind == "phrase":
            if not fold(text):
                raise QueryError(f"Vị trí {at}: trong ngoặc kép không có chữ nào để tìm")
            yield from _term(text, at, prefix=bool(match["star"]) or text.rstrip().endswith("*"))
        elif kind == "word":
            yield from _term(text, at, prefix=text.endswith("*"))


def _term(text: str, at: int, *, prefix: bool) -> Iterator[_Token]:
    if fold(text):  # a dash or a full stop that stands alone asks for nothing
        yield _Token("term", text, at, prefix)


class _Parser:
    def __init__(self, tokens: list[_Token], end: int) -> None:
        self._tokens, self._next, self._end = tokens, 0, end

    @property
    def token(self) -> _Token | None:
        return self._tokens[self._next] if self._next < len(self._tokens) else None

    def _take(self, *kinds: str) -> _Token | None:
        token = self.token
        if token is None or token.kind not in kinds:
            return None
        self._next += 1
        return token

    def either(self, depth: int) -> Node:
        parts = [self._all(depth)]
        while self._take("or"):
            parts.append(self._all(depth))
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _all(self, depth: int) -> Node:
        parts = [self._one(depth)]
        while (token := self.token) and token.kind not in ("or", "close"):
            self._take("and")
            parts.append(self._one(depth))
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _one(self, depth: int) -> Node:
        token = self._take("term", "field", "not", "open")
        if token is None:
            found = self.token
            at, what = (found.at, f"gặp “{found.text}”") if found else (self._end, "câu tìm đã hết")
            raise QueryError(f"Vị trí {at}: cần một từ để tìm, nhưng {what}")
        if depth > DEEPEST:
            raise QueryError(f"Vị trí {token.at}: ngoặc lồng nhau quá {DEEPEST} lớp")
        if token.kind == "not":
            return Not(self._one(depth + 1))
        if token.kind == "open":
            inside = self.either(depth + 1)
            if not self._take("close"):
                raise QueryError(f"Vị trí {token.at}: dấu “(” chưa đóng; hãy thêm dấu “)”")
            return inside
        if token.kind == "field":
            return _field(token)
        return Term(fold(token.text), match_key(token.text), token.prefix)


def _field(token: _Token) -> Field:
    name, _, value = token.text.partition(":")
    blind = fold(value)
    if not blind:
        raise QueryError(f"Vị trí {token.at}: sau dấu “:” chưa có giá trị")
    if name == "day":
        first, last = _days(value, token.at)
        return Field(name, value, first, last)
    if name == "kind":
        if blind not in _KINDS:
            raise QueryError(
                f"Vị trí {token.at}: loại “{value}” không có; chọn article, comment, post"
            )
        return Field(name, _KINDS[blind])
    return Field(name, blind)


def _days(value: str, at: int) -> tuple[date, date]:
    first, dots, last = value.partition("..")
    start, end = _span(first, at), _span(last if dots else first, at)
    if end[1] < start[0]:
        raise QueryError(f"Vị trí {at}: khoảng ngày “{value}” bị ngược; hãy đổi chỗ hai đầu")
    return start[0], end[1]


def _span(value: str, at: int) -> tuple[date, date]:
    """Return the first and last day of 2026-07-19, 19/7/2026, 7/2026, 2026-07 or 2026."""
    if not re.fullmatch(r"[0-9]{1,4}([-/.][0-9]{1,4}){0,2}", value):
        raise QueryError(
            f"Vị trí {at}: không hiểu ngày “{value}”; viết 19/7/2026, 7/2026 hoặc 2026"
        )
    numbers = [int(part) for part in re.split(r"[-/.]", value)]
    if numbers[0] <= 31 and len(numbers) > 1:
        numbers.reverse()
    year, month, day = (*numbers, 0, 0)[:3]
    try:
        if year < 1900:
            raise ValueError(year)
        if day or len(numbers) == 3:
            return date(year, month, day), date(year, month, day)
        if month or len(numbers) == 2:
            return date(year, month, 1), date(year, month, monthrange(year, month)[1])
        return date(year, 1, 1), date(year, 12, 31)
    except ValueError:
        raise QueryError(f"Vị trí {at}: không có ngày “{value}” trong lịch") from None


# ---------------------------------------------------------------- other spellings

_MEANT = {short: meant for short, meant in SHORT_FORMS.items() if len(short) > 1 and " " in meant}
# Two letters are too few to add unasked: CĐ is công đoàn here and cao đẳng there.
_SHORT: dict[str, tuple[str, ...]] = {
    meant: tuple(short for short, m in _MEANT.items() if m == meant and len(short) > 2)
    for meant in set(_MEANT.values())
}


def loosen(node: Node) -> Node:
    """Return the tree with the short forms of long words added, and the other way round."""
    match node:
        case Term():
            return _any_of(node, node.blind, prefix=node.prefix)
        case Not():
            return node  # without "cty" does not mean without "công ty"
        case Or(parts):
            return Or(tuple(loosen(part) for part in parts))
        case And(parts):
            return And(tuple(_loosen_run(parts)))
    return node


def _any_of(node: Node, blind: str, *, prefix: bool = False) -> Node:
    others = () if prefix else (*_SHORT.get(blind, ()), *filter(None, [_MEANT.get(blind)]))
    if not others:
        return node
    return Or((node, *(Term(other, other, loose=True) for other in others)))


def _loosen_run(parts: tuple[Node, ...]) -> Iterator[Node]:
    """Yield the parts, words in a row that spell a long form replaced by "these or the short form"."""
    at = 0
    while at < len(parts):
        for end in range(min(len(parts), at + 5), at + 1, -1):
            run = parts[at:end]
            if not all(isinstance(p, Term) and not p.prefix and " " not in p.blind for p in run):
                continue
            blind = " ".join(p.blind for p in run if isinstance(p, Term))
            if _SHORT.get(blind):
                yield _any_of(And(run), blind)
                at = end
                break
        else:
            yield loosen(parts[at])
            at += 1
