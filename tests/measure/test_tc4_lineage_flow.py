"""Messages looked for, proposed, judged, looked for again; what is then counted."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows import lineage
from langnghe.config import LineageFile, Workspace
from langnghe.errors import ConfigError, LangngheError
from langnghe.landing import LandingWriter
from langnghe.records import Verdict
from tests.measure.conftest import Office
from warehouse import open_store
from warehouse.load import load

NOW = datetime(2026, 7, 1, tzinfo=UTC)
WORDS = "Gửi câu hỏi cho công đoàn, nhận trả lời trong 24 giờ"


@pytest.fixture
def place(tmp_path: Path, settled_warehouse: Path) -> Workspace:
    workspace = Workspace(tmp_path)
    workspace.warehouse.parent.mkdir(parents=True)
    workspace.warehouse.write_bytes(settled_warehouse.read_bytes())
    with open_store(workspace.warehouse) as store:
        office = Office(store, workspace.landing)
        office.source("bao-a", name="Báo A")
        office.row("messages", "TD-1", at="2026-01-01", code="TD-1", text=WORDS, topics=["rights_protection"],
                   unit="tinh", valid_from="2026-05-01")  # fmt: skip
        labels = {"in_scope": "1", "topic": ["rights_protection"]}
        office.post(1, seen="2026-05-02", title="Công đoàn", text=f"{WORDS}.", labels=labels)
        office.post(
            2, seen="2026-05-03", title="Công đoàn", text=WORDS.replace("24", "72"), labels=labels
        )
        office.post(
            3, seen="2026-04-30", title="Công đoàn", text=WORDS, labels=labels
        )  # before its days
        office.row("documents", "v1", at="2026-04-20", unit="tinh", number="7", symbol="HD", type="guidance",
                   title="Hướng dẫn", signed_on="2026-04-20", messages=["TD-1"])  # fmt: skip
        office.load()
    return workspace


def test_found_once_judged_and_drawn(place: Workspace) -> None:
    first = lineage.update(place, NOW)
    assert (first.messages, first.found, first.bent) == (1, 2, 1)
    assert lineage.update(place, NOW).messages == 0  # nothing new: nothing lands
    row, marks = lineage.trace(place, "TD-1")
    assert row["text"] == WORDS
    assert [(m.lane, m.relation) for m in marks] == [
        ("document", "carries"), ("article", "carries"), ("article", "distorts"),
    ]  # fmt: skip
    bent = marks[2]
    assert bent.why == "số khác: 72 giờ, thông điệp: 24 giờ"
    with open_store(place.warehouse) as store:
        office = Office(store, place.landing)
        assert office.ask("4.04", "2026-H1")["pending"].value == 1
    lineage.judge(place, bent.id, "analyst", NOW, relation="distorts", note="sai số giờ")
    with open_store(place.warehouse) as store:
        office = Office(store, place.landing)
        told = office.ask("4.04", "2026-H1")
    assert (told["carried"].count, told["carried"].n) == (1, 2)
    assert (told["distorted"].count, told["pending"].value) == (1, 0)


def test_what_was_looked_at_is_not_read_again(place: Workspace) -> None:
    assert lineage.update(place, NOW).texts == 2
    with open_store(place.warehouse) as store:
        office = Office(store, place.landing)
        office.post(4, seen="2026-06-30", title="Công đoàn", text=f"{WORDS}!",
                    labels={"in_scope": "1", "topic": ["rights_protection"]})  # fmt: skip
        office.load()
    later = lineage.update(place, NOW + timedelta(hours=1))
    assert (later.texts, later.found) == (1, 1)
    with open_store(place.warehouse) as store:  # of another machine, said before the last look
        store.connection.execute(
            "insert into raw.annotation by name select post_id, revision, 'risk' as task, '1' as label, "
            "0.9 as score, 'may@2' as model, 0 as rank, timestamptz '2026-05-02 00:00:00+00' as made_at "
            "from raw.post limit 1"
        )
    assert lineage.update(place, NOW + timedelta(hours=2)).texts == 3  # all that stand in its days


def test_what_loses_the_words_is_taken_back_and_what_is_judged_in_scope_is_read(
    place: Workspace,
) -> None:
    lineage.update(place, NOW)
    with open_store(place.warehouse) as store:
        office = Office(store, place.landing)
        office.post(1, seen="2026-06-30", title="Công đoàn", text="Bài đã sửa, không còn câu ấy.")
        office.post(5, seen="2026-06-30", title="Công đoàn", text=WORDS, labels={"in_scope": "0"})
        office.load()
    edited = lineage.update(place, NOW + timedelta(hours=1))
    assert (edited.texts, edited.found) == (1, 0)
    assert [m.relation for m in lineage.trace(place, "TD-1")[1] if m.lane == "article"] == [
        "distorts"
    ]
    with open_store(place.warehouse) as store:
        office = Office(store, place.landing)
        revision = store.one("select revision from raw.post where post_id = ?", [office.id_of(5)])
        with LandingWriter(place.landing / "review", "verdicts") as writer:
            writer.verdict(
                Verdict(post_id=office.id_of(5), revision=revision, task="in_scope", labels=("1",),
                        machine=("0",), machine_model="may@1", role="analyst", chosen="uncertain",
                        at=datetime(2026, 6, 30, 6, tzinfo=UTC))
            )  # fmt: skip
        load(store, place.landing)
    judged = lineage.update(
        place, NOW + timedelta(hours=2)
    )  # judged before the last look, come in after it
    assert (judged.texts, judged.found) == (1, 1)


def test_what_no_one_judged_is_taken_back_when_the_message_changes(place: Workspace) -> None:
    lineage.update(place, NOW)
    judged = lineage.trace(place, "TD-1")[1][1]
    lineage.judge(place, judged.id, "Phân tích viên", NOW, relation="carries")
    with open_store(place.warehouse) as store:
        office = Office(store, place.landing)
        office.row(
            "messages",
            "TD-1",
            at="2026-06-30",
            text="Bữa ăn ca phải lưu mẫu thức ăn đủ một ngày đêm",
        )
        office.load()
    assert lineage.update(place, NOW).found == 0
    marks = lineage.trace(place, "TD-1")[1]
    assert [m.id for m in marks if m.lane == "article"] == [judged.id]  # a person's word stays


def test_the_office_says_how_near_is_near(place: Workspace) -> None:
    shipped = (Path(__file__).parents[2] / "langnghe" / "defaults" / "lineage.toml").read_text(
        "utf-8"
    )
    assert LineageFile.model_validate(tomllib.loads(shipped)) == LineageFile() == place.lineage()
    lineage.update(place, NOW)
    strict = "[near]\nheard = 1000\ncontainment = 0.99\n"  # word for word, or not at all
    (place.root / "lineage.toml").write_text(strict, encoding="utf-8")
    assert lineage.update(place, NOW).messages == 1  # another threshold: looked at again
    assert [m.relation for m in lineage.trace(place, "TD-1")[1] if m.lane == "article"] == [
        "carries"
    ]
    (place.root / "lineage.toml").write_text("[near]\nsimilarity = 3\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"near\.similarity"):
        lineage.update(place, NOW)


def test_who_may_not_judge_and_what_is_not_there(place: Workspace) -> None:
    lineage.update(place, NOW)
    with pytest.raises(LangngheError, match="không được xác nhận"):
        lineage.judge(place, "x", "admin", NOW, relation="none")
    with pytest.raises(LangngheError, match="không có đề xuất"):
        lineage.judge(place, "x", "analyst", NOW, relation="none")
    with pytest.raises(LangngheError, match="TD-1"):
        lineage.trace(place, "TD-9")
