"""Offices a text names with where they are held; who holds them is never read."""

from __future__ import annotations

from nlp.entities.enterprises import enterprise_at
from nlp.entities.model import Role
from nlp.entities.reading import Phrases, Reading
from nlp.entities.unions import full_province, unit_named_at
from nlp.entities.units import kind_at, unit_at
from nlp.entities.vocabulary import COUNTRIES, OFFICES
from nlp.places import FAMILY, Named, province_at, province_now

_BODIES = Phrases(
    {
        "ubnd": "UBND", "ủy ban nhân dân": "UBND", "hđnd": "HĐND", "hội đồng nhân dân": "HĐND",
        "mttq": "MTTQ", "mttqvn": "MTTQ", "ủy ban mttq": "MTTQ", "mặt trận tổ quốc": "MTTQ",
        "ủy ban mttq việt nam": "MTTQ", "ủy ban mttqvn": "MTTQ", "mttq việt nam": "MTTQ",
        "tỉnh ủy": "Tỉnh ủy", "thành ủy": "Thành ủy", "huyện ủy": "Huyện ủy", "quận ủy": "Quận ủy",
        "đảng ủy": "Đảng ủy",
    }
)  # fmt: skip
_STATE = Phrases(
    {
        "thủ tướng": "Thủ tướng", "thủ tướng chính phủ": "Thủ tướng Chính phủ",
        "phó thủ tướng": "Phó Thủ tướng", "tổng bí thư": "Tổng Bí thư",
        "phó thủ tướng chính phủ": "Phó Thủ tướng Chính phủ", "chủ tịch nước": "Chủ tịch nước",
        "chủ tịch quốc hội": "Chủ tịch Quốc hội", "phó chủ tịch quốc hội": "Phó Chủ tịch Quốc hội",
    }
)  # fmt: skip
_DEPARTMENTS = Phrases(
    {
        "Nội vụ": "Nội vụ", "Y tế": "Y tế", "Công Thương": "Công Thương", "Xây dựng": "Xây dựng",
        "Tài chính": "Tài chính", "Tư pháp": "Tư pháp", "Ngoại giao": "Ngoại giao", "Du lịch": "Du lịch",
        "Công an": "Công an", "Quốc phòng": "Quốc phòng", "An toàn thực phẩm": "An toàn thực phẩm",
        **dict.fromkeys(("Giáo dục và Đào tạo", "GD-ĐT", "GDĐT", "Giáo dục"), "Giáo dục và Đào tạo"),
        **dict.fromkeys(("Khoa học và Công nghệ", "KH-CN", "KHCN"), "Khoa học và Công nghệ"),
        **dict.fromkeys(
            ("Nông nghiệp và Môi trường", "NN-MT", "NNMT"), "Nông nghiệp và Môi trường"
        ),
        **dict.fromkeys(
            ("Nông nghiệp và Phát triển nông thôn", "NN-PTNT", "Nông nghiệp và PTNT"),
            "Nông nghiệp và Phát triển nông thôn",
        ),
        **dict.fromkeys(
            ("Lao động - Thương binh và Xã hội", "LĐ-TB-XH", "LĐ-TBXH", "LĐTBXH", "Lao động"),
            "Lao động - Thương binh và Xã hội",
        ),
        **dict.fromkeys(
            ("Thông tin và Truyền thông", "TT-TT", "TTTT"), "Thông tin và Truyền thông"
        ),
        **dict.fromkeys(("Giao thông vận tải", "GTVT"), "Giao thông Vận tải"),
        **dict.fromkeys(("Kế hoạch và Đầu tư", "KH-ĐT"), "Kế hoạch và Đầu tư"),
        **dict.fromkeys(("Tài nguyên và Môi trường", "TN-MT"), "Tài nguyên và Môi trường"),
        **dict.fromkeys(
            ("Văn hóa, Thể thao và Du lịch", "VH-TT-DL", "VHTTDL"), "Văn hóa, Thể thao và Du lịch"
        ),
        "Văn hóa và Thể thao": "Văn hóa và Thể thao", "Dân tộc và Tôn giáo": "Dân tộc và Tôn giáo",
    }
)  # fmt: skip
_MANY = ("ban", "đoàn")  # Ban Giám đốc, Đoàn Chủ tịch: nobody's office
_ASIDE = 6  # words between “Trưởng ban Nữ công” and its union


def heads(*, blind: bool) -> frozenset[str]:
    """Return the words with which an office may begin."""
    return OFFICES.first_words(blind=blind) | _STATE.first_words(blind=blind)


