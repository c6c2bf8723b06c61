"""From the lines of a container to the paragraphs of an article: links, boxes and credits left out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crawlers.captions import without_captions
from crawlers.dates import is_date_line
from crawlers.lines import LITTLE, Block, blocks, is_beside, same, size_of, words

__all__ = ["LITTLE", "Block", "blocks", "is_beside", "is_noise", "paragraphs", "size_of", "words"]


def paragraphs(lines: Sequence[Block], *, title: str = "", lead: str = "") -> list[Block]:
    """Return the lines that are the article's own text.

    Left out: captions, related links, tag and share lines, the title again, a lead said twice.
    """
    kept = [b for b in _cut_tail(lines) if not is_noise(b, title, lead)]
    return without_captions(kept)


_TAIL = re.compile(
    r"^(?:tin (?:liên quan|cùng chuyên mục|khác|mới|nổi bật|đọc nhiều)|bài (?:liên quan|viết liên quan|cùng chuyên mục)"
    r"|các tin khác|các bài khác|tin cùng (?:loại|mục)|có thể bạn quan tâm|bình luận|ý kiến bạn đọc|đọc nhiều nhất"
    r"|gửi bình luận|xem thêm các tin|chủ đề liên quan|từ khóa|tags?)\b[^.]{0,40}:?$",
    re.I,
)
_MORE = re.compile(
    r"^(?:>{1,3}|»|►|▶|\*?\s*(?:xem thêm|đọc thêm|mời (?:bạn|độc giả|quý)|tin liên quan|bài liên quan"
    r"|có thể bạn quan tâm|tham khảo thêm|video\s*:|clip\s*:|nguồn\s*:|ảnh\s*:|tags?\s*:|từ khóa\s*:|>>)\b)",
    re.I,
)
_SHARE = re.compile(
    r"^(?:chia sẻ|facebook|twitter|zalo|email|in bài|in trang|print|copy link|sao chép liên kết|lưu bài|"
    r"bình luận(?: \(\d+\))?|thích|like|tweet|google\+?|\[?quay lại\]?|về trang chủ|gửi|theo dõi .{0,30} trên google news"
    r"|nghe đọc bài|trở lại .{0,30}|0:00.{0,20}|quảng cáo|advertisement|đang tải\.*|loading\.*"
    r"|link bài gốc.*|lấy link!?|mời quý độc giả theo dõi .*|vui lòng nhập .*|\(?đọc tiếp\)?|xem tiếp|xem chi tiết)[.:!]*$",
    re.I,
)


def _cut_tail(lines: Sequence[Block]) -> Sequence[Block]:
    """Drop all from a heading such as 'Tin liên quan' on, once most of the text is past."""
    total = sum(words(b.text) for b in lines if b.links < 0.5)
    seen = 0
    for number, line in enumerate(lines):
        if seen >= 0.75 * total and number and _TAIL.match(line.text):
            return lines[:number]
        if line.links < 0.5:
            seen += words(line.text)
    return lines


def is_noise(line: Block, title: str = "", lead: str = "") -> bool:
    """Say whether a line is no sentence of the article: links, tags, sharing, its title again."""
    text, count = line.text, words(line.text)
    if not count or same(text, title) or same(text, lead):
        return True
    if is_date_line(text):
        return True
    if line.links >= 0.85 and (count >= 3 or line.in_list):
        return True
    if _MORE.match(text) and (line.links >= 0.4 or count <= 4):
        return True
    if _TAIL.match(text) and count <= 8:
        return True
    return bool(_SHARE.match(text))
