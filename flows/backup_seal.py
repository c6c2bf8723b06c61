"""What is secret in a backup: AES-256-GCM by blocks, under a key that scrypt makes of a passphrase."""

from __future__ import annotations

import hashlib
import hmac
import os
import unicodedata
from collections.abc import Iterator
from typing import Any, Protocol

from langnghe.errors import BackupError

_BLOCK = 1 << 20
_TAG = 16
_SCRYPT = {"n": 1 << 16, "r": 8, "p": 1}  # 64 MB and a fifth of a second for each guess


class Readable(Protocol):
    """What gives bytes."""

    def read(self, size: int, /) -> bytes:
        """Return up to so many bytes, none at the end."""
        ...


class Lid:
    """What seals and opens under one passphrase."""

    def __init__(self, passphrase: str, salt: bytes, *, n: int, r: int, p: int) -> None:
        # Two keyboards write one accented word in two ways; the passphrase is what is read.
        words = unicodedata.normalize("NFC", passphrase).encode()
        key = hashlib.scrypt(words, salt=salt, n=n, r=r, p=p, maxmem=1 << 28, dklen=64)
        self._key, self._name = key[:32], key[32:]
        self.told = {"salt": salt.hex(), "n": n, "r": r, "p": p}

    @classmethod
    def new(cls, passphrase: str) -> Lid:
        """Return the lid of a new archive."""
        return cls(passphrase, os.urandom(16), **_SCRYPT)

    @classmethod
    def of(cls, passphrase: str, told: dict[str, Any]) -> Lid:
        """Return the lid of an archive; terms that would cost a machine's memory are refused."""
        try:
            salt, n, r, p = bytes.fromhex(told["salt"]), told["n"], told["r"], told["p"]
            if (n, r, p) != tuple(_SCRYPT.values()):
                raise ValueError("scrypt")
            return cls(passphrase, salt, n=n, r=r, p=p)
        except (ValueError, KeyError, TypeError) as error:
            raise BackupError(
                "DANH-MUC.json: mục seal bị hỏng hoặc bị sửa; dùng bản sao khác"
            ) from error

    def sign(self, data: bytes) -> str:
        """Return the signature of a list of contents."""
        return hmac.new(self._name, data, hashlib.sha256).hexdigest()

    def seal(self, file: Readable, path: str) -> Iterator[bytes]:
        """Yield a file's cipher text; no block can be taken, moved, or left out at the end unseen."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        box, start = AESGCM(self._key), os.urandom(8)
        yield start
        block, number = file.read(_BLOCK), 0
        while True:
            after = file.read(_BLOCK) if len(block) == _BLOCK else b""
            yield box.encrypt(_nonce(start, number), block, _bound(path, last=not after))
            if not after:
                return
            block, number = after, number + 1

    def open(self, file: Readable, path: str) -> Iterator[bytes]:
        """Yield what `seal` took; raise BackupError naming the file when it is not that any more."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        box, start = AESGCM(self._key), file.read(8)
        block, number = file.read(_BLOCK + _TAG), 0
        while True:
            after = file.read(_BLOCK + _TAG) if len(block) == _BLOCK + _TAG else b""
            try:
                yield box.decrypt(_nonce(start, number), block, _bound(path, last=not after))
            except (InvalidTag, ValueError) as error:
                raise BackupError(
                    f"{path}: không mở được: sai câu mật khẩu, hoặc tệp này trong bản sao lưu đã bị sửa"
                ) from error
            if not after:
                return
            block, number = after, number + 1


def _nonce(start: bytes, number: int) -> bytes:
    return start + number.to_bytes(4, "big")


def _bound(path: str, *, last: bool) -> bytes:
    return f"{path}\n{'cuối' if last else 'còn'}".encode()
