"""A week of an office's life over HTTP: six sources, outages, an expired token, two spent allowances.

At its end every item is stored once, every outage was told, and nobody is named anywhere on the disk.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from typer.testing import CliRunner

from crawlers.connectors.zalo_token import HOST as OAUTH
from crawlers.job import Terms
from flows.backup import back_up
from flows.channels import LookedAfter, look_after
from flows.channels_hook import Door, hooks
from flows.connect import ConnectResult, connect_sources
from langnghe.cases.inquiry import fold_inquiries
from langnghe.cases.inquiry_talk import Read
from langnghe.cli.app import app
from langnghe.config import Workspace
from langnghe.samples import platform_facebook as fb
from langnghe.samples import platform_telegram as tele
from langnghe.samples import platform_youtube as tube
from langnghe.samples import platform_zalo as zl
from langnghe.samples.platform_hooks import zalo_message
from langnghe.samples.platforms import Asked, Platform, Said, json_said, serve_platforms
from tests.leaks import held, leaks
from warehouse import open_store
from warehouse.alerts import events
from warehouse.export import export
from warehouse.health import health
from warehouse.load import load

GRAPH, ZALO = "graph.facebook.com", "openapi.zalo.me"
MONDAY = datetime(2026, 6, 1, 0, 30, tzinfo=UTC)  # half past seven in Hà Nội
ROUND = timedelta(hours=12)
ROUNDS = 15  # a week, and one look after it

OURS, THEIRS, OA = "104857600000001", "104857600000777", "3592353763697768582"
SOURCES = f"""
contact = "tuyengiao@congdoan.example"
[[source]]
id = "tele-tin"
name = "Kênh tin công nhân"
home = "https://t.me/congnhanmau"
type = "social"
connector = "telegram"
account = "congnhanmau"
[[source]]
id = "tele-kcn"
name = "Kênh khu công nghiệp"
home = "https://t.me/kcnmau"
type = "social"
connector = "telegram"
account = "kcnmau"
[[source]]
id = "yt"
name = "YouTube"
home = "https://www.youtube.com/"
type = "social"
connector = "youtube"
account = "UCcongnhan"
token = "YT"
[[source]]
id = "fb-ta"
name = "Trang của ta"
home = "https://www.facebook.com/ta"
type = "union"
connector = "facebook"
account = "{OURS}"
token = "FB"
own = true
[[source]]
id = "fb-ho"
name = "Trang công khai đã duyệt"
home = "https://www.facebook.com/ho"
type = "social"
connector = "facebook"
account = "{THEIRS}"
token = "FB"
approved = true
[[source]]
id = "zalo"
name = "Zalo OA của ta"
home = "https://zalo.me/ta"
type = "union"
connector = "zalo"
account = "{OA}"
token = "ZALO"
own = true
"""
SECRETS = """
YT = "khoa-youtube"
FB = "{fb}"
FB_APP_SECRET = "bi-mat-fb"
FB_VERIFY = "bat-tay"
ZALO = "refresh-dau"
ZALO_APP_ID = "4455"
ZALO_APP_SECRET = "bi-mat-zalo"
ZALO_HOOK = "bi-mat-oa"
"""


@dataclass(slots=True)
class Switch:
    """A platform that may be down."""

    platform: Platform
    down: bool = False

    def __call__(self, asked: Asked) -> Said:
        return json_said({}, 503) if self.down else self.platform(asked)


def person(number: int) -> tuple[str, str]:
    """Return somebody's id (beyond 2^53) and name, as platforms show them."""
    return str(9007199254741000000 + number), f"Người Mơ Thứ {number} Lò"


def told(number: int) -> str:
    """Return a sentence with what must never reach the disk in every fifth."""
    contact = f", gọi em 09{12345000 + number} hoặc nguoi{number}@hopthu.example" if number % 5 == 0 else ""  # fmt: skip
    return f"Ý kiến số {number}: ca đêm xưởng {number % 7} ăn không đủ no{contact}"


