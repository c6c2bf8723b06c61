"""Units of the Vietnamese trade union: which, at what level; none that only sounds like one."""

from __future__ import annotations

from nlp.entities.enterprises import enterprise_at, name_run
from nlp.entities.model import Level, UnionUnit
from nlp.entities.reading import Phrases, Reading
from nlp.entities.units import kind_at, unit_at
from nlp.entities.vocabulary import COUNTRIES, SECTORS
from nlp.normalise.syllable import is_syllable
from nlp.places import Named, province_at, province_now

Hit = tuple[int, UnionUnit]

_TOP = Phrases(
    ("tổng liên đoàn lao động việt nam", "tổng liên đoàn lao động vn", "tổng liên đoàn lao động",
     "tổng lđlđ việt nam", "tổng lđlđ vn", "tổng lđlđvn", "tổng lđlđ", "tlđlđ việt nam", "tlđlđvn",
     "tlđlđ", "tlđ lđvn", "liên đoàn lao động việt nam", "lđlđ việt nam", "tổng liên đoàn lđvn", "tổng liên đoàn lđ việt nam", "tổng liên đoàn", "tlđ")
)  # fmt: skip
_FEDERATION = Phrases(("liên đoàn lao động", "lđlđ", "ldld", "liên đoàn lđ"))
_UNION = Phrases(("công đoàn", "cđ", "công đoàn ngành", "cđ ngành", "công đoàn các"))
_BASE = Phrases(("cđcs", "công đoàn cơ sở", "cdcs", "cđ cơ sở"))
_ZONES = Phrases(
    {
        "kcn": "KCN", "khu công nghiệp": "KCN", "các kcn": "các KCN", "các khu công nghiệp": "các KCN",
        "kkt": "KKT", "khu kinh tế": "KKT", "kcx": "KCX", "khu chế xuất": "KCX",
        "các kcx": "các KCX", "các khu chế xuất": "các KCX", "kcn cao": "KCN cao",
        "khu công nghệ cao": "Khu công nghệ cao",
        "các khu chế xuất và công nghiệp": "các KCX và KCN", "các khu công nghiệp và chế xuất": "các KCN và KCX",
        "các kcx và công nghiệp": "các KCX và KCN", "các kcn và chế xuất": "các KCN và KCX",
    }
)  # fmt: skip
_ORGANISATIONS = Phrases(
    {
        "trường": "cơ sở", "bệnh viện": "cơ sở", "trung tâm": "cơ sở", "sở": "cơ sở", "viện": "cơ sở",
        "ngân hàng": "cơ sở", "cục": "cơ sở", "chi cục": "cơ sở", "trạm": "cơ sở", "khách sạn": "cơ sở",
        "đại học": "cơ sở", "bộ": "trên cơ sở", "khối": "cơ sở", "ubnd": "cơ sở", "văn phòng": "cơ sở",
        "báo": "cơ sở", "cơ quan": "cơ sở", "mầm non": "cơ sở", "thpt": "cơ sở", "thcs": "cơ sở",
        "tiểu học": "cơ sở", "cảng": "cơ sở", "điện lực": "cơ sở", "bưu điện": "cơ sở",
    }
)  # fmt: skip
_GUILD = Phrases(("nghiệp đoàn",))
_CAPITAL = Phrases(("thủ đô",))
_VIETNAM = Phrases(("việt nam", "vn", "viet nam"))
_CITIES = frozenset(("Hà Nội", "TP.HCM", "Hải Phòng", "Đà Nẵng", "Cần Thơ", "Huế"))
# Trường Đại học Công đoàn, Khách sạn Công đoàn Việt Nam, Du lịch Công đoàn: no unit of the union.
_NAMESAKE_BEFORE = frozenset(
    "học đh sạn clb đội lịch phố đường hoc sạn viện thể quốc tế doi lich".split()
)
_NAMESAKE_AFTER = frozenset(("fc", "clb", "viên", "phí", "phi"))


def heads(*, blind: bool) -> frozenset[str]:
    """Return the words with which a unit's name may begin."""
    tables = (_TOP, _FEDERATION, _UNION, _BASE, _GUILD)
    return frozenset().union(*(table.first_words(blind=blind) for table in tables))


def unit_named_at(text: Reading, at: int, found: list[Named]) -> list[Hit]:
    """Return the unit that begins at a word; several for “LĐLĐ các tỉnh Lai Châu, Sơn La”."""
    if (top := _TOP.at(text, at)) is not None:
        return _top(text, at, top[0])
    if (hit := _FEDERATION.at(text, at)) is not None:
        return _of_places(text, at, hit[0], "LĐLĐ", found)
    if (hit := _BASE.at(text, at)) is not None:
        return _of_organisation(text, at, hit[0], "CĐCS ")
    if (hit := _GUILD.at(text, at)) is not None:
        end = name_run(text, at, hit[0])
        named = end > hit[0] + 1 and any(map(text.capital, range(hit[0], end)))
        named = named and not _abroad(text, end)
        return [_hit(text, at, end, text.written(at, end), "cơ sở")] if named else []
    if (hit := _UNION.at(text, at)) is None or text.key(at - 1) in _NAMESAKE_BEFORE:
        return []
    begin, words = hit
    begin -= words == "công đoàn các"
    begin += 3 * (text.keys[begin : begin + 3] == ["(", "cđ", ")"])
    short = text.keys[at] in ("cđ", "cd")
    return _of_union(text, at, begin, found, named_branch=words.endswith("ngành"), short=short)


