"""One cell as a person left it, read by its column's type into a plain JSON value."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

from langnghe.numbers import number as vietnamese
from langnghe.privacy import scrub
from langnghe.registers.choose import Units, pick
from langnghe.registers.columns import MANY, Column
from langnghe.registers.dates import read_day, read_moment, read_month
from langnghe.text import canonical, fold

Value = str | int | float | bool | list[str] | None

_NOTHING = {"", "-", "--", "n/a", "na", "#n/a", "null", "none", "nan", ".", "…", "..."}
_FEW = max(map(len, _NOTHING))
_FORMULA_ERRORS = {"#ref!", "#value!", "#div/0!", "#name?", "#num!", "#null!"}
_YES = {"co", "x", "v", "yes", "y", "true", "1", "dung", "roi", "da", "✓", "✔", "☑", "on"}
_NO = {"khong", "ko", "k", "no", "n", "false", "0", "sai", "chua", "☐", "✗"}
_SURROGATES = re.compile("[\ud800-\udfff]")  # halves of letters, which no file can hold
_SPLIT = re.compile(r"(?<!\s)\s*[;\n|]\s*")
_SPLIT_CODES = re.compile(r"(?<!\s)\s*[;\n|,]\s*")
_BULLET = re.compile(r"^(?:[-+•*–]|\d{1,2}[.)])\s+")
_LONGEST = {"long": 20_000}
_LONG = 1_000  # characters of any other cell
_AHEAD = 2  # days ahead that "past" allows: clocks and zones
_HUGE = 10**15  # beyond, a float no longer counts one by one
_PLAIN = frozenset((str, int, float, bool, date, datetime))
_UNREAD: tuple[Value, str] = ("", "not read yet")
_REMEMBERED = 80  # characters: longer cells are hardly said twice


@dataclass(frozen=True, kw_only=True)
class Context:
    """What rows are read against: the moment, the unions and topics we know, and two functions."""

    now: datetime
    units: Units
    topics: Mapping[str, str]  # id → Vietnamese name
    normalise: Callable[[str], str] = canonical
    pseudonym: Callable[[str, str], str] | None = None  # (where, handle) → keyed hash
    from_1904: bool = False
    known: Mapping[str, frozenset[str]] = field(default_factory=dict)  # kind id → its codes
    # What a column made of some words: most cells of a table say what others have said.
    read: dict[tuple[int, type, object], tuple[Value, str] | None] = field(
        default_factory=dict, compare=False
    )


def text_of(value: object, context: Context) -> str:
    """Return a cell as clean text; ValueError for what is no cell."""
    if value is None or value != value:  # NaN is how a data frame leaves a cell empty
        return ""
    if isinstance(value, dict | list):
        raise ValueError("cần chữ, không phải danh sách hay đối tượng")
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    if isinstance(value, datetime | date):
        return f"{value:%d/%m/%Y}"
    text = value if isinstance(value, str) else str(value)
    return context.normalise(_SURROGATES.sub("", text)).strip().removeprefix("'")


def blank(value: object) -> bool:
    """Say whether a cell holds nothing."""
    if type(value) is str:
        if len(value) > _FEW and value[0] > " " and value[-1] > " ":
            return False  # nothing to strip, and longer than any word for nothing
        return value.strip().lower() in _NOTHING
    if value is None or value != value:
        return True
    return isinstance(value, list) and not value


def read_cell(column: Column, value: object, context: Context) -> tuple[Value, str] | None:
    """Return the value of a cell and a note ("": none), None for a blank one; ValueError in Vietnamese."""
    type_ = value.__class__
    if type_ not in _PLAIN or (type_ is str and len(value) > _REMEMBERED):  # type: ignore[arg-type]
        return None if blank(value) else _read(column, value, context)
    key = (id(column), type_, value)  # True is 1, and yet no number
    found = context.read.get(key, _UNREAD)
    if found is _UNREAD:
        found = context.read[key] = None if blank(value) else _read(column, value, context)
    return found


def _read(column: Column, value: object, context: Context) -> tuple[Value, str]:
    if isinstance(value, str) and value.strip().lower() in _FORMULA_ERRORS:
        raise ValueError(f"ô là lỗi công thức {value.strip()}; ghi lại giá trị")
    if isinstance(value, list) and column.type in MANY:
        value = "\n".join(str(each) for each in value)
    reader = _READERS.get(column.type)
    if reader is None:
        return _read_text(column, text_of(value, context))
    return reader(column, value, context), ""


def _read_text(column: Column, text: str) -> tuple[Value, str]:
    most = _LONGEST.get(column.type, _LONG)
    if len(text) > most:
        raise ValueError(f"dài {len(text)} chữ, nhiều nhất {most}; rút gọn")
    if column.type != "long":
        text = " ".join(text.split())
    masked = scrub(text)
    if masked == text:
        return text, ""
    if column.type in ("name", "code"):
        raise ValueError("không ghi số điện thoại, e-mail, số giấy tờ ở đây; xoá đi rồi nhập lại")
    return masked, "đã che số điện thoại, e-mail hoặc số giấy tờ trước khi ghi"


def _day(column: Column, value: object, context: Context) -> Value:
    day = read_day(value, from_1904=context.from_1904)
    assert day is not None
    return _happened(column, day, context).isoformat()


def _month(column: Column, value: object, context: Context) -> Value:
    month = read_month(value, from_1904=context.from_1904)
    assert month is not None
    return _happened(column, month, context).isoformat()


def _happened(column: Column, day: date, context: Context) -> date:
    if column.past and day > (context.now + timedelta(days=_AHEAD)).date():
        raise ValueError(f"ngày {day:%d/%m/%Y} chưa tới; sửa lại năm hoặc tháng")
    return day


def _moment(column: Column, value: object, context: Context) -> Value:
    moment = read_moment(value, from_1904=context.from_1904)
    assert moment is not None
    _happened(column, moment.date(), context)
    return moment.astimezone(UTC).isoformat()


_WHOLE = re.compile(r"[0-9]+|[0-9]{1,3}(?:[.,  ][0-9]{3})+")
_VIETNAMESE = re.compile(r"[+-]?(?:[0-9]+|[0-9]{1,3}(?:[. ][0-9]{3})+)(?:,[0-9]+)?")
_ENGLISH = re.compile(r"[+-]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?")
_LEADING = re.compile(r"^([0-9][0-9.,]*)\s*[^\d\s]")


def number_of(text: str, *, whole: bool = False) -> float:
    """Return a number as Vietnamese tables write it: 1.234,5; 1.234 is one thousand and more.

    Also 1,234.5 and 1234.5, where only one reading is possible. ValueError with what is meant.
    """
    bare = text.replace(" ", " ").strip().removesuffix("%").strip()
    if whole and _WHOLE.fullmatch(bare):
        return float(re.sub(r"[^0-9]", "", bare))
    if _VIETNAMESE.fullmatch(bare):
        return float(bare.replace(".", "").replace(" ", "").replace(",", "."))
    if _ENGLISH.fullmatch(bare):
        return float(bare.replace(",", ""))
    if (found := _LEADING.match(bare)) is not None:
        raise ValueError(f"{text[:40]!r} không phải số; chỉ ghi số: {found[1].rstrip('.,')}")
    raise ValueError(f"{text[:40]!r} không phải số; ghi như 1.234 hoặc 12,5")


def _number(column: Column, value: object, context: Context) -> Value:
    if isinstance(value, bool):
        raise ValueError("cần một số, không phải đúng/sai")
    whole = column.type == "count"
    if isinstance(value, int | float):
        if not -_HUGE < value < _HUGE:
            raise ValueError("số lớn quá; kiểm tra dấu chấm, dấu phẩy")
        number = float(value)
    else:
        number = number_of(text_of(value, context), whole=whole)
    if whole and not number.is_integer():
        raise ValueError(f"cần số nguyên, không phải {vietnamese(number, 'g')}")
    least = column.least if column.least is not None else (0 if whole else None)
    if least is not None and number < least:
        raise ValueError(f"{number:g} nhỏ hơn {least:g}; sửa lại số")
    if column.most is not None and number > column.most:
        raise ValueError(f"{number:g} lớn hơn {column.most:g}; sửa lại số")
    if abs(number) >= _HUGE:
        raise ValueError("số lớn quá; kiểm tra dấu chấm, dấu phẩy")
    return int(number) if number.is_integer() else number


def _yes_no(column: Column, value: object, context: Context) -> Value:
    if isinstance(value, bool):
        return value
    typed = text_of(value, context)
    key = fold(typed) or typed.lower()
    if key in _YES:
        return True
    if key in _NO:
        return False
    raise ValueError(f"“{typed[:40]}” không rõ; ghi Có hoặc Không")


def _choice(column: Column, value: object, context: Context) -> Value:
    return pick(text_of(value, context), column.choices)


def _several(words: Mapping[str, str], value: object, context: Context) -> Value:
    typed = text_of(value, context)
    found: list[str] = []
    parts = _SPLIT.split(typed)
    if len(parts) == 1 and "," in typed:
        try:
            return [pick(typed, words)]  # a name may hold a comma itself
        except ValueError:
            parts = [part.strip() for part in typed.split(",")]
    for part in parts:
        name = _BULLET.sub("", part)
        if name and (id_ := pick(name, words)) not in found:
            found.append(id_)
    return found


def _texts(column: Column, value: object, context: Context) -> Value:
    parts = [_BULLET.sub("", part) for part in _SPLIT.split(text_of(value, context))]
    return list(dict.fromkeys(scrub(" ".join(part.split())) for part in parts if part))


def _codes(column: Column, value: object, context: Context) -> Value:
    parts = [_BULLET.sub("", part) for part in _SPLIT_CODES.split(text_of(value, context))]
    for part in parts:
        _read_text(_AS_CODE, part)
    return list(dict.fromkeys(" ".join(part.split()) for part in parts if part))


_AS_CODE = Column(name="code", heading="Mã", type="code")


def _url(column: Column, value: object, context: Context) -> Value:
    typed = text_of(value, context)
    try:
        parts = urlsplit(typed)
        if parts.scheme in ("http", "https") and parts.hostname and parts.port != 0:
            return typed
    except ValueError:
        pass
    bare = re.fullmatch(r"(?:www\.)?[\w-]+(?:\.[\w-]+)+(?:/\S*)?", typed)
    told = f"ý bạn là https://{typed[:80]}?" if bare else "chép lại từ thanh địa chỉ"
    raise ValueError(f"{typed[:80]!r} không phải địa chỉ http(s); {told}")


_READERS: Mapping[str, Callable[[Column, object, Context], Value]] = {
    "day": _day,
    "moment": _moment,
    "month": _month,
    "count": _number,
    "number": _number,
    "yes_no": _yes_no,
    "choice": _choice,
    "choices": lambda column, value, context: _several(column.choices, value, context),
    "topic": lambda column, value, context: pick(text_of(value, context), context.topics),
    "topics": lambda column, value, context: _several(context.topics, value, context),
    "unit": lambda column, value, context: context.units.find(text_of(value, context)),
    "texts": _texts,
    "codes": _codes,
    "url": _url,
}
