"""The eight points a guidance document should state, proposed from its words; staff have the last word.

Each point is some words that usually say it. What only dates and grounds the paper itself (its
number, its dateline, the lines “Căn cứ …”, the receivers at its foot) says when and why of nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from nlp.documents.citations import citations
from nlp.segment import sentences

POINT_VI: Mapping[str, str] = {
    "who": "Ai", "what": "Việc gì", "when": "Khi nào", "where": "Ở đâu", "why": "Vì sao",
    "how": "Làm thế nào", "contact": "Đầu mối", "grounds": "Căn cứ",
}  # fmt: skip
POINTS = tuple(POINT_VI)

_I = re.IGNORECASE
_DATELINE = re.compile(r"^[^,.;]{2,40},\s*ngày\s+\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4}\s*$", _I)
_APART = re.compile(
    r"^(?:số\s*:|nơi nhận|cộng hòa xã hội|cộng hoà xã hội|độc lập\s*[-–]|kt\.|tm\.|căn cứ\b)", _I
)
_GROUNDS = re.compile(r"^căn cứ\b", _I)
_ASKS = re.compile(
    r"(?<!\w)(?:thực hiện|theo|căn cứ)\s+(?:nghị quyết|kế hoạch|chương trình|công văn|hướng dẫn|chỉ thị|"
    r"quyết định|kết luận|luật|bộ luật|nghị định|thông tư|điều lệ)",
    _I,
)

_SAYS: Mapping[str, re.Pattern[str]] = {
    "who": re.compile(
        r"(?<!\w)(?:kính gửi|các cấp công đoàn|công đoàn (?:cơ sở|cấp trên|các)|cđcs|lđlđ|ban chấp hành|"
        r"ban thường vụ|đoàn viên|người lao động|công nhân|cán bộ công đoàn|các (?:đơn vị|ban)|"
        r"nữ công|tổ trưởng|báo cáo viên)(?!\w)",
        _I,
    ),
    "what": re.compile(
        r"(?<!\w)(?:tổ chức|tuyên truyền|triển khai|đề nghị|yêu cầu|báo cáo|phổ biến|tham gia|rà soát|"
        r"hỗ trợ|trao|tập huấn|đăng ký|thông báo|hướng dẫn|phát động|thăm hỏi|khám bệnh|thống kê|"
        r"bình chọn|dự thi|ký kết|phối hợp|kiểm tra|giám sát|treo|tặng|lập danh sách|gửi|nhận|công khai|đối thoại|"
        r"trả lời|vận động|tuyên dương)(?!\w)",
        _I,
    ),
    "when": re.compile(
        r"(?<!\w)(?:\d{1,2}/\d{1,2}(?:/\d{4})?|ngày\s+\d{1,2}|tháng\s+\d{1,2}|quý\s+(?:[1-4]|iv|i{1,3})|"
        r"\d{1,2}\s*(?:giờ|h\d{0,2})|(?:hằng|hàng)\s+(?:ngày|tuần|tháng|quý|năm)|thời gian\s*:|"
        r"(?:thứ\s+(?:hai|ba|tư|năm|sáu|bảy)|chủ nhật))(?!\w)",
        _I,
    ),
    "where": re.compile(
        r"(?<!\w)(?:địa điểm|tại\s+(?!sao|thời điểm|khoản|điều|mục|văn bản|công văn|kế hoạch)\w+|"
        r"trên địa bàn|ở\s+(?:các|nơi|khu|xã|phường|nhà|công ty|tỉnh|cơ sở)|nơi làm việc|khu nhà trọ)(?!\w)",
        _I,
    ),
    "why": re.compile(
        r"(?<!\w)(?:nhằm|mục đích|mục tiêu|lý do|để\s+(?!trống|nguyên|lại)\w+|vì\s+(?!vậy|thế)\w+|bởi|"
        r"nhân dịp|nhân\s+(?:ngày|tháng)|kỷ niệm|hưởng ứng|trước tình hình|góp phần|ý nghĩa|giúp)(?!\w)",
        _I,
    ),
    "how": re.compile(
        r"(?<!\w)(?:cách\s+(?:làm|thức|thực hiện)|bằng cách|hình thức|thông qua|như sau|các bước|bước\s+\d|"
        r"phương pháp|qua\s+(?:trang|nhóm|loa|bản tin|fanpage|zalo|facebook|thư|mạng)|nội dung gồm|"
        r"phân công|theo mẫu|quy trình|lồng ghép|nội dung chính|kinh phí|mỗi\s+(?:\S+\s+){1,8}?(?:ít nhất|không quá))(?!\w)",
        _I,
    ),
    "contact": re.compile(
        r"(?<!\w)(?:đầu mối|liên hệ|điện thoại|đt\s*:|email|thư điện tử|đường dây nóng|số máy|"
        r"gửi\s+(?:\S+\s+){0,6}?về\s+(?:ban|văn phòng|lđlđ|liên đoàn|công đoàn)|"
        r"gửi\s+(?:ban|văn phòng)\s+\w+)",
        _I,
    ),
}  # fmt: skip


def proposed(text: str) -> dict[str, str]:
    """Return for each of the eight points the sentence that says it, "" for one nobody says."""
    lines = [line.strip() for line in text.splitlines()]
    grounds = next((line for line in lines if _GROUNDS.match(line)), "")
    body = [said for line in body_lines(text) for said in sentences(line)]
    found = {point: _first(pattern, body) for point, pattern in _SAYS.items()}
    found["grounds"] = grounds or _first(_ASKS, body) or next((c.text for c in citations(text)), "")
    return {point: found[point] for point in POINTS}


def body_lines(text: str) -> list[str]:
    """Return the lines of a document that say something of their own: no head, no foot, no grounds."""
    lines = map(str.strip, text.splitlines())
    return [
        line
        for line in lines
        if line and not (_DATELINE.match(line) or _APART.match(line) or line.isupper())
    ]


def _first(pattern: re.Pattern[str], body: list[str]) -> str:
    return next((said for said in body if pattern.search(said)), "")
