"""What a look makes of weeks of counts: plans, sources that come and go, communes, questions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from openpyxl import Workbook

from flows.cases import desk
from flows.registers import import_register
from flows.watch import watch_once
from langnghe.cases.alerts import Alert
from langnghe.config import Source, Workspace
from langnghe.landing import LandingWriter
from langnghe.records import Outcome, Post, Visit, post_id_of
from langnghe.registers.batch import RowOutcome
from langnghe.registers.kinds import KINDS
from tests.flows.conftest import NOW
from warehouse import labels, open_store
from warehouse.load import load

DAYS = 50  # of history before NOW, a Wednesday noon in Hà Nội
PAPERS = ("bao-a", "bao-b", "bao-c", "bao-d")


class Weeks:
    """Posts and visits of an office over some weeks, one landing file."""

    def __init__(self, office: Workspace) -> None:
        self.office = office
        self.posts: list[tuple[Post, dict[str, str]]] = []
        self.visits: list[Visit] = []

    def day(self, back: int, source: str, posts: int, *, ok: bool = True, **said: str) -> None:
        """Add one visit to a source's list, `back` days ago, and what it gave if it was reached."""
        seen = NOW - timedelta(days=back, hours=2)
        self.visits.append(
            Visit(
                source=source, url=f"https://{source}.example/rss", role="feed", at=seen,
                outcome=Outcome.KNOWN if ok else Outcome.FAILED, reason="" if ok else "quá giờ",
                reason_class="" if ok else "temporary",
            )
        )  # fmt: skip
        for number in range(posts if ok else 0):
            url = f"https://{source}.example/{back}-{number}.html"
            text = f"Bản tin {source} số {back}-{number}: nhiều ý kiến trái chiều về cách tính lương hưu."
            post = Post(
                post_id=post_id_of(url=url, source=source, native_id=None), source=source,
                kind="article", url=url, title=f"Ý kiến {source} {back} {number} về lương hưu", lead="",
                text=text, fetched_at=seen, published_at=seen - timedelta(minutes=30),
            )  # fmt: skip
            usual = {"in_scope": "1", "topic": "state_policy", "tone": "negative", "stance_union": "none",
                     "intent": "inform", "risk": "0", "place": "Lai Châu"}  # fmt: skip
            self.posts.append((post, {**usual, **said}))

    def land(self, extra: Sequence[str] = ()) -> None:
        """Land, load and label everything; declare the sources."""
        with LandingWriter(self.office.landing, "tin") as writer:
            for post, _ in self.posts:
                writer.post(post)
            for visit in self.visits:
                writer.visit(visit)
        rows = [(p, task, label) for p, said in self.posts for task, label in said.items()]
        names = {visit.source for visit in self.visits} | set(extra)
        with open_store(self.office.warehouse) as store:
            labels.declare_sources(
                store, [Source(id=n, name=n, home=f"https://{n}.example", type="news") for n in sorted(names)]
            )  # fmt: skip
            load(store, self.office.landing)
            labels.add_labels(
                store,
                pa.table(
                    {
                        "post_id": [post.post_id for post, *_ in rows],
                        "revision": [post.revision for post, *_ in rows],
                        "task": [task for _, task, _ in rows],
                        "label": [label for *_, label in rows],
                        "score": pa.array([0.9] * len(rows), pa.float32()),
                        "model": ["linear@1"] * len(rows),
                        "rank": pa.array([0] * len(rows), pa.int16()),
                    }
                ),
            )
            labels.add_members(store, {post.post_id: post.post_id for post, _ in self.posts})


def usual_weeks(office: Workspace, sources: Sequence[str] = PAPERS, until: int = 0) -> Weeks:
    """Return weeks in which every source speaks of pensions about every second day."""
    weeks = Weeks(office)
    for back in range(DAYS, until, -1):
        for place, source in enumerate(sources):
            weeks.day(back, source, int((back + place) % 2 == 0))
    return weeks


def alerts_of(office: Workspace) -> dict[str, Alert]:
    with open_store(office.warehouse) as store:
        return dict(desk(store, office).alerts)


def of_series(office: Workspace) -> list[Alert]:
    return [a for a in alerts_of(office).values() if any("topic=" in s for s in a.subjects)]


def sheet(path: Path, *rows: list[Any]) -> Path:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize("entered", [False, True])
def test_a_campaign_of_the_register_explains_its_peak(
    office: Workspace, tmp_path: Path, entered: bool
) -> None:
    weeks = usual_weeks(office)
    for source in PAPERS:
        weeks.day(0, source, 4)
    weeks.land()
    if entered:
        file = sheet(
            tmp_path / "lich.xlsx",
            ["Sự kiện", "Loại", "Từ ngày", "Đến ngày", "Hệ số tin"],
            ["Đối thoại về lương hưu", "Chiến dịch", "09/06/2026", "12/06/2026", "8"],
        )
        done = import_register(office, KINDS["calendar"], file, at=NOW - timedelta(days=3))
        assert done.total(RowOutcome.NEW) == 1
    watch_once(office, NOW)
    found = of_series(office)
    if entered:
        assert all(alert.level == 1 for alert in found)
        assert all("Đối thoại về lương hưu" in alert.held for alert in found)
    else:
        assert max(alert.level for alert in found) >= 3
        assert not any(alert.planned for alert in found)


