"""Accounts: who may come in. Argon2 passwords, one-time passwords, lock-out that grows, phone codes."""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from langnghe.desk.vault import Vault, moment, stamp
from langnghe.errors import LangngheError
from langnghe.records import ROLE_VI
from langnghe.text import fold

TRIES = 5  # wrong passwords before the door stays shut
SHUT = timedelta(minutes=15)  # the first time; doubled each time after, to a day at most
LEAST = 10  # characters of a password
# Who confirms with a code of the phone: a stolen password of theirs opens most.
TWO_STEPS = ("chair", "vice_chair", "propaganda_head", "policy_head", "admin")
SCOPED = ("upper_union", "grassroots")  # who sees one unit only
LOGIN = {
    "chair": "chu-tich", "vice_chair": "pho-chu-tich", "propaganda_head": "tuyen-giao",
    "policy_head": "chinh-sach", "legal_team": "to-tu-van", "department_head": "ban-khac",
    "upper_union": "cap-tren", "grassroots": "co-so", "spokesperson": "phat-ngon",
    "analyst": "phan-tich", "admin": "quan-tri",
}  # fmt: skip
_ONE_AT_A_TIME = threading.Lock()
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is read as another
_EASY = ("matkhau", "password", "12345678", "qwertyui", "congdoan", "laichau", "langnghe")


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """One account."""

    login: str
    name: str
    role: str
    unit: str
    must_change: bool
    totp: bool  # a phone is bound
    locked_until: datetime | None
    enabled: bool
    version: int
    last_login: datetime | None


class Refused(LangngheError):
    """A log-in that failed; the sentence never tells which part was wrong."""


class Accounts:
    """The accounts of one workspace."""

    def __init__(self, vault: Vault) -> None:
        self.vault = vault

    def all(self) -> list[User]:
        """Return every account, by role then log-in."""
        order = list(ROLE_VI)
        found = [_user(row) for row in self.vault.rows("select * from user")]
        return sorted(found, key=lambda u: (order.index(u.role), u.login))

    def find(self, login: str) -> User | None:
        """Return an account."""
        row = self.vault.one("select * from user where login = ?", [_plain(login)])
        return _user(row) if row else None

    def must(self, login: str) -> User:
        """Return an account, or say that there is none."""
        if (user := self.find(login)) is None:
            raise LangngheError(f"không có tài khoản {login!r}")
        return user

    def add(self, login: str, name: str, role: str, unit: str, now: datetime) -> str:
        """Make an account; return its one-time password."""
        login = _plain(login)
        if not login or not all(c.isascii() and (c.isalnum() or c in "-._") for c in login):
            raise LangngheError("tên đăng nhập gồm chữ không dấu, số, dấu gạch, dấu chấm")
        if role not in ROLE_VI:
            raise LangngheError(f"không có vai trò {role!r}")
        if role in SCOPED and not unit:
            raise LangngheError(f"vai trò {ROLE_VI[role]} cần mã đơn vị")
        if self.find(login):
            raise LangngheError(f"đã có tài khoản {login}; chọn tên khác")
        once = one_time()
        self.vault.run(
            "insert into user (login, name, role, unit, password, created) values (?, ?, ?, ?, ?, ?)",
            [login, name.strip() or ROLE_VI[role], role, unit, _hasher().hash(once), stamp(now)],
        )
        return once

    def change(
        self, login: str, *, name: str, role: str, unit: str, enabled: bool, version: int
    ) -> None:
        """Change an account seen at a version; a change of role, or locking out, ends its sessions."""
        if role not in ROLE_VI:
            raise LangngheError(f"không có vai trò {role!r}")
        if role in SCOPED and not unit:
            raise LangngheError(f"vai trò {ROLE_VI[role]} cần mã đơn vị")
        before = self.must(login)
        if before.role == "admin" and before.enabled and (role != "admin" or not enabled):
            others = [u for u in self.all() if u.role == "admin" and u.enabled]
            if len(others) == 1:
                raise LangngheError("đây là tài khoản quản trị cuối cùng; tạo tài khoản khác trước")
        done = self.vault.run(
            "update user set name = ?, role = ?, unit = ?, enabled = ?, version = version + 1 "
            "where login = ? and version = ?",
            [name.strip() or ROLE_VI[role], role, unit, int(enabled), before.login, version],
        )
        if not done:
            raise LangngheError("tài khoản vừa được người khác sửa; tải lại trang rồi sửa tiếp")

    def reset(self, login: str, *, totp: bool = False) -> str:
        """Give a new one-time password (and, with totp, forget the phone); return it."""
        user, once = self.must(login), one_time()
        self.vault.run(
            "update user set password = ?, must_change = 1, failed = 0, locked_until = null, "
            "totp = case when ? then '' else totp end, version = version + 1 where login = ?",
            [_hasher().hash(once), int(totp), user.login],
        )
        return once

    def unlock(self, login: str) -> None:
        """Let somebody try again at once."""
        self.vault.run(
            "update user set failed = 0, lockouts = 0, locked_until = null, version = version + 1 "
            "where login = ?",
            [self.must(login).login],
        )

    def check(self, login: str, password: str, now: datetime) -> User:
        """Return who this is; each failure counts, and the same words are said of every one."""
        row = self.vault.one("select * from user where login = ?", [_plain(login)])
        if row and row["locked_until"] and moment(row["locked_until"]) > now:
            _verify(_nobody(), password)  # a shut door answers no faster than an open one
            raise Refused(_shut(moment(row["locked_until"])))
        good = _verify(row["password"] if row else _nobody(), password)
        if row is None or not good or not row["enabled"]:
            if row:
                self.failed(row["login"], now)
            raise Refused("Tên đăng nhập hoặc mật khẩu không đúng.")
        if _hasher().check_needs_rehash(row["password"]):
            self.vault.run(
                "update user set password = ? where login = ?",
                [_hasher().hash(password), row["login"]],
            )
        return _user(row)

    def failed(self, login: str, now: datetime) -> None:
        """Count a wrong password or code; the fifth shuts the door, longer each time."""
        with self.vault.together():
            self.vault.run("update user set failed = failed + 1 where login = ?", [login])
            row = self.vault.one("select failed, lockouts from user where login = ?", [login])
            if row and row["failed"] >= TRIES:
                shut = min(SHUT * 2 ** min(row["lockouts"], 10), timedelta(days=1))
                self.vault.run(
                    "update user set failed = 0, lockouts = lockouts + 1, locked_until = ? "
                    "where login = ?",
                    [stamp(now + shut), login],
                )

    def entered(self, login: str, now: datetime) -> None:
        """Note a log-in that went through: failures are forgotten."""
        self.vault.run(
            "update user set failed = 0, lockouts = 0, locked_until = null, last_login = ? "
            "where login = ?",
            [stamp(now), login],
        )

    def set_password(self, user: User, old: str, new: str) -> None:
        """Change the password of somebody who knows the old one."""
        row = self.vault.one("select password from user where login = ?", [user.login])
        if row is None or not _verify(row["password"], old):
            raise LangngheError("mật khẩu hiện tại không đúng")
        if new == old:
            raise LangngheError("mật khẩu mới phải khác mật khẩu cũ")
        judge_password(new, user)
        self.vault.run(
            "update user set password = ?, must_change = 0, version = version + 1 where login = ?",
            [_hasher().hash(new), user.login],
        )

    def bind(self, user: User, secret: str, code: str, now: datetime) -> None:
        """Bind the phone that shows a right code of a secret."""
        step = right_step(secret, code, now, 0)
        if step is None:
            raise LangngheError("mã không đúng; xem đồng hồ của điện thoại rồi nhập mã mới")
        self.vault.run(
            "update user set totp = ?, totp_step = ?, version = version + 1 where login = ?",
            [self.vault.seal(secret), step, user.login],
        )

    def confirm(self, user: User, code: str, now: datetime) -> bool:
        """Return whether a code of the bound phone is right; none is taken twice."""
        with self.vault.together():
            row = self.vault.one("select totp, totp_step from user where login = ?", [user.login])
            if row is None or not row["totp"]:
                return False
            step = right_step(self.vault.open(row["totp"]), code, now, row["totp_step"])
            if step is None:
                return False
            self.vault.run("update user set totp_step = ? where login = ?", [step, user.login])
            return True


