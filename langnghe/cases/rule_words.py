"""The few word lists of the rules, for what no model is asked: arrears, calls, marks of secrecy.

Read on match_key, so that case, tone place and punctuation do not count; a text without accents is
read accent-blind.
"""

from __future__ import annotations

import re
from functools import cache

from langnghe.text import canonical, fold, match_key

# Unpaid wages or insurance. Asked only of what the model already calls an employer's violation.
_ARREARS = (
    r"\b(?:nợ|chậm|quỵt|trốn|giam|khất|chây ì|chưa trả|không trả|chưa đóng|không đóng"
    r"|chưa nhận được|không được trả)(?: \w+){0,3} (?:tiền lương|lương(?! hưu)|bhxh|bảo hiểm|tiền công)\b"
)
_STOPPAGE = (
    "(?<!gia )đình công|ngừng việc|lãn công|bãi công|nghỉ việc tập thể|đồng loạt nghỉ(?: việc| làm)?"
    "|cùng nhau nghỉ(?: việc| làm)?"
)
_PROTEST = "tẩy chay|biểu tình|xuống đường|bao vây"
# “Không tăng lương thì đình công” is a call, “không đình công” none; “sao không đình công” is one again.
_NO_CLAUSE = r" (?!thì\b|là\b|mà\b|nên\b)\w+"  # “… thì đình công” begins a clause of its own
_DENIED = (
    rf"(?:(?<!sao )(?<!nếu )\bkhông(?:{_NO_CLAUSE})?"
    r"|\b(?:đừng|chớ|không nên|không được|không cần|không phải|không có|không xảy ra|không tham gia"
    r"|không kêu gọi|chưa có|chẳng có|chưa từng|phản đối|ngăn chặn|ngăn|tránh|chấm dứt|hạn chế|dừng"
    rf"|phòng ngừa|bác bỏ)(?:{_NO_CLAUSE}){{0,3}}) "
)
_HIDING = (
    r"(?<!không )(?<!chẳng )(?<!đừng )\bche giấu\b|\bgiấu nhẹm\b|\bbưng bít\b"
    r"|\b(?:không|chưa|chẳng|né tránh) (?:thấy )?(?:ai )?(?:chịu )?trả lời\b"
    r"|\b(?:bao giờ|khi nào|sao không|tại sao chưa|sao chưa)(?: \w+){0,4} (?:công khai|công bố|minh bạch)\b"
    r"|\b(?:không|chưa|thiếu) (?:hề )?(?:được )?(?:công khai|minh bạch)\b"
)
# Somebody blames, not only asks. Beside names_union: of the union, not of an employer.
_COMPLAINT = (
    r"\b(?:khiếu nại|tố cáo|tố giác|bức xúc|bất bình|phản đối|lạm thu|thu sai|ăn chặn|biển thủ|tham ô|tham nhũng"
    r"|vô trách nhiệm|quan liêu|bao che|hạch sách|chiếm dụng|làm ngơ|thờ ơ|mất dân chủ|ép buộc|ép đóng)\b"
    r"|\b(?:không|chưa|chẳng)(?: \w+){0,2} (?:giải quyết|bảo vệ|hỗ trợ|bênh vực|quan tâm|chi trả)\b"
)
_UNION = r"\b(?:công đoàn|cđcs|lđlđ|liên đoàn lao động|đoàn phí|bch cđ)\b"
# As printed: a stamp stands in capitals. “BÍ MẬT”, “MẬT ONG”, a headline all in capitals are no stamp.
_STAMP = re.compile(
    r"(?<![\w])(?<!BÍ )(?:TUYỆT MẬT|TỐI MẬT|MẬT)(?! (?:ONG|KHẨU|THƯ|VỤ|ĐỘ|MÃ|NGHỊ))(?!\w)"
)
_INTERNAL = (
    r"\btài liệu (?:mật|nội bộ|không phổ biến)\b|\blưu hành nội bộ\b"
    r"|\bkhông (?:được )?phổ biến (?:ra ngoài|rộng rãi ra)\b"
)
_DRAFT = r"\bdự thảo\b"
# Số 1669/QĐ-TLĐ, 12/KH-LĐLĐ, 05/2026/TB-CĐCS: the number of a union's document.
_NUMBER = re.compile(
    r"\b\d{1,5}\s?/\s?(?:20\d\d\s?/\s?)?[A-ZĐ]{1,5}\s?-\s?(?:TLĐ|LĐLĐ|CĐCS|CĐVN|CĐN|CĐ)(?!\w)"
)
_UNPUBLISHED = re.compile(r"\(\s*(?:tài liệu )?không phổ biến\s*\)|KHÔNG PHỔ BIẾN|LƯU HÀNH NỘI BỘ")


def arrears(text: str) -> bool:
    """Say whether a text speaks of unpaid wages or insurance."""
    return _found(_ARREARS, text)


def calls(text: str) -> tuple[bool, bool]:
    """Say whether a text speaks of (a stoppage, another action) without denying it."""
    return _undenied(_STOPPAGE, text), _undenied(_PROTEST, text)


def hiding(text: str) -> bool:
    """Say whether a text blames somebody for not answering, hiding or not making public."""
    return _found(_HIDING, text)


def complains(text: str) -> bool:
    """Say whether a text blames somebody for what was done, left undone or hidden."""
    return _found(_COMPLAINT, text) or hiding(text)


def names_union(text: str) -> bool:
    """Say whether a text names the union, its dues or its officials."""
    return _found(_UNION, text)


def document_numbers(text: str) -> tuple[str, ...]:
    """Return the numbers of union documents in a text, as printed without blanks."""
    numbers = (re.sub(r"\s", "", found) for found in _NUMBER.findall(canonical(text)))
    return tuple(dict.fromkeys(numbers))


def secrecy(text: str) -> str | None:
    """Return the mark in a text that says it was not for publication, or None."""
    text = canonical(text)
    lines = [line for line in text.splitlines() if line != line.upper() or len(line) <= 40]
    for line in lines:  # a headline in capitals says nothing
        if found := _STAMP.search(line) or _UNPUBLISHED.search(line):
            return found[0].strip("( )")
    found = compiled(_INTERNAL, False).search(match_key(text))
    return found[0] if found else None


def drafted(text: str) -> bool:
    """Say whether a text calls itself, or speaks of, a draft."""
    return _found(_DRAFT, text)


def _found(words: str, text: str) -> bool:
    key = match_key(text)
    return bool(compiled(words, key.isascii()).search(key))


def _undenied(words: str, text: str) -> bool:
    key = match_key(text)
    left = without_denied(words, key)
    return bool(compiled(rf"\b(?:{words})\b", key.isascii()).search(left))


def without_denied(words: str, key: str) -> str:
    """Return the key of a text without those of the words that it denies or advises against."""
    return compiled(f"{_DENIED}(?:{words})", key.isascii()).sub(" ", key)


@cache
def compiled(words: str, blind: bool) -> re.Pattern[str]:
    """Compile a list as it reads with accents, or without."""
    if blind:
        words = "".join(fold(c) if c.isalpha() and not c.isascii() else c for c in words)
    return re.compile(words)
