"""Who may open what and do what at the desk: one table (measurement.md section 3).

A page or an act names one right; what a right further asks of the level or the risk of a case is
judged where it always was, in langnghe.cases.rights, by the order itself.
"""

from __future__ import annotations

from collections.abc import Mapping

from langnghe.desk.accounts import SCOPED
from langnghe.records import LABELLERS, ROLE_VI

CHAIR, DEPUTY, HEAD, POLICY, LEGAL = (
    "chair vice_chair propaganda_head policy_head legal_team".split()
)
OTHER, UPPER, BASE, VOICE = "department_head upper_union grassroots spokesperson".split()
ANALYST, ADMIN = "analyst admin".split()

ALL = tuple(ROLE_VI)
LEADERS = (CHAIR, DEPUTY, HEAD, POLICY)
READERS = (*LEADERS, LEGAL, OTHER, VOICE, ANALYST)  # the whole press review
OFFICE = (*LEADERS, LEGAL, ANALYST)  # the standing section and those it works for
ASKED = (*LEADERS, LEGAL, OTHER, UPPER, VOICE, ANALYST)

RIGHTS: Mapping[str, tuple[str, ...]] = {
    # everybody who is in
    "self": ALL,
    "help.read": ALL,
    # hôm nay, lãnh đạo
    "today.read": READERS,
    "leaders.read": (*LEADERS, VOICE, ANALYST),
    "digest.publish": (HEAD, DEPUTY),
    # cảnh báo, hồ sơ
    "alerts.read": (*READERS, ADMIN),
    "alerts.ack": (*READERS, ADMIN),
    "alerts.verdict": (*LEADERS, ANALYST, ADMIN),
    "alerts.level": LEADERS,
    "cases.read": (*READERS, ADMIN),  # the administrator: faults of the system alone (R0)
    "cases.open": (*LEADERS, LEGAL, OTHER, VOICE),
    "cases.assign": LEADERS,
    "cases.work": (*LEADERS, LEGAL, OTHER, VOICE, ADMIN),
    "cases.approve": (CHAIR, DEPUTY, HEAD),
    "cases.close": (*LEADERS, ADMIN),
    # tin bài, duyệt nhãn
    "posts.read": READERS,
    "posts.code": (HEAD, POLICY, LEGAL, ANALYST),
    "labels.read": LABELLERS,
    "labels.write": LABELLERS,
    # hỏi đáp
    "inquiries.read": ASKED,
    "inquiries.take": ASKED,
    "inquiries.note": (*LEADERS, LEGAL, OTHER, UPPER, BASE, ANALYST),  # flows.inquiries.ask
    "inquiries.judge": (*LEADERS, LEGAL, OTHER, ANALYST),  # a comment is of no unit
    "inquiries.answer": (*LEADERS, LEGAL, OTHER, UPPER),
    "inquiries.approve": LEADERS,
    "inquiries.contact": (*LEADERS, LEGAL, OTHER, UPPER, VOICE),  # and only who has the question
    # yêu cầu về dữ liệu của chính người yêu cầu: who answers them, and who alone can run `forget`
    "requests.read": (LEGAL, ADMIN),
    "requests.write": (LEGAL, ADMIN),
    # sổ
    "registers.read": (*READERS, UPPER, BASE),
    "registers.write": (HEAD, POLICY, LEGAL, OTHER, UPPER, BASE, VOICE, ANALYST),
    "registers.import": (HEAD, POLICY, LEGAL, UPPER, ANALYST),
    # chỉ tiêu, báo cáo
    "targets.read": (*READERS, UPPER),
    "report.read": (*READERS, UPPER),
    "report.build": (*OFFICE, UPPER),
    "report.lock": (HEAD, DEPUTY, CHAIR),  # flows.report.LOCKERS
    "report.receive": (HEAD, POLICY, ANALYST),
    # nguồn
    "sources.read": (*READERS, ADMIN),
    "sources.act": (HEAD, ANALYST, ADMIN),
    # API
    "api.read": (*OFFICE, OTHER, VOICE, UPPER),
    "api.import": (HEAD, POLICY, LEGAL, UPPER, ANALYST),
    "api.tokens": (*OFFICE, OTHER, VOICE, UPPER),
    # quản trị
    "admin.users": (ADMIN,),
    "admin.audit": (ADMIN, CHAIR, HEAD),
}


def may(role: str, what: str) -> bool:
    """Return whether a role holds a right; a right nobody wrote down is held by nobody."""
    return role in RIGHTS.get(what, ())


def who(what: str) -> str:
    """Return in Vietnamese which roles hold a right."""
    return ", ".join(ROLE_VI[role] for role in RIGHTS.get(what, ())) or "chưa vai trò nào"


def home(role: str) -> str:
    """Return the page a role starts with."""
    starts = (
        ("today.read", "/hom-nay"),
        ("admin.users", "/quan-tri"),
        ("inquiries.read", "/hoi-dap"),
    )
    for what, address in starts:
        if may(role, what):
            return address
    return "/so"


def scoped(role: str) -> bool:
    """Return whether a role sees only its own unit."""
    return role in SCOPED


# The pages in the order of the navigation: address, name, the right that opens it.
NAVIGATION: tuple[tuple[str, str, str], ...] = (
    ("/hom-nay", "Hôm nay", "today.read"),
    ("/lanh-dao", "Một trang", "leaders.read"),
    ("/canh-bao", "Cảnh báo", "alerts.read"),
    ("/ho-so", "Hồ sơ", "cases.read"),
    ("/tin-bai", "Tin bài", "posts.read"),
    ("/duyet-nhan", "Duyệt nhãn", "labels.read"),
    ("/hoi-dap", "Hỏi đáp", "inquiries.read"),
    ("/yeu-cau", "Yêu cầu dữ liệu", "requests.read"),
    ("/so", "Sổ", "registers.read"),
    ("/chi-tieu", "Chỉ tiêu", "targets.read"),
    ("/bao-cao", "Báo cáo", "report.read"),
    ("/nguon", "Nguồn", "sources.read"),
    ("/quan-tri", "Quản trị", "admin.audit"),
)
