"""Templates: everything escaped, nothing undefined, numbers and days as Vietnamese writes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined

from langnghe.desk import links, rights
from langnghe.desk.tour import tour_of
from langnghe.digest import escape, words
from langnghe.records import HANOI, ROLE_VI

if TYPE_CHECKING:
    from starlette.requests import Request

THEMES = {"tu-dong": "theo máy", "sang": "sáng", "toi": "tối"}
THEME_COOKIE = "ln_nen"
# Letters in the order of the Vietnamese alphabet; tones come after the letters are equal.
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}


def environment() -> Environment:
    """Return the strict environment of the desk's pages."""
    env = Environment(
        loader=PackageLoader("langnghe.desk"),
        autoescape=True,
        finalize=escape.clean,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters.update(
        number=number,
        percent=percent,
        day=day,
        day_long=words.day_long,
        day_short=words.day_short,
        clock=words.clock,
        moment=moment,
        moment_full=words.moment_full,
        ago=ago,
        span=span,
        href=escape.safe_href,
        role=lambda key: ROLE_VI.get(key, key),
        tone=lambda key: words.sign(words.TONE, key),
        stance=lambda key: words.sign(words.STANCE, key),
        change=lambda key: words.sign(words.CHANGE, key),
        state=lambda key: words.sign(words.STATE, key),
        intent=lambda key: words.sign(words.INTENT, key),
        risk=words.risk_sign,
        alert=words.alert_sign,
        kind=lambda key: words.KIND.get(key, "bài"),
        course=words.course,
        edits=words.edits,
        outlets=words.outlets,
        carried=words.carried,
        where=words.where,
    )
    env.globals.update(
        navigation=navigation,
        may=rights.may,
        ROLE_VI=ROLE_VI,
        THEMES=THEMES,
        with_query=with_query,
        links=links,
        tour_of=tour_of,
    )
    return env


def navigation(role: str, path: str) -> list[tuple[str, str, bool]]:
    """Return what a role may open: address, name, whether it is where we are."""
    return [
        (address, name, path == address or path.startswith(address + "/"))
        for address, name, right in rights.NAVIGATION
        if rights.may(role, right)
    ]


def theme_of(request: Request) -> str:
    """Return the theme a person chose; "tu-dong" follows the machine."""
    chosen = request.cookies.get(THEME_COOKIE, "")
    return chosen if chosen in THEMES else "tu-dong"


def with_query(request: Request, **changes: Any) -> str:
    """Return this page's address with some of its query changed; None takes a key away."""
    pairs = [(k, v) for k, v in request.query_params.multi_items() if k not in changes]
    pairs += [(k, str(v)) for k, v in changes.items() if v is not None and v != ""]
    return f"?{urlencode(pairs)}" if pairs else str(request.url.path)


def number(value: float | None) -> str:
    """Return 1.234,5; a dash for what is not known."""
    return "–" if value is None else words.number(value)


def percent(value: float | None, digits: int = 0) -> str:
    """Return a share 0–1 as 12,5 %."""
    from langnghe.numbers import number as vietnamese

    return "–" if value is None else vietnamese(value * 100, f".{digits}f") + " %"


def day(value: date | datetime | None) -> str:
    """Return 30/06/2026, of a moment its Hà Nội day."""
    if value is None:
        return "–"
    return words.day_full(value.astimezone(HANOI).date() if isinstance(value, datetime) else value)


def moment(value: datetime | None) -> str:
    """Return 07:05 30/06/2026, Hà Nội time."""
    return "–" if value is None else f"{words.clock(value)} {day(value)}"


def span(value: timedelta | float | None) -> str:
    """Return how long: 45 phút, 3 giờ 20 phút, 2 ngày 4 giờ. A number is seconds."""
    if value is None:
        return "–"
    seconds = value.total_seconds() if isinstance(value, timedelta) else value
    minutes = int(abs(seconds) // 60)
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return f"{words.number(days)} ngày" + (f" {hours} giờ" if hours else "")
    if hours:
        return f"{hours} giờ" + (f" {rest} phút" if rest else "")
    return f"{rest} phút"


def ago(value: datetime | None, now: datetime) -> str:
    """Return “3 giờ 20 phút trước”, or “còn …” for what is to come."""
    if value is None:
        return "–"
    gone = now - value
    return f"{span(gone)} trước" if gone >= timedelta() else f"còn {span(-gone)}"


def vietnamese_key(text: str) -> tuple[Any, ...]:
    """Return the key that sorts text as a Vietnamese dictionary does.

    >>> sorted(["Điện", "An", "Ăn", "Duy", "Đa", "Ấn"], key=vietnamese_key)
    ['An', 'Ăn', 'Ấn', 'Duy', 'Đa', 'Điện']
    """
    import unicodedata

    letters: list[int] = []
    tones: list[int] = []
    for sign in unicodedata.normalize("NFC", text).casefold():
        parts = unicodedata.normalize("NFD", sign)
        tone = next((_TONES[p] for p in parts if p in _TONES), 0)
        plain = unicodedata.normalize("NFC", "".join(p for p in parts if p not in _TONES))
        place = _ALPHABET.find(plain)
        letters.append(1000 + place if place >= 0 else ord(plain[0]))
        tones.append(tone)
    return tuple(letters), tuple(tones), text


def pairs_of(rows: Sequence[Mapping[str, Any]], value: str, name: str) -> list[tuple[str, str]]:
    """Return choices of a filter out of rows, sorted as Vietnamese does."""
    found = {str(row[value]): str(row[name]) for row in rows}
    return sorted(found.items(), key=lambda pair: vietnamese_key(pair[1]))