def test_what_breaks_out_of_a_campaign_is_no_campaign(office: Workspace, tmp_path: Path) -> None:
    """Twice the usual day was planned; sixteen times as much came, and the reader is told of both."""
    weeks = usual_weeks(office)
    for source in PAPERS:
        weeks.day(0, source, 8)
    weeks.land()
    file = sheet(
        tmp_path / "lich.xlsx",
        ["Sự kiện", "Loại", "Từ ngày", "Đến ngày", "Hệ số tin"],
        ["Đối thoại về lương hưu", "Chiến dịch", "09/06/2026", "12/06/2026", "2"],
    )
    import_register(office, KINDS["calendar"], file, at=NOW - timedelta(days=3))
    watch_once(office, NOW)
    (alert,) = of_series(office)
    assert alert.planned is None
    assert alert.level >= 3
    words = " ".join(alert.reasons.values())
    assert "vượt xa những gì chiến dịch “Đối thoại về lương hưu” giải thích được" in words


def test_a_source_that_dies_is_the_operators_news_and_nobody_elses(office: Workspace) -> None:
    weeks = usual_weeks(office)
    for back in range(DAYS, 3, -1):  # it speaks of other things too: its silence is no chance
        weeks.day(back, "bao-lon", 6, topic="welfare", tone="neutral", place="Huế")
    for back in (3, 2, 1):
        weeks.day(back, "bao-lon", 0, ok=False)
    weeks.land()
    watch_once(office, NOW)
    found = alerts_of(office).values()
    (silent,) = [a for a in found if a.subjects == ("source:bao-lon",)]
    assert (silent.risk, silent.level) == ("R0", 2)
    assert [a for a in found if a.level >= 3] == []


def test_a_source_that_is_added_is_the_operators_news_and_nobody_elses(office: Workspace) -> None:
    weeks = usual_weeks(office)
    for back in (3, 2, 1, 0):
        for source in PAPERS:
            weeks.day(back, source, back % 2)
        for source in ("bao-moi", "bao-moi-hai"):
            weeks.day(back, source, 6)
    weeks.land()
    for back in (2, 1, 0):
        watch_once(office, NOW - timedelta(days=back))
    found = alerts_of(office).values()
    added = {s for a in found if a.risk == "R0" for s in a.subjects if s.startswith("added:")}
    assert added == {"added:bao-moi", "added:bao-moi-hai"}
    assert [(a.level, a.reasons) for a in found if a.level >= 3] == []


def test_any_mention_of_a_commune_is_told_to_the_desk(office: Workspace) -> None:
    weeks = usual_weeks(office)
    for source in PAPERS:
        weeks.day(0, source, int(source == "bao-a"), commune="xã Bum Nưa, Lai Châu")
    weeks.land()
    watch_once(office, NOW)
    (alert,) = [a for a in alerts_of(office).values() if any("commune=" in s for s in a.subjects)]
    assert "tại xã Bum Nưa" in " ".join(alert.reasons.values())
    assert "xã Bum Nưa, Lai Châu" in alert.places
    assert alert.level <= 2


def test_complaints_and_questions_of_a_register_reach_the_watch(
    office: Workspace, tmp_path: Path
) -> None:
    def moment(hours: float) -> str:
        return f"{NOW + timedelta(hours=7) - timedelta(hours=hours):%d/%m/%Y %H:%M}"

    unit = "LĐLĐ tỉnh Lai Châu"
    rows = [
        [
            f"KN{n}",
            moment(30 + 20 * n),
            "Đơn thư",
            unit,
            words,
            "Tiêu cực nội bộ",
            "Khiếu nại",
            "Mới",
        ]
        for n, words in enumerate(
            ("Công đoàn công ty thu quỹ sai", "Đoàn phí đi đâu?", "Công đoàn ép đóng quỹ")
        )
    ]
    rows += [
        [f"H{n}", moment(n), "Đường dây nóng", unit, "Tiền trợ cấp thai sản bao giờ nhận được ạ?",
         "Chính sách nhà nước", "Hỏi", "Mới"]
        for n in range(1, 6)
    ]  # fmt: skip
    headings = [
        "Mã",
        "Nhận lúc",
        "Kênh",
        "Đơn vị",
        "Câu hỏi",
        "Chủ đề",
        "Loại nội dung",
        "Trạng thái",
    ]
    file = sheet(tmp_path / "hoi.xlsx", headings, *rows)
    done = import_register(office, KINDS["inquiries"], file, at=NOW - timedelta(minutes=30))
    assert done.total(RowOutcome.NEW) == 8
    watch_once(office, NOW)
    found = {(a.risk, subject): a for a in alerts_of(office).values() for subject in a.subjects}
    cluster = next(a for (risk, s), a in found.items() if s.startswith("complaints:"))
    assert (cluster.risk, cluster.level) == ("R1", 3)
    assert "3 người phản ánh, khiếu nại về công đoàn" in " ".join(cluster.reasons.values())
    waiting = found["R2b", "waiting:union_misconduct"]
    assert "3 câu hỏi về Tiêu cực nội bộ quá 24 giờ" in " ".join(waiting.reasons.values())
    same = next(a for (risk, s), a in found.items() if s.startswith("question:"))
    assert "5 người hỏi cùng một điều trong 7 ngày" in " ".join(same.reasons.values())
    assert ("R0", "overdue:trả lời câu hỏi") in found
    before = alerts_of(office)
    watch_once(office, NOW + timedelta(minutes=5))
    assert alerts_of(office) == before  # told once
