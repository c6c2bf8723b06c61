"""The ledger of what was forgotten on request: hashes only, one a line, never taken back.

    author   the pseudonym of who asked (a keyed hash already, langnghe.privacy.keys)
    post     a post's id, hashed again with the ledger's own key
    inquiry  a question's id, hashed likewise

Neither a handle nor a name nor an address stands in it. It lies outside archives, with a copy beside
them: who restores an old backup reads the ledger of today, so that it forgets again before anybody
looks. What lands (langnghe.landing) and what is loaded (warehouse.load) is held against it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, Self

from langnghe.errors import ForgetError
from langnghe.files import PRIVATE, replace_file

NAME, KEY = "forgotten.jsonl", "forgotten.key"  # under data/, and beside archives
Kind = Literal["author", "post", "inquiry"]


@dataclass(slots=True)
class Ledger:
    """The marks of one ledger. key: b"" while nothing was ever forgotten here."""

    path: Path
    key: bytes = b""
    marks: set[tuple[str, str]] = field(default_factory=set)

    @classmethod
    def of(cls, root: Path) -> Self:
        """Return the ledger of a workspace folder."""
        return cls.read(root / "data" / NAME)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Return a ledger file with the key beside it, empty where there is none. Raise on damage:
        what cannot be read must not be taken for "nothing was forgotten"."""
        key_file = path.with_name(KEY)
        key = key_file.read_bytes() if key_file.exists() else b""
        if not path.exists():
            return cls(path, key)
        marks = set()
        for number, raw in enumerate(path.read_bytes().splitlines(), start=1):
            try:
                told = json.loads(raw)
                marks.add((str(told["kind"]), str(told["mark"])))
            except (ValueError, KeyError, TypeError) as error:
                raise ForgetError(
                    f"{path} dòng {number}: không đọc được sổ đã xoá; chép lại {NAME} từ thư mục sao lưu"
                ) from error
        if marks and not key:
            raise ForgetError(f"{key_file}: mất khoá của sổ đã xoá; chép lại từ thư mục sao lưu")
        return cls(path, key, marks)

    def __len__(self) -> int:
        return len(self.marks)

    def mark(self, kind: Kind, value: str) -> tuple[str, str]:
        """Return what stands in the ledger for a value."""
        if kind == "author":
            return kind, value
        return kind, hmac.new(self.key, f"{kind}\x1f{value}".encode(), hashlib.sha256).hexdigest()[
            :32
        ]

    def has(self, kind: Kind, value: str | None) -> bool:
        """Tell whether a value was forgotten."""
        return bool(value) and bool(self.marks) and self.mark(kind, str(value)) in self.marks

    def refuses(self, post_id: str | None, author_key: str | None) -> bool:
        """Tell whether a post may not be kept: itself, or whoever wrote it, was forgotten."""
        return self.has("author", author_key) or self.has("post", post_id)

    def authors(self) -> set[str]:
        """Return the pseudonyms that were forgotten."""
        return {mark for kind, mark in self.marks if kind == "author"}

    def add(self, values: Iterable[tuple[Kind, str]], at: datetime, request: str = "") -> int:
        """Write down what is forgotten from now on, before anything is deleted; return how many are new."""
        if not self.key:
            self._make_key()
        fresh = sorted({self.mark(kind, value) for kind, value in values if value} - self.marks)
        self._append(
            {"kind": kind, "mark": mark, "at": at.isoformat(), "request": request}
            for kind, mark in fresh
        )
        self.marks |= set(fresh)
        return len(fresh)

    def join(self, other: Ledger, at: datetime) -> int:
        """Take over what another copy of the same ledger knows more; return how many marks."""
        if not other.marks:
            return 0
        if self.key and self.marks and self.key != other.key:
            raise ForgetError(f"{other.path}: sổ đã xoá này là của cơ quan khác; chọn đúng tệp")
        if self.key != other.key:
            replace_file(self.path.with_name(KEY), other.key, mode=PRIVATE)
            self.key = other.key
        fresh = sorted(other.marks - self.marks)
        self._append({"kind": k, "mark": m, "at": at.isoformat(), "request": ""} for k, m in fresh)
        self.marks |= set(fresh)
        return len(fresh)

    def renamed(self, anew: Callable[[str], str], at: datetime) -> int:
        """Add the new pseudonyms of forgotten writers, beside the old ones that old backups know."""
        return self.add((("author", anew(key)) for key in self.authors()), at, "đổi khoá bút danh")

    def copy_to(self, folder: Path) -> Path | None:
        """Lay a copy with its key into a folder (of archives); None where there is nothing to copy."""
        if not self.path.exists() or not self.key:
            return None
        replace_file(folder / KEY, self.key, mode=PRIVATE)
        replace_file(folder / NAME, self.path.read_bytes(), mode=PRIVATE)
        return folder / NAME

    def begin(self) -> None:
        """Make an empty ledger, so that a copy beside archives tells "nothing yet" from "lost"."""
        if not self.key:
            self._make_key()
        if not self.path.exists():
            self._append(())

    def _make_key(self) -> None:
        self.key = secrets.token_bytes(32)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(self.path.with_name(KEY), self.key, mode=PRIVATE)

    def _append(self, lines: Iterable[Mapping[str, Any]]) -> None:
        handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, PRIVATE)
        with os.fdopen(handle, "ab") as file:
            file.write(
                "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()
            )
            file.flush()
            os.fsync(file.fileno())


def ledger_over(landing: Path) -> Ledger:
    """Return the ledger that holds for a landing folder or one below it; read anew when it changed."""
    for folder in (landing, *landing.parents):
        if folder.name == "landing":
            path = folder.parent / NAME
            try:
                state = path.stat()
            except OSError:
                return Ledger(path)
            return _read(path, state.st_ino, state.st_mtime_ns, state.st_size)
    return Ledger(landing / NAME)


@lru_cache(maxsize=8)
def _read(path: Path, *_version: int) -> Ledger:
    return Ledger.read(path)
