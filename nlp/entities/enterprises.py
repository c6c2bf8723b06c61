"""Companies, factories and cooperatives: where a name ends, and one key for all its spellings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from langnghe.text import fold
from nlp.entities.model import Enterprise
from nlp.entities.reading import Phrases, Reading
from nlp.entities.vocabulary import (
    COUNTRIES,
    DESCRIPTORS,
    HEADS,
    LEGAL,
    OFFICES,
    STOPS,
    UNITS_OF_COUNT,
    VERBS,
)
from nlp.normalise.syllable import is_syllable
from nlp.places import FAMILY, province_at

_LONGEST = 14  # words: a name beyond is a sentence
_NOBODY = frozenset("thị văn ông bà anh chị em cô bác".split())
_FAMILIES = FAMILY - _NOBODY
_FAMILY_BLIND = frozenset(map(fold, FAMILY))
# Two syllables after a bare “Công ty” are a person as often as a name: a person is never named.
_SURE_FAMILY = frozenset(
    "nguyễn trần lê phạm huỳnh phan vũ võ đặng bùi đỗ ngô đinh trịnh tạ đoàn trương".split()
)
_AMBIGUOUS = frozenset("cao da do ha ho mai hoang to tang thai kieu luong vu".split())
_COUNTRY = Phrases(("Việt Nam", "VN", "Vietnam", "Viet Nam"))
_OF_PLACES = frozenset("tỉnh tp huyện xã phường quận".split())
_SHORT = frozenset(("cty", "tct", "htx", "dntn"))
_LOOSE = frozenset(("Công ty", "Nhà máy", "Tập đoàn", "Xí nghiệp"))  # also common words


@dataclass(frozen=True, slots=True)
class _Run:
    """Words [.., end) that carry a name. proper: a word of it is a name and no description."""

    end: int
    proper: bool


def enterprise_at(text: Reading, at: int) -> tuple[int, Enterprise] | None:
    """Return where the enterprise that begins at a word ends, and what it is called."""
    found = HEADS.at(text, at)
    if found is None:
        return None
    begin, head = found
    begin += text.key(begin) == "." and text.key(begin - 1) in _SHORT  # Cty. Giày
    legal: list[str] = []
    while (form := LEGAL.at(text, begin)) is not None:
        begin, short = form
        legal.append(short)
    firm = bool(legal) or head not in _LOOSE
    quoted = text.key(begin) in ('"', "'")
    begin += quoted
    if not firm and not quoted and _abroad(text, begin):
        return None
    cased = text.cased(at)
    if _person(text, at, begin, cased=cased, firm=firm):
        return None
    run = _run(text, at, begin, firm) if cased else _strict(text, begin, bool(legal))
    if not run.proper:
        return None
    end = run.end
    name = " ".join((head, *filter(None, legal), _shown(text, begin, end, cased=cased)))
    key = enterprise_key(name)
    if len(key) < 2:
        return None
    end += quoted and text.key(end) in ('"', "'")
    return end, Enterprise(name=name, key=key, written=text.written(at, end))


@lru_cache(maxsize=1 << 12)
def enterprise_key(name: str) -> str:
    """Return one key for all spellings: no accents, no legal form, no “Việt Nam”, no spaces.

    >>> enterprise_key("Cty TNHH Pou Yuen VN") == enterprise_key("CÔNG TY TNHH POUYUEN VIỆT NAM")
    True
    """
    text = Reading(fold(name))
    at = 0
    kept: list[str] = []
    while at < len(text.keys):
        skipped = (HEADS.at(text, at) if not at else None) or LEGAL.at(text, at)
        skipped = skipped or (_COUNTRY.at(text, at) if kept else None)
        if skipped:
            at = skipped[0]
            continue
        kept.append(text.keys[at])
        at += 1
    return "".join(kept)


def _shown(text: Reading, begin: int, end: int, *, cased: bool) -> str:
    """Return a name as it stands, “VN” spelled out; in one case where the text has none of its own."""
    words = text.written(begin, end).split()
    if not cased:
        words = [word[:1].upper() + word[1:].lower() for word in words]
    if words and words[-1].lower() == "vn":
        words[-1:] = ["Việt", "Nam"]
    return " ".join(words)


def _abroad(text: Reading, at: int) -> bool:
    """Say whether all that follows a common word is a country or a province: công ty Nhật."""
    if (country := COUNTRIES.at(text, at)) is not None:
        return not text.capital(country[0])
    if (place := province_at(text.words, at, blind=text.blind)) is not None:
        return not text.capital(place.end)
    return False


def name_run(text: Reading, at: int, begin: int) -> int:
    """Return where the name of an organisation ends whose words begin at `begin`, for units."""
    end = (_run(text, at, begin, True) if text.cased(at) else _strict(text, begin, True)).end
    if end > begin and text.key(end) in _OF_PLACES:  # Bệnh viện Đa khoa tỉnh Lai Châu
        place = province_at(text.words, end + 1, blind=text.blind, inside=True)
        return place.end if place else end
    return end


def _run(text: Reading, at: int, begin: int, firm: bool) -> _Run:
    """Follow capitals, digits and descriptions; stop at an office, a person, a place in the country."""
    here, proper, described, country, first = begin, False, 0, False, -9
    office = at > 0 and _after_office(text, at)
    person = False
    while here < min(len(text.keys), begin + _LONGEST):
        key, capital = text.keys[here], text.capital(here)
        place = province_at(text.words, here, blind=False, inside=True) if capital else None
        if described and not proper and key in _OF_PLACES:  # Điện lực TP Hà Nội
            home_place = province_at(text.words, here + 1, blind=False, inside=True)
            if home_place is not None:
                here, proper = home_place.end, True
                continue
        if proper and LEGAL.at(text, here):  # … Sài Gòn TNHH Một thành viên
            break
        if place is None and STOPS.at(text, here) and here > begin and capital:
            break
        if (word := DESCRIPTORS.at(text, here)) is not None and (capital or not proper):
            here = word[0]
            described += 1
            continue
        if (home := _COUNTRY.at(text, here)) is not None and capital:
            here, country = home[0], True
            continue
        if place is not None and text.capital(place.end - 1):
            if not proper and not described and not firm:
                break
            here, proper = place.end, True
            continue
        if (
            here > begin
            and key in _FAMILIES
            and capital
            and _full_name(text, here, 1 if office else 2)
        ):
            person = True
            break
        if capital:
            first = here if not proper else first
            here, proper = here + 1, True
        elif proper and here == first + 1 and (more := _compound(text, here, firm)):
            here += more  # Cầu đường bộ 1, Xổ số Điện toán
        elif key.isdigit() and here > begin and _numbers_a_name(text, here):
            here, proper = here + 1, True  # May 10, Sông Đà 5
        elif _joins(text, here, proper):
            here += 1
        else:
            break
    if text.key(here) == "(" and (home := _COUNTRY.at(text, here + 1)) is not None:
        here = home[0] + 1 if text.key(home[0]) == ")" else here
    while here > begin and not text.keys[here - 1][0].isalnum() and text.keys[here - 1] != ")":
        here -= 1
    while here > begin and (
        text.keys[here - 1] in ("và", "số") or (person and text.keys[here - 1] in FAMILY)
    ):
        here -= 1
    if person and here == first:
        proper = False
    if here == first + 1 and _cut(text, here):
        proper = False
    return _Run(here, proper or (country and described > 0))


def _compound(text: Reading, at: int, firm: bool) -> int:
    """Return how many small words carry on a compound whose first syllable has the capital."""
    if not firm or not is_syllable(text.key(at - 1)):
        return 0
    for count in range(1, 4):
        here = at + count
        small = text.key(here - 1)
        if not is_syllable(small) or VERBS.at(text, here - 1) or STOPS.at(text, here - 1):
            return 0
        if text.capital(here) or text.key(here).isdigit():
            return count
    return 0


def _cut(text: Reading, at: int) -> bool:
    """Say whether a one-syllable name is the capital of a compound that goes on: Công ty Nhà nước."""
    small = text.key(at)
    return (
        is_syllable(text.key(at - 1)) and is_syllable(small) and not text.capital(at)
        and not VERBS.at(text, at) and not STOPS.at(text, at)
    )  # fmt: skip


def _numbers_a_name(text: Reading, at: int) -> bool:
    """Say whether digits belong to a name (May 10, Sông Đà 5), not to a count (200 công nhân)."""
    after = text.key(at + 1)
    return len(text.keys[at]) <= 3 and after not in UNITS_OF_COUNT and after not in ("/", "%", ".")


def _joins(text: Reading, at: int, proper: bool) -> bool:
    """Say whether a mark or small word stands inside a name."""
    key = text.keys[at]
    if key in ("&", "+"):
        return text.capital(at + 1)
    if key == "số":
        return text.key(at + 1).isdigit()
    if key in ("-", ".", "'"):
        if text.touches(at) and text.touches(at - 1):
            return text.capital(at + 1) or text.key(at + 1).isdigit()
        joined = text.key(at - 1), text.key(at + 1)
        latin = text.capital(at + 1) and not any(map(is_syllable, joined))  # Sibanye - Stillwater
        known = joined == ("than", "khoáng") or DESCRIPTORS.at(text, at + 1) is not None
        return key == "-" and (latin or known)
    if key in ("sông", "núi", "hồ"):  # Dầu khí Nam sông Hậu
        return proper and text.capital(at + 1)
    if key in ("và", ","):
        return not proper and DESCRIPTORS.at(text, at + 1) is not None
    return False


def _strict(text: Reading, begin: int, firm: bool) -> _Run:
    """Follow words where capitals tell nothing: foreign words, else few words up to a verb."""
    here, foreign, plain, described = begin, False, 0, 0
    while here < min(len(text.keys), begin + 8):
        key = text.keys[here]
        if not key[0].isalnum() or STOPS.at(text, here) or VERBS.at(text, here):
            break
        if (home := _COUNTRY.at(text, here)) is not None and here > begin:
            return _Run(home[0], foreign or plain > 0 or described > 0)
        if (word := DESCRIPTORS.at(text, here)) is not None and not foreign and not plain:
            here = word[0]
            described += 1
            continue
        if (key.isdigit() and not (foreign or plain)) or (key.isdigit() and len(key) > 3):
            break
        if not is_syllable(key) and not key.isdigit():
            foreign = True
        elif foreign or not firm or plain >= 3:
            break
        else:
            plain += 1
        here += 1
    return _Run(here, foreign or (plain > 0 and firm))


def _person(text: Reading, at: int, begin: int, *, cased: bool, firm: bool) -> bool:
    """Say whether what follows the head is somebody's name: giám đốc công ty Nguyễn Văn A."""
    first = text.key(begin)
    family = _FAMILY_BLIND if text.blind else FAMILY
    if first not in family or province_at(text.words, begin, blind=text.blind, inside=True):
        return False
    if first in _NOBODY:
        return True
    end = begin + 1
    while is_syllable(text.key(end)) and (text.capital(end) or not cased) and end < begin + 5:
        if province_at(text.words, end, blind=text.blind):
            break  # Hoàng Anh Gia Lai
        end += 1
    if cased and end - begin == 2 and first in _SURE_FAMILY and not firm:
        return True
    if not cased:
        return end > begin + 2 and first not in _AMBIGUOUS
    return end - begin in (3, 4) or (end - begin == 2 and _after_office(text, at))


def _after_office(text: Reading, at: int) -> bool:
    """Say whether an office stands before a word: Phó giám đốc công ty."""
    return any(
        (found := OFFICES.at(text, before)) is not None and found[0] in (at, at - 1)
        for before in range(max(0, at - 7), at)
    )


def _full_name(text: Reading, at: int, others: int) -> bool:
    """Say whether a family name is followed by so many given names."""
    return all(
        text.capital(at + n) and is_syllable(text.key(at + n)) for n in range(1, others + 1)
    ) and not province_at(text.words, at, blind=False)
