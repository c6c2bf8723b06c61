"""Information reports from a real warehouse: a week, a topic, a case; entered as sent, and again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from flows.brief import case_brief, topic_brief
from flows.period import review
from flows.period_register import before_sending, mark_sent
from flows.record import held
from flows.registers import settle
from flows.workspace import create
from langnghe.config import Workspace
from langnghe.digest.period_model import Review
from langnghe.digest.period_render import render_review
from langnghe.errors import LangngheError
from tests.measure.conftest import Office
from tests.within import langnghe
from warehouse import Store
from warehouse.measure import counted
from warehouse.registers import state

AT = datetime(2026, 6, 20, 3, tzinfo=UTC)
WAGES = {
    "in_scope": "1",
    "topic": ["employer_violation"],
    "tone": "negative",
    "stance_union": "neutral",
    "risk": "0",
}


@pytest.fixture(scope="module")
def workspace(
    tmp_path_factory: pytest.TempPathFactory, furnish: Callable[[Workspace], Workspace]
) -> Workspace:
    """A week of news (8–14 June 2026) and the one before, an alert, its case, a question, an outage."""
    root = tmp_path_factory.mktemp("tinh") / "viec"
    create(root)
    place = furnish(Workspace(root))
    with held(place) as store:
        settle(store, place, datetime(2026, 1, 1, tzinfo=UTC))
        office = Office(store, place.landing / "thu")
        office.source("bao-a", name="Báo A")
        office.source("bao-b", name="Báo B")
        for day in (*range(1, 8), 8, 9, 11, 12, 13, 14):  # nobody could be heard on the 10th
            office.visit(at=f"2026-06-{day:02d} 06:00")
        office.visit(at="2026-06-10 06:00", outcome="failed", reason="máy chủ lỗi")
        office.post(1, seen="2026-06-02 08:00", labels=WAGES, title="Nợ lương ở xưởng một")
        for n, day in ((2, 9), (3, 11), (4, 12)):
            office.post(n, seen=f"2026-06-{day:02d} 08:00", labels=WAGES, story="vu-luong",
                        title="Công nhân xưởng hai chờ lương", lead="Ba trăm người chờ lương. Họ nghỉ việc. Câu ba.")  # fmt: skip
        office.post(5, seen="2026-06-13 08:00", title="Hội thao công nhân",
                    labels={**WAGES, "topic": ["culture_sport"], "tone": "positive"})  # fmt: skip
        office.post(6, seen="2026-06-12 09:00", kind="comment", title="", parent_id=office.id_of(2),
                    text="Bao giờ có lương vậy ạ?", labels={**WAGES, "intent": "ask"})  # fmt: skip
        office.alert("CB260609-aaaaaa", at="2026-06-09 09:00", level=4, stories=["vu-luong"],
                     topics=["employer_violation"], reasons={"R3/rule/x": "Nợ lương ở xưởng hai"})  # fmt: skip
        office.case("HS260609-01", at="2026-06-09 10:00", alert="CB260609-aaaaaa",
                    title="Nợ lương xưởng hai")  # fmt: skip
        office.event("case", "HS260609-01", "proposed", at="2026-06-10 09:00", by="policy_head",
                     status="proposed", proposal="Đối thoại với chủ xưởng.", proposed_by="policy_head",
                     proposed_at="2026-06-10T02:00:00+00:00")  # fmt: skip
        office.load()
    return place


@pytest.fixture
def store(workspace: Workspace) -> Iterator[Store]:
    with held(workspace) as opened:
        yield opened


@pytest.fixture(scope="module")
def week(workspace: Workspace) -> Review:
    with held(workspace) as store:
        return review(store, workspace, "2026-W24", AT)


def test_a_week_tells_each_story_once_and_what_could_not_be_heard(week: Review) -> None:
    stories = [*week.urgent, *week.top, *week.rest]
    assert sorted(len(s.copies) for s in stories) == [1, 3]
    assert all(s.quote in "Ba trăm người chờ lương. Họ nghỉ việc. Câu ba." or "Nội dung" in s.quote
               for s in stories)  # fmt: skip
    assert all(s.quote.count(".") <= 2 for s in stories)
    assert week.unheard == (date(2026, 6, 10),)
    assert dict(week.by_day)[date(2026, 6, 10)] is None
    assert dict(week.by_day)[date(2026, 6, 8)] == 0
    assert [(a.alert_id, a.new) for a in week.alerts or ()] == [("CB260609-aaaaaa", True)]
    assert [(c.case_id, c.proposal) for c in week.cases] == [
        ("HS260609-01", "Đối thoại với chủ xưởng.")
    ]
    assert [(a.count, a.quotes[0].text) for a in week.asked] == [(1, "Bao giờ có lương vậy ạ?")]


def test_the_numbers_of_a_week_stand_beside_those_of_the_week_before(
    week: Review,
) -> None:
    numbers = {line.id: line for line in week.numbers}
    relevant = numbers["1.02.relevant"]
    # Five in scope (four articles, a comment) on six days that were heard; one on seven before.
    assert relevant.value == pytest.approx(5 / 6)
    assert relevant.before == pytest.approx(1 / 7)
    posts = {row.id for row in relevant.rows if row.kind == "post"}
    assert len(posts) == 5
    assert all(row.url for row in relevant.rows if row.kind == "post")
    assert len({row.id for row in relevant.rows_before if row.kind == "post"}) == 1


def test_what_comes_after_the_report_is_made_is_not_in_it(
    store: Store, workspace: Workspace
) -> None:
    early = review(store, workspace, "2026-W24", datetime(2026, 6, 9, 3, tzinfo=UTC))
    assert not early.over
    assert early.last == date(2026, 6, 9)
    assert [len(s.copies) for s in (*early.urgent, *early.top, *early.rest)] == [1]
    assert early.cases[0].proposal == ""


@pytest.mark.parametrize(
    ("period", "reader", "said"),
    [("2026-H1", "all", "langnghe report"), ("2026-06", "chair", "một tuần"),
     ("2026-W40", "all", "chưa bắt đầu"), ("tuần này", "all", "không phải một kỳ")],
)  # fmt: skip
def test_other_periods_are_refused_in_words(
    store: Store, workspace: Workspace, period: str, reader: str, said: str
) -> None:
    with pytest.raises(LangngheError, match=said):
        review(store, workspace, period, AT, reader=reader)  # type: ignore[arg-type]


def test_a_brief_on_a_case_has_its_stories_its_talk_and_its_steps(
    store: Store, workspace: Workspace
) -> None:
    brief = case_brief(store, workspace, "HS260609", AT)
    assert [len(s.copies) for s in (*brief.urgent, *brief.top, *brief.rest)] == [3]
    counted_of = {line.name: line.value for line in brief.numbers}
    assert counted_of["Bài báo"] == 3
    assert counted_of["Ý kiến công chúng"] == 1
    assert "đề xuất phương án" in [step.what for step in brief.steps]
    assert brief.first == date(2026, 6, 9)
    assert "Đối thoại với chủ xưởng." in render_review(brief, "html")


def test_a_brief_on_a_topic_is_about_that_topic_alone(store: Store, workspace: Workspace) -> None:
    from nlp.taxonomy import TOPIC_VI

    brief = topic_brief(store, workspace, TOPIC_VI["employer_violation"].lower(), AT,
                        first=date(2026, 6, 8), last=date(2026, 6, 14))  # fmt: skip
    assert [s.title for s in (*brief.urgent, *brief.top, *brief.rest)] == [
        "Công nhân xưởng hai chờ lương"
    ]
    assert {line.name: (line.value, line.before) for line in brief.numbers}["Bài báo"] == (3, 1)
    assert [a.alert_id for a in brief.alerts or ()] == ["CB260609-aaaaaa"]
    with pytest.raises(LangngheError, match="không có chủ đề"):
        topic_brief(store, workspace, "bóng đá", AT)
    with pytest.raises(LangngheError, match="92 ngày"):
        topic_brief(store, workspace, "employer_violation", AT, first=date(2025, 1, 1))


def test_what_is_sent_stands_in_the_register_and_counts_once(
    store: Store, workspace: Workspace, week: Review
) -> None:
    page = replace(week, kind="chair", code="BC-2026-W24-CT", title="Trang tuần của Chủ tịch")

    def send(made: Review) -> tuple[str, str, Path]:
        made = before_sending(store, made, ["Thường trực LĐLĐ tỉnh", "Các Ban"])
        data = render_review(made, "md").encode()
        done = mark_sent(store, workspace, made, data, "md", made.recipients, "propaganda_head", AT)
        assert done.file.read_bytes() == data
        return done.code, done.reissue_of, done.file

    assert send(week)[:2] == ("BC-2026-W24", "")
    code, again, file = send(week)
    assert (code, again) == ("BC-2026-W24-L2", "BC-2026-W24")
    assert "phát hành lại của BC-2026-W24" in file.read_text(encoding="utf-8")
    assert send(page)[:2] == ("BC-2026-W24-CT", "")  # to another reader: a report of its own
    rows = {row["code"]: row for row in state(store, "register.info_reports").values()}
    assert rows["BC-2026-W24"]["recipients"] == ["Thường trực LĐLĐ tỉnh", "Các Ban"]
    assert rows["BC-2026-W24"]["status"] == "sent"
    days = (date(2026, 6, 1), date(2026, 6, 30), AT)
    assert len(counted(store, "c1_12", *days, figure="reports")) == 2
    assert len(counted(store, "c1_12", *days, figure="reissued")) == 1
    [sealed] = store.rows("select fields ->> 'sha256' from raw.event where kind = 'brief' and id = ?", [code])  # fmt: skip
    assert sealed == (hashlib.sha256(file.read_bytes()).hexdigest(),)


def test_who_may_not_send_and_to_nobody(store: Store, workspace: Workspace, week: Review) -> None:
    with pytest.raises(LangngheError, match="không được"):
        mark_sent(store, workspace, week, b"x", "md", ["Các Ban"], "grassroots", AT)
    with pytest.raises(LangngheError, match="nơi nhận"):
        mark_sent(store, workspace, week, b"x", "md", [], "analyst", AT)


def test_the_verbs_say_what_is_missing(workspace: Workspace) -> None:
    where = ("--workspace", str(workspace.root))
    for args, said in (
        (("brief",), "--case MÃ hoặc --topic"),
        (("brief", "--topic", "wages", "--sent"), "--to-whom"),
        (("digest", "--day", "2026-06-09", "--period", "2026-W24"), "--day hoặc --period"),
        (("digest", "--for", "chair"), "--period"),
    ):
        done = langnghe(*args, *where)
        assert done.returncode == 2
        assert said in done.stderr


def test_the_verb_writes_json_to_the_screen(workspace: Workspace) -> None:
    done = langnghe("brief", "--case", "HS260609", "--format", "json", "--workspace", str(workspace.root))  # fmt: skip
    assert json.loads(done.stdout)["code"] == "BN-HS260609-01"
