"""An office with a Facebook page and a Zalo account of its own, as tests of channels need it."""

from __future__ import annotations

from pathlib import Path

from langnghe.config import Workspace
from tests.platform_office import account_office

PAGE, OA = "104857600000001", "3592353763697768582"
SOURCES = f"""
contact = "tuyengiao@congdoan.example"
[[source]]
id = "fb-tinh"
name = "Trang Facebook"
home = "https://www.facebook.com/congdoanmau"
type = "union"
connector = "facebook"
account = "{PAGE}"
token = "FB"
own = true
[[source]]
id = "zalo-tinh"
name = "Zalo OA"
home = "https://zalo.me/congdoanmau"
type = "union"
connector = "zalo"
account = "{OA}"
token = "ZALO"
own = true
"""


def own_office(root: Path, secrets: str, *more_sources: str) -> Workspace:
    """Return a workspace that has these channels, and what a person put among its secrets."""
    return account_office(root, "".join((SOURCES, *more_sources)), secrets)
