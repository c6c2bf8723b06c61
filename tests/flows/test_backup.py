"""A backup holds all that cannot be made again, no secret in clear, and gives the same office back."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows.backup import Made, back_up, backups, kind_of
from flows.backup_archive import LIST, SEALED, safe
from flows.backup_seal import Lid
from flows.restore import UNSURE, restore
from flows.snapshot import take
from langnghe import landing
from langnghe.audit import AuditLog, act
from langnghe.config import Workspace
from langnghe.errors import BackupError
from langnghe.landing import LandingWriter
from langnghe.notify.message import Message
from langnghe.notify.store import Outbox
from langnghe.records import Outcome, Post, Visit
from tests.conftest import ROOT, Demo
from warehouse import open_store
from warehouse.backup import digests
from warehouse.load import load
from warehouse.snapshot import counts_of

WORDS = "nón lá sông Nậm Na bốn mùa"
PLANTED = {
    "secrets.toml": 'THU = "MAT-KHAU-THU-9431"\n',
    ".env": "LANGNGHE_WORKSPACE=.  # KHOA-MOI-TRUONG-5512\n",
    "data/tokens/trang-ta.json": '{"refresh": "KHOA-NEN-TANG-7720"}',
    "data/contacts/HD-1.lock": "LIEN-HE-0912000111",
    "data/contacts.key": "KHOA-LIEN-HE-3388\n",
    "data/outbox/sent/a.json": '{"to": "nguoi-nhan-2244@example"}',
    "data/chua-ai-nghi-toi/moi.txt": "DIEU-KHONG-AI-BIET-6650",
}
PLAIN = {
    "output/diem-bao/diem-bao-2026-06-30.html": "<p>Điểm báo</p>",
    "so-mau/bieu.csv": "cột\n",
    "data/raw/2026-06-30/a.html.gz": "trang gốc, giữ 30 ngày",
}


@pytest.fixture(scope="module")
def office(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The office of the demo, with secrets of every kind and a line that could not be used."""
    place = Workspace(tmp_path_factory.mktemp("sao-luu") / "office")
    large = shutil.ignore_patterns("so-mau", "output", "raw", "prefect", "snapshot")
    shutil.copytree(demo.workspace.root, place.root, ignore=large)
    for name, text in (*PLANTED.items(), *PLAIN.items()):
        (place.root / name).parent.mkdir(parents=True, exist_ok=True)
        (place.root / name).write_text(text, encoding="utf-8")
    (place.landing / "99-hong.jsonl").write_text('{"type": "lạ"}\n{nửa dòng\n', encoding="utf-8")
    with open_store(place.warehouse) as store:
        load(store, place.landing)
        assert store.one("select count(*) from raw.quarantine where content <> ''") == 2
        assert store.one("select count(*) from raw.post where author_key <> ''") > 100
        assert store.one("select count(*) from raw.event where fields ->> 'asker' <> ''") > 10
    return place


@dataclass(frozen=True)
class State:
    counts: dict[str, int]
    digests: dict[str, int]
    checks: dict[str, int]


def state_of(place: Workspace) -> State:
    with open_store(place.warehouse, read_only=True) as store:
        return State(counts_of(store), digests(store), store.check())


