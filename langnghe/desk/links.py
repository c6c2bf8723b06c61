"""Addresses of the desk that other pages link to; the one place where their spelling stands."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import quote, urlencode


def posts(**filters: Any) -> str:
    """Return the list of posts under filters: q, tu, den, loai, nguon, chu_de, giong, lap_truong,
    nguy_co, noi, theo_doi, pham_vi (trong, ngoai)."""
    return "/tin-bai" + _query(filters)


def story(ident: str) -> str:
    """Return a story, by its id or by the id of any post of it."""
    return f"/tin/{quote(ident, safe='')}"


def post(ident: str) -> str:
    """Return one post: a copy of a story, a comment."""
    return f"/bai/{quote(ident, safe='')}"


def alert(ident: str) -> str:
    """Return an alert."""
    return f"/canh-bao/{quote(ident, safe='')}"


def case(ident: str) -> str:
    """Return a case."""
    return f"/ho-so/{quote(ident, safe='')}"


def inquiry(ident: str) -> str:
    """Return a question."""
    return f"/hoi-dap/{quote(ident, safe='')}"


def inquiries(**filters: Any) -> str:
    """Return the list of questions under filters: trang_thai, han (qua, sap), vai, kenh."""
    return "/hoi-dap" + _query(filters)


def request(ident: str) -> str:
    """Return a request of somebody about their own data."""
    return f"/yeu-cau/{quote(ident, safe='')}"


def source(ident: str) -> str:
    """Return a source."""
    return f"/nguon/{quote(ident, safe='')}"


def register(kind: str, ident: str = "") -> str:
    """Return a register, or one row of it."""
    return f"/so/{quote(kind, safe='')}" + (f"/{quote(ident, safe='')}" if ident else "")


def target(ident: str) -> str:
    """Return a target of the board."""
    return f"/chi-tieu/{quote(ident, safe='')}"


def day(value: date) -> str:
    """Return the press review of a day."""
    return f"/hom-nay?ngay={value.isoformat()}"


def _query(filters: dict[str, Any]) -> str:
    pairs = [
        (key, value.isoformat() if isinstance(value, date) else str(value))
        for key, value in filters.items()
        if value is not None and value != ""
    ]
    return f"?{urlencode(pairs)}" if pairs else ""
