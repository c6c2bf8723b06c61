"""Series: what was said by bucket, 0 where sources were heard and silent, null where none was heard."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from langnghe.records import Outcome, Post, Visit
from warehouse import Store, labels
from warehouse.load import load
from warehouse.series import FAMILIES, WATCHED, Office, home_sources, parts, series

NOON = datetime(2026, 6, 10, 5, tzinfo=UTC)  # noon in Hà Nội on 10 June
NOW_OF = {"Bình Dương": "TP.HCM", "TP Hồ Chí Minh": "TP.HCM"}
DONG_NAI = Office(home="Đồng Nai", province_of=lambda name: NOW_OF.get(name, name))
COLUMNS = '(source, name, home, type, "group", place, reliability, priority, enabled, declared, expected_per_day)'
STRIKE = "topic=strike|tone=negative|place=dong-nai"


def at(day: int, hour: int = 12) -> datetime:
    """Return an hour of a day of June in Hà Nội."""
    return datetime(2026, 6, day, hour, tzinfo=UTC) - timedelta(hours=7)


def heard(day: int, source: str = "bao-mau", *, hour: int = 7, ok: bool = True) -> Visit:
    return Visit(
        source=source, url=f"https://{source}.example/rss", role="feed", at=at(day, hour),
        outcome=Outcome.KNOWN if ok else Outcome.FAILED, reason="" if ok else "quá giờ",
        reason_class="" if ok else "temporary",
    )  # fmt: skip


class Told:
    """A store that is told of posts and what was said of them."""

    def __init__(
        self, store: Store, landing: Path, land: Callable[..., Path], make: Callable[..., Post]
    ) -> None:
        self.store, self.landing, self.land, self.make = store, landing, land, make
        self.rows: list[tuple[Post, str, str, int]] = []
        self.records: list[Post | Visit] = []
        self.members: dict[str, str] = {}
        self.number = 0

    def post(self, moment: datetime, story: str | None = None, **said: Any) -> Post:
        """Add a post seen at a moment; what is no field of a post is a label (or labels)."""
        self.number += 1
        fields = {k: said.pop(k) for k in tuple(said) if k in Post.__dataclass_fields__}
        values = {
            "fetched_at": moment,
            "published_at": moment - timedelta(minutes=30),
            "title": f"Công nhân nhà máy số {self.number} ngừng việc đòi tăng lương",
            "lead": "",
            "text": f"Bản tin số {self.number}: sáng nay công nhân một nhà máy ngừng việc tập thể.",
        }
        post = self.make(self.number, **{**values, **fields})
        defaults = {"in_scope": "1", "topic": "strike", "tone": "negative", "place": "Đồng Nai"}
        for task, labels_ in {**defaults, **said}.items():
            many = labels_ if isinstance(labels_, list) else [labels_]
            self.rows += [(post, task, label, rank) for rank, label in enumerate(many)]
        self.records.append(post)
        if story:
            self.members[post.post_id] = story
        return post

    def done(self, *visits: Visit) -> Store:
        """Land, load and label everything."""
        self.land(*self.records, *visits)
        load(self.store, self.landing)
        labels.add_labels(
            self.store,
            pa.table(
                {
                    "post_id": [post.post_id for post, *_ in self.rows],
                    "revision": [post.revision for post, *_ in self.rows],
                    "task": [row[1] for row in self.rows],
                    "label": [row[2] for row in self.rows],
                    "score": pa.array([0.9] * len(self.rows), pa.float32()),
                    "model": ["linear@1"] * len(self.rows),
                    "rank": pa.array([row[3] for row in self.rows], pa.int16()),
                }
            ),
        )
        labels.add_members(self.store, self.members)
        return self.store


@pytest.fixture
def told(
    store: Store, landing: Path, land: Callable[..., Path], make_post: Callable[..., Post]
) -> Told:
    store.connection.execute(
        "insert into raw.source by name select *, now() as updated_at from (values "
        "('bao-mau', 'Báo Mẫu', '', 'news', 'Nhóm A', 'Toàn quốc', 'B', 1, true, true, null), "
        "('bao-hai', 'Báo Hai', '', 'news', 'Nhóm A', 'Toàn quốc', 'B', 1, true, true, null), "
        "('bao-ba', 'Báo Ba', '', 'news', '', 'Toàn quốc', 'B', 1, true, true, null), "
        "('trang-nha', 'LĐLĐ tỉnh', '', 'union', '', 'Đồng Nai', 'A', 1, true, true, null)) as s"
        + COLUMNS
    )
    return Told(store, landing, land, make_post)


def counts(table: pa.Table, series_id: str) -> list[tuple[Any, ...]]:
    """Return (items, stories, healthy, independent) of a series, bucket by bucket."""
    names = ("items", "stories", "healthy_sources", "independent_sources")
    return [
        tuple(row[name] for name in names)
        for row in table.to_pylist()
        if row["series_id"] == series_id
    ]


def test_nothing_said_and_nothing_collected_never_look_alike(told: Told) -> None:
    told.post(at(8))
    store = told.done(heard(8), heard(9), heard(10, ok=False))
    table = series(store, DONG_NAI, start=date(2026, 6, 7), until=at(10))
    assert table.schema.field("bucket").type == pa.date32()
    assert counts(table, STRIKE) == [
        (None, None, 0, None),  # nobody had asked yet
        (1, 1, 1, 1),
        (0, 0, 1, 0),  # heard, and silent
        (None, None, 0, None),  # asked in vain
    ]


def test_a_night_bucket_in_hanoi_belongs_to_its_own_day(told: Told) -> None:
    told.post(at(9, 1))  # 18:00 UTC of the day before
    store = told.done(heard(9, hour=1), heard(9, hour=13))
    day = series(store, DONG_NAI, start=date(2026, 6, 8), until=at(9, 13))
    assert [row[0] for row in counts(day, STRIKE)] == [None, 1]
    table = series(store, DONG_NAI, start=date(2026, 6, 9), until=at(9, 13), step="6h")
    assert [row[0] for row in counts(table, STRIKE)] == [1, None, 0]
    assert table["bucket"][0].as_py() == datetime(2026, 6, 8, 17, tzinfo=UTC)


def test_copies_of_one_wire_text_are_one_source(told: Told) -> None:
    wire = (
        "Khoảng hai trăm công nhân của công ty ngừng việc từ sáng sớm, yêu cầu trả đủ tiền lương."
    )
    for source in ("bao-mau", "bao-hai", "bao-ba"):
        told.post(at(8), "s1", source=source, text=wire)
    told.post(at(8, 15), "s1", source="bao-ba", text="Phóng viên có mặt tại cổng nhà máy từ trưa.")
    told.post(at(8, 16), "s2", source="bao-hai")
    store = told.done(heard(8), heard(8, "bao-hai"), heard(8, "bao-ba"))
    [row] = counts(series(store, DONG_NAI, start=date(2026, 6, 8), until=at(8, 20)), STRIKE)
    # two voices: the house of the first two, and the paper that also sent its own reporter
    assert row == (5, 2, 3, 2)


def test_a_backlog_is_no_burst_and_a_wrong_clock_hides_nothing(told: Told) -> None:
    for days in (2, 5, 40):
        told.post(at(10), published_at=at(10) - timedelta(days=days))
    told.post(at(10), published_at=at(10) + timedelta(days=30))
    told.post(at(10), published_at=None)
    store = told.done(heard(8), heard(9), heard(10))
    live = series(store, DONG_NAI, start=date(2026, 6, 8), until=at(10, 18))
    assert [row[0] for row in counts(live, STRIKE)] == [0, 0, 2]
    replay = series(store, DONG_NAI, start=date(2026, 6, 5), until=at(10, 18), moment="published")
    assert next(row[0] for row in counts(replay, STRIKE)) == 1


def test_what_was_known_later_is_not_counted(told: Told) -> None:
    told.post(at(10, 9))
    told.post(at(10, 15))
    store = told.done(heard(10))
    table = series(store, DONG_NAI, start=date(2026, 6, 10), until=at(10, 12))
    assert counts(table, STRIKE) == [(1, 1, 1, 1)]


def test_what_is_kept_between_two_questions_never_hides_what_came_since(told: Told) -> None:
    told.post(at(9))
    store = told.done(heard(9), heard(10))
    ask = {"start": date(2026, 6, 9), "until": at(10, 20)}
    assert [row[0] for row in counts(series(store, DONG_NAI, **ask), STRIKE)] == [1, 0]
    told.records, told.rows = [], []
    told.post(at(10))
    told.done()
    assert [row[0] for row in counts(series(store, DONG_NAI, **ask), STRIKE)] == [1, 1]
    earlier = {"start": date(2026, 6, 9), "until": at(9, 11)}
    assert counts(series(store, DONG_NAI, **earlier), STRIKE) == []
    hue = Office(home="Huế", province_of=lambda name: {"Đồng Nai": "Huế"}.get(name, name))
    assert counts(series(store, hue, **ask), STRIKE) == []
    assert len(counts(series(store, hue, **ask), STRIKE.replace("dong-nai", "hue"))) == 2


def test_a_national_paper_made_in_the_province_does_not_speak_of_it_alone(store: Store) -> None:
    store.connection.execute(
        "insert into raw.source by name select *, now() as updated_at from (values "
        "('bao-lon', 'Báo Lớn', '', 'news', '', 'Đồng Nai', 'B', 1, true, true, null), "
        "('bao-tinh', 'Báo Tỉnh', '', 'local_press', '', 'Đồng Nai', 'B', 1, true, true, null)) as s"
        + COLUMNS
    )
    assert home_sources(store, DONG_NAI) == ["bao-tinh"]


def test_an_office_may_leave_out_what_happens_elsewhere(told: Told) -> None:
    told.post(at(10), place=["Đồng Nai", "Huế"])
    store = told.done(heard(10))
    table = series(store, DONG_NAI, start=date(2026, 6, 10), until=at(10, 20), elsewhere=False)
    names = set(table["series_id"].to_pylist())
    assert {STRIKE, "topic=strike|tone=negative"} <= names
    assert not any("place=hue" in name for name in names)


def test_each_post_stands_in_its_series_under_the_province_of_today(told: Told) -> None:
    told.post(
        at(10), topic=["strike", "employer_violation"], stance_union="negative",
        place=["Bình Dương", "TP.HCM", "Đồng Nai"], commune="xã Nhơn Trạch, Đồng Nai",
    )  # fmt: skip
    told.post(at(10), place=[f"Tỉnh {n}" for n in range(6)], topic="welfare", tone="positive")
    told.post(at(10), place="-", topic="welfare", tone="positive")
    told.post(at(10), in_scope="0", topic="off_topic")
    store = told.done(heard(10))
    table = series(store, DONG_NAI, start=date(2026, 6, 10), until=at(10, 20), families=FAMILIES)
    found = {row["series_id"]: row["items"] for row in table.to_pylist()}
    assert found["topic=strike|tone=negative|place=tp-hcm"] == 1
    assert found[STRIKE] == found["topic=employer_violation|tone=negative|place=dong-nai"] == 1
    assert found["topic=strike|stance=negative|place=dong-nai"] == 1
    assert found["topic=strike|tone=negative|stance=negative|place=tp-hcm"] == 1
    assert found["topic=strike|tone=negative|place=dong-nai|commune=xa-nhon-trach"] == 1
    assert found["topic=welfare|tone=positive|place=nhieu-noi"] == 1
    assert found["topic=welfare|tone=positive|place=khong-ro"] == 1
    assert found["source=bao-mau|tone=negative"] == 1
    assert not any("off_topic" in name for name in found)
    assert parts(STRIKE) == {"topic": "strike", "tone": "negative", "place": "dong-nai"}


def test_a_source_that_was_not_heard_is_a_gap_of_its_own(told: Told) -> None:
    told.post(at(9), source="bao-ba")
    store = told.done(heard(9, "bao-ba"), heard(9), heard(10))
    table = series(store, DONG_NAI, start=date(2026, 6, 9), until=at(10, 20))
    assert [r[0] for r in counts(table, "source=bao-ba|tone=negative")] == [1, None]
    assert [r[0] for r in counts(table, STRIKE)] == [1, 0]
    assert [r[2] for r in counts(table, STRIKE)] == [2, 1]


def test_comments_under_our_own_pages_have_series_of_their_own(told: Told) -> None:
    own = told.post(at(9), "s1", source="trang-nha", tone="positive")
    for n, tone in enumerate(("negative", "negative", "positive")):
        told.post(
            at(9, 14), kind="comment", source="trang-nha", native_id=str(n), parent_id=own.post_id,
            in_scope="0", topic="off_topic", tone=tone, place="-", stance_union="none", title="",
            text=f"bình luận {n}",
        )  # fmt: skip
    store = told.done(heard(9, "trang-nha"))
    table = series(store, DONG_NAI, start=date(2026, 6, 9), until=at(9, 20))
    assert counts(table, "comments=own") == [(3, 1, 1, 1)]
    assert counts(table, "comments=own|tone=negative") == [(2, 1, 1, 1)]
    assert counts(table, "topic=strike|tone=positive|place=dong-nai") == [(1, 1, 1, 1)]


def test_a_replay_knows_a_dead_source_from_a_quiet_one(told: Told) -> None:
    for day in range(1, 11):
        for hour in range(6, 14):
            told.post(at(day, hour), source="bao-mau", in_scope="0")
        if day not in (5, 6, 7):
            for hour in range(6, 14):
                told.post(at(day, hour), source="bao-ba", in_scope="0")
    told.post(at(2), source="bao-hai")  # one item in ten days: silence says nothing
    store = told.done()
    table = series(store, DONG_NAI, start=date(2026, 6, 1), until=at(10, 20), moment="published")
    healthy = [row[2] for row in counts(table, STRIKE)]
    assert healthy == [2, 3, 3, 3, 2, 2, 2, 3, 3, 3]


def test_wrong_questions_are_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="unknown families"):
        series(store, DONG_NAI, start=date(2026, 6, 1), until=NOON, families=["topic"])
    with pytest.raises(ValueError, match="before it starts"):
        series(store, DONG_NAI, start=date(2026, 7, 1), until=NOON)
    with pytest.raises(ValueError, match="no time zone"):
        series(store, DONG_NAI, start=date(2026, 6, 1), until=NOON.replace(tzinfo=None))
    empty = series(store, DONG_NAI, start=date(2026, 6, 1), until=NOON, families=WATCHED)
    assert empty.num_rows == 0
