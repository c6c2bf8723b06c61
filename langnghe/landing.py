"""Landing files: everything that enters lands here first, as JSON lines, and is never edited, but for
what may be kept no longer: `rewrite` leaves a tombstone in its place. What was forgotten on request
(langnghe.forgotten) does not land again: a line says that it was refused.

A writer appends to `NAME.part`, flushed line by line, and renames it to `NAME.jsonl` when done.
A crash leaves the .part; `recover` turns its whole lines into a landing file, so what was written
is never lost. Each line is `{"type": "post" | "visit" | "verdict" | "event" | …, …fields}`.
"""

from __future__ import annotations

import json
import os
import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from langnghe.files import naming, replace_file
from langnghe.forgotten import Ledger, ledger_over
from langnghe.records import Event, Post, Verdict, Visit, digest_of

_OPEN: set[Path] = set()  # what this very process is writing: not to be recovered under its hands


class LandingWriter:
    """Write one landing file; use as a context manager."""

    def __init__(self, folder: Path, label: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
        self.final = folder / f"{stamp}-{label}-{uuid.uuid4().hex[:8]}.jsonl"
        self.part = self.final.with_suffix(f".{os.getpid()}.part")
        self.lines = 0
        self._file = self.part.open("wb", buffering=0)
        self._size = 0
        _OPEN.add(self.part.resolve())

    def post(self, post: Post) -> None:
        """Append a post; of one that was forgotten on request only that it came by again."""
        if ledger_over(self.final.parent).refuses(post.post_id, post.author_key):
            self.row("refused", _refused(post.to_json()))
        else:
            self.row("post", post.to_json())

    def visit(self, visit: Visit) -> None:
        """Append what became of an address."""
        told = visit.to_json()
        if ledger_over(self.final.parent).has("post", visit.post_id):
            told |= {"url": home_of(visit.url), "etag": None, "last_modified": None}
        self.row("visit", told)

    def verdict(self, verdict: Verdict) -> None:
        """Append what a person judged."""
        self.row("verdict", verdict.to_json())

    def event(self, event: Event) -> None:
        """Append what happened to an alert, a case or a claim."""
        if event.kind == "message" and ledger_over(self.final.parent).has("post", event.id):
            told = {"post_id": event.id, "source": event.fields.get("source"), "kind": "comment"}
            self.row("refused", {**told, "url": "", "fetched_at": event.to_json()["at"]})
        else:
            self.row("event", event.to_json())

    def events(self, events: Iterable[Event]) -> None:
        """Append what one order said: many rows of a register are on disk together, at the end."""
        lines = [_line("event", event.to_json()) for event in events]
        self._write("".join(lines))
        self.lines += len(lines)

    def row(self, kind: str, fields: Mapping[str, Any]) -> None:
        """Append one record of any type."""
        self._write(_line(kind, fields))
        self.lines += 1

    def _write(self, text: str) -> None:
        """Append whole lines, or, when the disk has no room for them, nothing."""
        # Half a letter (a lone surrogate, in an id or a name) becomes "?": it costs no record.
        rest = memoryview(text.encode("utf-8", "replace"))
        size = self._size + len(rest)
        with naming(self.final):
            try:
                while rest:
                    rest = rest[self._file.write(rest) or 0 :]
            except OSError:
                self._file.truncate(self._size)  # half a line would be taken for a damaged one
                self._file.seek(self._size)
                raise
        self._size = size

    def close(self) -> Path | None:
        """Make the file final and return its path, or None when nothing was written."""
        if self._file.closed:
            return self.final if self.final.exists() else None
        with naming(self.final):
            os.fsync(self._file.fileno())
            self._file.close()
        if self.lines:
            self.part.replace(self.final)
        else:
            self.part.unlink()
        _OPEN.discard(self.part.resolve())
        return self.final if self.lines else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()  # also after an error: what was read stays


_encode = json.JSONEncoder(ensure_ascii=False).encode  # json.dumps makes one for every call


def _line(kind: str, fields: Mapping[str, Any]) -> str:
    return _encode({"type": kind, **fields}) + "\n"


def rewrite(path: Path, change: Callable[[bytes], bytes | None]) -> int:
    """Rewrite a landing file line by line, in place; return how many lines changed.

    change gives what stands in place of a line (without its end), or None to leave it as it lies. The
    file keeps its name and its number of lines; it is whole at any moment.
    """
    gone = 0
    temporary = path.with_suffix(f".{os.getpid()}.expiring")
    with path.open("rb") as file, temporary.open("wb") as out:
        for line in file:
            if (instead := change(line)) is not None:
                line = instead + b"\n"
                gone += 1
            out.write(line)
        out.flush()
        os.fsync(out.fileno())
    if gone:
        temporary.replace(path)
    else:
        temporary.unlink()
    return gone


def expire(path: Path, due: Mapping[tuple[str, str], str]) -> int:
    """Replace in one landing file the posts whose time of keeping is over by tombstones, in place.

    due: (post_id, revision) → address of the platform. A tombstone says that a post of this name was
    found then and had this wording's name; replay makes a row without words of it. Returns how many.
    """

    def change(line: bytes) -> bytes | None:
        row = _post_in(line)
        home = due.get(_wording(row)) if row else None
        return stone(row, home) if home is not None else None

    return rewrite(path, change)


def stone(row: Mapping[str, Any], home: str, said: str = "") -> bytes:
    """Return the tombstone line of a post's line. said: why, "" when its time of keeping was over."""
    kept = {name: row.get(name) for name in _TOMBSTONE}
    more = {"said": said} if said else {}
    told = {"type": "expired", **kept, "revision": _wording(row)[1], "url": home, **more}
    return json.dumps(told, ensure_ascii=False).encode()


def refuse(path: Path, ledger: Ledger) -> int:
    """Turn the posts of a landing file that were forgotten on request into lines without words.

    For what came another way than through a LandingWriter: copied by hand, or from other machines.
    """

    def change(line: bytes) -> bytes | None:
        if not line.startswith(b'{"type": "post"') or not _may_refuse(line, ledger):
            return None
        row = _post_in(line)
        if not row or not ledger.refuses(row.get("post_id"), row.get("author_key")):
            return None
        return json.dumps({"type": "refused", **_refused(row)}, ensure_ascii=False).encode()

    return rewrite(path, change)


_NAMES = re.compile(rb'"(post_id|author_key)": "([0-9a-f]+)"')


def _may_refuse(line: bytes, ledger: Ledger) -> bool:
    # A tenth of the time of reading each line as JSON.
    found = {name: value.decode() for name, value in _NAMES.findall(line)}
    return ledger.refuses(found.get(b"post_id"), found.get(b"author_key"))


def home_of(url: str) -> str:
    """Return the address of a page's site, all that is left of the address of what is gone."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/" if parts.netloc else ""


def _refused(row: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: row.get(name) for name in ("post_id", "source", "kind", "fetched_at")}
    return {**kept, "url": home_of(str(row.get("url") or ""))}


_TOMBSTONE = ("post_id", "source", "kind", "parent_id", "published_at", "fetched_at")


def _post_in(line: bytes) -> dict[str, Any]:
    """Return the post of a line, {} of any other; what loading quarantined is left as it lies."""
    try:
        row = json.loads(line) if b'"post"' in line else {}
    except ValueError:
        return {}
    return row if isinstance(row, dict) and row.get("type") == "post" else {}


def _wording(row: Mapping[str, Any]) -> tuple[str, str]:
    words = (str(row.get(name) or "") for name in ("title", "lead", "text"))
    return str(row.get("post_id")), digest_of(*words)


def recover(folder: Path) -> list[Path]:
    """Turn .part files of dead writers into landing files (whole lines only); return the new files."""
    done = []
    for part in sorted(folder.rglob("*.part")):
        if _has_writer(part):
            continue
        final = part.with_suffix("").with_suffix(".jsonl")
        try:
            whole, _, _torn = part.read_bytes().rpartition(b"\n")
        except FileNotFoundError:  # another process recovered it just now
            continue
        if whole:
            # On disk, name and all, before the only other copy is removed.
            replace_file(final, whole + b"\n", temporary=part.with_suffix(".recovered"))
            done.append(final)
        part.unlink(missing_ok=True)
    return done


def _has_writer(part: Path) -> bool:
    import psutil

    pid = part.with_suffix("").suffix.lstrip(".")
    if not pid.isdecimal():
        return False
    if int(pid) == os.getpid():
        return part.resolve() in _OPEN
    try:
        # A number is used again after a restart: who began after the last line did not write it.
        return psutil.Process(int(pid)).create_time() <= part.stat().st_mtime + 2
    except (psutil.Error, OSError, ValueError, OverflowError):
        return False


def files(folder: Path) -> list[Path]:
    """Return the final landing files, oldest first."""
    return sorted(folder.rglob("*.jsonl"), key=lambda p: p.name)


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the records of one landing file."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)
