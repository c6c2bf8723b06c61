"""Who asks to be forgotten is: every byte of the office is searched, an old backup forgets again,
and the same comments, found again, are not stored."""

from __future__ import annotations

import gzip
import io
import json
import shutil
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawlers.job import Terms
from flows.backup import back_up, kind_of
from flows.crawl import crawl_sources
from flows.forget import Asked, Forgotten, forget, look
from flows.inquiries import ask
from flows.record import record
from flows.restore import restore
from langnghe import samples
from langnghe.audit import AuditLog
from langnghe.config import Workspace
from langnghe.errors import BackupError, ForgetError
from langnghe.forgotten import KEY, NAME, Ledger
from langnghe.paper import one_font
from langnghe.privacy import load_key, pseudonym
from langnghe.records import Event
from langnghe.text import fold
from tests.conftest import Demo
from tests.e2e.test_no_raw_handles import tables
from tests.within import langnghe
from warehouse import Store, open_store
from warehouse.forget import of_authors, of_ids
from warehouse.load import load
from warehouse.snapshot import open_snapshot

WHO = "hoabanrung"  # of the sample world: comments at three outlets
ASKED = "Em làm ở xưởng may ba năm, nghỉ thai sản thì công ty có được cắt phép năm của em không ạ?"
NOW = datetime(2026, 7, 2, 3, tzinfo=UTC)


@dataclass
class Office:
    """An office of which somebody was forgotten. before: a backup made when nobody was."""

    place: Workspace
    words: list[str]
    sources: list[str]
    before: Path
    held: list[str]  # files in which the words stood
    done: Forgotten
    counts: list[tuple[object, ...]]  # of posts, before


def counted(store: Store) -> list[tuple[object, ...]]:
    return store.rows("select source, kind, count(*), count(distinct post_id) from raw.post group by all order by all")  # fmt: skip


def quoting(place: Workspace, words: str) -> None:
    """Repeat somebody's words wherever an office does: a note, a letter, a draft, papers, an export."""
    with open_store(place.warehouse) as store:
        note = {"quotes": [{"text": f"Có người viết: {words}"}], "title": "giữ nguyên"}
        record(store, place, [Event(kind="brief", id="2026-W26", what="noted", by="analyst", at=NOW, fields=note)])  # fmt: skip
    letter = {
        "id": "t1",
        "message": {"text": f"Trích: “{words}”", "html": f"<h1>Tin</h1><p>{words}</p>"},
    }
    (place.outbox / "sent").mkdir(parents=True)
    (place.outbox / "sent" / "t1.json").write_text(json.dumps(letter, ensure_ascii=False), "utf-8")
    with closing(sqlite3.connect(place.root / "data/desk/accounts.sqlite")) as base, base:
        base.execute("insert into draft values ('d1', 'a', '/x', '/y', ?, '2026-07-01')", [json.dumps([["ghi", words]])])  # fmt: skip
    papers = place.output / "bao-cao"
    papers.mkdir(parents=True)
    import pyarrow as pa
    import pyarrow.parquet as pq
    from docx import Document

    paper = Document()
    one_font(paper.styles["Normal"], 13)
    paper.add_paragraph(f"Dư luận: {words}")
    paper.save(papers / "tuan.docx")
    pq.write_table(pa.table({"text": [words]}), papers / "bai.parquet")
    (papers / "khac.md").write_text("Không liên quan gì.\n", "utf-8")


