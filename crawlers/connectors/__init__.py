"""Connectors by name: platforms whose own interface we ask, within what they allow."""

from __future__ import annotations

from crawlers.connectors import facebook, telegram, youtube, zalo
from crawlers.connectors.base import Connector

CONNECTORS: dict[str, Connector] = {
    "youtube": youtube.CONNECTOR,
    "telegram": telegram.CONNECTOR,
    "facebook": facebook.CONNECTOR,
    "zalo": zalo.CONNECTOR,
}
