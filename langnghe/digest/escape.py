"""What may leave a digest: no control or bidi tricks, only http(s) links, no live Markdown.

>>> safe_href("javascript:alert(1)")
''
>>> str(markdown("[x](javascript:1) | <b>"))
'\\\\[x\\\\](javascript:1) \\\\| &lt;b>'
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote, urlsplit

from markupsafe import Markup

# C0/C1 controls, lone surrogates, and the marks that reorder or hide text (spoofed names).
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]"
)
_SPACES = re.compile(r"\s+")
# A bracketed word that no address follows is not a link: "[số điện thoại]" stays readable.
_LIVE = re.compile(r"(?P<mask>\[[^\W_]+(?: [^\W_]+)*\](?![(\[:]))|[\\`*_\[\]{}|~]")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_LINE_START = re.compile(r"^( ?)(?:(?=[#>+=-])|(\d+)(?=[.)](?:\s|$)))")
_RELATIVE = re.compile(r"(?!/)(?:[\w-][\w.-]*/)*[\w-][\w.-]*\.html", re.ASCII)


def clean(value: Any) -> Any:
    """Return text without unseen characters; other values as they are (Jinja `finalize`)."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return _UNSEEN.sub("", value)
    return value


def safe_href(url: str) -> str:
    """Return an http(s) address safe inside an attribute or a Markdown link, else ""."""
    url = url.strip()
    if re.search(r"[\s\x00-\x20\x7f]", url):
        return ""  # browsers drop tabs and line ends: "java\nscript:" would come back to life
    try:
        parts = urlsplit(url)
        if parts.scheme.lower() not in ("http", "https") or not parts.hostname or parts.username:
            return ""  # user@host shows one name and opens another
    except ValueError:
        return ""
    # Percent-encode what could end a link early; what is encoded already stays.
    return quote(_UNSEEN.sub("", url), safe="%/:?#@!$&+,;=-._~")


def sibling_href(name: str) -> str:
    """Return a relative address of an .html file beside or below this one, else ""."""
    return name if _RELATIVE.fullmatch(name) else ""


def markdown(value: Any) -> Any:
    """Return text that every Markdown reader shows as written, on one line (Jinja `finalize`)."""
    if isinstance(value, Markup) or not isinstance(value, str):
        return value
    text = _SPACES.sub(" ", _UNSEEN.sub("", value))
    # Not every reader honours "\<": an entity is safe in all of them.
    text = _ENTITY.sub("&amp;", _LIVE.sub(_still, text)).replace("<", "&lt;")
    return Markup(_LINE_START.sub(r"\1\2\\", text))  # noqa: S704 - made safe one line above


def _still(match: re.Match[str]) -> str:
    return match["mask"] or "\\" + match[0]


def markdown_link(text: str, url: str) -> Markup:
    """Return `[text](url)`, or the escaped text alone when the address is not http(s)."""
    label, href = markdown(text), safe_href(url)
    return Markup(f"[{label}]({href})") if href else Markup(label)  # noqa: S704 - both parts escaped