@pytest.fixture(scope="module")
def made(office: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Made:
    return back_up(office, to=tmp_path_factory.mktemp("noi-cat"), passphrase=WORDS)


@pytest.fixture(scope="module")
def again(made: Made, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    target = tmp_path_factory.mktemp("o-khac") / "Ổ D" / "cơ quan mới"
    restore(made.path, target, passphrase=WORDS)
    return Workspace(target)


def files_of(place: Workspace, folder: str) -> dict[str, bytes]:
    top = place.root / folder
    return {str(p.relative_to(top)): p.read_bytes() for p in top.rglob("*") if p.is_file()}


def test_the_warehouse_comes_back_equal_at_another_path(
    office: Workspace, again: Workspace
) -> None:
    before, after = state_of(office), state_of(again)
    assert after.counts == before.counts
    assert after.digests == before.digests
    assert after.checks == before.checks
    assert not any(after.checks.values())


@pytest.mark.parametrize("folder", ["data/landing", "data/contacts", "so-mau", "output"])
def test_every_file_comes_back_as_it_was(office: Workspace, again: Workspace, folder: str) -> None:
    assert files_of(again, folder) == files_of(office, folder)


def test_keys_accounts_and_acts_come_back(office: Workspace, again: Workspace) -> None:
    assert not (again.root / "data/raw/2026-06-30").exists()  # it may not be kept for longer
    assert again.key_file.read_bytes() == office.key_file.read_bytes()
    for name, text in PLANTED.items():
        assert (again.root / name).read_text(encoding="utf-8") == text
    assert again.key_file.stat().st_mode & 0o077 == 0
    count, wrong = AuditLog.of(again.root).verify()
    assert wrong == []
    assert count > 0
    assert AuditLog.of(again.root).newest(1)[0]["what"] == "khôi phục"
    users = [
        sqlite3.connect(place.root / "data/desk/accounts.sqlite")
        .execute("select login, password from user order by login")
        .fetchall()
        for place in (office, again)
    ]
    assert users[0] == users[1] != []


def unpacked(path: Path) -> bytes:
    with zipfile.ZipFile(path) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


def test_no_secret_lies_in_it_in_clear(office: Workspace, made: Made) -> None:
    raw = made.path.read_bytes() + unpacked(made.path)
    for text in PLANTED.values():
        secret = text.strip().split("=")[-1].strip(' "{}').encode()[-12:]
        assert secret not in raw
    assert office.key_file.read_bytes() not in raw
    assert b"$argon2" not in raw  # what a password is kept as
    assert WORDS.encode() not in raw
    assert made.path.stat().st_mode & 0o077 == 0


def test_without_a_passphrase_secrets_stay_behind_and_are_named(
    office: Workspace, tmp_path: Path
) -> None:
    bare = back_up(office, to=tmp_path / "cat")
    assert {*PLANTED, "data/pseudonym.key", "data/desk/accounts.sqlite"} <= set(bare.left_out)
    assert b"MAT-KHAU-THU-9431" not in unpacked(bare.path)
    done = restore(bare.path, tmp_path / "moi")
    assert set(done.missing) == set(bare.left_out)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("sources.toml", "open"),
        ("secrets.toml", "sealed"),
        (".env", "sealed"),
        ("so-mau/khoa.key", "sealed"),
        ("data/landing/events/1-a.jsonl", "open"),
        ("data/landing/events/1-a.77.part", ""),
        ("data/tokens/x.json", "sealed"),
        ("data/hieu-chuan.jsonl", "open"),
        ("data/contacts/HD-1.lock", "sealed"),
        ("data/desk/accounts.sqlite", "sealed"),
        ("data/desk/ban-77.duckdb", ""),
        ("data/prefect/prefect.db", ""),
        ("data/run/serve.lock", ""),
        ("data/.langnghe.duckdb.7.copy", ""),
        ("bat-cu-gi.txt", "sealed"),
    ],
)
def test_what_is_open_what_is_sealed_what_is_left(path: str, kind: str) -> None:
    assert kind_of(path) == kind


def test_a_wrong_passphrase_opens_nothing(made: Made, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="sai câu mật khẩu"):
        restore(made.path, tmp_path / "moi", passphrase="một câu khác hẳn")
    with pytest.raises(BackupError, match="--passphrase-from"):
        restore(made.path, tmp_path / "moi")
    assert list(tmp_path.iterdir()) == []


def test_the_passphrase_is_what_is_read_not_how_it_was_typed() -> None:
    typed = unicodedata.normalize("NFD", WORDS)
    assert typed != WORDS
    lid = Lid.new(WORDS)
    assert Lid.of(typed, lid.told).sign(b"x") == lid.sign(b"x")


def changed(
    archive: Path, to: Path, change: Callable[[str, bytes], tuple[str, bytes] | None]
) -> Path:
    """Write an archive anew, each file as `change` says: another name, other bytes, or not at all."""
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(to, "w") as new:
        for name in old.namelist():
            if (one := change(name, old.read(name))) is not None:
                new.writestr(*one)
    return to


