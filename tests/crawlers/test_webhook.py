"""Whose webhook it is, whether it is fresh, what it says: pure, over the bytes platforms send."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.connectors.own_inbox import InboxMessage, message
from crawlers.connectors.webhook import (
    MOST_BYTES,
    WINDOW,
    Hook,
    NotTheirs,
    challenge,
    messages,
    opened,
)
from langnghe.privacy import pseudonym
from langnghe.samples.platform_hooks import facebook_message, facebook_signed, zalo_message

NOW = datetime(2026, 6, 10, 5, 0, tzinfo=UTC)
KEY = b"k" * 32
PAGE, OA = "104857600000001", "3592353763697768582"
PERSON = "9007199254740993001"  # beyond 2^53
FACEBOOK = Hook(
    platform="facebook",
    source="fb-tinh",
    account=PAGE,
    key=KEY,
    secret="bi-mat",
    verify_token="bat-tay",
)
ZALO = Hook(
    platform="zalo", source="zalo-tinh", account=OA, key=KEY, secret="bi-mat-oa", app_id="4455"
)


def facebook(
    text: str = "Cho em hỏi", at: datetime = NOW, **more: Any
) -> tuple[bytes, dict[str, str]]:
    sent = facebook_message(
        app_secret=more.pop("app_secret", "bi-mat"), page=more.pop("page", PAGE), person=PERSON,
        message="m_1", text=text, at=at, **more,
    )  # fmt: skip
    return lower(sent)


def zalo(text: str = "Cho em hỏi", at: datetime = NOW, **more: Any) -> tuple[bytes, dict[str, str]]:
    sent = zalo_message(
        app_id="4455", oa_secret=more.pop("oa_secret", "bi-mat-oa"), account=more.pop("account", OA),
        person=PERSON, message="z1", text=text, at=at, **more,
    )  # fmt: skip
    return lower(sent)


def lower(sent: tuple[bytes, dict[str, str]]) -> tuple[bytes, dict[str, str]]:
    return sent[0], {name.lower(): value for name, value in sent[1].items()}


def said(hook: Hook, body: bytes, headers: dict[str, str]) -> list[InboxMessage | str]:
    return list(messages(hook, opened(hook, body, headers, NOW)))


@pytest.mark.parametrize(("hook", "call"), [(FACEBOOK, facebook), (ZALO, zalo)])
def test_a_message_is_taken_in_scrubbed_and_without_its_person(hook: Hook, call: Any) -> None:
    (found,) = said(hook, *call("Gọi em 0912 345 678"))
    assert isinstance(found, InboxMessage)
    assert (found.text, found.ours, found.at) == ("Gọi em [số điện thoại]", False, NOW)
    assert found.asker == pseudonym(KEY, hook.source, PERSON)
    assert found.reply_to == PERSON
    assert PERSON not in repr(found)
    assert PERSON not in json.dumps(found.to_event().to_json())


@pytest.mark.parametrize(("hook", "call"), [(FACEBOOK, facebook), (ZALO, zalo)])
def test_what_the_union_answers_is_ours_in_the_same_conversation(hook: Hook, call: Any) -> None:
    (asked,) = said(hook, *call())
    (answer,) = said(hook, *call("Chào bạn", ours=True))
    assert isinstance(asked, InboxMessage)
    assert isinstance(answer, InboxMessage)
    assert (answer.ours, answer.conversation, answer.asker) == (
        True,
        asked.conversation,
        asked.asker,
    )


def test_a_message_has_one_name_however_it_came() -> None:
    (hooked,) = said(FACEBOOK, *facebook(at=NOW.replace(microsecond=345_000)))
    pulled = message(
        platform="facebook", source="fb-tinh", key=KEY, conversation=PERSON, person=PERSON,
        message_id="m_1", ours=False, text="Cho em hỏi", at=NOW,
    )  # fmt: skip
    assert isinstance(hooked, InboxMessage)
    assert hooked.to_event() == pulled.to_event()


@pytest.mark.parametrize(
    ("hook", "call"),
    [
        (FACEBOOK, lambda: facebook(app_secret="cua-nguoi-khac")),
        (FACEBOOK, lambda: (facebook()[0], {})),
        (FACEBOOK, lambda: (facebook()[0] + b" ", facebook()[1])),
        (FACEBOOK, lambda: (facebook()[0], {"x-hub-signature-256": "sha256=é"})),
        (replace(FACEBOOK, secret=""), lambda: facebook(app_secret="")),
        (ZALO, lambda: zalo(oa_secret="cua-nguoi-khac")),
        (ZALO, lambda: (zalo()[0], {})),
        (ZALO, lambda: (zalo()[0].replace(b"z1", b"z2"), zalo()[1])),
        (replace(ZALO, secret=""), lambda: zalo(oa_secret="")),
        (ZALO, lambda: (b"[]", zalo()[1])),
        (ZALO, lambda: (b"\xff", zalo()[1])),
    ],
)
def test_a_call_that_is_not_signed_right_is_refused(hook: Hook, call: Any) -> None:
    with pytest.raises(NotTheirs):
        opened(hook, *call(), NOW)


@pytest.mark.parametrize(("hook", "call"), [(FACEBOOK, facebook), (ZALO, zalo)])
@pytest.mark.parametrize("away", [-WINDOW - timedelta(seconds=1), timedelta(minutes=6)])
def test_a_signed_call_that_is_old_or_of_the_future_is_refused(
    hook: Hook, call: Any, away: timedelta
) -> None:
    with pytest.raises(NotTheirs, match="cũ"):
        opened(hook, *call(at=NOW + away), NOW)


@pytest.mark.parametrize(("hook", "call"), [(FACEBOOK, facebook), (ZALO, zalo)])
def test_a_call_that_was_repeated_for_a_day_is_still_taken(hook: Hook, call: Any) -> None:
    assert said(hook, *call(at=NOW - timedelta(hours=24)))


def test_a_call_longer_than_any_is_refused_before_it_is_read() -> None:
    with pytest.raises(NotTheirs, match="dài"):
        opened(FACEBOOK, b"x" * (MOST_BYTES + 1), {}, NOW)


def test_the_newer_way_of_zalo_signs_the_moment_of_the_header() -> None:
    import hashlib

    body = json.dumps(
        {"app_id": "4455", "event_name": "user_send_text", "sender": {"id": PERSON},
         "recipient": {"id": OA}, "message": {"msg_id": "z1", "text": "hỏi"},
         "timestamp": str(int(NOW.timestamp() * 1000))}
    ).encode()  # fmt: skip
    mac = hashlib.sha256(b"4455" + body + b"1781067600001" + b"bi-mat-oa").hexdigest()
    headers = {"x-zevent-signature": f"mac={mac}", "x-zevent-timestamp": "1781067600001"}
    assert said(ZALO, body, headers)


def test_a_call_for_another_account_is_left_out() -> None:
    assert said(FACEBOOK, *facebook(page="999")) == ["webhook của trang khác"]
    assert said(ZALO, *zalo(account="999")) == ["webhook của OA khác"]


def test_what_is_no_message_is_told_and_left_out() -> None:
    ms = int(NOW.timestamp() * 1000)
    entry = {"id": PAGE, "time": NOW.timestamp() // 1, "changes": [{"field": "feed", "value": {}}],
             "messaging": [{"timestamp": ms, "read": {"watermark": ms}}, {"message": {"text": "x"}}, 3]}  # fmt: skip
    sent = lower(facebook_signed({"object": "page", "entry": [entry, 7]}, "bi-mat"))
    assert len(said(FACEBOOK, *sent)) == 3
    assert all(isinstance(each, str) for each in said(FACEBOOK, *sent))


@pytest.mark.parametrize(
    ("kind", "words"), [("sticker", "(gửi biểu tượng)"), ("audio", "(gửi tin thoại)")]
)
def test_a_message_without_words_is_one_too(kind: str, words: str) -> None:
    body, _ = zalo("")
    payload = {**json.loads(body), "event_name": f"user_send_{kind}"}
    (found,) = messages(ZALO, payload)
    assert isinstance(found, InboxMessage)
    assert found.text == words


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["entry", "id", "messaging", "message", "sender", "timestamp", "mid",
                             "event_name", "recipient", "msg_id", "text", "attachments"]),
            inner, max_size=5,
        ),
        max_leaves=12,
    )
)  # fmt: skip
def test_no_payload_brings_the_reader_down(payload: Any) -> None:
    for hook in (FACEBOOK, ZALO):
        if isinstance(payload, dict):
            list(messages(hook, payload))


def test_the_handshake_is_answered_only_with_the_right_token() -> None:
    query = {"hub.mode": "subscribe", "hub.verify_token": "bat-tay", "hub.challenge": "1158201444"}
    assert challenge(FACEBOOK, query) == "1158201444"
    for wrong in (
        {**query, "hub.verify_token": "khac"},
        {**query, "hub.mode": "unsubscribe"},
        {**query, "hub.challenge": "<script>"},
        {},
    ):
        with pytest.raises(NotTheirs):
            challenge(FACEBOOK, wrong)
    with pytest.raises(NotTheirs):
        challenge(ZALO, query)
