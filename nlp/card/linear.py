"""The card of the linear model alone, as `langnghe train linear` writes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nlp.card.terms import TERMS

_ROWS = (
    ("in_scope_macro_f1", "Phạm vi: macro-F1"),
    ("tone_macro_f1", "Sắc thái: macro-F1"),
    ("negative_recall", "Tiêu cực: độ phủ"),
    ("negative_false_alarms", "Tiêu cực: tỉ lệ báo nhầm"),
    ("stance_macro_f1", "Thái độ với công đoàn (không nhắc, trung lập, ủng hộ): macro-F1"),
    ("stance_negative_f1", "Thái độ phê phán công đoàn: F1"),
    ("intent_macro_f1", "Ý định: macro-F1 (nhãn có từ 8 mẫu)"),
    ("risk2_recall", "Rủi ro từ 2 trở lên: độ phủ"),
    ("risk2_false_alarms", "Rủi ro từ 2 trở lên: tỉ lệ báo nhầm"),
    ("topics_micro_f1", "Chủ đề: micro-F1"),
    ("topics_macro_f1", "Chủ đề: macro-F1 (chủ đề có từ 8 mẫu)"),
    ("primary_topic_accuracy", "Chủ đề chính: độ đúng"),
)


def render(about: Mapping[str, Any]) -> str:
    """Return the card (Markdown, Vietnamese) of a run described as in linear.json."""
    held, *others = about["scores"]
    lines = [
        f"# Thẻ mô hình {about['name']}",
        "",
        "<!-- Tệp này do `langnghe train linear` viết ra từ lần chạy; đừng sửa tay. -->",
        "",
        "Mô hình tuyến tính (n-gram băm, hồi quy ridge, tầng hai logistic đã hiệu chuẩn) gán cho mỗi"
        " bài báo, bình luận, bài đăng: trong hay ngoài phạm vi, 1–3 chủ đề, sắc thái, thái độ với công"
        " đoàn, ý định và mức rủi ro 0–3.",
        "",
        f"Tệp `{about['file']}`, SHA-256 `{about['sha256']}`, {about['n_grams']} đặc trưng.",
        "",
        "## Dùng để làm gì",
        "",
        "Sắp xếp và đếm tin cho điểm báo hằng ngày của công đoàn, chọn bài cần người đọc trước. Mọi"
        " nhãn đều có xác suất, và nhãn của người luôn thay nhãn của máy.",
        "",
        "Không dùng để lập hồ sơ, chấm điểm hay theo dõi cá nhân nào; không dùng làm căn cứ xử lý ai."
        " Mô hình không nhận tên người viết và không suy ra người viết là ai.",
        "",
        "## Học từ đâu",
        "",
        "| Bộ dữ liệu | Số văn bản | Điều khoản |",
        "|---|---:|---|",
        *(
            f"| {name} | {part['texts']} | {TERMS.get(name, 'không rõ')} |"
            for name, part in about["inputs"].items()
        ),
        "",
        "Nhãn gold do một mô hình ngôn ngữ đọc và gán theo hướng dẫn của dự án, một lượt cẩn thận, một"
        " phần gán hai lần; không phải nhãn của nhiều người độc lập. Câu own_words được soạn riêng cho"
        " dự án cùng với nhãn, chưa được người thứ hai soát. Các bộ phụ chỉ góp điểm cảm xúc cho tầng hai; vài bộ chỉ được dùng cho nghiên cứu hoặc"
        " phi thương mại, nên trọng số này cũng chỉ nên dùng như vậy. Văn bản nằm trong danh sách để"
        " riêng (excluded.txt) không được dùng.",
        "",
        "## Đo được gì",
        "",
        f"Cột chính: {held['how']} trên {held['n']} văn bản gold, mỗi văn bản được chấm bởi mô hình"
        " chưa thấy nó; các ngưỡng được chọn trên chính các phần này và bản gần giống có thể nằm ở"
        f" hai phần, nên con số hơi lạc quan; cột train → dev thì không chọn gì trên dev. Dữ liệu: `{held['corpus_sha'][:16]}`.",
        "",
        *_table(held, others),
        "",
        "| Chủ đề | Số mẫu | Độ chính xác | Độ phủ | F1 |",
        "|---|---:|---:|---:|---:|",
        *(
            f"| {topic} | {row['n']} | {row['precision']:.2f} | {row['recall']:.2f} | {row['f1']:.2f} |"
            for topic, row in held["per_topic"].items()
        ),
        "",
        "## Giới hạn",
        "",
        "- Chủ đề dưới 20 mẫu (misinformation, party_documents, union_misconduct, membership…), thái độ"
        " phê phán và lời kêu gọi hành động quá hiếm để tin con số; cần người xem.",
        "- Bình luận khó hơn tin báo rõ rệt: mỉa mai, câu cụt, thiếu ngữ cảnh bài gốc.",
        f"- {held['figures']['negative_false_alarms']:.0%} văn bản không tiêu cực bị gọi là tiêu cực (mức"
        " mong muốn cho phần cảnh báo: 5 %); đừng cảnh báo chỉ từ một bài.",
        "- Bài dài chỉ được đọc phần đầu và các câu có nhắc đến công nhân, công đoàn, tiền lương…",
        "- Dữ liệu học gồm tin 2016–2026; cách gọi tổ chức, địa danh sau sáp nhập có thể lạ với mô hình.",
        "",
    ]
    return "\n".join(lines)


def _table(held: Mapping[str, Any], others: list[Mapping[str, Any]]) -> list[str]:
    slices = held["slices"]
    names = {"news": "tin báo", "comments": "bình luận, bài đăng"}
    columns = [(f"tất cả (n = {held['n']})", held["figures"])]
    columns += [(f"{names[s]} (n = {row['n']})", row) for s, row in slices.items()]
    columns += [(f"{s['how']} (n = {s['n']})", s["figures"]) for s in others]
    head = "| Chỉ số | " + " | ".join(title for title, _ in columns) + " |"
    rule = "|---|" + "---:|" * len(columns)
    body = [
        f"| {label} | " + " | ".join(f"{figures[key]:.3f}" for _, figures in columns) + " |"
        for key, label in _ROWS
    ]
    return [head, rule, *body]
