"""What the world does to an office: noise in a landing file, a wrong clock, mail and names down, a burst of posts."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from crawlers.job import Terms
from flows.annotate import annotate
from flows.cases import desk
from flows.crawl import crawl_sources
from flows.digest import day_digest
from flows.send import send
from flows.watch import watch_once
from flows.workspace import create
from langnghe import samples
from langnghe.config import Workspace
from langnghe.digest import render
from langnghe.landing import LandingWriter
from langnghe.records import HANOI, Post, hanoi_day, post_id_of
from tests.flows.conftest import NOW, finding
from tests.notify.notify_office import free_port, mail_server, states
from warehouse import open_store
from warehouse.health import health
from warehouse.load import load

HEAD, CHAIR = "truong-ban@co-quan.example", "chu-tich@co-quan.example"
DELIVERY = """
[mail]
host = "127.0.0.1"
port = {port}
security = "none"
sender = "langnghe@co-quan.example"
[quiet]
from = "22:00"
to = "06:00"
[roles.chair]
levels = [4, 5]
to = ["chu-tich@co-quan.example"]
[roles.propaganda_head]
levels = [3, 4, 5]
to = ["truong-ban@co-quan.example"]
"""


def article(number: int, title: str = "", at: datetime = NOW, source: str = "bao-a") -> Post:
    url = f"https://{source}.example/{number}.html"
    title = title or f"Công đoàn khu {number} thăm công nhân"
    return Post(
        post_id=post_id_of(url=url, source=source, native_id=None), source=source, kind="article", url=url,
        title=title, lead="", text=f"{title}. Công nhân xưởng {number} mong tăng lương.", fetched_at=at,
        published_at=at, method="import@1",
    )  # fmt: skip


def test_noise_in_the_middle_of_a_landing_file_costs_the_lines_it_fell_on(
    office: Workspace,
) -> None:
    """A dying disk writes noise into a file: every line it did not touch is loaded, every other is told."""
    with LandingWriter(office.landing, "thu") as writer:
        for number in range(1000):
            writer.post(article(number))
    (path,) = office.landing.glob("*.jsonl")
    before = path.read_bytes()
    dice = random.Random(5)
    spoiled = bytearray(before)
    for start in (len(before) // 5, len(before) // 2):  # noise with line ends and zeros in it
        spoiled[start : start + 3000] = dice.randbytes(3000)
    spoiled[len(before) * 4 // 5] ^= 0x01  # one turned bit
    path.write_bytes(bytes(spoiled))
    whole = {line for line in before.split(b"\n") if line} & set(bytes(spoiled).split(b"\n"))
    with open_store(office.warehouse) as store:
        report = load(store, office.landing)
        kept = {json.loads(line)["post_id"] for line in whole}
        stored = {ident for (ident,) in store.rows("select post_id from raw.post")}
        assert kept <= stored
        assert len(stored - kept) <= 1  # the turned bit may have hit a letter of a text
        assert 980 < len(kept) < 1000
        aside = store.rows("select file_id, reason from raw.quarantine")
        assert len(aside) == report.quarantined > 0
        assert {name for name, _ in aside} == {path.name}
        assert all(reason for _, reason in aside)
        lines = len([line for line in bytes(spoiled).split(b"\n") if line])
        assert report.lines == lines == len(stored) + report.quarantined
        assert not any(store.check().values())
        assert load(store, office.landing).files == 0  # and it is not read again and again


def test_a_clock_that_jumps_rings_no_bell_and_loses_none(office: Workspace) -> None:
    """Two hours back, a year ahead, and right again: one event stays one alert, a new one still opens."""
    assert watch_once(office, NOW, findings=[finding()]).rings == 1
    heard = Counter[str]()
    for jump in (
        timedelta(hours=-2),
        timedelta(minutes=10),
        timedelta(days=365),
        timedelta(minutes=20),
    ):
        done = watch_once(office, NOW + jump, findings=[finding()])
        heard += Counter(event.what for event in done.events)
        heard["rings"] += done.rings
    assert heard["opened"] == 0, heard
    assert heard["rings"] <= 1, heard  # a year later it may remind once; never a storm
    other = finding(subject="t2", story_ids=("t2",), risk="R1", at=NOW + timedelta(minutes=30),
                    since=NOW, reason="Ngừng việc ở Tam Đường")  # fmt: skip
    assert watch_once(office, NOW + timedelta(minutes=30), findings=[other]).count("opened") == 1
    with open_store(office.warehouse) as store:
        assert len(desk(store, office).alerts) == 2
        assert not store.check()["alert_story_twice"]


def test_a_mail_server_down_for_a_day_costs_nobody_a_mail_and_floods_nobody(
    office: Workspace,
) -> None:
    """What happened meanwhile comes once each when it is back; who leads hears of what stands, once."""
    (office.root / "delivery.toml").write_text(DELIVERY.format(port=free_port()), encoding="utf-8")
    start = datetime(2026, 6, 10, 8, 0, tzinfo=HANOI)
    risks = {2: "R3", 9: "R1", 20: "R2"}
    for hour in range(0, 24, 3):
        now = start + timedelta(hours=hour)
        happened = [
            finding(risk=risk, subject=f"t{at}", story_ids=(f"t{at}",), at=start + timedelta(hours=at),
                    since=start + timedelta(hours=at - 1), reason=f"Việc {at}", places=(f"Xã {at}",),
                    enterprises=(f"Công ty {at}",))
            for at, risk in risks.items() if at <= hour
        ]  # fmt: skip
        watch_once(office, now, findings=happened)
        send(office, now)
        send(office, now + timedelta(minutes=25))
    assert set(states(office.outbox)) <= {"waiting", "held", "dropped"}
    with open_store(office.warehouse) as store:
        rang = {a.id for a in desk(store, office).alerts.values() if a.rung >= 3}
    assert len(rang) == 3
    with mail_server() as server:
        (office.root / "delivery.toml").write_text(
            DELIVERY.format(port=server.port), encoding="utf-8"
        )
        for minutes in (0, 5, 40):
            send(office, start + timedelta(hours=24, minutes=minutes))
        told = [(mail["To"], mail["Subject"]) for mail in server.mails()]
    assert len(told) == len(set(told)), told  # nothing twice
    for address in (HEAD, CHAIR):
        first = {one for one in rang if any(to == address and one in s for to, s in told)}
        assert first == rang, address  # nothing lost
        mine = [subject for to, subject in told if to == address]
        assert len(mine) <= 2 * len(rang), mine  # the news, and at most one reminder that it stands
    assert not {"waiting", "unknown", "failed"} & set(states(office.outbox)), states(office.outbox)


@pytest.mark.slow
def test_half_the_sources_down_is_said_and_is_not_the_same_as_silence(
    tmp_path: Path, furnish: Callable[[Workspace], Workspace]
) -> None:
    """Servers that refuse and names that cannot be looked up: told by name; who was reached and had nothing is not."""
    place = Workspace(tmp_path / "co-quan")
    day = hanoi_day(datetime.now(UTC))
    with samples.serve() as sites:
        texts = {"sources.toml": sites.sources_toml(), "watchlist.toml": samples.watchlist_toml()}
        create(place.root, texts=texts)
        furnish(place)
        hosts = sorted(sites.routes)
        refusing, nameless = set(hosts[::3]), set(hosts[1::3])
        routes = {
            h: "127.0.0.1:9" if h in refusing else to
            for h, to in sites.routes.items()
            if h not in nameless
        }
        first = crawl_sources(place, terms=Terms(allow=sites.allow, routes=routes, delay=0.0))
    by_host = {urlsplit(s.home).hostname or "": s for s in place.sources() if s.enabled}
    down = {by_host[h].id for h in refusing | nameless if h in by_host}
    assert len(down) >= len(by_host) // 2
    assert set(first.failed_sources) >= down
    assert {first.failed_sources[one] for one in down} >= {"máy chủ từ chối kết nối"}
    assert any("không tìm thấy máy chủ" in first.failed_sources[one] for one in down)
    up = {s.id for s in by_host.values()} - down
    assert any(first.counts[one].get("post", 0) for one in up)  # the others were read all the same
    with open_store(place.warehouse) as store:
        load(store, place.landing)
        annotate(store, place.watchlist(), profile="baseline", workers=1)
        states_of = {row["source"]: row["state"] for row in health(store, now=datetime.now(UTC))}
        page = render(day_digest(store, place, day, made_at=datetime.now(UTC)), "md")
    assert {one for one, state in states_of.items() if state == "không thu được"} >= down
    for one in by_host.values():
        told = [line for line in page.splitlines() if one.name in line and "không thu được" in line]
        assert bool(told) == (one.id in down), (one.id, told)


HAPPENED = (
    "Hơn {n} công nhân nhập viện sau bữa ăn ca ở {where}", "Ngộ độc: {n} công nhân {where} phải cấp cứu",
    "Bữa cơm ca khiến {n} công nhân {where} đau bụng, nôn, đi viện",
    "{n} người lao động ở {where} nghi ngộ độc thực phẩm, nhập viện",
)  # fmt: skip
WHERE = (
    "khu công nghiệp Tam Đường, Lai Châu",
    "xưởng may ở Tam Đường",
    "công ty may tại Tam Đường, Lai Châu",
)
BURST = 1250  # a hundred times what a provincial office hears in an hour


def test_a_hundredfold_burst_is_one_alert_and_leaves_nothing_waiting(office: Workspace) -> None:
    """In one hour: one poisoning told by forty outlets in many wordings and copies, and much talk besides."""
    dice = random.Random(100)
    with LandingWriter(office.landing, "thu") as writer:
        for number in range(BURST):
            at = NOW - timedelta(seconds=dice.randrange(3600))
            title = f"Chợ phiên tuần {number} đông khách, giá rau {number} đồng"
            if number % 3 == 0:
                title = dice.choice(HAPPENED).format(
                    n=dice.choice((60, 70, 80, 100)), where=dice.choice(WHERE)
                )
            writer.post(article(number, title, at, f"bao-{number % 40}"))
    with open_store(office.warehouse) as store:
        assert load(store, office.landing).total("stored") == BURST
        annotate(store, office.watchlist(), profile="baseline", workers=1)
        assert (
            store.one("select count(*) from raw.post anti join raw.annotation using (post_id)") == 0
        )
    rang = sum(watch_once(office, NOW + timedelta(minutes=m)).rings for m in (0, 60, 120))
    with open_store(office.warehouse) as store:
        alerts = desk(store, office).alerts.values()
    loud = [alert for alert in alerts if alert.rung >= 3]
    assert len(loud) == 1, [(a.risk, a.level, a.titles) for a in alerts]
    assert len(loud[0].posts) > 100
    assert len(alerts) <= 3, [(a.risk, a.level, a.subject) for a in alerts]
    assert rang <= 3
