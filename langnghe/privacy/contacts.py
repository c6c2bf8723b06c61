"""How to reach who asked: kept encrypted, apart from landing and warehouse, until 30 days after closing.

One file a question under data/contacts/, its key in data/contacts.key; both readable by their owner
alone. What a file holds is the platform's conversation reference or the hotline number, nothing else.
Deleting overwrites first; a disk with snapshots or wear levelling may still hold the old (encrypted)
bytes: `rotate` then makes them unreadable for good, for it throws the old key away.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from langnghe.errors import ConfigError, LangngheError
from langnghe.files import PRIVATE, replace_file, sync_folder

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

_LONGEST = 500  # characters of a reference: more is not one


class Contacts:
    """The locked drawer of one workspace."""

    def __init__(self, folder: Path, key_file: Path) -> None:
        self.folder = folder
        self.key_file = key_file

    @classmethod
    def of(cls, root: Path) -> Contacts:
        """Return the drawer of a workspace folder."""
        return cls(root / "data" / "contacts", root / "data" / "contacts.key")

    def keep(self, ident: str, reference: str) -> None:
        """Keep how to reach who asked; a later reference replaces the earlier."""
        if not reference or len(reference) > _LONGEST:
            raise LangngheError(
                f"cách trả lời phải có 1 đến {_LONGEST} ký tự; ghi một số điện thoại hoặc một địa chỉ"
            )
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        locked = self._lock().encrypt(json.dumps({"id": ident, "to": reference}).encode())
        replace_file(self._path(ident), locked, mode=PRIVATE)

    def reveal(self, ident: str, audit: Callable[[], None]) -> str:
        """Return how to reach who asked. audit is called before anything is opened: if it fails,
        nothing is shown."""
        from cryptography.fernet import InvalidToken

        path = self._path(ident)
        if not path.exists():
            raise ConfigError(
                f"{ident}: không giữ cách liên hệ (đã xoá theo hạn, hoặc chưa từng có)"
            )
        audit()
        try:
            told = json.loads(self._lock().decrypt(path.read_bytes()))
        except InvalidToken as error:
            raise ConfigError(
                f"{path}: không mở được bằng khoá {self.key_file}; khôi phục khoá từ bản sao lưu"
            ) from error
        if told["id"] != ident:
            raise ConfigError(f"{path}: cách liên hệ này là của câu hỏi khác; tệp đã bị tráo")
        return str(told["to"])

    def idents(self) -> list[str]:
        """Return the questions for which something is kept."""
        return sorted(path.stem for path in self.folder.glob("*.lock"))

    def kept_since(self, ident: str) -> float:
        """Return when a reference was last written, as seconds since 1970."""
        return self._path(ident).stat().st_mtime

    def forget(self, ident: str) -> bool:
        """Overwrite and delete what is kept for a question; tell whether there was anything."""
        path = self._path(ident)
        try:
            handle = os.open(path, os.O_WRONLY)
        except FileNotFoundError:
            return False
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(path.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
        sync_folder(self.folder)
        return True

    def rotate(self) -> int:
        """Lock everything with a new key and throw the old ones away; return how many files.

        A crash on the way loses nothing: the new key stands before the old ones until all is done.
        """
        from cryptography.fernet import Fernet, InvalidToken, MultiFernet

        fresh = Fernet.generate_key()
        old = self._keys()
        replace_file(self.key_file, b"\n".join([fresh, *old]) + b"\n", mode=PRIVATE)
        lock = MultiFernet([Fernet(key) for key in (fresh, *old)])
        for ident in self.idents():
            path = self._path(ident)
            try:
                replace_file(path, lock.rotate(path.read_bytes()), mode=PRIVATE)
            except InvalidToken as error:
                raise ConfigError(
                    f"{path}: không mở được bằng khoá nào trong {self.key_file}; khoá cũ được giữ lại"
                ) from error
        replace_file(self.key_file, fresh + b"\n", mode=PRIVATE)
        return len(self.idents())

    def _path(self, ident: str) -> Path:
        if not ident or not all(c.isalnum() or c == "-" for c in ident):
            raise ValueError(f"{ident!r} names no question")
        return self.folder / f"{ident}.lock"

    def _lock(self) -> MultiFernet:
        from cryptography.fernet import Fernet, MultiFernet

        try:
            return MultiFernet([Fernet(key) for key in self._keys()])
        except ValueError as error:
            raise ConfigError(f"{self.key_file}: khoá bị hỏng; khôi phục từ bản sao lưu") from error

    def _keys(self) -> list[bytes]:
        """Return the keys, newest first; the first is made on first use."""
        from cryptography.fernet import Fernet

        if not self.key_file.exists():
            if self.idents():
                raise ConfigError(
                    f"{self.key_file}: mất tệp khoá thì không đọc được cách liên hệ đã giữ; "
                    "khôi phục từ bản sao lưu"
                )
            self.key_file.parent.mkdir(parents=True, exist_ok=True)
            replace_file(self.key_file, Fernet.generate_key() + b"\n", mode=PRIVATE)
        if os.name == "posix" and self.key_file.stat().st_mode & 0o077:
            raise ConfigError(
                f"{self.key_file}: người khác trên máy đọc được tệp này; "
                f"chạy `chmod 600 {self.key_file}` rồi chạy lại"
            )
        if keys := self.key_file.read_bytes().split():
            return keys
        raise ConfigError(f"{self.key_file}: tệp khoá trống; khôi phục từ bản sao lưu")
