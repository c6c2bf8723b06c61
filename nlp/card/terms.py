"""What each auxiliary set is and under which terms it came (data/README.md)."""

from __future__ import annotations

from collections.abc import Mapping

TERMS: Mapping[str, str] = {
    "gold": "nhãn do dự án tạo; văn bản thuộc các báo và nền tảng nguồn, không kèm theo",
    "learn": "gold/train, models/gold và câu tự viết, trừ phần tune; điều khoản như gold",
    "tune": "một phần của gold/train và models/gold, chỉ để trộn, hiệu chuẩn, chọn ngưỡng",
    "own_words": "câu tự viết cho dự án, cùng giấy phép với mã nguồn",
    "danes_news_sentiment": "DANeS, CC BY 4.0",
    "vnexpress_comment_sentiment_human": "không nêu điều khoản",
    "uit_vsfc": "UIT-VSFC, chỉ dùng cho nghiên cứu",
    "uit_victsd": "UIT-ViCTSD, không nêu điều khoản",
    "uit_vsmec": "UIT-VSMEC, không rõ điều khoản",
    "uts2017_bank_fb": "UTS2017-Bank, không nêu điều khoản",
    "vlsp2016_sa": "VLSP 2016, CC BY-NC-SA",
    "vihsd": "ViHSD, chỉ dùng cho nghiên cứu",
    "aivivn2019": "AIVIVN 2019, không nêu điều khoản",
    "rss_year_2025_2026": "tiêu đề và mô tả của các báo, bản quyền của báo, không kèm theo",
    "union_related": "bài báo, bản quyền của báo, không kèm theo",
    "news_sample_20k": "bài báo cũ, chỉ dùng cho nghiên cứu, không kèm theo",
    "comments_pool": "bình luận công khai đã bỏ tên, chỉ dùng gộp, không kèm theo",
}