def _hit(text: Reading, at: int, end: int, name: str, level: Level) -> Hit:
    clean = " ".join(name.split())
    return end, UnionUnit(name=clean, level=level, written=text.written(at, end))


def _top(text: Reading, at: int, end: int) -> list[Hit]:
    end += 3 * (text.keys[end : end + 3] in (["(", "lđlđ", ")"], ["(", "tlđ", ")"]))
    home = _VIETNAM.at(text, end)
    if home is None and text.keys[end - 1] not in ("nam", "vn") and _foreign_next(text, end):
        return []
    if text.keys[at] in ("tld", "tlđ") and end == at + 1 and not text.words[at].text.isupper():
        return []
    end = home[0] if home else end
    return [_hit(text, at, end, "Tổng Liên đoàn Lao động Việt Nam", "trung ương")]


def _foreign_next(text: Reading, end: int) -> bool:
    """Say whether a name goes on abroad: “Hàn Quốc”, “(CGT) của Pháp”."""
    for here in range(end, min(end + 5, len(text.keys))):
        if (found := COUNTRIES.at(text, here)) is not None:
            return text.blind or text.words[found[0] - 1].text[0].isupper()
        word = text.words[here].text
        if word not in ("(", ")", "của", "tại", "ở") and not (word.isupper() and word.isascii()):
            return False
    return False


def _of_places(text: Reading, at: int, begin: int, head: str, found: list[Named]) -> list[Hit]:
    """Return the units of the provinces, districts or communes that follow a head."""
    many = text.key(begin) in ("các", "cac", "hai", "ba")
    begin += many
    hits: list[Hit] = []
    start, kind = at, ""
    while (hit := _of_place(text, start, begin, head, kind, found)) is not None:
        end, unit, kind = hit
        if hits and not many and unit.level == "tỉnh":
            break  # LĐLĐ quận 12, TP.HCM: where the first one is
        hits.append((end, unit))
        listed = many or kind in ("huyện", "quận", "thị xã", "thành phố")
        if not listed or text.key(end) not in (",", "và", "va", ";"):
            break
        start = begin = end + 1
        if not many and (typed := kind_at(text, begin)) and typed[1] in ("xã", "phường"):
            break
    return hits


def _of_place(
    text: Reading, at: int, begin: int, head: str, kind: str, found: list[Named]
) -> tuple[int, UnionUnit, str] | None:
    here = begin
    if text.key(here) in ("tỉnh", "tinh"):
        kind, here = "tỉnh", here + 1
        while text.key(here) in (",", "thành", "phố", "thanh", "pho"):  # các tỉnh, thành phố A, B
            here += 1
    if (city := _CAPITAL.at(text, here)) is not None:
        end = city[0]
        place = province_at(text.words, end, blind=text.blind)
        end = place.end if place else end
        return (*_hit(text, at, end, f"{head} TP Hà Nội", "tỉnh"), kind)
    typed = kind_at(text, here)
    if typed is not None and kind != "tỉnh":
        provinces = [province_now(f.place) for f in found if not f.told_by]
        if (local := unit_at(text, typed[0], typed[1], provinces)) is not None:
            end, unit = local
            shown = "TP" if typed[1] == "thành phố" else typed[1]
            return (*_hit(text, at, end, f"{head} {shown} {unit.name}", "trên cơ sở"), typed[1])
    for spot in (here, typed[0] if typed else here):
        place = province_at(text.words, spot, blind=text.blind)
        if place is not None and (text.blind or text.capital(place.end - 1) or kind or typed):
            name = f"{head} {full_province(place.place)}"
            return (*_hit(text, at, place.end, name, "tỉnh"), kind)
    if kind in ("huyện", "quận", "xã", "phường", "thị xã", "thành phố"):  # the next of a list
        provinces = [province_now(f.place) for f in found if not f.told_by]
        if (local := unit_at(text, here, kind, provinces)) is not None:
            end, unit = local
            return (*_hit(text, at, end, f"{head} {kind} {unit.name}", "trên cơ sở"), kind)
    return None


def full_province(name: str) -> str:
    if name == "TP.HCM":
        return name
    return f"TP {name}" if name in _CITIES else f"tỉnh {name}"