def role_at(text: Reading, at: int, found: list[Named]) -> tuple[int, Role] | None:
    """Return the office that begins at a word and the word after its title, not after its body.

    What follows is read again for what it is itself: a union unit, an enterprise.
    """
    if (state := _STATE.at(text, at)) is not None:
        return _state(text, at, state)
    office = OFFICES.at(text, at)
    if office is None or text.key(at - 1) in _MANY:
        return None
    begin, title = office
    here = begin + (text.key(begin) in ("của", "cua"))
    held = _body(text, here, title, found)
    if held is None and title.endswith(("Trưởng ban", "Văn phòng")):
        for aside in range(here, min(here + _ASIDE, len(text.keys))):
            if text.keys[aside] in (",", ".", "\n"):
                break
            units = unit_named_at(text, aside, found)
            if units:
                middle = " ".join(text.written(here, aside).split())
                end, unit = units[0]
                held = end, f"{middle} {unit.name}"
                break
    if held is None:
        return None
    end, body = held
    return begin, Role(name=f"{title} {body}", written=text.written(at, end))


def _body(text: Reading, at: int, title: str, found: list[Named]) -> tuple[int, str] | None:
    """Return where an office is held: a union unit, an enterprise, a body of a place, a ministry."""
    if (units := unit_named_at(text, at, found)):  # fmt: skip
        return units[0][0], units[0][1].name
    if "iám đốc" in title or "HĐ" in title:
        if (firm := enterprise_at(text, at)) is not None:
            return firm[0], firm[1].name
        return _department(text, at, "Sở") if text.key(at) in ("sở", "so") else None
    if text.key(at) in ("sở", "so"):
        return _department(text, at, "Sở")
    if title in ("Bộ trưởng", "Thứ trưởng"):
        return _department(text, at, "Bộ")
    if (body := _BODIES.at(text, at)) is not None:
        if body[1] == "Đảng ủy" and (held := _workplace(text, body[0], found)) is not None:
            return held[0], f"Đảng ủy {held[1]}"
        place = _place(text, body[0], found)
        if place is None:
            return None
        named = body[1] in ("Tỉnh ủy", "Thành ủy")
        where = place[1].removeprefix("tỉnh ").removeprefix("TP ") if named else place[1]
        return place[0], f"{body[1]} {where}"
    return None


def _workplace(text: Reading, at: int, found: list[Named]) -> tuple[int, str] | None:
    if units := unit_named_at(text, at, found):
        return units[0][0], units[0][1].name
    firm = enterprise_at(text, at)
    return (firm[0], firm[1].name) if firm else None


def _department(text: Reading, at: int, kind: str) -> tuple[int, str] | None:
    begin = at + (text.key(at) in ("bộ", "sở", "bo", "so"))
    if (named := _DEPARTMENTS.at(text, begin)) is None:
        return None
    end = named[0]
    name = f"{kind} {named[1]}"
    if kind == "Sở" and (place := _place(text, end, [])) is not None:
        return place[0], f"{name} {place[1]}"
    return end, name


def _place(text: Reading, at: int, found: list[Named]) -> tuple[int, str] | None:
    if text.key(at) in ("tỉnh", "tinh"):
        at += 1
    elif (typed := kind_at(text, at)) is not None:
        provinces = [province_now(f.place) for f in found if not f.told_by]
        if (local := unit_at(text, typed[0], typed[1], provinces)) is not None:
            shown = "TP" if typed[1] == "thành phố" else typed[1]
            return local[0], f"{shown} {local[1].name}"
        if province_at(text.words, at, blind=text.blind) is None:
            at = typed[0]
    place = province_at(text.words, at, blind=text.blind)
    return (place.end, full_province(place.place)) if place else None


def _state(text: Reading, at: int, state: tuple[int, str]) -> tuple[int, Role] | None:
    """Return an office of the state; another country's Prime Minister is none of ours."""
    end, title = state
    follows = text.key(end)
    ours = (
        title.endswith("Chính phủ")
        or (follows == "," and bool(_STATE.at(text, end + 1)))
        or (
            not text.blind
            and text.capital(end)
            and follows in FAMILY
            and not COUNTRIES.at(text, end)
        )
    )
    if not ours and title not in ("Chủ tịch nước", "Chủ tịch Quốc hội", "Phó Chủ tịch Quốc hội"):
        return None
    if COUNTRIES.at(text, end) is not None and text.capital(end):
        return None
    return end, Role(name=title, written=text.written(at, end))
