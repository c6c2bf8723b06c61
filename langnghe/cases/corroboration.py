"""Leaders hear only what stands on more than one leg: two sources, a hard rule, or a person."""

from __future__ import annotations

from langnghe.cases.alerts import Alert
from langnghe.cases.policy import Policy
from langnghe.records import ROLE_VI


def corroborated_by(alert: Alert, policy: Policy) -> str | None:
    """Say in words what corroborates an alert, or None."""
    if alert.origin == "hard":
        return "luật cứng"
    if alert.confirmed_by:
        return f"{ROLE_VI[alert.confirmed_by]} xác nhận"
    if alert.origin == "person":
        return "người của cơ quan báo"
    if alert.independent >= policy.corroboration.sources:
        return f"{alert.independent} nguồn độc lập"
    return None


def lacking(alert: Alert, policy: Policy) -> str:
    """Say what is missing, for a reader."""
    need = policy.corroboration.sources
    return (
        f"mới có {alert.independent} nguồn độc lập, cần {need} hoặc một người xác nhận "
        f"(`langnghe alerts confirm {alert.id}`)"
    )
