"""The first accounts of a workspace: one for each role, with one-time passwords."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import datetime

from langnghe.audit import AuditLog, act
from langnghe.config import Workspace
from langnghe.desk.accounts import LOGIN, SCOPED, Accounts
from langnghe.desk.desk import vault_of
from langnghe.records import ROLE_VI

_HOME = "ldld-lai-chau"  # the unit of the first scoped accounts, where units.toml names no other


@dataclass(frozen=True, slots=True)
class Made:
    """One new account; the password is kept nowhere else."""

    login: str
    role: str
    password: str


def first_accounts(workspace: Workspace, now: datetime) -> list[Made]:
    """Make an account for each role if there is no account at all; return them."""
    vault = vault_of(workspace)
    try:
        accounts = Accounts(vault)
        if accounts.all():
            return []
        unit = _some_unit(workspace)
        audit = AuditLog.of(workspace.root)
        made = []
        for role, name in ROLE_VI.items():
            scope = unit if role in SCOPED else ""
            made.append(Made(LOGIN[role], role, accounts.add(LOGIN[role], name, role, scope, now)))
            audit.add(act("lệnh", "admin", "tạo tài khoản", LOGIN[role], unit=scope))
        return made
    finally:
        vault.close()


def _some_unit(workspace: Workspace) -> str:
    """Return a unit of the upper level that is in force, of units.toml."""
    path = workspace.root / "units.toml"
    if not path.exists():
        return _HOME
    rows = tomllib.loads(path.read_text(encoding="utf-8-sig")).get("unit", [])
    live = [row["code"] for row in rows if row.get("level") == "upper" and "valid_to" not in row]
    return live[0] if live else _HOME
