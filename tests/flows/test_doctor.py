"""Every fault of a machine is found and told with its remedy; each is planted here, and gone it is not told."""

from __future__ import annotations

import http.server
import importlib.abc
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows import doctor, doctor_machine
from flows.backup import back_up
from flows.doctor import _snapshot
from flows.doctor_machine import Finding
from flows.doctor_network import network
from flows.serve_lock import sole
from flows.serve_state import serve_lock
from flows.settings_seen import note_changes
from flows.snapshot import take
from langnghe.audit import AuditLog
from langnghe.config import Workspace
from langnghe.digest.pdf import to_pdf
from langnghe.errors import RenderError
from nlp.registry import MODELS
from warehouse.snapshot import snapshot_of

GB = 1_000_000_000


def told(found: Iterator[Finding]) -> list[Finding]:
    """Return what is not well; each line of it names a remedy."""
    bad = [one for one in found if one.level != "ok"]
    for one in bad:
        assert ";" in one.detail, f"no remedy: {one.detail}"
    return bad


def the(found: Iterator[Finding], level: str) -> str:
    (only,) = told(found)
    assert only.level == level, only
    return only.detail


def test_a_full_disk(office: Workspace) -> None:
    assert "langnghe backup" in the(doctor_machine.disk(office, free=4 * GB), "warning")
    assert "0,1 GB" in the(doctor_machine.disk(office, free=GB // 10), "error")
    assert not told(doctor_machine.disk(office, free=50 * GB))


def test_too_little_memory(office: Workspace) -> None:
    assert "8 GB" in the(doctor_machine.memory(office, total=3 * GB, available=2 * GB), "warning")
    assert "đóng bớt" in the(doctor_machine.memory(office, total=8 * GB, available=GB), "warning")
    assert "đóng bớt" in the(
        doctor_machine.memory(office, total=8 * GB, available=GB // 2), "error"
    )
    assert not told(doctor_machine.memory(office, total=8 * GB, available=6 * GB))


def test_a_clock_that_is_wrong(office: Workspace) -> None:
    now = datetime.now(UTC)
    before_install = doctor_machine.clock(office, now=now - timedelta(days=900))
    assert "ngày cài" in the(before_install, "error")
    file = office.landing / "1-thu.jsonl"
    file.write_text("{}\n")
    os.utime(file, (time.time() + 7200, time.time() + 7200))
    late = doctor_machine.clock(office, now=now, written=now - timedelta(days=30))
    assert "sớm hơn tin đã thu" in the(late, "error")
    file.unlink()
    assert not told(doctor_machine.clock(office, now=now, written=now - timedelta(days=30)))


def test_another_time_zone(office: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    try:
        for zone, wrong in (("UTC0", True), ("ICT-7", False)):
            monkeypatch.setenv("TZ", zone)
            time.tzset()
            assert bool(told(doctor_machine.timezone(office))) is wrong
        monkeypatch.setenv("TZ", "UTC0")
        time.tzset()
        assert "Asia/Ho_Chi_Minh" in the(doctor_machine.timezone(office), "warning")
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_secret_that_others_may_read(office: Workspace) -> None:
    assert not told(doctor_machine.permissions(office))
    office.key_file.chmod(0o644)
    assert f"chmod 600 {office.key_file}" in the(doctor_machine.permissions(office), "error")


def test_a_folder_one_may_not_write_to(office: Workspace) -> None:
    if os.geteuid() == 0:
        program = shutil.which("mount")
        words = [str(program), "--bind", "-o", "ro", str(office.landing), str(office.landing)]
        if program is None or subprocess.run(words, capture_output=True, check=False).returncode:
            pytest.skip("root bỏ qua quyền của thư mục, và máy này không cho gắn ổ chỉ đọc")
    else:
        office.landing.chmod(0o555)
    try:
        assert str(office.landing) in the(doctor_machine.permissions(office), "error")
    finally:
        if os.geteuid() == 0:
            subprocess.run(["umount", str(office.landing)], check=True)
        else:
            office.landing.chmod(0o755)


def test_a_port_that_another_program_has(office: Workspace) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        (office.root / "desk.toml").write_text(f"port = {port}\n")
        line = the(doctor_machine.ports(office, health=0), "warning")
        assert f"cổng {port} (bàn làm việc) đã có chương trình khác" in line
        with sole(serve_lock(office), "langnghe serve"):  # then it is our own
            assert not told(doctor_machine.ports(office, health=0))
    assert not told(doctor_machine.ports(office, health=0))


@pytest.mark.skipif(shutil.which("fc-list") is None, reason="không có fontconfig")
def test_no_letters_for_vietnamese(
    office: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "fonts.conf").write_text(
        f"<fontconfig><dir>{tmp_path}</dir><cachedir>{tmp_path}/cache</cachedir></fontconfig>"
    )
    monkeypatch.setenv("FONTCONFIG_FILE", str(tmp_path / "fonts.conf"))
    assert "fonts-noto-core" in the(doctor_machine.fonts(office), "warning")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "fontconfig" in the(doctor_machine.fonts(office), "warning")


def test_a_machine_that_cannot_make_pdf(office: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    class Missing(importlib.abc.MetaPathFinder):
        """What importing it says where Pango is not installed."""

        def find_spec(self, name: str, *_: object) -> None:
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(sys, "meta_path", [Missing(), *sys.meta_path])
    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    assert "libpango-1.0-0" in the(doctor_machine.paper(office), "warning")
    with pytest.raises(RenderError, match="--format docx"):
        to_pdf("<p>chữ")


def test_a_weight_that_is_not_the_one_published(office: Workspace, tmp_path: Path) -> None:
    about = min(MODELS.glob("*.json"), key=lambda p: p.stat().st_size if "sha256" in p.read_text() else 1e9)  # fmt: skip
    file = json.loads(about.read_text())["file"]
    shutil.copy(about, tmp_path)
    data = bytearray((MODELS / file).read_bytes())
    (tmp_path / file).write_bytes(data)
    assert not [f for f in doctor._weights(office, folder=tmp_path) if f.level == "error" and file in f.detail]  # fmt: skip
    data[len(data) // 2] ^= 1
    (tmp_path / file).write_bytes(data)
    found = [f.detail for f in doctor._weights(office, folder=tmp_path) if f.level == "error"]
    assert any(file in line and "cài lại gói" in line for line in found)
    (tmp_path / file).unlink()
    assert any(f.level == "error" for f in doctor._weights(office, folder=tmp_path))


def test_a_mail_server_that_does_not_answer(office: Workspace) -> None:
    with socket.socket() as shut:
        shut.bind(("127.0.0.1", 0))  # nobody listens there
        (office.root / "delivery.toml").write_text(
            f'[mail]\nhost = "127.0.0.1"\nport = {shut.getsockname()[1]}\nsecurity = "none"\n'
            'sender = "ban-tin@cong-doan.example"\n'
        )
        found = [f for f in doctor._delivery(office) if f.name == "Máy chủ thư"]
    assert [f.level for f in found] == ["error"], found


def test_backups_that_are_missing_old_or_without_their_secrets(office: Workspace) -> None:
    lines = [one.detail for one in told(doctor._backups(office))]
    assert any("SAO_LUU" in line for line in lines)
    assert any("chưa có bản nào" in line for line in lines)
    (office.root / "secrets.toml").write_text('SAO_LUU = "bốn từ không liên quan"\n')
    (office.root / "secrets.toml").chmod(0o600)
    made = back_up(office, passphrase="bốn từ không liên quan")
    assert "cùng ổ đĩa" in the(doctor._backups(office), "warning")
    os.utime(made.path, (time.time() - 20 * 86400,) * 2)
    assert "đã 20 ngày" in the(doctor._backups(office), "warning")


@pytest.fixture
def site() -> Iterator[Callable[[timedelta], str]]:
    """A site on this machine whose clock is as far off as one likes."""
    servers = []

    def serve(off: timedelta) -> str:
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(404)
                self.end_headers()

            def date_time_string(self, timestamp: float | None = None) -> str:
                return super().date_time_string(time.time() + off.total_seconds())

            def log_message(self, *_: object) -> None:
                return

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


def with_sources(office: Workspace, *homes: str) -> Workspace:
    text = "".join(
        f'[[source]]\nid = "s{n}"\nname = "Báo {n}"\nhome = "{home}"\ntype = "news"\n'
        for n, home in enumerate(homes)
    )
    (office.root / "sources.toml").write_text(text, encoding="utf-8")
    return office


def test_a_source_that_cannot_be_reached(
    office: Workspace, site: Callable[[timedelta], str]
) -> None:
    with socket.socket() as shut:
        shut.bind(("127.0.0.1", 0))
        dead = f"http://127.0.0.1:{shut.getsockname()[1]}"
        good = site(timedelta())
        assert dead in the(network(with_sources(office, good, dead)), "warning")
        assert "không tới được trang nào" in the(network(with_sources(office, dead)), "error")
    assert not told(network(with_sources(office, good)))
    assert not told(network(with_sources(office, "https://bao-mau.example")))  # asks nobody


def test_a_clock_that_the_sites_contradict(
    office: Workspace, site: Callable[[timedelta], str]
) -> None:
    ahead = [site(timedelta(minutes=20)) for _ in range(2)]
    line = the(network(with_sources(office, *ahead, site(timedelta()))), "error")
    assert "máy chậm" in line
    assert "set-ntp" in line
    right = [site(timedelta()) for _ in range(2)]
    assert not told(
        network(with_sources(office, *right, ahead[0]))
    )  # one site that is wrong itself


def test_a_snapshot_that_was_touched(office: Workspace) -> None:
    assert list(_snapshot(office)) == []
    take(office)
    assert told(_snapshot(office)) == []
    path = snapshot_of(office)
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        file.write(b"x" * 64)
    assert "langnghe snapshot" in the(_snapshot(office), "error")


def test_a_settings_file_that_was_changed_is_told_once_and_written_into_the_audit(
    office: Workspace,
) -> None:
    secret = office.root / "secrets.toml"
    secret.write_text('THU = "x"', encoding="utf-8")
    assert note_changes(office) == []  # the first look remembers
    with (office.root / "alerts.toml").open("a", encoding="utf-8") as file:
        file.write("# nới ngưỡng\n")
    secret.write_text('THU = "y"', encoding="utf-8")
    assert note_changes(office) == ["alerts.toml"]
    assert note_changes(office) == []
    (office.root / "serve.toml").unlink()
    assert note_changes(office) == ["serve.toml"]
    log = AuditLog.of(office.root)
    acts = [(row["what"], row["target"], row["outcome"]) for row in log.newest(2)]
    assert acts[0] == ("cấu hình đã đổi", "serve.toml", "đã xoá")
    assert acts[1][:2] == ("cấu hình đã đổi", "alerts.toml")
    assert log.verify() == (2, [])
