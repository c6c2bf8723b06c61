"""Terms of retention.toml, another key for pseudonyms, and requests on their way to the doctor."""

from __future__ import annotations

import os
import shutil
import time
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows import requests, rotate
from flows.backup import back_up, backups, folder_of
from flows.doctor import examine
from flows.forget import Asked, forget
from flows.inquiries import ask, counter, keep_clock
from flows.metrics import health
from flows.record import held
from flows.restore import restore
from flows.retention import expire, looked
from flows.retention_kinds import KIND_VI
from flows.rotate import rotate_key
from flows.schedule import read_schedule
from flows.snapshot import take
from flows.writer import facts_of
from langnghe import landing
from langnghe.cases.inquiry import changed
from langnghe.cases.inquiry_orders import CLOCK
from langnghe.config import Workspace
from langnghe.forgotten import Ledger
from langnghe.landing import LandingWriter
from langnghe.privacy import load_key, pseudonym
from langnghe.records import Post
from tests.within import langnghe
from warehouse import expiry, open_store, rekey
from warehouse.load import load

NOW = datetime(2025, 6, 1, 3, tzinfo=UTC)
DAY = timedelta(days=1)
WORDS = {
    "an": "Tổ bốn xưởng may làm đêm ba tháng liền không ai trả phụ cấp",
    "binh": "Bữa ăn ca dạo này khá hơn trước nhiều lắm",
}
SOURCES = """
[[source]]
id = "dien-dan"
name = "Diễn đàn"
home = "https://d.example"
type = "forum"
[[source]]
id = "trang-ta"
name = "Trang ta"
home = "https://t.example"
type = "union"
own = true
"""


def post(place: Workspace, who: str, text: str, at: datetime, kind: str = "comment", source: str = "dien-dan") -> Post:  # fmt: skip
    key = pseudonym(load_key(place.key_file), source, who) if who else None
    return Post(post_id=f"{abs(hash((who, text))):016x}"[:16], source=source, kind=kind, url=f"https://d.example/{who}{at:%j}",
                title="", lead="", text=text, fetched_at=at, author_key=key)  # type: ignore[arg-type] # fmt: skip


@pytest.fixture
def office(tmp_path: Path, furnish: Callable[[Workspace], Workspace]) -> Workspace:
    place = furnish(Workspace(tmp_path / "co-quan"))
    (place.root / "sources.toml").write_text(SOURCES, encoding="utf-8")
    with LandingWriter(place.landing, "crawl") as writer:
        for who, text in WORDS.items():
            writer.post(post(place, who, text, NOW))
        writer.post(
            post(place, "an", "Viết thêm một câu nữa về chuyện phụ cấp làm đêm", NOW + 300 * DAY)
        )
        writer.post(post(place, "", "Bài của chính công đoàn", NOW, "post", "trang-ta"))
        writer.post(post(place, "", "Bài báo viết về phụ cấp", NOW, "article"))
    ask(place, "legal_team", NOW, channel="hotline", source="hotline", text="Em hỏi về chế độ thai sản của em",
        at=NOW, contact="an", topic="insurance")  # fmt: skip
    with open_store(place.warehouse) as store:
        load(store, place.landing)
    return place


def bodies(place: Workspace) -> list[str]:
    with open_store(place.warehouse) as store:
        assert not any(store.check().values())
        return [body for (body,) in store.rows("select body from raw.post order by body")]


def holding(place: Workspace, words: str) -> list[Path]:
    return [p for p in place.root.rglob("*") if p.is_file() and words.encode() in p.read_bytes()]


