"""/quan-tri: accounts (roles, units, one-time passwords, locks, sessions) and the audit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException
from starlette.responses import Response

from langnghe.desk import rights
from langnghe.desk.accounts import SCOPED, TWO_STEPS, User
from langnghe.desk.ask import Ask, needs
from langnghe.desk.conflict import require_version
from langnghe.desk.listing import Column, Filter, answer, list_rows
from langnghe.desk.vault import moment
from langnghe.records import ROLE_VI

router = APIRouter(prefix="/quan-tri", include_in_schema=False)
HOME = "/quan-tri"
NEWEST = 5000  # lines of the audit a list looks through
ROLES = tuple(ROLE_VI.items())

USERS = (
    Column(key="name", name="Tên", wide=True, link=lambda row: f"{HOME}/{row['login']}"),
    Column(key="login", name="Tên đăng nhập"),
    Column(key="role", name="Vai trò"),
    Column(key="unit", name="Đơn vị"),
    Column(key="state", name="Tình trạng", css=lambda row: row["css"]),
    Column(key="last_login", name="Vào lần cuối", kind="moment"),
)
LINES = (
    Column(key="at", name="Lúc", kind="moment"),
    Column(key="who", name="Ai"),
    Column(key="role", name="Vai trò"),
    Column(key="what", name="Làm gì"),
    Column(key="target", name="Trên cái gì", wide=True),
    Column(
        key="outcome", name="Kết quả", css=lambda row: "" if row["outcome"] == "xong" else "warn"
    ),
)


@router.get("")
def users(ask: Annotated[Ask, needs("admin.audit")]) -> Response:
    """List the accounts; who may only read the audit is sent there."""
    if not ask.may("admin.users"):
        return ask.go(f"{HOME}/nhat-ky")
    rows = [_row(ask, user) for user in ask.desk.accounts.all()]
    filters = (
        Filter(
            key="vai",
            name="Vai trò",
            choices=ROLES,
            test=lambda row, value: row["role_id"] == value,
        ),
        Filter(key="q", name="Có chữ", kind="words"),
    )
    found = list_rows(
        ask, rows, name="tài khoản", columns=USERS, filters=filters, sort="role", file="tai-khoan"
    )
    return answer(ask, "quan_tri.html", found, open=len(ask.desk.sessions.open(ask.now)))


@router.get("/nhat-ky")
def audit(ask: Annotated[Ask, needs("admin.audit")]) -> Response:
    """List who did what, newest first."""
    rows = [_line(told) for told in ask.desk.audit.newest(NEWEST)]
    people = sorted({row["who"] for row in rows})
    filters = (
        Filter(key="ai", name="Ai", choices=[(who, who) for who in people],
               test=lambda row, value: row["who"] == value),
        Filter(key="tu", name="Từ ngày", kind="day",
               test=lambda row, value: row["day"] >= value),
        Filter(key="den", name="Đến ngày", kind="day",
               test=lambda row, value: row["day"] <= value),
        Filter(key="q", name="Có chữ", kind="words"),
    )  # fmt: skip
    found = list_rows(
        ask, rows, name="việc", columns=LINES, filters=filters, sort="-at", file="nhat-ky"
    )
    count, wrong = ask.desk.audit.verify(anew=False)
    return answer(ask, "nhat_ky.html", found, count=count, wrong=wrong)


@router.get("/moi")
def new_form(ask: Annotated[Ask, needs("admin.users")]) -> Response:
    """Ask who comes newly."""
    return ask.page("quan_tri_moi.html", roles=ROLES, units=_units(ask), scoped=SCOPED)


@router.post("/moi")
def new(ask: Annotated[Ask, needs("admin.users")]) -> Response:
    """Make an account and show its one-time password, once."""
    login = ask.typed.must("ten_dang_nhap", "tên đăng nhập")
    once = ask.desk.accounts.add(
        login, ask.typed.get("ten", ""), ask.typed.must("vai", "vai trò"),
        _unit(ask), ask.now,
    )  # fmt: skip
    ask.audit("tạo tài khoản", login)
    return _password(ask, login, once, "Đã tạo tài khoản.")


@router.get("/{login}")
def one(login: str, ask: Annotated[Ask, needs("admin.users")]) -> Response:
    """Show an account with what may be done to it."""
    user = _must(ask, login)
    return ask.page(
        "quan_tri_mot.html", user=user, roles=ROLES, units=_units(ask), scoped=SCOPED,
        row=_row(ask, user), two_steps=ask.desk.settings.totp and user.role in TWO_STEPS,
        sessions=[s for s in ask.desk.sessions.open(ask.now) if s["login"] == user.login],
        read=moment,
    )  # fmt: skip


@router.post("/{login}")
def change(login: str, ask: Annotated[Ask, needs("admin.users")]) -> Response:
    """Change name, role, unit, or shut the account; another role means another log-in."""
    user = _must(ask, login)
    require_version(
        ask.typed, str(user.version), what=f"tài khoản {login}",
        now=[("Tên", user.name), ("Vai trò", ROLE_VI[user.role]), ("Đơn vị", user.unit),
             ("Được vào", "có" if user.enabled else "không")],
    )  # fmt: skip
    role, unit, enabled = ask.typed.must("vai", "vai trò"), _unit(ask), bool(ask.typed.get("mo"))
    ask.desk.accounts.change(
        login, name=ask.typed.get("ten", ""), role=role, unit=unit, enabled=enabled,
        version=user.version,
    )  # fmt: skip
    if (role, unit, enabled) != (user.role, user.unit, user.enabled):
        ask.desk.sessions.end_all(login, ask.now)
    told = [f"vai trò {user.role} → {role}"] if role != user.role else []
    told += [f"đơn vị {user.unit or '–'} → {unit or '–'}"] if unit != user.unit else []
    told += ["mở" if enabled else "khoá"] if enabled != user.enabled else []
    ask.audit("sửa tài khoản", f"{login}: {', '.join(told) or 'tên'}")
    return ask.go(f"{HOME}/{login}", "Đã ghi tài khoản.")


@router.post("/{login}/mat-khau")
def reset(login: str, ask: Annotated[Ask, needs("admin.users")]) -> Response:
    """Give a one-time password; with it, on wish, forget the phone. All sessions end."""
    user, phone = _must(ask, login), bool(ask.typed.get("go_dien_thoai"))
    once = ask.desk.accounts.reset(user.login, totp=phone)
    ask.desk.sessions.end_all(user.login, ask.now)
    ask.audit("cấp lại mật khẩu" + (" và gỡ điện thoại" if phone else ""), user.login)
    return _password(ask, user.login, once, "Đã cấp mật khẩu mới.")


@router.post("/{login}/mo-khoa")
def unlock(login: str, ask: Annotated[Ask, needs("admin.users")]) -> Response:
    """Let somebody try again at once."""
    ask.desk.accounts.unlock(_must(ask, login).login)
    ask.audit("mở khoá", login)
    return ask.go(f"{HOME}/{login}", "Đã mở khoá; người này thử lại được ngay.")


@router.post("/{login}/phien")
def end(login: str, ask: Annotated[Ask, needs("admin.users")]) -> Response:
    """End every session of somebody."""
    ended = ask.desk.sessions.end_all(_must(ask, login).login, ask.now)
    ask.audit("kết thúc phiên", login)
    return ask.go(f"{HOME}/{login}", f"Đã kết thúc {ended} phiên.")


def _must(ask: Ask, login: str) -> User:
    if (user := ask.desk.accounts.find(login)) is None:
        raise HTTPException(404, "Không có tài khoản này.")
    return user


def _password(ask: Ask, login: str, once: str, done: str) -> Response:
    # Shown in the answer itself and kept nowhere: a reload does not bring it back.
    return ask.page("mat_khau_moi.html", user=_must(ask, login), once=once, done=done)


def _row(ask: Ask, user: User) -> dict[str, Any]:
    state, css = "đang dùng", "good"
    if not user.enabled:
        state, css = "đã đóng", "soft"
    elif user.locked_until and user.locked_until > ask.now:
        state, css = "tạm khoá vì nhập sai", "bad"
    elif user.must_change:
        state, css = "chưa đổi mật khẩu lần đầu", "warn"
    return {
        "name": user.name, "login": user.login, "role": ROLE_VI[user.role], "role_id": user.role,
        "unit": user.unit, "state": state, "css": css, "last_login": user.last_login,
    }  # fmt: skip


def _line(told: dict[str, Any]) -> dict[str, Any]:
    from langnghe.records import hanoi_day

    at = moment(told["at"])
    return {
        "at": at, "day": hanoi_day(at).isoformat(), "who": told["who"],
        "role": ROLE_VI.get(told["role"], told["role"]), "what": told["what"],
        "target": told["target"], "outcome": told["outcome"],
    }  # fmt: skip


def _unit(ask: Ask) -> str:
    """Return the unit chosen; only roles that see one unit have one."""
    return ask.typed.get("don_vi", "") if rights.scoped(ask.typed.get("vai", "")) else ""


def _units(ask: Ask) -> Sequence[tuple[str, str]]:
    from langnghe.desk.render import pairs_of

    rows = ask.store.dicts(
        "select code, any_value(name) as name from staging.stg_unit group by code"
    )
    return pairs_of(rows, "code", "name")
