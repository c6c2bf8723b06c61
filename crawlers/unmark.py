"""Mark-up out of hostile text, in time that grows with its length and no faster."""

from __future__ import annotations

import re

_OPEN = re.compile(r"<(?:(script|style)\b|(!--)|(?=/?[a-zA-Z!]))", re.I)
_CODE_END = re.compile(r"</(?:script|style)\s*>", re.I)
_TAG = re.compile(r"</?[a-zA-Z!][^<>]*>")


def unmarked(text: str) -> str:
    """Return a text with a blank for each tag, comment, script and style sheet.

    What is opened and never closed counts as a tag, or as words; its end is looked for once, not once
    for each of a thousand openings.

    >>> unmarked("lương <b>tăng</b><!-- ẩn --> 5 < 6")
    'lương  tăng   5 < 6'
    """
    out: list[str] = []
    at = seek = 0
    open_code = open_comment = True
    while found := _OPEN.search(text, seek):
        end = -1
        if found[1] and open_code:
            closing = _CODE_END.search(text, found.end())
            end = closing.end() if closing else -1
            open_code = closing is not None
        elif found[2] and open_comment:
            end = text.find("-->", found.end())
            open_comment = end >= 0
            end += 3 if open_comment else 0
        if end < 0 and (tag := _TAG.match(text, found.start())):
            end = tag.end()
        if end < 0:
            seek = found.start() + 1
            continue
        out += (text[at : found.start()], " ")
        at = seek = end
    return "".join(out) + text[at:]
