"""What a person typed against the words of a list: accent-blind, by prefix, with a suggestion."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from functools import lru_cache

from langnghe.text import fold, match_key

_FEW = 8  # choices that a message lists in full
_PREFIX = 3  # letters from which the beginning of a word is enough

# How units are written short, word by word of the folded name.
_SHORT = {
    "ldld": "lien doan lao dong", "cdcs": "cong doan co so", "cd": "cong doan", "cty": "cong ty",
    "tp": "thanh pho", "cp": "co phan", "kcn": "khu cong nghiep", "kkt": "khu kinh te",
    "tld": "tong lien doan", "cdn": "cong doan nganh",
}  # fmt: skip


@lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """Return langnghe.text.fold, remembered: tables say the same words again and again."""
    return fold(text)


def pick(typed: str, words: Mapping[str, str]) -> str:
    """Return the id of the words a person meant; ValueError with what to choose instead."""
    return _pick(typed, tuple(words.items()))


@lru_cache(maxsize=4096)
def _pick(typed: str, words: tuple[tuple[str, str], ...]) -> str:
    key = folded(typed)
    by_key: dict[str, str] = {}
    for id_, name in words:
        for part in name.split(", ") if ", " in name else ():  # “Ngừng việc, đình công”
            by_key.setdefault(folded(part), id_)
        by_key.setdefault(folded(id_), id_)
    by_key.update((folded(name), id_) for id_, name in words)
    if (found := by_key.get(key)) is not None:
        return found
    if len(key) >= _PREFIX:
        begun = {id_ for other, id_ in by_key.items() if other.startswith(key)}
        if len(begun) == 1:
            return begun.pop()
    names = dict(words)
    near = get_close_matches(key, by_key, n=1, cutoff=0.7)
    raise ValueError(
        f"không có “{typed[:60]}” trong danh sách; "
        + (f"ý bạn là “{names[by_key[near[0]]]}”?" if near else _choose_from(names.values()))
    )


def _choose_from(names: Iterable[str]) -> str:
    listed = list(names)
    if len(listed) <= _FEW:
        return f"chọn: {', '.join(listed)}"
    return "chọn một tên trong danh sách thả xuống của tệp mẫu"


class Units:
    """The unions we know, by code, name and other names; each with the days of its versions."""

    def __init__(self, rows: Iterable[Mapping[str, object]]) -> None:
        self._versions: dict[str, list[Mapping[str, object]]] = {}
        self._by_name: dict[str, str] = {}  # with accents
        self._by_key: dict[str, str] = {}
        self._twice: set[str] = set()  # keys of two units: without accents they are one
        for row in sorted(rows, key=lambda row: str(row.get("valid_from") or "")):
            code = str(row["code"])
            self._versions.setdefault(code, []).append(row)
            also = row.get("also_known")
            names = [code, str(row["name"]), *(also if isinstance(also, list) else ())]
            for name in names:
                self._by_name[match_key(str(name))] = code
                key = _unit_key(str(name))
                if self._by_key.setdefault(key, code) != code:
                    self._twice.add(key)
        self._found: dict[str, str | ValueError] = {}
        self._gone: dict[tuple[str, str], str | None] = {}

    def __len__(self) -> int:
        return len(self._versions)

    def __contains__(self, code: object) -> bool:
        return code in self._versions

    def codes(self) -> list[str]:
        """Return the codes of all units."""
        return list(self._versions)

    def names(self, on: date | None = None) -> list[str]:
        """Return the present names of all units, or of those that exist on a day."""
        return [
            str(rows[-1]["name"])
            for code, rows in self._versions.items()
            if on is None or self.exists(code, on)
        ]

    def find(self, typed: str) -> str:
        """Return the code of the unit a person meant; ValueError with a suggestion."""
        if typed not in self._found:
            try:
                self._found[typed] = self._find(typed)
            except ValueError as error:
                self._found[typed] = error
        found = self._found[typed]
        if isinstance(found, ValueError):
            raise found
        return found

    def _find(self, typed: str) -> str:
        if (code := self._by_name.get(match_key(typed))) is not None:
            return code
        key = _unit_key(typed)
        if key in self._twice:
            raise ValueError(f"“{typed[:60]}” có thể là hai đơn vị; ghi đủ dấu, hoặc ghi mã đơn vị")
        if (code := self._by_key.get(key)) is not None:
            return code
        begun = {code for other, code in self._by_key.items() if other.startswith(key)}
        if len(key) >= 8 and len(begun) == 1:
            return begun.pop()
        near = get_close_matches(key, self._by_key, n=1, cutoff=0.7)
        told = f"ý bạn là “{self.name(self._by_key[near[0]])}”? " if near else ""
        raise ValueError(
            f"chưa có đơn vị “{typed[:60]}”; {told}Nếu là đơn vị mới thì thêm vào sổ đơn vị "
            "(langnghe import units) rồi nhập lại"
        )

    def name(self, code: str) -> str:
        """Return the latest name of a unit."""
        return str(self._versions[code][-1]["name"]) if code in self._versions else code

    def exists(self, code: str, on: date) -> bool:
        """Say whether one version of a unit is valid on a day."""
        day = on.isoformat()
        return any(
            str(row.get("valid_from") or "") <= day <= str(row.get("valid_to") or "9999")
            for row in self._versions.get(code, ())
        )

    def gone(self, code: str, day: str) -> str | None:
        """Say in words why a unit cannot have acted on a day (ISO), and who took over; None: it can."""
        if (code, day) not in self._gone:
            self._gone[code, day] = self._why_gone(code, date.fromisoformat(day))
        return self._gone[code, day]

    def _why_gone(self, code: str, on: date) -> str | None:
        versions = self._versions.get(code)
        if not versions or self.exists(code, on):
            return None
        last = versions[-1]
        if on.isoformat() < str(versions[0].get("valid_from") or ""):
            since = _vi_day(str(versions[0]["valid_from"]))
            return f"{self.name(code)} chỉ có từ {since}; chọn đơn vị của ngày {on:%d/%m/%Y}"
        said = f"{self.name(code)} không còn vào ngày {on:%d/%m/%Y}"
        if last.get("valid_to"):
            said = f"{self.name(code)} kết thúc hoạt động {_vi_day(str(last['valid_to']))}"
        heirs = last.get("successors")
        if isinstance(heirs, list) and heirs:
            few = [self.name(str(heir)) for heir in heirs[:3]]
            more = f" và {len(heirs) - 3} đơn vị khác" if len(heirs) > 3 else ""
            return f"{said}; đơn vị kế tục: {', '.join(few)}{more}"
        return f"{said}; chọn đơn vị kế tục hoặc sửa ngày"


def _vi_day(iso: str) -> str:
    return "/".join(reversed(iso.split("-")))


@lru_cache(maxsize=8192)
def _unit_key(name: str) -> str:
    return " ".join(_SHORT.get(word, word) for word in fold(name).split())
