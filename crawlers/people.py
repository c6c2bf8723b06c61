"""By-lines: who wrote an article, never who published it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from langnghe.text import canonical, fold

_LABEL = re.compile(
    r"^(?:theo|bài(?: và ảnh|, ảnh| viết| - ảnh| & ảnh)?|tin(?: và ảnh|, ảnh| bài| - ảnh)?|thực hiện|tác giả|nguồn|by"
    r"|nội dung|ảnh|photo|video|người viết|biên dịch|lược dịch|dịch|biên tập|tổng hợp|đồ họa|trình bày|thiết kế)"
    r"(?:\s*[:/]\s*|\s+(?=[A-ZĐ\u00c0-\u1ef9]))",
    re.I,
)
_TITLE = re.compile(
    r"^(?:phóng viên|pv\.?|nhà báo|biên tập viên|btv\.?|cộng tác viên|ctv\.?|thạc sĩ|tiến sĩ|luật sư|ls\.?|ths\.?|ts\.?"
    r"|pgs\.?|gs\.?|bs\.?)\s+(?=[A-ZĐ\u00c0-\u1ef9])",
    re.I,
)
_TAIL = re.compile(
    r"\s*(?:\((?:tổng hợp|theo|t/h|th|lược dịch|dịch|biên dịch|ghi|thực hiện|lược ghi|tttt|ttxvn)[^)]*\)|\|.*"
    r"|(?:tổng hợp|thực hiện|lược dịch|biên dịch|ghi|lược ghi)\s*$)",
    re.I,
)
# What follows a name: whose pictures, whose report it is taken from.
_AFTER = re.compile(
    r"(?<=\w)[\s,;/–—-]+(?:(?:ảnh|photo|video|clip|đồ họa)\s*:.*|theo\s+[A-ZĐ\u00c0-\u1ef9].*)$",
    re.I,
)
_SPLIT = re.compile(r"\s*(?:;|,|\s[-–—]\s|\s&\s|\s\+\s|/|\svà\s)\s*")
# Outlets and agencies that stand where a name should; with accents, for Báo is not Bảo.
_OUTLETS = re.compile(
    r"\b(?:báo|online|news|vnexpress|vietnamnet|vccorp|dân trí|dantri|tuổi trẻ|thanh niên|tiền phong|người lao động|nld|nlđo?|zing"
    r"|znews|vov\d?|vtv\d*|vtc|ttxvn|vietnamplus|vietnam|reuters|afp|ap|bbc|cnn|bloomberg|trí thức|nhịp sống|đời sống|an ninh"
    r"|công an|pháp luật|tòa soạn|toà soạn|ban biên tập|admin|administrator|tổng hợp|theo|cơ quan|điện tử|nhân dân|hà nội mới"
    r"|lao động|genk|kênh ?14|soha|cafef|cafebiz|forbes|guardian|daily|times|post|xinhua|tân hoa xã|yonhap|sputnik|bnews|việt nam"
    r"|chính phủ|tạp chí|chuyên trang|thông tấn xã|website|ngoisao|ngôi sao|ione|thể thao|văn hóa|văn hoá|infonet|bộ y tế"
    r"|minh họa|minh hoạ|ảnh|phóng viên|nhóm|editor|team|staff|wikipedia|k14|mask online|đại đoàn kết|cand|vnn|pv|ctv|btv|sgtt|vne)\b"
    r"|\.(?:vn|com|net)\b|vietnam\+",
    re.I,
)
_UPPER = re.compile(r"[^\W\d_]")
_LONGEST = 1_000  # characters: a by-line of more is a text somebody put in its place


def is_name(text: str) -> bool:
    """Say whether a string looks like a person's name or pen name (one to five capitalised words)."""
    parts = text.split()
    if not 1 <= len(parts) <= 6 or len(text) > 48 or re.search(r"[\d@:!?\"“”/]", text):
        return False
    if len(parts) == 1 and len(text.strip(".")) < 2:
        return False
    return all(p[0].isupper() for p in parts if _UPPER.match(p)) and not _OUTLETS.search(text)


def names(raw: str | None) -> list[str]:
    """Return the persons named in a by-line, cleaned of 'Theo', jobs and sources; publishers drop out.

    >>> names("Theo Hồ Hương")
    ['Hồ Hương']
    >>> names("Tin, ảnh: Vũ Phương Thảo")
    ['Vũ Phương Thảo']
    >>> names("VnExpress")
    []
    """
    text = " ".join(canonical(raw or "").split())
    if len(text) > _LONGEST:
        return []
    for _ in range(3):
        text = _LABEL.sub("", text)
    text = _AFTER.sub("", _TAIL.sub("", text))
    text = text.strip(" .,;-–—|()[]*•")
    if not text or len(text) > 160 or "http" in text or "@" in text:
        return []
    found = []
    for part in _SPLIT.split(text):
        name = part
        for _ in range(3):
            name = _TITLE.sub("", _LABEL.sub("", name)).strip(" .,:;-–—()*")
        name = _TAIL.sub("", name).strip()
        if re.fullmatch(r"[A-ZĐ]", part[-1:]) and part.endswith("."):
            name = part
        if name and is_name(name) and name not in found:
            found.append(name)
    return found


def joined(parts: Iterable[str]) -> str | None:
    """Return names as one by-line, each once, joined by '; '; None when there is none."""
    seen: dict[str, str] = {}
    for part in parts:
        for name in names(part):
            seen.setdefault(fold(name), name)
    return "; ".join(seen.values()) or None