def flipped(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


@pytest.mark.parametrize(
    "victim", ["co-quan/data/landing/99-hong.jsonl", "co-quan/data/langnghe.duckdb",
               "co-quan/secrets.toml" + SEALED, "co-quan/data/pseudonym.key" + SEALED],
)  # fmt: skip
def test_a_changed_file_is_named_and_nothing_is_left(
    made: Made, tmp_path: Path, victim: str
) -> None:
    bad = changed(
        made.path, tmp_path / "sua.zip", lambda n, data: (n, flipped(data) if n == victim else data)
    )
    named = victim.removeprefix("co-quan/").removesuffix(SEALED)
    with pytest.raises(BackupError, match=named):
        restore(bad, tmp_path / "moi", passphrase=WORDS)
    assert [p.name for p in tmp_path.iterdir()] == ["sua.zip"]


def with_list(archive: Path, to: Path, edit: Callable[[dict[str, object]], None]) -> Path:
    def change(name: str, data: bytes) -> tuple[str, bytes]:
        if name == LIST:
            told = json.loads(data)
            edit(told)
            data = json.dumps(told).encode()
        return name, data

    return changed(archive, to, change)


def test_a_changed_list_is_found_out_by_its_signature(made: Made, tmp_path: Path) -> None:
    bad = with_list(made.path, tmp_path / "sua.zip", lambda told: told.update(made_at="2020-01-01"))
    with pytest.raises(BackupError, match=r"DANH-MUC\.json đã bị sửa"):
        restore(bad, tmp_path / "moi", passphrase=WORDS)


def test_a_file_more_or_less_than_the_list_is_refused(made: Made, tmp_path: Path) -> None:
    less = changed(made.path, tmp_path / "it.zip", lambda n, d: None if "99-hong" in n else (n, d))
    with pytest.raises(BackupError, match=r"99-hong\.jsonl: thiếu"):
        restore(less, tmp_path / "moi", passphrase=WORDS)
    more = Path(shutil.copy(made.path, tmp_path / "them.zip"))
    with zipfile.ZipFile(more, "a") as archive:
        archive.writestr("co-quan/../../ra-ngoai.txt", "x")
    with pytest.raises(BackupError, match=r"ra-ngoai\.txt: không có trong danh mục"):
        restore(more, tmp_path / "moi", passphrase=WORDS)


@pytest.mark.parametrize(
    "path",
    ["../ra.txt", "/etc/ra.txt", "a/../../ra.txt", "a\\..\\ra.txt", "C:/ra.txt", "a//b", "", "."],
)
def test_no_name_leads_out_of_the_folder(path: str) -> None:
    assert not safe(path)


def test_an_archive_whose_list_leads_out_is_refused(made: Made, tmp_path: Path) -> None:
    def out(told: dict[str, object]) -> None:
        told["files"][0]["path"] = "../../ra-ngoai.txt"  # type: ignore[index]

    with pytest.raises(BackupError, match="dẫn ra ngoài"):
        restore(with_list(made.path, tmp_path / "sua.zip", out), tmp_path / "moi", secrets=False)


def test_an_archive_whose_names_are_no_words_is_refused(made: Made, tmp_path: Path) -> None:
    """The name in front of a member, not the one in the directory at the end, is no UTF-8."""
    data = bytearray(made.path.read_bytes())
    with zipfile.ZipFile(made.path) as archive:
        member = archive.getinfo(LIST)
    data[member.header_offset + 7] |= 0x08  # "the name is UTF-8"
    data[member.header_offset + 30] = 0x94
    (tmp_path / "sua.zip").write_bytes(data)
    with pytest.raises(BackupError, match=LIST):
        restore(tmp_path / "sua.zip", tmp_path / "moi", secrets=False)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.9999])
def test_a_truncated_archive_is_refused(made: Made, tmp_path: Path, share: float) -> None:
    data = made.path.read_bytes()
    (tmp_path / "cut.zip").write_bytes(data[: int(len(data) * share)])
    with pytest.raises(BackupError, match=r"cut\.zip: bị cắt cụt"):
        restore(tmp_path / "cut.zip", tmp_path / "moi", passphrase=WORDS)
    assert not (tmp_path / "moi").exists()


def test_what_a_killed_restore_left_is_swept(made: Made, tmp_path: Path) -> None:
    left = tmp_path / ".moi.99999999.khoi-phuc"  # no process has this number
    left.mkdir()
    (left / "secrets.toml").write_text("đã mở")
    done = restore(made.path, tmp_path / "moi", secrets=False)
    assert [p.name for p in tmp_path.iterdir()] == ["moi"]
    assert "secrets.toml" in done.missing
    assert not (tmp_path / "moi" / "secrets.toml").exists()