def test_each_kind_goes_at_its_own_time_and_is_counted(office: Workspace) -> None:
    (office.root / "retention.toml").write_text(
        "[keep]\ncomments = 400\ninquiries = 500\npapers = 100\n"
    )
    with held(office) as store:
        (found,) = counter(store, office).inquiries.values()
    from flows.record import order

    end = NOW + DAY
    closing = changed(found, type(found)(**{**{f: getattr(found, f) for f in found.__slots__}, "status": "closed", "closed_at": end}), "closed", CLOCK, end)  # fmt: skip
    order(office, counter, lambda _: [closing])
    paper = office.output / "diem-bao" / "a.html"
    handed = office.output / "yeu-cau" / "dang-giu.md"
    for path, age in ((paper, 90), (handed, 20)):
        path.parent.mkdir(parents=True)
        path.write_text("x", "utf-8")
        at = (NOW + (399 - age) * DAY).timestamp()
        os.utime(path, (at, at))
    page = office.raw_html / f"{NOW:%Y-%m-%d}"
    page.mkdir(parents=True)
    before = len(bodies(office))

    assert expire(office, NOW + 398 * DAY).kinds == {"raw_pages": 1}
    assert WORDS["an"] in bodies(office)
    assert "bình luận, bài diễn đàn, lời YouTube: 2 đến hạn" in looked(office, NOW + 399 * DAY)
    done = expire(office, NOW + 399 * DAY)
    assert (dict(done.counts), dict(done.kinds)) == ({"dien-dan": 2}, {})
    assert len(bodies(office)) == before
    assert holding(office, WORDS["an"]) == []
    left = {"Bài của chính công đoàn", "Bài báo viết về phụ cấp", "[hết hạn lưu]"}
    assert set(bodies(office)) == left | {"Viết thêm một câu nữa về chuyện phụ cấp làm đêm"}

    assert dict(expire(office, NOW + 502 * DAY).kinds) == {
        "inquiries": 1,
        "papers": 1,
        "handed_over": 1,
    }
    assert holding(office, "chế độ thai sản") == []
    assert not paper.exists()
    with held(office) as store:
        (after,) = counter(store, office).inquiries.values()
    assert (after.question, after.asker, after.received_at) == (
        "[hết hạn lưu]",
        "",
        found.received_at,
    )
    assert expire(office, NOW + 503 * DAY).lines() == []  # told once


def test_of_a_request_the_words_go_years_after_it_was_closed(office: Workspace) -> None:
    (office.root / "retention.toml").write_text("[keep]\nrequests = 600\n")
    words, why = "bỏ câu về ca đêm ở xưởng số bảy", "đã xoá trên diễn đàn, gửi giấy"
    open_one = "xem cơ quan giữ gì về tổ cơ điện"
    asked = requests.add(office, "admin", NOW, wish="forget", how="đơn", note=words)
    requests.add(office, "admin", NOW, wish="see", how="đơn", note=open_one)
    requests.close(office, "admin", NOW + DAY, asked.id, result="done", reason=why)

    assert expire(office, NOW + 600 * DAY).kinds == {}
    assert KIND_VI["requests"] + ": 2 đến hạn" in looked(office, NOW + 601 * DAY)
    assert dict(expire(office, NOW + 601 * DAY).kinds) == {"requests": 2}  # opened and closed

    assert holding(office, words) == holding(office, why) == []
    with held(office) as store:
        known = requests.register(store, office).requests
    after = known.pop(asked.id)
    assert (after.note, after.reason) == ("[hết hạn lưu]", "[hết hạn lưu]")
    assert (after.wish, after.result, after.due_at) == ("forget", "done", asked.due_at)
    assert [one.note for one in known.values()] == [open_one]  # nobody has answered it yet
    assert expire(office, NOW + 602 * DAY).lines() == []  # told once


