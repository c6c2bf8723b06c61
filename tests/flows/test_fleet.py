"""Two workers and PostgreSQL on one machine, one worker killed: what a single PC would have, no more, no less."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
import pytest

from crawlers.job import Terms
from flows.annotate import annotate
from flows.collect import collect
from flows.fleet import batches, fetch, give, shares
from flows.fleet_jobs import worker_home
from flows.fleet_settings import FleetFile, read_fleet
from flows.forget import Asked, forget
from flows.workspace import create
from langnghe import samples
from langnghe.config import Source, Workspace
from langnghe.errors import AlreadyRunning, ConfigError
from langnghe.landing import LandingWriter
from langnghe.landing import files as landing_files
from langnghe.privacy import load_key, pseudonym
from langnghe.records import Post
from warehouse import open_store
from warehouse.lake import LakePlace, open_lake
from warehouse.lake_files import done, publish
from warehouse.lake_forget import renew
from warehouse.lake_lock import held, writing
from warehouse.load import load

Give = Callable[[Workspace], Workspace]
ROUND = Path(__file__).with_name("fleet_round.py")
SOURCES = ("laichaungaynay", "tapchicongdoan", "congdoanlaichau", "baomatket", "chancua")
EDITED = "laichaungaynay"  # the paper that changes an article between the two crawls
PATIENCE = 600  # seconds until this test gives up; nothing is measured


def postgres_folder() -> Path | None:
    """Return where initdb and postgres are: on PATH, or where Debian keeps them."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    return max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    """Start a cluster of its own on a unix socket; return how to reach it."""
    programs = postgres_folder()
    if programs is None or not (programs / "initdb").exists():
        pytest.skip("không có PostgreSQL trên máy này (initdb, postgres)")
    user: dict[str, Any] = {}
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        try:
            import pwd

            account = pwd.getpwnam("postgres")
        except KeyError:
            pytest.skip("không có tài khoản thường `postgres` để chạy PostgreSQL")
        user = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    # Not under tmp_path: another account may not enter it, and a socket's name has to be short.
    folder = Path(tempfile.mkdtemp(prefix="lnpg"))
    if user:
        os.chown(folder, user["user"], user["group"])
    env = {"PATH": os.environ["PATH"], "LC_ALL": "C"}
    subprocess.run(
        [programs / "initdb", "-D", folder / "d", "-U", "langnghe", "-A", "trust", "-E", "UTF8", "--no-sync"],
        check=True, capture_output=True, env=env, cwd=folder, **user,
    )  # fmt: skip
    server = subprocess.Popen(
        [programs / "postgres", "-D", folder / "d", "-k", folder, "-c", "listen_addresses=", "-c", "fsync=off"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=env, cwd=folder, **user,
    )  # fmt: skip
    ready = folder / ".s.PGSQL.5432"
    until(ready.exists)
    place = f"host={folder} user=langnghe"
    until(lambda: psql(place, "select 1"))
    try:
        yield place
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(PATIENCE)
        shutil.rmtree(folder)


def until(true: Callable[[], Any]) -> Any:
    """Wait until something is so; return it."""
    deadline = time.monotonic() + PATIENCE
    while not (found := true()):
        assert time.monotonic() < deadline, "it never came to that"
        time.sleep(0.05)
    return found


def a_lake(postgres: str, folder: Path, name: str) -> LakePlace:
    """Return an empty lake in a database of its own."""
    psql(postgres, f"create database {name}")
    place = LakePlace(catalog=f"{postgres} dbname={name}", data=f"{folder}/{name}/")
    with open_lake(place, create=True):
        return place


def psql(postgres: str, sql: str) -> bool:
    """Run a statement; tell whether it went well."""
    programs = postgres_folder()
    assert programs is not None
    asked = [programs / "psql", f"{postgres} dbname=postgres", "-qc", sql]
    return subprocess.run(asked, capture_output=True).returncode == 0


def offices(folder: Path, sites: samples.SampleSites, furnish: Give) -> tuple[Workspace, Workspace]:
    """Return two offices with the same settings and the same key: one PC, and the head of a fleet."""
    made = []
    for name in ("mot-may", "dau-moi"):
        create(folder / name, texts={"sources.toml": sites.sources_toml(), "watchlist.toml": samples.watchlist_toml()})  # fmt: skip
        made.append(furnish(Workspace(folder / name)))
    shutil.copy2(made[0].key_file, made[1].key_file)
    return made[0], made[1]


SAME = {
    "posts": "select post_id, revision, source, kind, url, title, lead, body, author, author_key, "
    "native_id, parent_id, section, method, published_at from raw.post",
    "visits": "select source, url, role, outcome, reason_class, http_status, method, post_id, items, "
    "new_items from raw.visit",
    "labels": "select post_id, revision, task, label, score, model, rank from raw.annotation",
    "stories": "select post_id, story_id from raw.story_member",
}


def told(place: Workspace) -> dict[str, list[tuple[Any, ...]]]:
    with open_store(place.warehouse) as store:
        assert store.check() == dict.fromkeys(store.check(), 0)
        return {what: sorted(store.rows(sql), key=repr) for what, sql in SAME.items()}


@pytest.mark.slow
def test_a_fleet_that_loses_a_worker_ends_with_what_one_pc_has(
    tmp_path: Path, furnish: Give, conduct: Give, postgres: str
) -> None:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    with samples.serve() as sites:
        # Slow enough that a worker can be met in the middle of its crawl.
        terms = Terms(allow=sites.allow, routes=sites.routes, delay=0.05, timeout=60)
        one, head = offices(tmp_path, sites, furnish)
        conduct(head)
        text = (one.root / "sources.toml").read_text(encoding="utf-8")
        for place in (one, head):
            (place.root / "sources.toml").write_text(only(text, SOURCES), encoding="utf-8")
        lake = a_lake(postgres, tmp_path, "doi_may")
        (head.root / "fleet.toml").write_text(
            f'[lake]\ncatalog = "{lake.catalog}"\ndata = "{lake.data}"\n'
            f'[prefect]\napi = "http://127.0.0.1:{port}/api"\n[work]\nshare = 3\n',
            encoding="utf-8",
        )
        up = langnghe_fleet("up", head)
        workers: dict[str, subprocess.Popen[bytes]] = {}
        try:
            # Yesterday: one paper was read before it changed an article. Both know it.
            collect(one, [EDITED], terms=terms)
            with open_store(one.warehouse) as store:
                load(store, one.landing)
            shutil.copytree(one.landing, head.landing, dirs_exist_ok=True)
            assert give(head) == 1
            sites.edit()
            until((head.root / "data" / "fleet.word").exists)
            for name in ("tho-1", "tho-2"):
                furnish(worker_home(head, name))
                workers[name] = langnghe_fleet("worker", head, "--name", name)
            work = subprocess.Popen(
                [sys.executable, str(ROUND), str(head.root), "vong-1"],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=ENV,
            )  # fmt: skip
            assert work.stdin is not None
            work.stdin.write(json.dumps(terms.to_json()))
            work.stdin.close()

            victim = until(lambda: crawling(head) or work.poll() is not None)
            assert isinstance(victim, str), work.stdout.read() if work.stdout else ""
            kill_machine(workers[victim])
            collect(one, terms=terms)  # meanwhile the single PC does the same day
            with open_store(one.warehouse) as store:
                load(store, one.landing)
                annotate(store, one.watchlist(), profile="fast", workers=1)

            assert work.stdout is not None
            with work.stdout:
                said = work.stdout.read()
            assert work.wait(PATIENCE) == 0, said
            answer = json.loads(said.splitlines()[-1])
            assert answer["failed"] == []
            assert any(job.startswith("vong-1/thu-tin/") for job in answer["again"]), answer
        finally:
            for process in (*workers.values(), up):
                kill_machine(process)

    with open_lake(lake) as store:
        twice = "select job from done group by job having count(*) > 1"
        assert store.rows(twice) == []
        assert store.one("select count(*) from file where starts_with(job, 'vong-1/')") == 2
    single, fleet = told(one), told(head)
    assert len(fleet["posts"]) > 100
    assert any(row[3] == "revision" for row in fleet["visits"])
    assert any(row[3] == "blocked" for row in fleet["visits"])
    for what in SAME:
        assert fleet[what] == single[what], what


ENV = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "LC_ALL": "C"}


def langnghe_fleet(verb: str, place: Workspace, *more: str) -> subprocess.Popen[bytes]:
    """Start `langnghe fleet VERB` as a machine of its own would: with children that die with it."""
    program = "from langnghe.cli.app import main; main()"
    return subprocess.Popen(
        [sys.executable, "-c", program, "fleet", verb, "--workspace", str(place.root), *more],
        env=ENV, stdout=subprocess.DEVNULL,
    )  # fmt: skip


def crawling(head: Workspace) -> str:
    """Return a worker that has begun to write what its sources say, "" while there is none."""
    for part in (head.root / "data" / "tho").glob("*/data/landing/*.part"):
        if part.exists() and part.stat().st_size:
            return part.relative_to(head.root / "data" / "tho").parts[0]
    return ""


def kill_machine(process: subprocess.Popen[bytes]) -> None:
    """kill -9 of a process and of everything it started, as when the power goes."""
    try:
        family = [
            psutil.Process(process.pid),
            *psutil.Process(process.pid).children(recursive=True),
        ]
    except psutil.NoSuchProcess:
        family = []
    for member in family:
        try:
            member.kill()
        except psutil.NoSuchProcess:
            continue
    process.wait(PATIENCE)


def only(text: str, ids: tuple[str, ...]) -> str:
    """Return a sources.toml with some of its sources."""
    head, *blocks = text.split("[[source]]")
    return "[[source]]".join([head, *(b for b in blocks if any(f'id = "{i}"' in b for i in ids))])


def test_a_job_counts_once_and_a_replica_of_some_sources_loads_what_they_said(
    tmp_path: Path, furnish: Give, postgres: str
) -> None:
    lake_place = a_lake(postgres, tmp_path, "mot_viec")
    mine = furnish(Workspace(tmp_path / "doc"))
    (mine.root / "sources.toml").write_text(
        '[[source]]\nid = "bao-a"\nname = "A"\nhome = "https://a.example"\ntype = "news"\n', "utf-8"
    )
    (mine.root / "fleet.toml").write_text(
        f'[lake]\ncatalog = "{lake_place.catalog}"\ndata = "{lake_place.data}"\n', "utf-8"
    )
    line = '{{"type": "visit", "source": "{0}", "url": "https://{0}.example/", "role": "feed", ' \
           '"at": "2026-06-10T00:00:00+00:00", "outcome": "known", "reason": "{1}"}}\n'  # fmt: skip
    files = {}
    for name, source, reason in (("1", "bao-a", ""), ("2", "bao-a", "lại"), ("3", "bao-b", "")):
        files[name] = tmp_path / f"2026061{name}T000000-x.jsonl"
        files[name].write_text(line.format(source, reason) + "không phải JSON\n", "utf-8")
    with open_lake(lake_place) as lake, open_lake(lake_place) as other:
        assert publish(lake, "v/a", [files["1"]], worker="x")
        assert not publish(other, "v/a", [files["2"]], worker="y")  # a second attempt of the job
        assert publish(other, "v/b", [files["3"]], worker="y")
        assert done(lake, ["v/a", "v/b", "v/c"]) == {"v/a", "v/b"}
        with writing(lake, ["source/bao-a"]):
            assert held(other, ["source/bao-a", "source/bao-b"]) == {"source/bao-a"}
            with pytest.raises(AlreadyRunning), writing(other, ["source/bao-b", "source/bao-a"]):
                pass
        assert held(other, ["source/bao-a"]) == set()
        # Had two attempts got through all the same, readers would take the first of them.
        lake.connection.execute(
            "insert into file by name select * replace ('tệp-khác.jsonl' as file_id, 'muộn' as attempt, "
            "published_at + interval 1 second as published_at) from file where job = 'v/a'"
        )
        assert lake.one("select count(*) from landed where job = 'v/a'") == 1
    assert fetch(mine, ["bao-a"]) == (1, 0)
    assert fetch(mine, ["bao-a"]) == (0, 0)
    with open_store(mine.warehouse) as store:
        assert store.rows("select source, outcome from raw.visit") == [("bao-a", "known")]
        assert store.one("select count(*) from raw.quarantine") == 1  # byte for byte as it landed


def test_what_one_office_forgets_the_shared_store_and_every_replica_forget(
    tmp_path: Path, furnish: Give, postgres: str
) -> None:
    words = {"a": "Tổ bốn xưởng may làm đêm ba tháng liền không ai trả phụ cấp", "b": "Bữa ăn ca dạo này khá hơn trước nhiều"}  # fmt: skip
    lake = a_lake(postgres, tmp_path, "quen")
    offices = {name: furnish(Workspace(tmp_path / name)) for name in ("dau-moi", "nhanh", "moi")}
    for place in offices.values():
        (place.root / "sources.toml").write_text('[[source]]\nid = "dien-dan"\nname = "D"\nhome = "https://d.example"\ntype = "forum"\n', "utf-8")  # fmt: skip
        (place.root / "fleet.toml").write_text(f'[lake]\ncatalog = "{lake.catalog}"\ndata = "{lake.data}"\n', "utf-8")  # fmt: skip
    head, branch, late = offices.values()
    at = datetime(2026, 6, 10, tzinfo=UTC)
    key = load_key(head.key_file)
    with LandingWriter(head.landing, "crawl") as writer:
        for who, text in words.items():
            writer.post(Post(post_id=f"{who * 16}", source="dien-dan", kind="comment", url=f"https://d.example/{who}",
                             title="", lead="", text=text, fetched_at=at, author_key=pseudonym(key, "dien-dan", who)))  # fmt: skip
    assert give(head) == 1
    assert fetch(branch) == (1, 0)
    before = {path.name: path.read_bytes() for path in landing_files(head.landing)}
    done = forget(head, Asked(author="a"), at, role="admin")
    assert done.lake.startswith("đã ghi lại 1 tệp"), done.lake
    fetch(branch)
    fetch(late)
    for place in offices.values():
        with open_store(place.warehouse) as store:
            load(store, place.landing)
            bodies = {body for (body,) in store.rows("select body from raw.post")}
            assert bodies == {"[đã xoá theo yêu cầu]", words["b"]}
            assert not any(store.check().values())
        assert not [p for p in place.root.rglob("*") if p.is_file() and words["a"].encode() in p.read_bytes()]  # fmt: skip
    # An office restored from before brings nothing back.
    (tmp_path / "cu").mkdir()
    for name, content in before.items():
        (tmp_path / "cu" / name).write_bytes(content)
    with open_lake(lake) as store:
        assert renew(store, tmp_path / "cu") == 0
    with open_lake(lake) as store:
        lines = [bytes(line).decode() for (line,) in store.rows("select content from line")]
        assert [words["b"] in "".join(lines), words["a"] in "".join(lines)] == [True, False]
        assert store.one("select count(*) from ducklake_snapshots('lake')") <= 2
    import duckdb

    left = [str(duckdb.read_parquet(str(p)).fetchall()) for p in Path(lake.data).rglob("*.parquet")]
    assert words["a"] not in "".join(left)


def test_shares_keep_a_host_together_and_batches_keep_a_file_whole() -> None:
    def source(name: str, host: str) -> Source:
        return Source(id=name, name=name, home=f"https://{host}/", type="news")

    cut = shares([source("a", "x.example"), source("c", "x.example"), source("b", "y.example"),
                  source("d", "z.example")], 2)  # fmt: skip
    assert cut == [["a", "c"], ["b", "d"]]
    assert batches([("f1", 30), ("f2", 80), ("f3", 500), ("f4", 1)], 100) == [
        ["f1"],
        ["f2"],
        ["f3"],
        ["f4"],
    ]
    assert batches([("f1", 30), ("f2", 60), ("f3", 10)], 100) == [["f1", "f2", "f3"]]


def test_a_password_in_the_settings_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="fleet init"):
        read_fleet(Workspace(tmp_path))
    shown = FleetFile.model_validate(
        {"lake": {"catalog": "host=x password=bi-mat", "data": "/kho/"}}
    )
    with pytest.raises(ConfigError, match="PGPASSWORD"):
        shown.place()