@dataclass
class World:
    """Six platforms' worth of a week, and what of it an office should have in the end."""

    now: datetime = MONDAY
    plan: list[tuple[datetime, Callable[[], None]]] = field(default_factory=list)
    items: int = 0
    asked: int = 0

    def __post_init__(self) -> None:
        clock = lambda: self.now  # noqa: E731
        self.ours = fb.Page(id=OURS, name="Công đoàn tỉnh Mẫu")
        self.theirs = fb.Page(id=THEIRS, name="Trang khu công nghiệp", ours=False)
        self.graph = fb.Graph(
            pages=[self.ours, self.theirs], tokens={"fb-cu", "fb-moi"}, approved=True, now=clock
        )
        self.oa = zl.OfficialAccount(
            id=OA, name="Công đoàn tỉnh Mẫu", app_id="4455", app_secret="bi-mat-zalo",
            refresh="refresh-dau", now=clock,
        )  # fmt: skip
        self.channels = {
            name: tele.Channel(name=name, title=name) for name in ("congnhanmau", "kcnmau")
        }
        self.youtube = tube.YouTube(key="khoa-youtube", channels={"UCcongnhan": "Công nhân"})
        self.switch = {
            GRAPH: Switch(self.graph),
            ZALO: Switch(self.oa),
            tele.HOST: Switch(tele.Telegram(channels=self.channels)),
            tube.HOST: Switch(self.youtube),
        }
        self.hooked: list[tuple[bytes, dict[str, str]]] = []
        self._telegram()
        self._youtube()
        self._pages()
        self._articles()
        self._inboxes()
        self.plan.sort(key=lambda step: step[0])

    def at(self, share: float) -> datetime:
        """Return a moment of the week, 0 to 1, to the second."""
        return (MONDAY + share * timedelta(days=7)).replace(microsecond=0)

    def _telegram(self) -> None:
        for channel, count in (("congnhanmau", 520), ("kcnmau", 380)):
            for n in range(1, count + 1):
                message = tele.Message(id=n, text=told(n), at=self.at(n / count))
                self._add(message.at, self.channels[channel].messages, message)

    def _youtube(self) -> None:
        for v in range(14):
            video = tube.Video(
                id=f"v{v}", channel="UCcongnhan", title=f"Đời công nhân số {v}", text="Chuyện ca đêm",
                at=self.at(v / 20),
            )  # fmt: skip
            self._add(video.at, self.youtube.videos, video)
            for n in range(90):
                by = (f"UC{person(n)[0]}", f"@nguoimo{n}")
                comment = tube.Comment(
                    id=f"v{v}.{n}",
                    by=by,
                    text=told(1000 * v + n),
                    at=self.at((v + (n + 1) / 15) / 20),
                )
                if comment.at > self.at(1):
                    continue
                self._add(comment.at, video.comments, comment)

    def _pages(self) -> None:
        for page, posts, comments in ((self.ours, 28, 50), (self.theirs, 35, 40)):
            for p in range(posts):
                post = fb.PagePost(
                    id=f"{page.id}_{p}", by=page.by, text=f"Bài {p} của {page.name}",
                    at=self.at(p / (posts + 4)), media="photo" if p % 2 else "", views=100 * p,
                )  # fmt: skip
                self._add(post.at, page.posts, post)
                for n in range(comments):
                    said = fb.Comment(
                        id=f"{p}_{n}", by=person(n), text=told(100 * p + n),
                        at=post.at + timedelta(minutes=19 * (n + 1)),
                    )  # fmt: skip
                    if said.at <= self.at(1):
                        self._add(said.at, post.comments, said)

    def _articles(self) -> None:
        for n in range(12):
            article = zl.Article(id=f"bai{n}", title=f"Tin OA số {n}", at=self.at(n / 13))
            self._add(article.at, self.oa.articles, article)

    def _inboxes(self) -> None:
        """Two hundred people ask; half are answered some hours later; some write twice."""
        for n in range(200):
            at = self.at(n / 205)
            self.asked += 1
            if n % 2:
                thread = fb.Thread(id=f"t_{n}", person=person(5000 + n))
                self.ours.threads.append(thread)  # the platform shows it once somebody has written
                self._facebook(thread, n, at)
            else:
                self._zalo(n, at)

    def _facebook(self, thread: fb.Thread, n: int, at: datetime) -> None:
        thread.messages.append((f"m_{n}", False, f"{told(n)}. Hỏi ai được ạ?", at))
        if n % 3 == 0:
            thread.messages.append((f"m_{n}b", False, "Em chờ ạ", at + timedelta(minutes=5)))
        if n % 4 == 1:
            answer = "Chào bạn, công đoàn cơ sở sẽ kiểm tra bữa ăn ca trong tuần này."
            thread.messages.append((f"m_{n}c", True, answer, at + timedelta(hours=3)))

    def _zalo(self, n: int, at: datetime) -> None:
        said = zl.Message(
            id=f"z{n}",
            person=person(5000 + n),
            ours=False,
            text=f"{told(n)}. Hỏi ai được ạ?",
            at=at,
        )
        self.plan.append((at, lambda: self.oa.said.append(said)))
        if n % 4 == 0:
            sent = zalo_message(
                app_id="4455", oa_secret="bi-mat-oa", account=OA, person=said.person[0],
                message=said.id, text=said.text, at=at,
            )  # fmt: skip
            self.plan.append((at, lambda: self.hooked.append(sent)))

    def _add(self, at: datetime, where: list[object], what: object) -> None:
        self.items += 1
        self.plan.append((at, lambda: where.append(what)))

    def pass_to(self, moment: datetime) -> None:
        """Let time pass: what is due happens."""
        self.now = moment
        while self.plan and self.plan[0][0] <= moment:
            self.plan.pop(0)[1]()


