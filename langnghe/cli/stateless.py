"""Verbs that need no workspace: files or `-` in, JSON out, so that they can be piped and tested."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from langnghe.cli.common import Lines, ProfileOption, read_bytes, write_lines

JsonlArgument = Annotated[Path, typer.Argument(help="Tệp JSONL, hoặc - để đọc từ đầu vào chuẩn.")]


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    for verb in (extract, feed, normalize, classify, stories):
        app.command()(verb)


def extract(
    files: Annotated[list[Path], typer.Argument(help="Trang HTML đã lưu; - là đầu vào chuẩn.")],
    url: Annotated[list[str], typer.Option("--url", help="Địa chỉ của trang, mỗi tệp một lần.")],
) -> None:
    """Đọc trang báo đã lưu thành JSON. Tiêu đề, sa-pô, nội dung, tác giả, ngày đăng."""
    from crawlers.extract import extract as extract_page
    from langnghe.errors import ExtractionError, LangngheError

    if len(url) != len(files):
        raise typer.BadParameter(
            f"có {len(files)} tệp nhưng {len(url)} địa chỉ; cho mỗi tệp một --url"
        )
    failed = False
    for path, address in zip(files, url, strict=True):
        try:
            print(json.dumps(extract_page(read_bytes(path), address).to_json(), ensure_ascii=False))
        except ExtractionError as error:
            failed = True
            print(f"Lỗi: {path}: {error}", file=sys.stderr)
        except LangngheError as error:  # a file that is not there never stops the others
            failed = True
            print(f"Lỗi: {error}", file=sys.stderr)
    if failed:
        raise typer.Exit(1)


def feed(
    file: Annotated[Path, typer.Argument(help="Tệp RSS/Atom đã lưu; - là đầu vào chuẩn.")],
    url: Annotated[str, typer.Option("--url", help="Địa chỉ của RSS/Atom.")],
) -> None:
    """Đọc RSS/Atom đã lưu thành JSONL. Mỗi dòng có url, title, summary, published_at."""
    from crawlers.feeds import read_feed
    from langnghe.errors import FeedError

    data = read_bytes(file)
    try:
        entries = read_feed(data, url)
    except FeedError as error:
        raise FeedError(url, f"{file}: {error.reason}") from error
    write_lines(entry.to_json() for entry in entries)


def normalize(file: JsonlArgument) -> None:
    """Chuẩn hoá chữ Việt. JSONL {"id","text"} vào, {"id","text"} ra."""
    from nlp.normalise import normalise

    lines = Lines(file, ("id", "text"))
    write_lines({"id": row["id"], "text": normalise(str(row["text"]))} for row in lines)
    lines.finish()


def classify(file: JsonlArgument, profile: ProfileOption = None) -> None:
    """Gán nhãn cho từng văn bản. JSONL {"id","kind","title","text"} vào; JSONL nhãn và điểm ra."""
    from langnghe.records import POST_KINDS
    from nlp.classifiers import TextItem, load
    from nlp.entities import entities

    classifier = load(profile)
    lines = Lines(file, ("id",))
    batch: list[dict[str, Any]] = []

    def flush() -> None:
        items = [
            TextItem(
                id=str(row["id"]),
                kind=row.get("kind") or "article",
                title=str(row.get("title") or ""),
                text=str(row.get("text") or ""),
            )
            for row in batch
        ]
        for row, item, labels in zip(batch, items, classifier.predict(items), strict=True):
            print(
                json.dumps(
                    {
                        "id": row["id"],
                        "in_scope": labels.in_scope,
                        "topics": list(labels.topics),
                        "tone": labels.tone,
                        "stance_union": labels.stance_union,
                        "intent": labels.intent,
                        "risk": labels.risk,
                        "scores": _rounded(labels.scores),
                        "model": labels.model,
                        "entities": entities(item.title, item.text).to_json(),
                    },
                    ensure_ascii=False,
                )
            )
        batch.clear()

    for row in lines:
        if (row.get("kind") or "article") not in POST_KINDS:
            known = ", ".join(POST_KINDS)
            lines.refuse(lines.number, f"loại {row['kind']!r} lạ; dùng một trong: {known}")
            continue
        batch.append(row)
        if len(batch) >= 1_000:
            flush()
    if batch:
        flush()
    lines.finish()


def _rounded(scores: Any) -> Any:
    """Return probabilities to six places: further digits are noise of 32-bit floats."""
    if isinstance(scores, Mapping):
        return {name: _rounded(value) for name, value in scores.items()}
    return round(float(scores), 6)


def stories(file: JsonlArgument) -> None:
    """Gom bài trùng thành một tin. JSONL bài vào, {"id","story_id"} ra."""
    from collections import Counter

    from langnghe.records import digest_of
    from langnghe.registers.dates import read_moment
    from nlp.stories import StoryInput, group

    lines = Lines(file, ("id",))
    rows = list(lines)
    times = Counter(str(row["id"]) for row in rows)
    items = []
    for row in rows:
        try:
            moment = read_moment(row.get("published_at"))
        except ValueError:
            moment = None  # a bad date does not keep a text out of its story
        url, title, text, source = (
            str(row.get(name) or "") for name in ("url", "title", "text", "source")
        )
        key = str(row["id"])
        if times[key] > 1:  # two texts under one id are still two texts
            key = digest_of(key, url, title, text, str(moment))
        items.append(
            StoryInput(id=key, url=url, title=title, text=text, published_at=moment, source=source)
        )
    story_of = group(items)
    write_lines(
        {"id": row["id"], "story_id": story_of[item.id]}
        for row, item in zip(rows, items, strict=True)
    )
    lines.finish()
