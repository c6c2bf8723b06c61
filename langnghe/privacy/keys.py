"""Pseudonyms: people who speak exist in the data only as a keyed hash, one key a source.

The key file is a chain of keys of 32 bytes, the oldest first: `langnghe privacy rotate-key` adds one.
The first makes a pseudonym of a handle, each later one a pseudonym of the pseudonym before. So what
is stored can be renamed without knowing a handle, and who speaks again is still known as the same.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from langnghe.errors import ConfigError

KEY = 32  # bytes of one key of the chain


def load_key(path: Path) -> bytes:
    """Return the workspace's pseudonym key, made on first use, readable by its owner alone."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(32))
    key = path.read_bytes()
    if len(key) < KEY or len(key) % KEY:
        raise ConfigError(f"{path}: khoá bút danh bị hỏng; khôi phục từ bản sao lưu")
    return key


def pseudonym(key: bytes, source: str, handle: str) -> str:
    """Return the keyed hash of a commenter's handle; equal handles of two sources never match."""
    per_source = hmac.new(key[:KEY], source.encode(), hashlib.sha256).digest()
    told = handle.strip().casefold().encode("utf-8", "surrogatepass")  # half a letter is one too
    named = hmac.new(per_source, told, hashlib.sha256).hexdigest()[:24]
    for at in range(KEY, len(key), KEY):
        named = renamed(key[at : at + KEY], named)
    return named


def renamed(key: bytes, pseudonym: str) -> str:
    """Return what a stored pseudonym is called once a key was added to the chain."""
    return hmac.new(key, b"renamed\x1f" + pseudonym.encode(), hashlib.sha256).hexdigest()[:24]
