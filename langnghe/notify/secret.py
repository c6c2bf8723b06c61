"""Secrets: from the environment or from one file that only its owner reads; never written, never shown."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from langnghe.errors import ConfigError

FILE = "secrets.toml"  # beside delivery.toml
PREFIX = "LANGNGHE_SECRET_"
_NAME = re.compile(r"\$\{([^}]*)\}")
_GOOD_NAME = re.compile(r"[A-Z][A-Z0-9_]*")


class Secrets:
    """Secrets by name. An environment variable LANGNGHE_SECRET_NAME wins over NAME in secrets.toml."""

    def __init__(self, values: Mapping[str, str], where: Path) -> None:
        self._values = dict(values)
        self._where = where

    def __repr__(self) -> str:
        return f"Secrets({', '.join(sorted(self._values))})"  # names only

    def get(self, name: str) -> str:
        """Return a secret, or say where to put it."""
        if value := self._values.get(name):
            return value
        raise ConfigError(
            f"thiếu mật khẩu {name}: đặt biến môi trường {PREFIX}{name}, "
            f'hoặc thêm dòng {name} = "…" vào {self._where} rồi chạy `chmod 600 {self._where}`'
        )

    def fill(self, address: str) -> str:
        """Return an address with every ${NAME} replaced by its secret."""
        return _NAME.sub(lambda found: self.get(found[1]), address)

    def hide(self, text: str) -> str:
        """Return a text of a server or a library without any secret in it."""
        for value in sorted(self._values.values(), key=len, reverse=True):
            if len(value) >= 4:  # hiding "a" everywhere would tell more than it hides
                text = text.replace(value, "***").replace(quote(value, safe=""), "***")
        return text


def names_in(address: str) -> tuple[str, ...]:
    """Return the names of the secrets an address asks for; a malformed name is refused."""
    found = tuple(_NAME.findall(address))
    for name in found:
        if not _GOOD_NAME.fullmatch(name):
            raise ValueError(f"tên mật khẩu {name!r} phải là chữ HOA không dấu, số và _")
    return found


def read_secrets(folder: Path, environment: Mapping[str, str] | None = None) -> Secrets:
    """Return the secrets of the environment and of secrets.toml; a file others may read is refused."""
    path = folder / FILE
    values: dict[str, str] = {}
    if path.exists():
        _check_owner(path)
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        except (ValueError, RecursionError):
            # The parser's own words may quote the line, and the line is a secret.
            raise ConfigError(
                f'{path}: không đọc được TOML; mỗi dòng phải có dạng TEN = "giá trị"'
            ) from None
        for name, value in data.items():
            if not isinstance(value, str) or not value or not _GOOD_NAME.fullmatch(name):
                raise ConfigError(
                    f'{path}: mục {name}: phải là TEN_CHU_HOA = "giá trị không trống"; sửa rồi chạy lại'
                )
            values[name] = value
    source = os.environ if environment is None else environment
    for name, value in source.items():
        short = name.removeprefix(PREFIX)
        if short != name and value and _GOOD_NAME.fullmatch(short):
            values[short] = value
    return Secrets(values, path)


def _check_owner(path: Path) -> None:
    if os.name != "posix":
        return
    state = path.stat()
    if state.st_uid != os.getuid():
        raise ConfigError(
            f"{path}: tệp này của người dùng khác; đổi chủ về tài khoản chạy Lắng Nghe rồi chạy lại"
        )
    if state.st_mode & 0o077:
        raise ConfigError(
            f"{path}: người khác trên máy đọc được tệp này; chạy `chmod 600 {path}` rồi chạy lại"
        )