def _of_union(
    text: Reading, at: int, begin: int, found: list[Named], *, named_branch: bool, short: bool
) -> list[Hit]:
    """Return the unit that “công đoàn” begins: of the country, a place, a branch, a zone, a workplace."""
    if text.key(begin) in _NAMESAKE_AFTER:
        return []
    capital = text.capital(at) or text.blind
    if (home := _VIETNAM.at(text, begin)) is not None and not short:
        local = text.key(home[0]) in ("tỉnh", "tinh") or kind_at(text, home[0]) is not None
        if local:  # Công đoàn Việt Nam tỉnh Lai Châu
            return _of_places(text, at, home[0], "Công đoàn", found)
        return [_hit(text, at, home[0], "Công đoàn Việt Nam", "trung ương")]
    if (zone := _ZONES.at(text, begin)) is not None:
        return _of_zone(text, at, zone)
    branch = SECTORS.at(text, begin)
    if branch is not None and (named_branch or text.blind or text.capital(begin)):
        unit = _of_branch(text, at, branch, found, sure=named_branch)
        if unit:
            return unit
    if not short and (units := _of_places(text, at, begin, "Công đoàn", found)):
        lone = text.key(begin) not in ("tỉnh", "tinh") and kind_at(text, begin) is None
        return units if capital or not lone or text.capital(begin) else []
    return _of_organisation(text, at, begin, "Công đoàn ") if capital else []


def _of_zone(text: Reading, at: int, zone: tuple[int, str]) -> list[Hit]:
    end, shown = zone
    if text.key(end) in ("và", "-", ",", "&") and (more := _ZONES.at(text, end + 1)) is not None:
        end, shown = more[0], f"{shown} và {more[1].removeprefix('các ')}"
    here = end + (text.key(end) in ("tỉnh", "tinh"))
    if (place := province_at(text.words, here, blind=text.blind)) is not None:
        name = f"Công đoàn {shown} {full_province(place.place)}"
        return [_hit(text, at, place.end, name, "trên cơ sở")]
    run = name_run(text, at, end) if text.capital(end) else end
    if run == end:
        return []  # công đoàn các khu công nghiệp: all of them, no unit
    return [_hit(text, at, run, f"Công đoàn {shown} {text.written(end, run)}", "trên cơ sở")]


def _of_branch(
    text: Reading, at: int, branch: tuple[int, str], found: list[Named], *, sure: bool
) -> list[Hit]:
    end, sector = branch
    head = f"Công đoàn ngành {sector}"
    if (home := _VIETNAM.at(text, end)) is not None:
        return [_hit(text, at, home[0], f"{head} Việt Nam", "trung ương")]
    if _foreign_next(text, end):
        return []
    if (local := _of_place(text, at, end, head, "", found)) is not None:
        return [_hit(text, at, local[0], local[1].name, "trên cơ sở")]
    central = sector in ("Công an nhân dân", "Quốc phòng")
    if not sure:
        return []
    return [_hit(text, at, end, head, "trung ương" if central else "trên cơ sở")]


def _of_organisation(text: Reading, at: int, begin: int, head: str) -> list[Hit]:
    """Return the union of a workplace: CĐCS Công ty TNHH ABC, Công đoàn Trường Mầm non Hoa Ban."""
    if (firm := enterprise_at(text, begin)) is not None:
        end, company = firm
        if _abroad(text, end):
            return []
        level: Level = "cơ sở"
        if head != "CĐCS " and company.name.startswith(("Tổng công ty", "Tập đoàn")):
            level = "trên cơ sở"
        return [_hit(text, at, end, head + company.name, level)]
    if (kind := _ORGANISATIONS.at(text, begin)) is not None and (
        text.capital(begin) or head == "CĐCS "
    ):
        end = name_run(text, at, kind[0])
        if end > kind[0] and not text.blind and not _abroad(text, end):
            level = "cơ sở" if head == "CĐCS " or kind[1] == "cơ sở" else "trên cơ sở"
            return [_hit(text, at, end, head + text.written(begin, end), level)]
    latin = text.capital(begin) and not is_syllable(text.key(begin)) and text.cased(at)
    latin = latin and not kind_at(text, begin) and not COUNTRIES.at(text, begin)
    if latin and not _abroad(text, begin + 1):  # Công đoàn DIC Corp
        end = name_run(text, at, begin)
        return [_hit(text, at, end, head + text.written(begin, end), "cơ sở")]
    if head == "CĐCS " and text.capital(begin) and text.cased(at):
        end = name_run(text, at, begin)
        if end > begin:
            return [_hit(text, at, end, head + text.written(begin, end), "cơ sở")]
    return []


def _abroad(text: Reading, end: int) -> bool:
    """Say whether a workplace is in another country, by what follows or by the whole text."""
    if _foreign_next(text, end):
        return True
    keys = text.keys
    if "nam" in keys and "việt" in keys:
        return False
    return any(
        COUNTRIES.at(text, here) is not None and text.capital(here)
        for here in range(len(keys[:80]))
    ) and not any(province_at(text.words, here, blind=text.blind) for here in range(len(keys[:80])))
