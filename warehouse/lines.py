"""Landing lines as warehouse rows: a line is a whole, well-typed record, or it is quarantined."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import UTC, datetime
from typing import Any

from langnghe.records import Event, Outcome, Post, Verdict, Visit, digest_of
from langnghe.text import fold_key, match_key

EXPIRED = "expired"  # the method of a post whose time of keeping is over
EXPIRED_VI = "[hết hạn lưu]"  # what a reader sees in place of its words
FORGOTTEN = "forgotten"  # why a tombstone stands, when it is not its time
FORGOTTEN_VI = "[đã xoá theo yêu cầu]"
# A post that came by again after it was forgotten: counted, never stored.
REFUSED = "refused"
_INT32 = 2**31
_KEPT = 10_000  # characters of a refused line that quarantine keeps

_POST_TEXT = ("post_id", "source", "kind", "url", "title", "lead", "text", "method")
_POST_TEXT_OR_NONE = ("author", "author_key", "native_id", "parent_id", "section")
_VISIT_TEXT = ("source", "url", "role", "reason", "reason_class", "method")
_VISIT_TEXT_OR_NONE = ("post_id", "etag", "last_modified")
_VERDICT_TEXT = ("post_id", "revision", "task", "machine_model", "role", "reader", "chosen")
_EVENT_TEXT = ("kind", "id", "what", "by")
_VISIT_DEFAULTS = {f.name: f.default for f in fields(Visit) if f.default is not MISSING}
_VISIT_NAMES = {f.name for f in fields(Visit)}

_DECIDED_HERE = ("stored", "revision")  # whoever landed the post cannot know: loading decides

# One bad line may never cost its file: everything a malformed value can raise is named here.
_REFUSED = (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError)


@dataclass(slots=True)
class Chunk:
    """The rows of some lines, by table."""

    posts: list[dict[str, Any]] = field(default_factory=list)
    visits: list[dict[str, Any]] = field(default_factory=list)
    verdicts: list[dict[str, Any]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    quarantine: list[dict[str, Any]] = field(default_factory=list)


def read(block: Iterable[tuple[int, bytes]], file_id: str) -> Chunk:
    """Return the rows of numbered lines; each line becomes exactly one row of one list."""
    chunk = Chunk()
    for number, raw in block:
        try:
            row = json.loads(raw)
            kind = row.pop("type")
            if kind == "post":
                chunk.posts.append(_post_row(row, number, file_id))
            elif kind == "expired":
                chunk.posts.append(_expired_row(row, number, file_id))
            elif kind == "refused":
                chunk.posts.append(_refused_row(row, number, file_id))
            elif kind == "visit":
                chunk.visits.append(_visit_row(row, number, file_id))
            elif kind == "verdict":
                chunk.verdicts.append(_verdict_row(row, number, file_id))
            elif kind == "event":
                chunk.events.append(_event_row(row, number, file_id))
            else:
                raise ValueError(f"loại bản ghi lạ: {kind!r}")
        except _REFUSED as error:
            content = raw[: 4 * _KEPT].decode("utf-8", "replace").rstrip("\n")[:_KEPT]
            reason = f"{type(error).__name__}: {error}".encode("utf-8", "replace").decode()
            chunk.quarantine.append(
                {"file_id": file_id, "line": number, "reason": reason, "content": content}
            )
    return chunk


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row[name]
    if not isinstance(value, str):
        raise TypeError(f"{name}: cần chữ, gặp {value!r:.80}")
    value.encode()  # a lone surrogate cannot be stored; found here it costs one line
    return value


def _post_row(row: dict[str, Any], line: int, file_id: str) -> dict[str, Any]:
    post = Post.from_json(row)
    values: dict[str, Any] = {"method": post.method, **row}
    for name in _POST_TEXT:
        _text(values, name)
    for name in _POST_TEXT_OR_NONE:
        if values.get(name) is not None:
            _text(values, name)
    if not post.post_id or not post.source:
        raise ValueError("post_id hoặc source để trống")
    key = match_key(f"{post.title}\n{post.lead}\n{post.text}")
    return {
        "post_id": post.post_id,
        "revision": post.revision,
        "source": post.source,
        "kind": post.kind,
        "url": post.url,
        "title": post.title,
        "lead": post.lead,
        "body": post.text,
        "author": post.author,
        "author_key": post.author_key,
        "native_id": post.native_id,
        "parent_id": post.parent_id,
        "section": post.section,
        "method": post.method,
        "published_at": post.published_at.astimezone(UTC) if post.published_at else None,
        "fetched_at": post.fetched_at.astimezone(UTC),
        "search_fold": fold_key(key),
        "search_key": key,
        "file_id": file_id,
        "line": line,
    }


def _expired_row(row: dict[str, Any], line: int, file_id: str) -> dict[str, Any]:
    """Return the row of a tombstone: that a post was found, under its names, without a word of it."""
    revision = _text(row, "revision")
    said = FORGOTTEN_VI if row.pop("said", "") == FORGOTTEN else EXPIRED_VI
    words = {"title": "", "lead": "", "text": said, "method": EXPIRED}
    named = {name: value for name, value in row.items() if name != "revision"}
    found = _post_row({**named, **words}, line, file_id)
    return {**found, "revision": revision, "search_fold": "", "search_key": ""}


def _refused_row(row: dict[str, Any], line: int, file_id: str) -> dict[str, Any]:
    """Return the row of what may not be kept: loading counts it and stores nothing."""
    words = {"title": "", "lead": "", "text": FORGOTTEN_VI, "method": REFUSED}
    return {**_post_row({**row, **words}, line, file_id), "search_fold": "", "search_key": ""}


def _visit_row(row: dict[str, Any], line: int, file_id: str) -> dict[str, Any]:
    if extra := set(row) - _VISIT_NAMES:
        raise ValueError(f"trường lạ: {sorted(extra)}")
    values: dict[str, Any] = {**_VISIT_DEFAULTS, **row}
    for name in _VISIT_TEXT:
        _text(values, name)
    for name in _VISIT_TEXT_OR_NONE:
        if values[name] is not None:
            _text(values, name)
    for name in ("items", "new_items", "http_status"):
        value = values[name]
        if value is None and name == "http_status":
            continue
        if type(value) is not int or not -_INT32 <= value < _INT32:
            raise TypeError(f"{name}: cần số nguyên, gặp {value!r:.80}")
    if not math.isfinite(values["seconds"]):
        raise ValueError("seconds: cần số hữu hạn")
    if values["outcome"] is not None:
        values["outcome"] = str(Outcome(values["outcome"]))
        if values["outcome"] in _DECIDED_HERE:
            if not values["post_id"]:
                raise ValueError(f"kết quả {values['outcome']!r} mà không có bài")
            values["outcome"] = None
    moment = datetime.fromisoformat(values.pop("at"))
    if moment.tzinfo is None:
        raise ValueError(f"at: {moment.isoformat()} thiếu múi giờ")
    return {**values, "visited_at": moment.astimezone(UTC), "file_id": file_id, "line": line}


def _verdict_row(row: dict[str, Any], line: int, file_id: str) -> dict[str, Any]:
    verdict = Verdict.from_json(row)
    values = {**row, "reader": verdict.reader}
    for name in _VERDICT_TEXT:
        _text(values, name)
    for label in (*verdict.labels, *verdict.machine):
        label.encode()
    values.pop("at")
    content = json.dumps({"type": "verdict", **row}, ensure_ascii=False)
    moment = verdict.at.astimezone(UTC)
    return {**values, "judged_at": moment, "file_id": file_id, "line": line, "content": content}


_sorted = json.JSONEncoder(ensure_ascii=False, sort_keys=True, allow_nan=False).encode


def _event_row(row: dict[str, Any], line: int, file_id: str) -> dict[str, Any]:
    if not isinstance(row.get("fields"), dict):
        raise TypeError("fields: cần một đối tượng JSON {…}")
    named = row.pop("event_id", None)  # of a happening whose words were taken away: its first name
    event = Event.from_json(row)
    values = event.to_json()
    for name in _EVENT_TEXT:
        _text(values, name)
    said = _sorted(values["fields"])
    said.encode()  # as in _text: half a character anywhere in it costs one line, not its file
    # As _sorted(values) writes it, without going through the fields a second time.
    before = _sorted({"at": values["at"], "by": values["by"]})
    after = _sorted({name: values[name] for name in ("id", "kind", "what")})
    whole = f'{before[:-1]}, "fields": {said}, {after[1:]}'
    # One happening is one row, in however many files it stands: its words and its moment name it.
    return {
        "event_id": _text({"event_id": named}, "event_id") if named else digest_of(whole),
        "kind": event.kind,
        "id": event.id,
        "what": event.what,
        "said_by": event.by,
        "happened_at": event.at.astimezone(UTC),
        "fields": said,
        "file_id": file_id,
        "line": line,
    }


_TEXT, _MOMENT = "varchar", "timestamptz"
# Column → DuckDB type of the rows of a chunk, by table. A verdict's content is its line, for
# quarantine; an event's fields are JSON text.
POST_TYPES: Mapping[str, str] = {
    **dict.fromkeys(
        "post_id revision source kind url title lead body author author_key native_id parent_id "
        "section method".split(),
        _TEXT,
    ),
    "published_at": _MOMENT, "fetched_at": _MOMENT, "search_fold": _TEXT, "search_key": _TEXT,
    "file_id": _TEXT, "line": "bigint",
}  # fmt: skip
VISIT_TYPES: Mapping[str, str] = {
    "line": "bigint", "source": _TEXT, "url": _TEXT, "role": _TEXT, "visited_at": _MOMENT,
    "outcome": _TEXT, "reason": _TEXT, "reason_class": _TEXT, "http_status": "integer",
    "method": _TEXT, "post_id": _TEXT, "items": "integer", "new_items": "integer",
    "seconds": "double", "etag": _TEXT, "last_modified": _TEXT, "file_id": _TEXT,
}  # fmt: skip
VERDICT_TYPES: Mapping[str, str] = {
    **dict.fromkeys(_VERDICT_TEXT, _TEXT),
    "labels": f"{_TEXT}[]", "machine": f"{_TEXT}[]", "judged_at": _MOMENT, "file_id": _TEXT,
    "line": "bigint", "content": _TEXT,
}  # fmt: skip
EVENT_TYPES: Mapping[str, str] = {
    **dict.fromkeys(("event_id", "kind", "id", "what", "said_by", "fields", "file_id"), _TEXT),
    "happened_at": _MOMENT, "line": "bigint",
}  # fmt: skip
REFUSED_TYPES: Mapping[str, str] = {
    "file_id": _TEXT, "line": "bigint", "reason": _TEXT, "content": _TEXT,
}  # fmt: skip
