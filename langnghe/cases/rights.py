"""Who may do what with alerts and cases (measurement.md section 3), said in words when refused."""

from __future__ import annotations

from langnghe.cases.levels import SYSTEM
from langnghe.errors import LangngheError
from langnghe.records import ROLE_VI
from langnghe.text import fold

CHAIR, DEPUTY, HEAD, POLICY, ADMIN = "chair vice_chair propaganda_head policy_head admin".split()
HEADS = (HEAD, POLICY, DEPUTY, CHAIR)
OWN_OF_POLICY = ("R3", "R4")  # the cases of Ban Chính sách pháp luật

# Who has an alert or a case to handle at all.
HANDLERS = (
    *(CHAIR, DEPUTY, HEAD, POLICY, "legal_team", "department_head", "upper_union", "spokesperson"),
)


def role_of(given: str) -> str:
    """Return the role of an id or a Vietnamese name."""
    key = fold(given).replace(" ", "_")
    for role, name in ROLE_VI.items():
        if key in (role, fold(name).replace(" ", "_")):
            return role
    known = ", ".join(f"{role} ({name})" for role, name in ROLE_VI.items())
    raise LangngheError(f"không có vai trò {given!r}; dùng một trong: {known}")


def closers(level: int, risk: str) -> tuple[str, ...]:
    """Return who closes what once stood at a level: 5 the chair, 4 leaders, 3 the heads."""
    if risk == SYSTEM:
        return (ADMIN, HEAD, DEPUTY, CHAIR)
    if level >= 5:
        return (CHAIR,)
    if level == 4:
        return (DEPUTY, CHAIR)
    heads = (HEAD, POLICY) if risk in OWN_OF_POLICY else (HEAD,)
    return (*heads, DEPUTY, CHAIR) if level == 3 else ("analyst", *HEADS)


def approvers(level: int) -> tuple[str, ...]:
    """Return who approves a response."""
    return (CHAIR,) if level >= 5 else (DEPUTY, CHAIR) if level == 4 else (HEAD, DEPUTY, CHAIR)


def takers(level: int, risk: str) -> tuple[str, ...]:
    """Return who may say that an alert is taken care of."""
    if risk == SYSTEM:
        return (ADMIN, *HANDLERS)
    return (*HANDLERS, "analyst") if level <= 2 else HANDLERS


def judges_of_level(old: int, new: int) -> tuple[str, ...]:
    """Return who may change a level: anyone who leads may raise it, lowering follows closing."""
    if new >= old or old <= 3:
        return HEADS
    return closers(old, "")


def require(role: str, allowed: tuple[str, ...], doing: str) -> None:
    """Refuse who may not do this, and name who may."""
    if role not in ROLE_VI:
        raise LangngheError(f"không có vai trò {role!r}")
    if role not in allowed:
        who = ", ".join(ROLE_VI[name] for name in allowed)
        raise LangngheError(f"vai trò {ROLE_VI[role]} không được {doing}; việc này của: {who}")
