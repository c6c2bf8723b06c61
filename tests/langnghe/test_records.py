"""Facts are frozen and valid from birth; an address names a page however it was shared."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langnghe.records import Post, canonical_url, hanoi_day, post_id_of, utc

POST = Post(
    post_id="1",
    source="bao",
    kind="article",
    url="https://bao.example/1.html",
    title="Tin",
    lead="",
    text="Chữ",
    fetched_at=datetime(2026, 6, 30, tzinfo=UTC),
)


def test_a_fact_is_not_edited() -> None:
    with pytest.raises(FrozenInstanceError):
        POST.title = "Khác"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"title": "", "text": " "}, "without text"),
        ({"kind": "tin"}, "unknown kind"),
        ({"fetched_at": datetime(2026, 6, 30)}, "no time zone"),  # noqa: DTZ001
    ],
)
def test_what_is_not_valid_is_refused_at_the_door(change: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        replace(POST, **change)  # type: ignore[arg-type]


def test_a_post_survives_its_landing_line() -> None:
    dated = replace(POST, published_at=datetime(2026, 6, 29, 23, 0, tzinfo=UTC))
    assert Post.from_json(dated.to_json()) == dated


def test_an_edit_is_another_revision_of_the_same_post() -> None:
    edited = replace(POST, text="Chữ đã sửa")
    assert edited.revision != POST.revision
    assert edited.post_id == POST.post_id


@pytest.mark.parametrize(
    "shared",
    [
        "http://www.bao.example/1.html",
        "https://BAO.example/1.html#binh-luan",
        "https://bao.example/1.html?utm_source=zalo&fbclid=x",
        " https://bao.example/1.html ",
    ],
)
def test_shared_addresses_are_one_post(shared: str) -> None:
    assert canonical_url(shared) == "https://bao.example/1.html"


def test_a_native_id_belongs_to_its_source() -> None:
    assert post_id_of(url=None, source="a", native_id="7") != post_id_of(
        url=None, source="b", native_id="7"
    )
    with pytest.raises(ValueError, match="needs a url"):
        post_id_of(url=None, source="a", native_id=None)


def test_six_in_the_evening_in_greenwich_is_tomorrow_in_hanoi() -> None:
    assert hanoi_day(datetime(2026, 6, 29, 18, 0, tzinfo=UTC)) == date(2026, 6, 30)
    with pytest.raises(ValueError, match="no time zone"):
        utc(datetime(2026, 6, 29))  # noqa: DTZ001


@given(
    st.from_regex(r"https?://[a-z]{1,9}\.vn(/[a-z0-9-]{1,9}){0,3}(\?[a-z]=[0-9])?", fullmatch=True)
)
def test_a_canonical_address_stays_as_it_is(url: str) -> None:
    assert canonical_url(canonical_url(url)) == canonical_url(url)