KILLED = """
import sys
from pathlib import Path
from flows.backup import back_up
from langnghe.config import Workspace
back_up(Workspace(Path(sys.argv[1])), to=Path(sys.argv[2]))
"""


def test_a_backup_killed_half_way_is_no_backup_and_the_next_one_sweeps(
    office: Workspace, tmp_path: Path
) -> None:
    before = state_of(office)
    child = subprocess.Popen([sys.executable, "-c", KILLED, office.root, tmp_path], cwd=ROOT)
    while not (torn := [p for p in tmp_path.glob(".langnghe-*.part") if p.stat().st_size]):
        assert child.poll() is None, "it ended before it could be killed"
        time.sleep(0.005)
    child.kill()
    child.wait()
    assert backups(tmp_path) == []  # a torn one never has the name of a whole one
    whole = back_up(office, to=tmp_path)
    assert backups(tmp_path) == [whole.path]
    assert not torn[0].exists()
    assert list(office.warehouse.parent.glob("*.sao-luu*")) == []
    assert state_of(office) == before


def test_a_folder_with_content_is_never_written_over(made: Made, tmp_path: Path) -> None:
    (tmp_path / "moi").mkdir()
    (tmp_path / "moi" / "cua-toi.txt").write_text("giữ")
    with pytest.raises(BackupError, match="đã có dữ liệu"):
        restore(made.path, tmp_path / "moi", passphrase=WORDS)
    assert [p.name for p in (tmp_path / "moi").iterdir()] == ["cua-toi.txt"]


