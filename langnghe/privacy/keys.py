"""Pseudonyms: people who speak exist in the data only as a keyed hash, one key a source."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from langnghe.errors import ConfigError


def load_key(path: Path) -> bytes:
    """Return the workspace's pseudonym key, made on first use, readable by its owner alone."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(32))
    key = path.read_bytes()
    if len(key) < 32:
        raise ConfigError(f"{path}: khoá bút danh bị hỏng; khôi phục từ bản sao lưu")
    return key


def pseudonym(key: bytes, source: str, handle: str) -> str:
    """Return the keyed hash of a commenter's handle; equal handles of two sources never match."""
    per_source = hmac.new(key, source.encode(), hashlib.sha256).digest()
    return hmac.new(per_source, handle.strip().casefold().encode(), hashlib.sha256).hexdigest()[:24]