def test_another_key_keeps_people_apart_and_together_as_before(
    office: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(office)
    forget(office, Asked(author="binh"), NOW, role="admin")
    old = {who: pseudonym(load_key(office.key_file), "dien-dan", who) for who in WORDS}
    with monkeypatch.context() as broken:  # killed before the warehouse is renamed: nothing is lost
        broken.setattr(rekey, "rename", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            rotate_key(office, NOW, role="admin")
    with monkeypatch.context() as broken:  # and before the key is put in place
        broken.setattr(rotate, "replace_file", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            rotate_key(office, NOW, role="admin")
    rotate_key(office, NOW, role="admin")
    new = {who: pseudonym(load_key(office.key_file), "dien-dan", who) for who in WORDS}
    assert len(load_key(office.key_file)) == 64
    with open_store(office.warehouse) as store:
        assert store.rows("select author_key, count(*) from raw.post where author_key is not null group by all") == [(new["an"], 2)]  # fmt: skip
        asker = pseudonym(load_key(office.key_file), "hotline", "an")
        assert store.rows("select fields ->> 'asker' from raw.event where kind = 'inquiry'") == [
            (asker,)
        ]
        assert not any(store.check().values())
    for key in old.values():
        assert [p for p in holding(office, key) if "forgotten" not in p.name] == []
    # who was forgotten is still known by the new name
    assert Ledger.of(office.root).refuses("x", new["binh"])
    # a warehouse built anew from landing is the same
    office.warehouse.unlink()
    with open_store(office.warehouse) as store:
        load(store, office.landing)
        assert store.one("select count(distinct author_key) from raw.post") == 1


def test_cut_nobody_can_be_followed(office: Workspace) -> None:
    old = pseudonym(load_key(office.key_file), "dien-dan", "an")
    assert "Chưa đổi gì" in langnghe("privacy", "rotate-key", "--workspace", office.root).stdout
    said = langnghe("privacy", "rotate-key", "--cut", "--yes", "--workspace", office.root).stdout
    assert "Đã đổi" in said
    assert len(load_key(office.key_file)) == 32
    new = pseudonym(load_key(office.key_file), "dien-dan", "an")
    with open_store(office.warehouse) as store:
        keys = {key for (key,) in store.rows("select author_key from raw.post where author_key is not null")}  # fmt: skip
    assert len(keys) == 2
    assert not keys & {old, new}


def test_a_killed_forget_is_finished_by_the_next_daily_run(
    office: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("blank", "compact"):
        with monkeypatch.context() as broken:
            broken.setattr(expiry, name, lambda *_, **__: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                forget(office, Asked(author="an"), NOW, role="admin")
    expire(office, NOW)
    assert holding(office, WORDS["an"]) == []
    assert bodies(office).count("[đã xoá theo yêu cầu]") == 2
    shutil.rmtree(office.root / "data" / "audit", ignore_errors=True)
    assert not list(office.landing.rglob("*.expiring"))
    assert landing.files(office.landing)


def test_old_backups_go_with_the_words_on_wish(office: Workspace) -> None:
    secrets = office.root / "secrets.toml"
    words = "nón lá sông Nậm Na bốn mùa"
    old = back_up(office, passphrase=words).path
    with zipfile.ZipFile(old) as archive:
        assert any(WORDS["an"].encode() in archive.read(name) for name in archive.namelist())
    asked = ("forget", "--author", "an", "--yes", "--drop-backups", "--workspace", office.root)

    refused = langnghe(*asked)  # the old one holds the sealed keys, a new one would hold none
    assert refused.returncode == 1
    assert "câu mật khẩu" in refused.stderr
    assert WORDS["an"] in bodies(office)
    assert old.exists()

    time.sleep(1.1)  # a backup is named by its second
    secrets.write_text(f'SAO_LUU = "{words}"\n', "utf-8")
    secrets.chmod(0o600)
    done = langnghe(*asked)
    assert "Bản sao lưu cũ: 1 tệp; đã sao lưu lại" in done.stdout, done.stderr
    assert "CÒN chữ" not in done.stdout
    (paper,) = (office.output / "yeu-cau").glob("*.md")
    assert "CÒN chữ" not in paper.read_text("utf-8")
    (new,) = backups(folder_of(office))
    assert new != old
    with zipfile.ZipFile(new) as archive:
        assert not any(WORDS["an"].encode() in archive.read(name) for name in archive.namelist())
    back = Workspace(office.root.parent / "lai")
    restore(new, back.root, passphrase=words)
    assert bodies(back) == bodies(office)
    assert load_key(back.key_file) == load_key(office.key_file)


def test_a_request_is_watched_until_it_is_closed(office: Workspace) -> None:
    at, came = ["--workspace", office.root], datetime(2026, 6, 1, 3, tzinfo=UTC)
    done = langnghe("request", "add", "--wish", "forget", "--how", "đơn", "--contact", "0912 345 678",
                    "--at", "01/06/2026 09:00", *at)  # fmt: skip
    assert "QUÁ HẠN từ 24 giờ ngày 03/06/2026" in done.stdout
    ident = done.stdout.split(":")[0]
    assert holding(office, "0912 345 678") == []
    assert f"{ident} · xoá" in langnghe("request", "list", *at).stdout
    keep_clock(office, datetime.now(UTC) + 400 * DAY)  # it still waits: so does how to answer it
    assert langnghe("request", "contact", ident, *at).stdout.strip() == "0912 345 678"
    with open_store(office.warehouse) as store:
        (told,) = facts_of(store)["requests"]
    assert told[0] == ident
    (office.root / "data" / "run").mkdir(exist_ok=True)
    (office.root / "data" / "run" / "ghi.json").write_text(
        f'{{"requests": [["{told[0]}", "{told[1]}"]]}}'
    )
    early, late = (
        health(office, read_schedule(office), t)["problems"] for t in (came, came + 9 * DAY)
    )
    assert f"yeu-cau:{ident}" not in early
    said = f"Yêu cầu về dữ liệu cá nhân {ident}: QUÁ HẠN từ 24 giờ ngày 03/06/2026; xem "
    assert late[f"yeu-cau:{ident}"].startswith(said)
    found = [f for f in examine(office) if f.name == "Yêu cầu dữ liệu"]
    assert [f.detail for f in found] == [late[f"yeu-cau:{ident}"]]  # the same words everywhere
    assert (
        "phải ghi --reason"
        in langnghe("request", "close", ident, "--result", "refused", *at).stderr
    )
    assert "đã đóng" in langnghe("request", "close", ident, *at).stdout
    assert langnghe("request", "list", *at).stdout == ""
    assert requests.listed(office, everything=True)[0].result == "done"
    assert "không giữ cách liên hệ" in langnghe("request", "contact", ident, *at).stderr
