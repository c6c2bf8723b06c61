"""Addresses as delivery.toml writes them: an e-mail address, a web address, or a chat address of apprise."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

from langnghe.notify.message import Channel
from langnghe.notify.secret import names_in

_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@(?:[A-Za-z0-9-]+\.)*[A-Za-z0-9-]+")
_SECRET_NAME = re.compile(r"\$\{[^}]*\}")
# A long run of letters and digits mixed is a token in every service of this kind.
_TOKEN = re.compile(r"(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{20,}")
_PASSWORD = re.compile(r"//[^/@]*:[^/@]+@")
OUR_OWN = ("mailto", "mailtos")  # e-mail goes through [mail], where the outcome is known exactly


def channel_of(address: str) -> Channel:
    """Return how an address is reached."""
    if "://" not in address:
        return "email"
    return "webhook" if address.lower().startswith(("http://", "https://")) else "chat"


def destination_of(address: str) -> str:
    """Return what fails or is busy as a whole: the mail server, or one host of one service."""
    if channel_of(address) == "email":
        return "smtp"
    scheme, _, rest = address.partition("://")
    return f"{scheme.lower()}://{rest.partition('/')[0]}"


def check_address(address: str) -> str:
    """Return a well-formed address without a secret in it, or raise ValueError with the remedy."""
    channel = channel_of(address)
    if channel == "email":
        if not _EMAIL.fullmatch(address):
            raise ValueError(
                f"{address!r}: không phải địa chỉ thư; viết dạng ten@co-quan.vn, không kèm họ tên"
            )
        return address
    scheme = address.partition("://")[0]
    if any(ord(c) < 33 for c in address):
        raise ValueError(f"địa chỉ {scheme}://… có khoảng trắng; bỏ đi")
    names_in(address)
    if scheme.lower() in OUR_OWN:
        raise ValueError(f"viết địa chỉ thư trần, bỏ {scheme}://")
    bare = _SECRET_NAME.sub("", address)
    if _TOKEN.search(bare) or _PASSWORD.search(bare):
        # The address is not repeated here: it holds the secret.
        raise ValueError(
            f"địa chỉ {scheme}://… có vẻ chứa mật khẩu hay mã bí mật; "
            "thay phần đó bằng ${TEN_MAT_KHAU} rồi khai trong secrets.toml"
        )
    if channel == "webhook":
        _check_web(address)
    return address


def _check_web(address: str) -> None:
    """Plain http stays on this machine or in the office's own network."""
    parts = urlsplit(address)
    if not parts.hostname or "$" in parts.hostname:
        raise ValueError(f"{address!r}: thiếu tên máy chủ; mật khẩu không thay cho tên máy được")
    try:
        parts.port  # noqa: B018 - reading it is what checks it
    except ValueError as error:
        raise ValueError(f"{address!r}: số cổng sai") from error
    if parts.scheme == "https" or not re.search(r"[.:]", parts.hostname):
        return  # a bare name is a machine of the office
    try:
        near = ipaddress.ip_address(parts.hostname).is_private
    except ValueError:
        near = parts.hostname.endswith((".local", ".lan", ".internal"))
    if not near:
        raise ValueError(f"{address!r}: dùng https:// khi gửi ra ngoài cơ quan")
