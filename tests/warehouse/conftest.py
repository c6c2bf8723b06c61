"""A real warehouse file, and posts and visits that read like the news."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from langnghe.landing import LandingWriter
from langnghe.records import Outcome, Post, Verdict, Visit, post_id_of
from warehouse import Store, open_store
from warehouse.load import load

NOON = datetime(2026, 6, 10, 5, 0, tzinfo=UTC)  # noon in Hà Nội


@pytest.fixture
def make_post() -> Callable[..., Post]:
    """Return a maker of posts: name them by a number, change what matters."""

    def make(number: int = 1, **changes: Any) -> Post:
        source = changes.get("source", "bao-mau")
        url = changes.get("url", f"https://{source}.example/bai-{number}.html")
        values: dict[str, Any] = {
            "post_id": post_id_of(url=url, source=source, native_id=changes.get("native_id")),
            "source": source,
            "kind": "article",
            "url": url,
            "title": f"Công đoàn thăm công nhân lần {number}",
            "lead": "Sáng nay, đoàn công tác trao quà.",
            "text": "Công nhân nhà máy mong được tăng lương.\nCông đoàn cơ sở ghi nhận ý kiến.",
            "fetched_at": NOON,
            "published_at": NOON,
            "method": "vccorp@2",
        }
        return Post(**{**values, **changes})

    return make


@pytest.fixture
def read_visit() -> Callable[..., Visit]:
    """Return a maker of the visit that belongs to a post that was read."""

    def make(post: Post, **changes: Any) -> Visit:
        values: dict[str, Any] = {
            "source": post.source,
            "url": post.url,
            "role": "article",
            "at": post.fetched_at,
            "outcome": None,
            "post_id": post.post_id,
            "method": post.method,
            "http_status": 200,
        }
        return Visit(**{**values, **changes})

    return make


@pytest.fixture
def failed_visit() -> Callable[..., Visit]:
    """Return a maker of visits that gave no post."""

    def make(url: str = "https://bao-mau.example/hong.html", **changes: Any) -> Visit:
        values: dict[str, Any] = {
            "source": "bao-mau",
            "url": url,
            "role": "article",
            "at": NOON,
            "outcome": Outcome.FAILED,
            "reason": "máy chủ trả lời 503",
            "reason_class": "temporary",
        }
        return Visit(**{**values, **changes})

    return make


@pytest.fixture
def landing(tmp_path: Path) -> Path:
    return tmp_path / "landing"


@pytest.fixture
def land(landing: Path) -> Callable[..., Path]:
    """Return a writer of one landing file."""

    def write(*records: Post | Visit, label: str = "thu") -> Path:
        writer = LandingWriter(landing, label)
        for record in records:
            if isinstance(record, Post):
                writer.post(record)
            else:
                writer.visit(record)
        path = writer.close()
        assert path is not None
        return path

    return write


@pytest.fixture
def land_lines(landing: Path) -> Callable[..., Path]:
    """Return a writer of a landing file from raw lines, good or bad."""

    def write(*lines: str | bytes | dict[str, Any], name: str = "tho.jsonl") -> Path:
        landing.mkdir(parents=True, exist_ok=True)
        whole: Sequence[bytes] = [
            line
            if isinstance(line, bytes)
            else (line if isinstance(line, str) else json.dumps(line)).encode()
            for line in lines
        ]
        path = landing / name
        path.write_bytes(b"".join(line + b"\n" for line in whole))
        return path

    return write


@pytest.fixture
def store(tmp_path: Path, empty_warehouse: Path) -> Iterator[Store]:
    with open_store(Path(shutil.copy(empty_warehouse, tmp_path / "kho.duckdb"))) as opened:
        yield opened


@pytest.fixture
def judge(store: Store, landing: Path) -> Callable[..., None]:
    """Return a writer of verdicts: they land, then they are loaded."""

    def write(*verdicts: Verdict) -> None:
        with LandingWriter(landing / "review", "verdicts") as writer:
            for each in verdicts:
                writer.verdict(each)
        load(store, landing)

    return write
