"""The labels and their Vietnamese names: the plan's own topic list, as one table.

The order of TOPICS is the order of the plan (sections IV, V.5.1a, V.7) and of every report.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

OFF_TOPIC = "off_topic"

TOPIC_VI: Mapping[str, str] = {
    "union_standing": "Vị thế công đoàn",
    "union_resolutions": "Nghị quyết, chỉ tiêu",
    "party_documents": "Tham gia văn kiện Đảng",
    "law_making": "Xây dựng pháp luật",
    "bargaining": "Thương lượng, thoả ước",
    "strike": "Ngừng việc, đình công",
    "jobs_living": "Đời sống, việc làm",
    "employer_violation": "Vi phạm của NSDLĐ",
    "misinformation": "Tin sai, xuyên tạc",
    "state_policy": "Chính sách nhà nước",
    "company_policy": "Chính sách doanh nghiệp",
    "union_reform": "Đổi mới tổ chức công đoàn",
    "membership": "Phát triển đoàn viên",
    "welfare": "Phúc lợi, trợ giúp",
    "rights_protection": "Bảo vệ quyền lợi",
    "workers_month": "Tháng Công nhân",
    "safety_prevention": "ATVSLĐ",
    "commemoration": "Kỷ niệm, tôn vinh",
    "tet_care": "Tết Sum vầy",
    "dialogue": "Gặp gỡ, đối thoại",
    "good_models": "Mô hình, cách làm hay",
    "role_models": "Gương điển hình",
    "food_poisoning": "Ngộ độc, bữa ăn ca",
    "work_accident": "Tai nạn lao động",
    "union_misconduct": "Tiêu cực nội bộ",
    OFF_TOPIC: "Ngoài phạm vi",
}
TOPICS: tuple[str, ...] = tuple(TOPIC_VI)
IN_SCOPE_TOPICS: tuple[str, ...] = TOPICS[:-1]

TONE_VI: Mapping[str, str] = {
    "negative": "tiêu cực",
    "neutral": "trung lập",
    "positive": "tích cực",
}
TONES: tuple[str, ...] = tuple(TONE_VI)

STANCE_VI: Mapping[str, str] = {
    "none": "không nhắc đến",
    "neutral": "trung lập",
    "positive": "ủng hộ",
    "negative": "phê phán",
}
STANCES: tuple[str, ...] = tuple(STANCE_VI)

INTENT_VI: Mapping[str, str] = {
    "inform": "đưa tin",
    "ask": "hỏi",
    "complain": "phàn nàn, tố cáo",
    "suggest": "góp ý, đề nghị",
    "praise": "khen, cảm ơn",
    "call_to_action": "kêu gọi hành động",
}
INTENTS: tuple[str, ...] = tuple(INTENT_VI)

RISK_VI: Mapping[int, str] = {
    0: "bình thường",
    1: "theo dõi",
    2: "cảnh báo",
    3: "khủng hoảng",
}
RISKS: tuple[int, ...] = tuple(RISK_VI)

ROLLUPS: Mapping[str, tuple[str, ...]] = {
    "IV.1": (
        "union_standing",
        "union_resolutions",
        "party_documents",
        "law_making",
        "bargaining",
        "strike",
        "jobs_living",
        "employer_violation",
        "misinformation",
    ),
    "IV.2": (
        "state_policy",
        "company_policy",
        "union_reform",
        "membership",
        "welfare",
        "rights_protection",
    ),
    "IV.3": ("workers_month", "safety_prevention", "commemoration", "tet_care", "dialogue"),
    "IV.4": ("good_models", "role_models"),
    "V": ("food_poisoning", "work_accident", "union_misconduct"),
}

TASKS: tuple[str, ...] = ("in_scope", "topic", "tone", "stance_union", "intent", "risk")


def problem(row: Mapping[str, Any]) -> str | None:
    """Say what is wrong with a labelled row by the guide, or None when nothing is."""
    topics = list(row["topics"])
    if not 1 <= len(topics) <= 3 or len(set(topics)) != len(topics):
        return f"topics: cần 1 đến 3 chủ đề khác nhau, có {topics}"
    if unknown := [t for t in topics if t not in TOPIC_VI]:
        return f"topics: không có chủ đề {unknown[0]!r}"
    for field, allowed in (("tone", TONES), ("stance_union", STANCES), ("intent", INTENTS)):
        if row[field] not in allowed:
            return f"{field}: không có nhãn {row[field]!r}"
    if int(row["risk"]) not in RISKS:
        return f"risk: {row['risk']!r} không thuộc 0–3"
    if not row["in_scope"] and (
        topics != [OFF_TOPIC] or row["stance_union"] != "none" or int(row["risk"])
    ):
        return "ngoài phạm vi thì topics phải là off_topic, stance_union none, risk 0"
    if row["in_scope"] and OFF_TOPIC in topics:
        return "trong phạm vi thì topics không có off_topic"
    return None