@dataclass
class Week:
    """The office during that week, and what it was told at each look."""

    place: Workspace
    world: World
    looks: list[tuple[ConnectResult, LookedAfter]] = field(default_factory=list)

    def secrets(self, token: str) -> None:
        path = self.place.root / "secrets.toml"
        path.write_text(SECRETS.format(fb=token), encoding="utf-8")
        path.chmod(0o600)

    def live(self, terms: Terms) -> None:
        door = Door(workspace=self.place, hooks=hooks(self.place)[0], now=lambda: self.world.now)
        for number in range(ROUNDS):
            self.world.pass_to(MONDAY + number * ROUND)
            self.befall(number)
            for body, headers in self.world.hooked:
                for _ in range(2):  # platforms send again what they doubt
                    door.take("zalo", body, {k.lower(): v for k, v in headers.items()})
            self.world.hooked.clear()
            clock = lambda: self.world.now  # noqa: E731
            asked = connect_sources(self.place, terms=terms, now=clock, sleep=lambda _: None)
            looked = look_after(
                self.place, terms=terms, now=clock, sleep=lambda _: None,
                read=lambda text: Read(asks="?" in text),
            )  # fmt: skip
            self.looks.append((asked, looked))

    def befall(self, number: int) -> None:
        """Order what goes wrong, by the number of the look."""
        world = self.world
        world.switch[GRAPH].down = number == 2
        world.switch[tele.HOST].down = number in (4, 5)
        world.switch[ZALO].down = number == 9
        if number == 5:
            world.graph.expired.add("fb-cu")
        if number == 8:
            self.secrets("fb-moi")  # a person has renewed it
        if number == 4:
            world.youtube.left = {"search": 100, "units": 8}
        if number == 6:
            world.youtube.reset()
        world.graph.budget = 20 if number == 10 else None


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Week:
    root = tmp_path_factory.mktemp("tuan") / "co-quan"
    root.mkdir()
    (root / "sources.toml").write_text(SOURCES, encoding="utf-8")
    (root / "watchlist.toml").write_text('office = "Ban Tuyên giáo"\n', encoding="utf-8")
    office = Week(Workspace(root), World())
    office.secrets("fb-cu")
    hosts = {**office.world.switch, OAUTH: office.world.switch[ZALO].platform}
    with serve_platforms(hosts) as running:
        office.live(Terms(routes=running.routes, delay=0.0))
    with open_store(office.place.warehouse) as store:
        load(store, office.place.landing)
    return office


pytestmark = pytest.mark.slow


def test_every_item_is_stored_once(week: Week) -> None:
    assert week.world.plan == []
    assert week.world.items >= 5_000
    with open_store(week.place.warehouse) as store:
        stored = store.one("select count(*) from raw.post")
        distinct = store.one("select count(distinct post_id) from raw.post")
        once = store.one("select count(*) from raw.visit where outcome = 'stored'")
        assert (stored, distinct, once) == (week.world.items,) * 3
        assert store.check() == dict.fromkeys(store.check(), 0)


def test_every_question_is_open_once_and_answers_are_found(week: Week) -> None:
    with open_store(week.place.warehouse) as store:
        found = fold_inquiries(events(store, ("inquiry",))).values()
    assert len(found) == week.world.asked == 200
    assert {i.channel for i in found} == {"facebook", "zalo"}
    answered = [i for i in found if i.first_reply_at]
    assert len(answered) == 50
    assert {i.first_reply_at - i.received_at for i in answered if i.first_reply_at} == {
        timedelta(hours=3)
    }


def test_every_outage_was_told_and_is_over(week: Week) -> None:
    def failing(number: int) -> set[str]:
        asked, looked = week.looks[number]
        return {*asked.failed, *looked.failed}

    assert {"fb-ta", "fb-ho", "fb-ta.inbox"} <= failing(2)
    assert {"tele-tin", "tele-kcn"} <= failing(4) & failing(5)
    assert {"zalo", "zalo.inbox"} <= failing(9)
    with open_store(week.place.warehouse) as store:
        looks = set(store.rows("select source, outcome from mart.connector_look where not reached"))
        last = {row["source"]: row["state"] for row in health(store, now=week.world.now)}
    assert {("fb-ta", "failed"), ("tele-tin", "failed"), ("zalo", "failed")} <= looks
    assert set(last.values()) <= {"tốt", "chậm", "0 tin"}