@pytest.fixture(scope="module")
def office(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Office:
    place = Workspace(tmp_path_factory.mktemp("quen") / "office")
    shutil.copytree(
        demo.workspace.root, place.root, ignore=shutil.ignore_patterns("so-mau", "prefect")
    )
    key = load_key(place.key_file)
    with open_store(place.warehouse) as store:
        sources = [s for (s,) in store.rows("select source from raw.source where declared")]
        mine = of_authors(store, {pseudonym(key, source, WHO) for source in sources})
        counts = counted(store)
    words = sorted({one.body for one in mine}, key=len)
    assert len({one.source for one in mine}) >= 3
    assert len(words[-1].split()) > 8
    quoting(place, words[-1])
    ask(place, "legal_team", NOW, channel="hotline", source="hotline", text=ASKED, at=NOW, contact=WHO,
        topic="insurance")  # fmt: skip
    away = tmp_path_factory.mktemp("noi-cat")
    made = back_up(place, to=away, passphrase="nón lá sông Nậm Na bốn mùa")
    held = holding(place.root, [*words, ASKED])
    done = forget(place, Asked(author=WHO), NOW, role="legal_team", request="YC-1")
    shutil.copy(place.root / "data" / NAME, away)  # the archive's folder is on another disk
    shutil.copy(place.root / "data" / KEY, away)
    sources = sorted({one.source for one in mine})
    return Office(place, words, sources, made.path, held, done, counts)


def opened(path: Path) -> Iterator[bytes]:
    """Yield a file as it lies, and what is inside of it."""
    body = path.read_bytes()
    yield body
    if body.startswith(b"\x1f\x8b"):
        yield gzip.decompress(body)
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            yield from (archive.read(name) for name in archive.namelist())
    if body.startswith(b"PAR1"):
        import pyarrow.parquet as pq

        yield str(pq.read_table(path).to_pylist()).encode()
    if path.suffix == ".duckdb":
        yield from (text.encode() for _, text in tables(path))


def holding(root: Path, words: list[str]) -> list[str]:
    """Return the files of an office in which one of some wordings stands, accents or not, escaped or not."""
    said = [part for one in words if len(one.split()) > 5 for part in one.split("\n")]
    marks = {form.encode() for one in said for form in (one, fold(one), json.dumps(one)[1:-1])}
    return [
        str(path.relative_to(root))
        for path in sorted(root.rglob("*"))
        if path.is_file()
        and any(mark in body for body in opened(path) for mark in marks if len(mark) > 20)
    ]


def test_before_it_the_words_stood_in_every_kind_of_file(office: Office) -> None:
    kinds = {Path(name).suffix for name in office.held}
    assert kinds >= {".duckdb", ".jsonl", ".json", ".sqlite", ".docx", ".parquet", ".html", ".md"}
    assert {"data/langnghe.duckdb", "data/snapshot/kho.duckdb"} <= set(office.held)


def test_no_byte_of_the_office_holds_their_words(office: Office) -> None:
    assert holding(office.place.root, [*office.words, ASKED]) == []
    with open_store(office.place.warehouse) as store:
        short = [one for one in office.words if len(one.split()) <= 5]
        assert store.rows("select body from raw.post where body in (select unnest(?::varchar[]))", [short]) == [] or not short  # fmt: skip


def test_counts_of_the_past_stay_and_every_check_holds(office: Office) -> None:
    with open_store(office.place.warehouse) as store:
        assert counted(store) == office.counts
        assert not any(store.check().values())
        assert store.one("select count(*) from raw.post where body = '[đã xoá theo yêu cầu]'") >= 7
        said = store.rows("select fields ->> 'request' from raw.event where what = 'forgotten' and id <> 'hoi-dap'")  # fmt: skip
        assert ("YC-1",) in said
        note = json.loads(store.one("select fields from raw.event where kind = 'brief' and what = 'noted'"))  # fmt: skip
    assert note == {"quotes": [{"text": "[đã xoá theo yêu cầu]"}], "title": "giữ nguyên"}
    assert (office.place.output / "bao-cao/khac.md").exists()
    with open_snapshot(office.place) as reader:
        assert reader.rows("select count(*) from raw.post where body = '[đã xoá theo yêu cầu]'")[0][0] >= 7  # fmt: skip


def test_the_certificate_says_what_where_and_what_it_could_not_reach(office: Office) -> None:
    paper = office.done.certificate
    assert paper is not None
    told = paper.with_suffix(".md").read_text("utf-8")
    for part in (
        "YC-1",
        "Kho dữ liệu: 7 lời",
        "tin nhắn tới công đoàn: 1; cách liên hệ: 1",
        "tuan.docx",
        "bai.parquet",
        "Bản sao lưu",
        "thư đã gửi",
    ):
        assert part in told, part
    for name in (WHO, *office.words):
        assert name not in told
    ledger = (office.place.root / "data" / NAME).read_text("utf-8")
    assert WHO not in ledger
    assert AuditLog.of(office.place.root).newest(1)[0]["what"] == "xoá theo yêu cầu"
    assert kind_of(f"data/{NAME}") == kind_of(f"data/{KEY}") == ""


def test_an_older_backup_forgets_again_before_anybody_reads_it(
    office: Office, tmp_path: Path
) -> None:
    words = "nón lá sông Nậm Na bốn mùa"
    done = restore(office.before, tmp_path / "lai", passphrase=words)
    assert done.forgotten >= 8
    assert holding(tmp_path / "lai", [*office.words, ASKED]) == []
    with open_store(tmp_path / "lai/data/langnghe.duckdb") as store:
        assert counted(store) == office.counts
        assert not any(store.check().values())


def test_a_backup_without_the_ledger_is_not_restored_by_chance(
    office: Office, tmp_path: Path
) -> None:
    alone = shutil.copy(office.before, tmp_path / office.before.name)
    with pytest.raises(BackupError, match="không thấy sổ đã xoá"):
        restore(Path(alone), tmp_path / "lai", secrets=False)
    assert not (tmp_path / "lai").exists()


def test_found_again_their_comments_are_counted_and_not_stored(
    office: Office, tmp_path: Path
) -> None:
    place = Workspace(tmp_path / "thu-lai")
    with samples.serve() as sites:
        shutil.copytree(office.place.root, place.root, ignore=shutil.ignore_patterns("landing", "snapshot", "raw", "*.duckdb", "output"))  # fmt: skip
        (place.root / "sources.toml").write_text(sites.sources_toml(), "utf-8")
        terms = Terms(allow=sites.allow, routes=sites.routes, delay=0.0)
        crawl_sources(place, ids=office.sources[:1], terms=terms)
    with open_store(place.warehouse) as store:
        load(store, place.landing)
        assert store.one("select count(*) from raw.post where kind = 'comment'") > 10
        refused = store.one("select count(*) from raw.visit where outcome = 'known' and reason like 'đã xoá theo yêu cầu%'")  # fmt: skip
        assert refused == sum(n for s, n in office.done.erased.wordings.items() if s == office.sources[0])  # fmt: skip
        assert not any(store.check().values())
    assert holding(place.root, office.words) == []


def test_a_landing_file_of_before_copied_in_by_hand_brings_nothing_back(office: Office) -> None:
    with zipfile.ZipFile(office.before) as archive:
        (name,) = [n for n in archive.namelist() if n.endswith(".jsonl") and office.words[-1].encode() in archive.read(n) and "crawl" in n][:1]  # fmt: skip
        copied = office.place.landing / "20270101T000000000000-chep-lai.jsonl"
        copied.write_bytes(archive.read(name))
    with open_store(office.place.warehouse) as store:
        load(store, office.place.landing)
        assert counted(store) == office.counts
        assert not any(store.check().values())
    assert holding(office.place.landing, office.words) == []


def test_an_address_and_a_name_are_told_first_and_taken_only_when_confirmed(
    office: Office,
) -> None:
    place = office.place
    with open_store(place.warehouse) as store:
        url, post_id, body, title = store.rows("select url, post_id, body, title from raw.post where kind = 'article' and source = ? and length(body) > 200 limit 1", [office.sources[0]])[0]  # fmt: skip
    seen = look(place, Asked(url=url + "?utm_source=x"), NOW)
    assert (seen.erased.posts, sum(seen.erased.wordings.values()) >= 1) == ({post_id}, True)
    with open_store(place.warehouse) as store:
        assert of_ids(store, [post_id])[0].body == body  # looking takes nothing
    with pytest.raises(ForgetError, match="--confirm"):
        forget(place, Asked(person="Nguyễn Văn"), NOW, role="legal_team")
    shown = langnghe(
        "forget", "--person", " ".join(title.split()[:4]), "--workspace", place.root
    ).stdout
    assert "BÁO, không xoá:" in shown
    assert "Chưa xoá gì" in shown
    with pytest.raises(ForgetError, match="đúng một trong ba"):
        Asked(author="a", url="b")


def test_what_is_held_can_be_handed_over(office: Office) -> None:
    with open_store(office.place.warehouse) as store:
        key = load_key(office.place.key_file)
        other = next(
            c.handle
            for said in samples.content.comments().values()
            for c in said
            if c.handle != WHO and of_authors(store, {pseudonym(key, office.sources[0], c.handle)})
        )
    out = langnghe("held", "--author", other, "--workspace", office.place.root).stdout.split("\n")
    told = json.loads(Path(out[1]).read_text("utf-8"))
    assert told["posts"]
    assert {"text", "url", "labels"} <= told["posts"][0].keys()
    assert Path(out[1]).stat().st_mode & 0o077 == 0
    text = Path(out[2]).read_text("utf-8")
    assert told["posts"][0]["text"].split()[0] in text
    assert pseudonym(key, office.sources[0], other) not in text + json.dumps(told)


def test_a_ledger_that_cannot_be_read_stops_everything(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    ledger = Ledger.of(tmp_path)
    ledger.add([("post", "0123456789abcdef")], NOW)
    assert Ledger.of(tmp_path).has("post", "0123456789abcdef")
    with ledger.path.open("a") as file:
        file.write("{nửa dòng")
    with pytest.raises(ForgetError, match="dòng 2"):
        Ledger.of(tmp_path)
