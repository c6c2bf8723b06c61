"""Which lines are captions: said by the mark-up, or by how a line stands under its picture."""

from __future__ import annotations

import re

from crawlers.lines import LITTLE, Block, same, words

_CAPTION_CLASS = re.compile(r"caption|chu-?thich|img-?note|photo-?note|desc-?img|imgdesc", re.I)
_CREDIT = re.compile(r"(?:ảnh|photo|nguồn|đồ họa|video|clip)\s*(?:minh hoạ|minh họa)?\s*[:/]", re.I)
_ONLY_CREDIT = re.compile(
    r"^\(?(?:ảnh|photo|đồ họa)(?: minh (?:hoạ|họa))?(?:\s*[:.].{0,40})?\)?\.?$", re.I
)


def without_captions(lines: list[Block]) -> list[Block]:
    elsewhere = [b for b in lines if not b.after_picture]
    centred = sum(words(b.text) for b in elsewhere if b.align == "center")
    total = sum(words(b.text) for b in elsewhere)
    firm = [b for b in lines if not _is_marked_caption(b)]
    kept = [b for b in firm if not _looks_like_caption(b, centred > 0.5 * total)]
    mine, all_of_it = (sum(words(b.text) for b in some) for some in (kept, firm))
    # A long piece whose text mostly stands under its pictures is told there: that is its text.
    if mine < 0.6 * all_of_it and (mine > 150 or mine < LITTLE):
        kept, mine = firm, all_of_it
    return kept if mine >= LITTLE else lines


def _is_marked_caption(line: Block) -> bool:
    """The mark-up or the words themselves say caption."""
    if line.in_picture_table or _ONLY_CREDIT.match(line.text):
        return True
    names = line.element.get("class") or ""
    if line.tag in ("p", "div", "td") and (names == "Image" or _CAPTION_CLASS.search(names)):
        return True
    if not line.after_picture or words(line.text) > 70:
        return False
    if any(same(line.text, alt) for alt in line.alts):
        return True
    return bool(_CREDIT.search(line.text[-90:])) and line.links < 0.5


def _looks_like_caption(line: Block, mostly_centred: bool) -> bool:
    """A short line under a picture, set apart by italics or by standing in the middle."""
    if not line.after_picture or words(line.text) > 60:
        return False
    if line.italic > 0.9:
        return True
    return line.align == "center" and (not mostly_centred or line.dimmed > 0.9)
