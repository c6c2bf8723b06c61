"""The views say of questions what the fold and the clock say, whatever happened to them."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from langnghe.cases import inquiry_orders as do
from langnghe.cases.clock import Asked, figures
from langnghe.cases.fold import to_fields
from langnghe.cases.inquiry import Inquiry, fold_inquiries, received
from langnghe.cases.inquiry_policy import read_inquiry_policy
from langnghe.landing import LandingWriter
from langnghe.records import Event, Post
from warehouse import Store, inquiries
from warehouse.load import load

NOON = datetime(2026, 6, 10, 5, 0, tzinfo=UTC)
NOW = NOON + timedelta(days=9)
POLICY = read_inquiry_policy()


def hours(number: float) -> datetime:
    return NOON + timedelta(hours=number)


def asked(number: int, **changes: Any) -> Event:
    values: dict[str, Any] = {
        "channel": ("facebook", "comment", "hotline")[number % 3], "source": "trang-tinh",
        "native_id": f"m{number}", "sent_at": hours(number * 7), "seen_at": hours(number * 7 + 0.1),
        "question": f"Câu hỏi “{number}”?", "by": "machine@hop-thu", "asker": f"n{number % 4}",
        "topic": ("social_insurance", "strike")[number % 2], "first_channel": ("union", "social")[number % 2],
    }  # fmt: skip
    return received(**{**values, **changes})


def history() -> list[Event]:
    """Nine days: every fate a question may have, one opened twice, one reply struck out."""
    events = [asked(n) for n in range(12)]

    def on(number: int, hour: float, order: Callable[[Inquiry, datetime], Event | None]) -> None:
        key, at = asked(number).id, hours(number * 7 + hour)
        event = order(fold_inquiries(events)[key], at)
        if event is not None:
            events.append(event)

    on(0, 0.5, lambda q, t: do.answer(q, "legal_team", t, text="Trả lời", grounds="Điều 1"))
    on(0, 30, lambda q, t: do.react(q, "legal_team", "thanks", t))
    on(0, 31, lambda q, t: do.rate(q, "legal_team", 4, t))
    on(0, 32, lambda q, t: do.close(q, "legal_team", t))
    on(1, 3, lambda q, t: do.interim(q, "legal_team", t))
    on(1, 9, lambda q, t: do.pass_on(q, "legal_team", "policy_head", t))
    on(2, 24, lambda q, t: do.answer(q, "legal_team", t, text="Vừa kịp"))
    on(3, 24.01, lambda q, t: do.answer(q, "legal_team", t, text="Trễ chút"))
    on(4, 1, lambda q, t: do.invalid(q, "analyst", "quảng cáo", t))
    on(5, 13, lambda q, t: do.warn(q, POLICY, t))
    on(5, 30, lambda q, t: do.warn(q, POLICY, t))
    on(6, 5, lambda q, t: do.answer(q, "legal_team", t, text="Nhầm"))
    on(6, 6, lambda q, t: do.unreply(q, "propaganda_head", "đó là máy", t))
    on(7, 5, lambda q, t: do.answer(q, "legal_team", t, text="Xong"))
    on(7, 6, lambda q, t: do.reopen(q, "legal_team", "chưa rõ", t))
    on(8, 6, lambda q, t: do.draft(q, "legal_team", "Bản soạn", t))
    return [*events, replace(asked(3), at=hours(200)), asked(9)]


@pytest.fixture
def told(store: Store, landing: Path) -> Store:
    with LandingWriter(landing, "events") as writer:
        for event in history():
            writer.event(event)
    load(store, landing)
    return store


def test_view_and_fold_tell_the_same(told: Store) -> None:
    def plain(value: Any) -> Any:
        return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value

    rows = {
        row.pop("id"): {name: plain(value) for name, value in row.items()}
        for row in told.dicts("from staging.stg_inquiry")
    }
    assert rows == {key: to_fields(one) for key, one in fold_inquiries(history()).items()}
    assert not any(told.check().values())


def test_figures_of_the_warehouse_are_those_of_the_clock(told: Store) -> None:
    known = fold_inquiries(history()).values()
    wanted = figures(
        [Asked(received_at=q.received_at, replied_at=q.first_reply_at) for q in known if q.valid],
        NOW,
    )
    rows = inquiries.figures(told, first=date(2026, 6, 1), last=date(2026, 6, 30), as_of=NOW)
    everything = {row["form"]: row for row in rows}[None]
    for name in ("n", "in_time", "share", "waiting", "overdue", "p50", "p90"):
        assert everything[name] == pytest.approx(getattr(wanted, name)), name
    assert {name: everything[name] for name in wanted.buckets} == dict(wanted.buckets)
    assert {row["form"] for row in rows} == {None, "message", "comment", "other"}
    assert everything["p90"] == math.inf
    assert everything["in_time"] == 4  # 24:00:00 is in time, 24:00:36 is not


def test_as_of_a_moment_what_came_later_is_not_known(told: Store) -> None:
    (row,) = [
        row
        for row in inquiries.figures(
            told, first=date(2026, 6, 1), last=date(2026, 6, 30), as_of=hours(2)
        )
        if row["form"] is None
    ]
    assert (row["n"], row["waiting"], row["overdue"]) == (1, 0, 0)


def test_rules_may_ask_for_what_waits_and_what_is_asked_often(told: Store) -> None:
    waiting = inquiries.unanswered_by_topic(told, as_of=NOW)
    assert {row["topic"]: row["n"] for row in waiting} == {"social_insurance": 3, "strike": 3}
    often = inquiries.asked_often(told, as_of=hours(90), least=2)
    assert {row["topic"]: (row["n"], row["askers"]) for row in often} == {
        "social_insurance": (5, 2),
        "strike": (6, 2),
    }


def test_whether_people_come_to_us_first_and_return(told: Store) -> None:
    (row,) = told.dicts("from mart.inquiry_trust")
    assert (row["n"], row["known"], row["union_first"]) == (11, 11, 5)
    assert (row["csat_n"], row["csat"], row["thanks"], row["reproach"]) == (1, 4.0, 1, 0)
    assert (row["askers"], row["returning"]) == (4, 4)


def test_a_comment_that_asks_is_proposed_until_a_person_took_it_up(
    store: Store, landing: Path, land: Callable[..., Path], make_post: Callable[..., Post]
) -> None:
    article = make_post(1, source="trang-tinh")
    asks = make_post(2, source="trang-tinh", kind="comment", parent_id=article.post_id, title="", lead="",
                     text="Bao giờ có lương ạ?")  # fmt: skip
    praises = make_post(3, source="trang-tinh", kind="comment", title="", lead="", text="Tốt quá")
    land(article, asks, praises)
    load(store, landing)
    store.connection.execute(
        "insert into raw.annotation select post_id, revision, 'intent', "
        "case when body like '%?' then 'ask' else 'praise' end, 0.9, 'linear@1', 0, now() from raw.post"
    )
    since = NOON - timedelta(days=1)
    (row,) = inquiries.proposals(store, ["trang-tinh"], since=since)
    assert row["text"] == "Bao giờ có lương ạ?"
    assert inquiries.proposals(store, ["trang-khac"], since=since) == []
    taken = asked(
        0, channel="comment", native_id=asks.post_id, post_id=asks.post_id, invalid="không hỏi ta"
    )
    with LandingWriter(landing, "events") as writer:
        writer.event(taken)
    load(store, landing)
    assert inquiries.proposals(store, ["trang-tinh"], since=since) == []


def test_what_readers_see_names_nobody(told: Store) -> None:
    for view in ("inquiry", "inquiry_clock", "inquiry_figures", "inquiry_trust"):
        names = {row[0] for row in told.rows(f"describe mart.{view}")}
        assert not names & {"asker", "conversation", "heard"}
