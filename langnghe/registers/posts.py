"""Check imported posts row by row: good rows become Posts, bad ones a line a person can act on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from langnghe.config import Source
from langnghe.errors import RowError
from langnghe.privacy import scrub
from langnghe.records import POST_KINDS, Post, digest_of, post_id_of
from langnghe.registers.dates import read_moment
from langnghe.registers.example import is_example
from langnghe.registers.kinds import POSTS
from langnghe.text import fold

_SURROGATES = re.compile("[\ud800-\udfff]")  # halves of letters, which no file can hold


class SourceNames:
    """Find a source by id, name or host; an unknown one keeps its name and is “chưa khai báo”."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self._by_key: dict[str, str] = {}
        for source in sources:
            host = (urlsplit(source.home).hostname or "").removeprefix("www.")
            for key in (source.id, source.name, host):
                self._by_key.setdefault(fold(key), source.id)

    def find(self, given: str, url: str) -> str:
        """Return the source id of a row."""
        host = (urlsplit(url).hostname or "").lower().removeprefix("www.")
        given = given.strip()
        for key in (given, host):
            if key and (known := self._by_key.get(fold(key))):
                return known
        return given or host


def _clean(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    if value is None or value != value:  # NaN is how a data frame leaves a cell empty
        return ""
    if isinstance(value, dict | list):
        raise _BadCellError(name, "cần chữ, không phải danh sách hay đối tượng")
    return _SURROGATES.sub("", str(value)).strip()


def check_posts(
    rows: Iterable[tuple[int, Mapping[str, Any] | RowError]],
    *,
    sources: SourceNames,
    normalise: Callable[[str], str],
    now: datetime,
    pseudonym: Callable[[str, str], str] | None = None,
) -> Iterator[tuple[int, Post | RowError]]:
    """Yield (line, Post or RowError) for every row but the template's example.

    pseudonym: (source, handle) → keyed hash, for who wrote a comment or a public post; without it
    nothing is kept of them.
    """
    for line, row in rows:
        if isinstance(row, RowError):
            yield line, row
            continue
        if is_example(POSTS, row):
            continue
        try:
            yield line, _post(row, sources, normalise, now, pseudonym)
        except _BadCellError as bad:
            yield line, RowError(line=line, column=bad.column, message=str(bad))


class _BadCellError(Exception):
    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _post(
    row: Mapping[str, Any],
    names: SourceNames,
    normalise: Callable[[str], str],
    now: datetime,
    pseudonym: Callable[[str, str], str] | None,
) -> Post:
    url, native_id = _clean(row, "url"), _clean(row, "id") or None
    if url and not _is_address(url):
        raise _BadCellError("url", f"{url[:80]!r} không phải địa chỉ http(s)")
    kind = _clean(row, "kind").lower() or "article"
    if kind not in POST_KINDS:
        raise _BadCellError("kind", f"loại {kind!r} lạ; dùng article, comment hoặc post")
    # An export of a group has neither addresses nor ids: who, when and what name its rows.
    unnamed = not url and not native_id
    if unnamed and (
        kind == "article" or not (_clean(row, "source") and _clean(row, "published_at"))
    ):
        need = "" if kind == "article" else ", hay cả cột source lẫn published_at"
        raise _BadCellError("url", f"thiếu đường dẫn; điền cột url hoặc cột id{need}")
    title, lead, text = (normalise(_clean(row, name)) for name in ("title", "lead", "text"))
    if not (title or lead or text):
        raise _BadCellError("title", "thiếu cả tiêu đề lẫn nội dung")
    try:
        published_at = read_moment(row.get("published_at"))
    except ValueError as error:
        raise _BadCellError("published_at", str(error)) from error
    source = names.find(_clean(row, "source"), url)
    if not source:
        raise _BadCellError("source", "thiếu nguồn và không có tên miền để suy ra")
    person = kind != "article"
    who = _clean(row, "author") if person else ""
    key = pseudonym(source, who) if who and pseudonym else None
    if unnamed:
        native_id = f"row:{digest_of(key or '', str(published_at), title, lead, text)}"
    return Post(
        # An address identifies an article; an imported id does where there is no address.
        post_id=post_id_of(
            url=url or None, source=source, native_id=None if url and not person else native_id
        ),
        source=source,
        kind=kind,
        url=url,
        title=scrub(title) if person else title,
        lead=scrub(lead) if person else lead,
        text=scrub(text) if person else text,
        published_at=published_at,
        fetched_at=now,
        author=None if person else (_clean(row, "author") or None),
        author_key=key,
        native_id=native_id,
        section=_clean(row, "section") or None,
        method="import",
    )
