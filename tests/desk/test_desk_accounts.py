"""Accounts: one-time passwords, lock-out that grows, codes of the phone, sessions that end, the record."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pyotp
import pytest

from langnghe.audit import Act, AuditLog, act
from langnghe.audit_chain import Verified
from langnghe.config import Workspace
from langnghe.desk.accounts import SHUT, Accounts, Refused, right_step
from langnghe.desk.begin import first_accounts
from langnghe.desk.desk import vault_of
from langnghe.desk.sessions import COOKIE, Sessions
from langnghe.desk.settings import DeskSettings
from langnghe.errors import LangngheError
from langnghe.records import ROLE_VI
from tests.conftest import langnghe
from tests.desk.conftest import PASSWORD, Client, Served, field_of, log_in, serving
from tests.leaks import held, leaks

NOON = datetime(2026, 7, 1, 5, 0, tzinfo=UTC)


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path)


@pytest.fixture
def accounts(place: Workspace) -> Accounts:
    return Accounts(vault_of(place))


def test_every_role_gets_one_account_and_never_twice(place: Workspace) -> None:
    made = first_accounts(place, NOON)
    assert {one.role for one in made} == set(ROLE_VI)
    assert len({one.password for one in made}) == len(made)
    assert first_accounts(place, NOON) == []


def test_nothing_in_the_file_opens_a_door(place: Workspace) -> None:
    made = first_accounts(place, NOON)
    vault = vault_of(place)
    raw = b"".join(p.read_bytes() for p in vault.path.parent.glob("accounts.sqlite*"))
    assert not [one for one in made if one.password.encode() in raw]
    assert vault.path.stat().st_mode & 0o077 == 0


def test_the_fifth_wrong_password_shuts_the_door_longer_each_time(accounts: Accounts) -> None:
    once = accounts.add("lan", "Lan", "analyst", "", NOON)
    now = NOON
    for shut in (SHUT, 2 * SHUT, 4 * SHUT):
        for _ in range(5):
            with pytest.raises(Refused):
                accounts.check("lan", "sai", now)
        with pytest.raises(Refused, match="tạm khoá"):  # the right one does not help either
            accounts.check("lan", once, now + shut - timedelta(seconds=1))
        now += shut + timedelta(seconds=1)
    assert accounts.check("lan", once, now).login == "lan"


def test_the_administrator_opens_it_at_once(accounts: Accounts) -> None:
    once = accounts.add("lan", "Lan", "analyst", "", NOON)
    for _ in range(5):
        with pytest.raises(Refused):
            accounts.check("lan", "sai", NOON)
    accounts.unlock("lan")
    assert accounts.check("lan", once, NOON)


@pytest.mark.parametrize("new", ["ngắn", "matkhau123456", "aaaaaaaaaaaa", "lan-lan-lan-2026"])
def test_a_password_easily_guessed_is_refused(accounts: Accounts, new: str) -> None:
    once = accounts.add("lan", "Lan", "analyst", "", NOON)
    with pytest.raises(LangngheError):
        accounts.set_password(accounts.must("lan"), once, new)


def test_a_code_of_the_phone_is_taken_once(accounts: Accounts) -> None:
    accounts.add("lan", "Lan", "chair", "", NOON)
    secret = pyotp.random_base32()
    code = pyotp.TOTP(secret).at(NOON)
    accounts.bind(accounts.must("lan"), secret, code, NOON)
    assert not accounts.confirm(accounts.must("lan"), code, NOON)  # the very code that bound it
    later = NOON + timedelta(seconds=60)
    code = pyotp.TOTP(secret).at(later)
    assert accounts.confirm(accounts.must("lan"), code, later)
    assert not accounts.confirm(accounts.must("lan"), code, later)
    assert right_step(secret, code, later + timedelta(minutes=5), 0) is None
    raw = b"".join(p.read_bytes() for p in accounts.vault.path.parent.glob("accounts.sqlite*"))
    assert secret.encode() not in raw


def test_a_session_ends_by_idling_by_age_and_by_order(accounts: Accounts) -> None:
    accounts.add("lan", "Lan", "analyst", "", NOON)
    sessions = Sessions(accounts, DeskSettings(session_hours=12, idle_minutes=60))
    cookie = sessions.begin(accounts.must("lan"), NOON)
    found = sessions.find(cookie, NOON + timedelta(minutes=59))
    assert found is not None
    assert not found.over
    idle = sessions.find(cookie, NOON + timedelta(minutes=59 + 61))
    assert idle is not None
    assert idle.over
    now = NOON
    while now < NOON + timedelta(hours=12):
        found = sessions.find(cookie, now)
        assert found is not None
        now += timedelta(minutes=50)
    old = sessions.find(cookie, NOON + timedelta(hours=12, seconds=1))
    assert old is not None
    assert old.over
    second = sessions.begin(accounts.must("lan"), NOON)
    assert sessions.end_all("lan", NOON) == 2
    ended = sessions.find(second, NOON)
    assert ended is not None
    assert ended.over


def test_the_last_administrator_cannot_lock_himself_out(accounts: Accounts) -> None:
    accounts.add("quan-tri", "QT", "admin", "", NOON)
    with pytest.raises(LangngheError, match="cuối cùng"):
        accounts.change("quan-tri", name="QT", role="analyst", unit="", enabled=True, version=1)


def test_a_leader_comes_in_by_password_then_phone_and_leaves_no_secret_behind(
    office: Callable[[], Workspace], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    with serving(office(), DeskSettings(totp=True)) as served:
        client = Client(
            base_url=served.address,
            headers={"Origin": served.address},
            follow_redirects=True,
            timeout=60,
        )
        mark = field_of(client.get("/dang-nhap").text, "_dau")
        page = client.post(
            "/dang-nhap", data={"_dau": mark, "ten": "chu-tich", "mat_khau": PASSWORD}
        )
        assert "Gắn điện thoại" in page.text
        assert "/tai-khoan/dien-thoai" in str(client.get("/hom-nay").url)  # no page before that
        secret = re.search(r'class="secret">([A-Z2-7 ]+)<', page.text)
        assert secret
        clock = pyotp.TOTP(secret[1].replace(" ", ""))
        page = client.post(
            "/tai-khoan/dien-thoai",
            data={"_csrf": field_of(page.text, "_csrf"), "_khoa": field_of(page.text, "_khoa"),
                  "ma": clock.at(datetime.now(UTC) - timedelta(seconds=30))},
        )  # fmt: skip
        assert "/hom-nay" in str(page.url)
        client.post("/dang-xuat", data={"_csrf": field_of(page.text, "_csrf")})
        mark = field_of(client.get("/dang-nhap").text, "_dau")
        page = client.post(
            "/dang-nhap",
            data={"_dau": mark, "ten": "chu-tich", "mat_khau": PASSWORD, "tiep": "/lanh-dao"},
        )
        assert "Mã sáu số" in page.text
        wrong = client.post(
            "/dang-nhap/ma", data={"_csrf": field_of(page.text, "_csrf"), "ma": "000000"}
        )
        assert wrong.status_code == 401
        data = {"_csrf": field_of(page.text, "_csrf"), "ma": clock.now(), "tiep": "/lanh-dao"}
        assert "/lanh-dao" in str(client.post("/dang-nhap/ma", data=data).url)
        # Nothing of it lies in clear anywhere: files, accounts, audit, the log, pages of errors.
        page = client.get("/api")
        made = client.post(
            "/api/khoa", data={"_csrf": field_of(page.text, "_csrf"), "ten_khoa": "x"}
        )
        token = re.search(r'class="secret">(ln_[\w-]+)<', made.text)
        assert token
        said = [
            client.get("/tin/%00khong-co"),
            client.get("/khong-co"),
            client.post("/hom-nay"),
            httpx.get(
                f"{served.address}/api/v1/posts?tu=x",
                headers={"Authorization": f"Bearer {token[1]}"},
            ),
        ]
        assert {answer.status_code for answer in said} <= {403, 404, 405, 422}
        planted = {"mật khẩu": PASSWORD, "khoá điện thoại": clock.secret, "khoá API": token[1],
                   "phiên": client.cookies[COOKIE], "khoá bút danh": served.workspace.key_file.read_bytes()}  # fmt: skip
        client.close()
    assert leaks(served.workspace.root, planted, sealed=["data/pseudonym.key"]) == []
    # The test's own browser logs what it sends; the desk is what is asked here.
    logged = [
        r.getMessage() for r in caplog.records if not r.name.startswith(("httpcore", "httpx"))
    ]
    everything = "\n".join(logged) + "".join(answer.text for answer in said)
    assert held(everything.encode(), planted) == []


def test_the_administrator_makes_resets_and_shuts_accounts(own_desk: Served) -> None:
    admin = own_desk.as_role("admin")
    made = admin.send_form(
        "/quan-tri/moi", {"ten": "Vàng A Sử", "ten_dang_nhap": "su", "vai": "analyst"}
    )
    assert made.status_code == 200
    found = re.search(r'class="secret big">([a-z0-9-]+)<', made.text)
    assert found
    fresh = httpx.Client(
        base_url=own_desk.address, headers={"Origin": own_desk.address}, follow_redirects=True,
        timeout=60,
    )  # fmt: skip
    mark = field_of(fresh.get("/dang-nhap").text, "_dau")
    page = fresh.post("/dang-nhap", data={"_dau": mark, "ten": "su", "mat_khau": found[1]})
    assert "Đặt mật khẩu của riêng bạn" in page.text
    fresh.post(
        "/tai-khoan/mat-khau",
        data={
            "_csrf": field_of(page.text, "_csrf"),
            "cu": found[1],
            "moi": PASSWORD,
            "moi_lai": PASSWORD,
        },
    )
    fresh.close()
    working = log_in(own_desk.address, "su")
    assert working.get("/hom-nay").status_code == 200
    version = field_of(admin.html("/quan-tri/su"), "_phien_ban")
    shut = {"ten": "Vàng A Sử", "vai": "analyst", "_phien_ban": version}  # no "mo": shut
    assert admin.send_form("/quan-tri/su", shut).status_code == 303
    assert "/dang-nhap" in str(working.get("/hom-nay").url)
    working.close()
    late = admin.send_form("/quan-tri/su", {**shut, "mo": "1"})  # seen at the old version
    assert late.status_code == 409
    log = admin.html("/quan-tri/nhat-ky")
    assert "tạo tài khoản" in log
    assert "chuỗi nguyên vẹn" in log


def test_the_record_shows_every_change_of_a_line(tmp_path: Path) -> None:
    log = AuditLog.of(tmp_path)
    for n in range(5):
        log.add(act("lan", "analyst", "đóng cảnh báo", f"CB{n}"))
    assert log.verify() == (5, [])
    [path] = log.files()
    lines = path.read_bytes().splitlines(keepends=True)
    for broken in (
        [lines[0], lines[1].replace(b"CB1", b"CB9"), *lines[2:]],  # changed
        [*lines[:2], *lines[3:]],  # taken out
        lines[:-1],  # cut off
        [lines[0], lines[0], *lines[1:]],  # put in
    ):
        path.write_bytes(b"".join(broken))
        assert log.verify()[1]
        assert log.verify(anew=False)[1]
        path.write_bytes(b"".join(lines))
        assert log.verify(anew=False) == log.verify() == (5, [])


def test_a_second_look_reads_only_what_is_new_unless_a_byte_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page of the administrator looks at every view: five years of lines must not be read each time."""
    log, read = AuditLog.of(tmp_path), []
    line = Verified._line
    monkeypatch.setattr(
        Verified, "_line", lambda self, raw, place: (read.append(place), line(self, raw, place))
    )
    start = datetime(2026, 6, 29, tzinfo=UTC)
    for day in range(4):  # over the end of a month: two files
        log.add(Act(at=start + timedelta(days=day), who="lan", role="analyst", what="xem"))
    assert (log.verify(anew=False), len(read)) == ((4, []), 4)
    assert (log.verify(anew=False), len(read)) == ((4, []), 4)
    log.add(act("lan", "analyst", "xem"))
    assert log.verify(anew=False) == (5, [])
    assert log.verify(anew=False) == log.verify() == (5, [])
    old, *_, newest = log.files()
    for path in (old, newest):
        kept = path.read_bytes()
        path.write_bytes(kept.replace(b"lan", b"mai"))
        assert log.verify(anew=False)[1] != []
        path.write_bytes(kept)
        assert log.verify(anew=False) == (5, [])
    with newest.open("ab") as file:
        file.write(b'{"before": ')  # a line the crash tore
    assert log.verify(anew=False)[1] != []
    newest.write_bytes(newest.read_bytes().removesuffix(b'{"before": '))
    assert log.verify(anew=False) == (5, [])
    old.unlink()
    assert log.verify(anew=False)[1] != []


def test_two_processes_write_one_chain(tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(4) as pool:
        list(
            pool.map(
                lambda n: AuditLog.of(tmp_path).add(act("lan", "analyst", "xem", str(n))), range(40)
            )
        )
    assert AuditLog.of(tmp_path).verify() == (40, [])


def test_the_verb_tells_whether_the_chain_is_whole(tmp_path: Path) -> None:
    langnghe("init", tmp_path / "office")
    log = AuditLog.of(tmp_path / "office")
    log.add(act("lan", "analyst", "đăng nhập"))
    done = langnghe("audit", "verify", "--workspace", tmp_path / "office")
    assert (done.returncode, done.stdout.strip()) == (0, "1 dòng nhật ký, chuỗi nguyên vẹn")
    [path] = log.files()
    path.write_bytes(path.read_bytes().replace(b"analyst", b"admin"))
    broken = langnghe("audit", "verify", "--workspace", tmp_path / "office")
    assert broken.returncode == 1
    assert "HỎNG" in broken.stdout
