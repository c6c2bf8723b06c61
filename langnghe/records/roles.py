"""The roles of the office: a person stands in the data as a role, never by name."""

from __future__ import annotations

from collections.abc import Mapping

# The roles of the office (plan V.5.3, V.2.2, VI). A person stands in the data as a role, never by name.
ROLE_VI: Mapping[str, str] = {
    "chair": "Chủ tịch",
    "vice_chair": "Phó Chủ tịch phụ trách",
    "propaganda_head": "Trưởng Ban Tuyên giáo",
    "policy_head": "Trưởng Ban Chính sách pháp luật",
    "legal_team": "Tổ tư vấn pháp luật",
    "department_head": "Lãnh đạo Ban, đơn vị khác",
    "upper_union": "Công đoàn cấp trên trực tiếp cơ sở",
    "grassroots": "Công đoàn cơ sở, báo cáo viên",
    "spokesperson": "Người phát ngôn",
    "analyst": "Phân tích viên",
    "admin": "Quản trị",
}
# Who may judge labels: those who read the whole press review. Administrators edit no content.
# Add, never remove: landing files are replayed, and a verdict of an unknown role is refused.
LABELLERS: tuple[str, ...] = tuple(
    "analyst propaganda_head policy_head legal_team vice_chair chair".split()
)
