"""render(digest, format): one digest as HTML, Markdown or JSON. Pure: no clock, no database."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime
from functools import cache
from typing import Any, Literal

from jinja2 import Environment, PackageLoader, StrictUndefined

from langnghe.digest import escape, words
from langnghe.digest.model import Digest
from langnghe.digest.view import arrange
from langnghe.records import HANOI

Format = Literal["html", "md", "json"]
SCHEMA_VERSION = 1  # raised when a key of the JSON goes away or changes its meaning


def render(digest: Digest, format: Format) -> str:  # noqa: A002 - the word users type
    """Return a digest as text; json is the dataclass itself plus `schema_version`."""
    if format == "json":
        return _json(digest)
    if format not in ("html", "md"):
        raise ValueError(f"unknown format {format!r}: html, md, json")
    return (
        environment(format).get_template(f"digest.{format}.j2").render(d=digest, v=arrange(digest))
    )


@cache
def environment(kind: Literal["html", "md"]) -> Environment:
    """Return the strict template environment; everything a template prints is escaped for kind."""
    env = Environment(
        loader=PackageLoader("langnghe.digest"),
        autoescape=kind == "html",  # noqa: S701 - `finalize` escapes Markdown, no template can forget
        finalize=escape.clean if kind == "html" else escape.markdown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    env.filters.update(
        number=words.number,
        day_long=words.day_long,
        day_full=words.day_full,
        day_short=words.day_short,
        moment=words.moment,
        moment_full=words.moment_full,
        href=escape.safe_href,
        sibling=escape.sibling_href,
        link=escape.markdown_link,
        tone=lambda key: words.sign(words.TONE, key),
        stance=lambda key: words.sign(words.STANCE, key),
        change=lambda key: words.sign(words.CHANGE, key),
        risk=words.risk_sign,
        alert=words.alert_sign,
        kind=lambda key: words.KIND.get(key, "bài"),
        course=words.course,
        edits=words.edits,
        outlets=words.outlets,
        carried=words.carried,
        where=words.where,
        own_channels=words.own_channels,
        waiting=words.waiting,
    )
    env.globals["home"] = words.HOME
    return env


def _json(digest: Digest) -> str:
    row = {"schema_version": SCHEMA_VERSION, **asdict(digest)}
    return (
        json.dumps(row, ensure_ascii=False, indent=2, default=_plain, allow_nan=False)
        .encode(
            "utf-8",
            "replace",  # a lone surrogate must not stop the file from being written
        )
        .decode("utf-8")
        + "\n"
    )


def _plain(value: Any) -> str:
    if isinstance(value, datetime):  # before date: a datetime is one
        return value.astimezone(HANOI).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is not plain")