def right_step(secret: str, code: str, now: datetime, after: int) -> int | None:
    """Return the 30-second step a code belongs to (this one or a neighbour), later than `after`."""
    import pyotp

    code = "".join(c for c in code if c.isdigit())
    here, clock = int(now.timestamp()) // 30, pyotp.TOTP(secret)
    for step in (here - 1, here, here + 1):
        if step > after and secrets.compare_digest(clock.at(step * 30), code):
            return step
    return None


def judge_password(new: str, user: User) -> None:
    """Refuse a password that is short or easily guessed; no rule of letters and digits beyond."""
    if len(new) < LEAST:
        raise LangngheError(f"mật khẩu cần ít nhất {LEAST} ký tự; một câu ngắn dễ nhớ là tốt nhất")
    if len(new) > 200:
        raise LangngheError("mật khẩu dài quá 200 ký tự")
    plain = fold(new).replace(" ", "")
    if len(set(plain)) < 5 or user.login.replace("-", "") in plain or plain.startswith(_EASY):
        raise LangngheError("mật khẩu này dễ đoán; dùng vài từ không liên quan đến nhau")


def one_time() -> str:
    """Return a password to be used once: three groups that are easy to read aloud."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))


@cache
def _hasher() -> Any:
    from argon2 import PasswordHasher

    # RFC 9106's second choice with less memory: twenty people logging in at 7:00 must fit an office PC.
    return PasswordHasher(time_cost=3, memory_cost=19 * 1024, parallelism=1)


@cache
def _nobody() -> str:
    return str(_hasher().hash(secrets.token_hex()))


def _verify(hashed: str, password: str) -> bool:
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        with _ONE_AT_A_TIME:  # each takes 19 MB
            return bool(_hasher().verify(hashed, password[:500]))
    except (VerificationError, InvalidHashError):
        return False


def _shut(until: datetime) -> str:
    from langnghe.digest.words import clock, day_full
    from langnghe.records import hanoi_day

    return (
        f"Nhập sai nhiều lần nên tài khoản tạm khoá đến {clock(until)} ngày "
        f"{day_full(hanoi_day(until))}. Cần vào ngay thì nhờ quản trị mở khoá."
    )


def _plain(login: str) -> str:
    return login.strip().lower()


def _user(row: dict[str, Any]) -> User:
    return User(
        login=row["login"],
        name=row["name"],
        role=row["role"],
        unit=row["unit"],
        must_change=bool(row["must_change"]),
        totp=bool(row["totp"]),
        locked_until=moment(row["locked_until"]) if row["locked_until"] else None,
        enabled=bool(row["enabled"]),
        version=row["version"],
        last_login=moment(row["last_login"]) if row["last_login"] else None,
    )