def test_the_expired_token_was_told_until_somebody_renewed_it(week: Week) -> None:
    with open_store(week.place.warehouse) as store:
        told = store.rows(
            "select looked_at, outcome from mart.connector_look where source = 'fb-ta' "
            "order by looked_at"
        )
    outcomes = {round((at - MONDAY) / ROUND): outcome for at, outcome in told}
    assert [outcomes[n] for n in (4, 5, 6, 7, 8)] == [
        "looked", "expired", "expired", "expired", "looked",
    ]  # fmt: skip


def test_both_spent_allowances_were_told_and_waited_out(week: Week) -> None:
    with open_store(week.place.warehouse) as store:
        spent = {
            source
            for (source,) in store.rows(
                "select distinct source from mart.connector_look where outcome = 'quota'"
            )
        }
    assert "yt" in spent
    assert spent & {"fb-ta", "fb-ho", "fb-ta.inbox", "fb-ta.figures"}


def test_every_source_says_what_is_left_when_it_was_heard_and_what_it_hides(week: Week) -> None:
    """Over all six, at the end of the week, in words a person reads."""
    with open_store(week.place.warehouse) as store:
        rows = {row["source"]: row for row in health(store, now=week.world.now)}
    assert set(rows) == {"tele-tin", "tele-kcn", "yt", "fb-ta", "fb-ho", "zalo"}
    for row in rows.values():
        assert week.world.now - row["last_success"] < ROUND, row["source"]
        assert row["cannot_see"], row["source"]
    assert "lượt tìm" in rows["yt"]["quota_says"]
    assert rows["zalo"]["token_expires"] is not None
    said = CliRunner().invoke(app, ["sources", "health", "-w", str(week.place.root)]).output
    assert said.count("Không thấy: ") == 6
    assert said.count("hạn mức: ") == 6
    assert {part["part"] for part in rows["zalo"]["parts"]} >= {"inbox"}


def test_own_posts_were_measured_at_each_mark_once(week: Week) -> None:
    with open_store(week.place.warehouse) as store:
        marks = dict(store.rows("select mark, count(*) from mart.own_metric group by mark"))
        own = store.one("select count(*) from mart.own_post")
    assert own == 28 + 12
    assert marks[1] >= 30  # the others fell into an outage, and are given up
    assert set(marks) <= {1, 7}


def test_nobody_is_named_anywhere_on_the_disk(week: Week) -> None:
    data = week.place.root / "data"
    with open_store(week.place.warehouse) as store:
        export(store, "posts", data / "xuat.parquet")
        tables = store.rows(
            "select table_schema, table_name from information_schema.tables "
            "where table_type = 'BASE TABLE'"
        )
        # What lies compressed in DuckDB and Parquet is read out; the rest is looked at byte by byte.
        written = [
            "\n".join(map(str, store.rows(f'select * from "{schema}"."{name}"')))
            for schema, name in tables
        ]
        written.append(
            "\n".join(
                map(str, store.rows(f"select * from read_parquet('{data / 'xuat.parquet'}')"))
            )
        )
    written += [
        path.read_bytes().decode("utf-8", "replace") for path in data.rglob("*") if path.is_file()
    ]
    everything = "\n".join(written)
    assert "ca đêm xưởng" in everything
    assert not re.search(r"(?<![0-9a-f])09123[0-9]{5}(?![0-9a-f])", everything)
    for mark in ("hopthu.example", "Người Mơ Thứ", "@nguoimo", "90071992547", "bi-mat", "fb-cu"):
        assert mark not in everything, mark


def test_no_secret_of_a_platform_leaves_its_file(week: Week) -> None:
    """Not into data, logs, what people are told, nor the backup: a week with wrong and expired tokens."""
    secrets: dict[str, str | bytes] = {
        line.split(" = ")[0]: line.split('"')[1] for line in SECRETS.split("\n") if line
    }
    secrets |= {"FB": "fb-moi", "FB cũ": "fb-cu"}
    secrets["khoá bút danh"] = week.place.key_file.read_bytes()
    del secrets["ZALO_APP_ID"]  # a public name
    root = week.place.root
    back_up(week.place, to=root / "sao-luu", passphrase="ba con trâu ăn cỏ non")
    own = ("secrets.toml", "data/tokens", "data/pseudonym.key")
    assert leaks(root, secrets, sealed=own) == []
    assert leaks(root, secrets)  # the search itself finds what lies in its place
    told = repr(week.looks).encode()
    assert held(told, secrets) == []