@contextmanager
def another_process_with(path: Path) -> Iterator[None]:
    code = (
        "import duckdb, sys; c = duckdb.connect(sys.argv[1]); c.execute('begin'); "
        "c.execute(\"insert into raw.quarantine values ('f', 1, 'r', 'c')\"); "
        "print('ready', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"ready\n"
        yield
    finally:
        holder.communicate()


def test_while_a_run_has_the_warehouse_the_snapshot_stands_for_it(
    office: Workspace, tmp_path: Path
) -> None:
    take(office)
    before = state_of(office)
    with another_process_with(office.warehouse):
        with LandingWriter(office.landing / "events", "sau-ban-chup") as writer:
            at, source = datetime.now(UTC), office.sources()[0].id
            writer.visit(Visit(source=source, url="https://bao-mau.example/", role="feed", at=at,
                               outcome=Outcome.KNOWN, method="feed@1"))  # fmt: skip
        held = back_up(office, to=tmp_path / "cat", passphrase=WORDS, wait=0.1)
    assert held.form == "snapshot"
    assert held.snapshot_at is not None
    done = restore(held.path, tmp_path / "moi", passphrase=WORDS)
    assert done.loaded == 1  # what landed after the snapshot is not lost
    writer.final.unlink()
    after = state_of(Workspace(tmp_path / "moi"))
    changed = {t for t in after.digests if after.digests[t] != before.digests[t]}
    # Keys, refused lines and askers, which no snapshot has, are back; the late file is what differs.
    assert changed == {"raw.landing_file", "raw.visit"}
    assert not any(after.checks.values())


def test_who_writes_meanwhile_breaks_nothing(office: Workspace, tmp_path: Path) -> None:
    place = Workspace(tmp_path / "co-quan")
    shutil.copytree(
        office.root,
        place.root,
        ignore=shutil.ignore_patterns(
            "output", "raw", "so-mau", "prefect", "snapshot", "langnghe.duckdb"
        ),
    )
    over = threading.Event()

    def write() -> None:
        number = 0
        while not over.is_set():
            number += 1
            AuditLog.of(place.root).add(act("lan", "analyst", "xem", str(number)))
            with LandingWriter(place.landing / "events", "ban") as writer:
                for _ in range(20):
                    writer.row("visit", {"number": number})

    busy = threading.Thread(target=write)
    busy.start()
    try:
        busy_one = back_up(place, to=tmp_path / "cat", passphrase=WORDS)
    finally:
        over.set()
        busy.join()
    with zipfile.ZipFile(busy_one.path) as archive:
        late = [n for n in archive.namelist() if n.endswith(".jsonl") and "-ban-" in n]
        assert all(len(archive.read(n).splitlines()) == 20 for n in late)
        for name in archive.namelist():
            if name.startswith("co-quan/data/audit/"):
                out = tmp_path / "chep" / name
                out.parent.mkdir(parents=True, exist_ok=True)
                out.write_bytes(archive.read(name))
    assert AuditLog.of(tmp_path / "chep" / "co-quan").verify()[1] == []
    assert not list(place.landing.rglob("*.part"))
    assert landing.files(place.landing)


def test_only_the_newest_stay(tmp_path: Path) -> None:
    small = Workspace(tmp_path / "nho")
    small.root.mkdir()
    (small.root / "sources.toml").write_text("source = []")
    (small.root / "serve.toml").write_text('[backup]\nfolder = "cat"\nkeep = 2\n')
    folder = small.root / "cat"
    folder.mkdir()
    for day in (1, 2, 3):
        (folder / f"langnghe-2026010{day}-011500.zip").write_bytes(b"x")
    (folder / ".langnghe-20260104-011500.zip.77.part").write_bytes(b"x")  # of a run that was killed
    (folder / "cua-toi.txt").write_text("giữ")
    newest = back_up(small)
    assert [p.name for p in backups(folder)] == ["langnghe-20260103-011500.zip", newest.path.name]
    beside = {p.name for p in folder.iterdir() if p.suffix != ".zip"}
    assert beside == {"cua-toi.txt", "forgotten.jsonl", "forgotten.key"}
    with zipfile.ZipFile(newest.path) as archive:
        assert not [n for n in archive.namelist() if "/cat/" in n]  # backups hold no backups


def test_what_waited_to_be_sent_is_not_sent_again_by_itself(tmp_path: Path) -> None:
    place = Workspace(tmp_path / "co-quan")
    place.root.mkdir()
    (place.root / "sources.toml").write_text("source = []")
    box = Outbox(place.outbox).open()
    message = Message(
        about="a", event="b", role="admin", channel="email", recipient="mailto:x@example", kind="ops",
        subject="Tin", text="Nội dung", created_at=datetime(2026, 6, 1, tzinfo=UTC),
    )  # fmt: skip
    box.add([message])
    made = back_up(place, to=tmp_path / "cat", passphrase=WORDS)
    done = restore(made.path, tmp_path / "moi", passphrase=WORDS)
    back = Outbox(tmp_path / "moi" / "data" / "outbox")
    assert done.unsure == 1
    assert back.count("waiting") == 0
    assert [record.why for record in back.read("unknown")] == [UNSURE]


def test_it_is_a_job_of_serve(tmp_path: Path) -> None:
    from flows.schedule import read_schedule
    from flows.serve_job import perform

    place = Workspace(tmp_path / "co-quan")
    place.root.mkdir()
    (place.root / "sources.toml").write_text("source = []")
    job = read_schedule(place).named("sao-luu")
    assert (job.at, job.heavy) == ("01:15", True)
    assert perform(place, job, "kiểm thử") == "done"
    assert len(backups(place.root / "sao-luu")) == 1


def test_a_restored_office_keeps_nothing_longer_than_its_platform_allows(
    tmp_path: Path, furnish: Callable[[Workspace], Workspace]
) -> None:
    place = furnish(Workspace(tmp_path / "co-quan"))
    (place.root / "sources.toml").write_text("source = []")
    at, words = datetime(2026, 6, 1, tzinfo=UTC), "LỜI-CỦA-NGƯỜI-XEM"
    with LandingWriter(place.landing, "youtube") as writer:
        writer.post(
            Post(
                post_id="yt1", source="yt", kind="comment", url="https://kenh.example/1", title="",
                lead="", text=words, native_id="1", fetched_at=at, published_at=at,
                method="youtube@1",
            )
        )  # fmt: skip
    with open_store(place.warehouse) as store:
        load(store, place.landing)
    made = back_up(place, to=tmp_path / "cat")
    done = restore(made.path, tmp_path / "moi", now=at + timedelta(days=40))
    assert done.expired == 1
    assert not [
        path
        for path in (tmp_path / "moi").rglob("*")
        if path.is_file() and words.encode() in path.read_bytes()
    ]
