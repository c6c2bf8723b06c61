"""Legal texts that a document cites: “Nghị định 13/2023/NĐ-CP”, “Luật Công đoàn 2024”, “BLLĐ 2019”.

Kept as they were written and in one form for looking up. Dispatches, plans and guidance of unions are
no law and are left out; so is the number of the document itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from langnghe.text import canonical, fold, match_key

# Short forms that offices write, as they are read out.
_SHORT = {
    "BLLĐ": "Bộ luật Lao động", "Luật BHXH": "Luật Bảo hiểm xã hội", "Luật BHYT": "Luật Bảo hiểm y tế",
    "Luật CĐ": "Luật Công đoàn", "Luật ATVSLĐ": "Luật An toàn, vệ sinh lao động",
    "Luật BVDLCN": "Luật Bảo vệ dữ liệu cá nhân", "Luật BVDLCNC": "Luật Bảo vệ dữ liệu cá nhân",
}  # fmt: skip
_TYPES = {
    "bộ luật": "Bộ luật", "luật": "Luật", "nghị định": "Nghị định", "nđ": "Nghị định",
    "thông tư liên tịch": "Thông tư liên tịch", "ttlt": "Thông tư liên tịch",
    "thông tư": "Thông tư", "tt": "Thông tư", "quyết định": "Quyết định", "qđ": "Quyết định",
    "nghị quyết": "Nghị quyết", "nq": "Nghị quyết", "chỉ thị": "Chỉ thị", "pháp lệnh": "Pháp lệnh",
    "quy định": "Quy định",
}  # fmt: skip
_TYPE_OF_CODE = {
    "QH": "Luật", "NĐ": "Nghị định", "ND": "Nghị định", "TT": "Thông tư", "TTLT": "Thông tư liên tịch",
    "QĐ": "Quyết định", "QD": "Quyết định", "NQ": "Nghị quyết", "CT": "Chỉ thị",
}  # fmt: skip

_B = r"(?<![\w/])"
_SEP = r"\s?[/-]\s?"  # scans and hasty typing put blanks there
_CODE = r"[A-ZĐ]{1,8}\d{0,2}"
_NUMBER = rf"\d{{1,5}}(?:\s?/\s?(?:19|20)\d{{2}})?(?:{_SEP}{_CODE}){{1,4}}(?!\w)"
_BARE = r"\d{1,4}\s?/\s?(?:19|20)\d{2}(?![\w/])"  # Nghị định 13/2023
_YEAR = r"(?:năm\s+)?(?P<year>(?:19|20)\d{2})(?!\w|/)"

_NUMBERED = re.compile(
    rf"{_B}(?:(?P<type>[Tt]hông tư liên tịch|[Nn]ghị định|[Tt]hông tư|[Qq]uyết định|[Nn]ghị quyết|"
    rf"[Cc]hỉ thị|[Pp]háp lệnh|[Qq]uy định|NĐ|TTLT|TT|QĐ|NQ)\s+(?:số\s*:?\s*)?)"
    rf"(?P<number>{_NUMBER}|{_BARE})"
)
# A name runs from a capital to the number or the year; a law's name has no figure and no verb of ours.
_NAME = r"[A-ZĐÀ-Ỹ][^\W\d_]*(?:,?\s+[^\W\d_]+){0,9}?"
_LAW = re.compile(
    rf"{_B}(?P<type>Bộ luật|Luật|luật|bộ luật)\s+(?:(?P<name>{_NAME})\s+)?(?:\(?sửa đổi(?:, bổ sung)?\)?\s+)?"
    rf"(?:(?:số\s*:?\s*)?(?P<number>{_NUMBER})|{_YEAR})"
)
_ALONE = re.compile(
    rf"{_B}(?P<number>\d{{1,5}}(?:\s?/\s?(?:19|20)\d{{2}}){_SEP}(?:QH\d{{2}}|NĐ{_SEP}CP|TT{_SEP}{_CODE}))(?!\w)"
)
_STOP = re.compile(
    r"(?:^|\s)(?:và|có|được|của|theo|từ|do|để|là|các|những|này|quy định|hiện hành|sửa đổi)(?:\s|$)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """One legal text that a document names. number: in one form, "" where only name and year stand.

    name: of a law ("Luật Công đoàn"), "" where it is not written; year: of the name, or of the number.
    """

    type: str
    number: str
    name: str
    year: int | None
    text: str

    @property
    def key(self) -> str:
        """Return what tells two citations apart."""
        return number_key(self.number) or f"{fold(self.name)} {self.year or ''}".strip()


def number_key(number: str) -> str:
    """Return the comparing key of a number: no blanks, no accents, so that 13/2023/ND-CP is found."""
    return fold(number).replace(" ", "/") if number else ""


def citations(text: str, *, own: str = "", names: Iterable[str] = ()) -> tuple[Citation, ...]:
    """Return what a text cites, each once, in order.

    own: the document's own number and symbol, no citation. names: names of laws that are known and so
    are citations also without number and year (“theo Luật Công đoàn”).
    """
    text = canonical(text)
    for short, long in _SHORT.items():
        text = re.sub(rf"{_B}{short}(?!\w)", long, text)
    found: list[tuple[int, Citation]] = []
    taken: list[tuple[int, int]] = []
    for pattern in (_LAW, _NUMBERED, _ALONE):
        for match in pattern.finditer(text):
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            if citation := _citation(match):
                taken.append(match.span())
                found.append((match.start(), citation))
    for name in sorted(set(names), key=len, reverse=True):
        for match in re.finditer(rf"{_B}{re.escape(canonical(name))}(?!\w)", text):
            if not any(start < match.end() and match.start() < end for start, end in taken):
                taken.append(match.span())
                kind = "Bộ luật" if name.startswith("Bộ luật") else "Luật"
                found.append(
                    (match.start(), Citation(type=kind, number="", name=name, year=None, text=name))
                )
    once: dict[str, Citation] = {}
    for _, citation in sorted(found, key=lambda each: each[0]):
        if not own or citation.key != number_key(own):
            once.setdefault(citation.key, citation)
    # “Luật Công đoàn” beside “Luật Công đoàn số 50/2024/QH15” is the same law named again.
    # … and “Nghị định 13/2023” beside “Nghị định 13/2023/NĐ-CP”.
    full = {match_key(c.name) for c in once.values() if c.name and (c.number or c.year)}
    return tuple(
        c
        for key, c in once.items()
        if (c.number or c.year or match_key(c.name) not in full)
        and not any(other.startswith(f"{key}/") for other in once)
    )


def _citation(match: re.Match[str]) -> Citation | None:
    parts = match.groupdict()
    number = re.sub(r"\s", "", parts.get("number") or "").upper()
    if parts.get("type"):
        kind = _TYPES[parts["type"].lower()]
    else:
        code = re.search(r"[A-ZĐ]+", number)
        kind = _TYPE_OF_CODE.get(code[0] if code else "", "Văn bản")
    name = (parts.get("name") or "").strip(" ,")
    if name and _STOP.search(name):
        name = ""
    if kind in ("Bộ luật", "Luật"):
        if not name and not number:
            return None  # “luật năm 2019” names none
        name = f"{kind} {name}" if name else ""
    else:
        name = ""
    year = parts.get("year") or _year_of(number)
    return Citation(
        type=kind, number=number, name=name, year=int(year) if year else None, text=match[0].strip()
    )


def _year_of(number: str) -> str | None:
    found = re.search(r"/((?:19|20)\d{2})(?:/|$)", number)
    return found[1] if found else None
