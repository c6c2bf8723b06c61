"""Stories and articles that a report asks for again and again are worked out once for its days."""

from __future__ import annotations

from datetime import UTC, date, datetime

import duckdb
import pytest

from tests.measure.conftest import Office, moment
from warehouse.told import told

JUNE = (date(2026, 6, 1), date(2026, 6, 30))
MAY = (date(2026, 5, 1), date(2026, 5, 31))
KNOWN = moment("2026-08-10")
STORIES = (
    "select story_id, day, posts from main.measured_stories(?, ?, ?::timestamptz) order by all"
)
ARTICLES = "select post_id, place from main.union_articles(?, ?, ?::timestamptz) order by all"


@pytest.mark.parametrize("microsecond", [0, 448383, 1, 999999])
def test_a_moment_is_the_same_to_the_microsecond(office: Office, microsecond: int) -> None:
    """In seconds DuckDB writes 1795333271.4483829 where Python writes .448383."""
    office.post(1, seen="2026-06-10", labels={"in_scope": "1", "topic": ["wages"]})
    office.load()
    known = datetime(2026, 11, 22, 7, 41, 11, microsecond, tzinfo=UTC)
    with told(office.store, [JUNE], known):
        assert len(office.store.rows(STORIES, [*JUNE, known])) == 1


def test_held_stories_are_those_of_the_days_asked_and_no_others(office: Office) -> None:
    said = {"in_scope": "1", "topic": ["wages"]}
    office.post(1, seen="2026-05-20", labels=said, story="t1", title="Công đoàn hỏi thăm")
    office.post(2, seen="2026-06-10", labels=said, story="t1")
    office.post(3, seen="2026-06-11", labels=said, title="Liên đoàn Lao động tỉnh họp")
    office.load()
    ask = office.store.rows
    before = {d: (ask(STORIES, [*d, KNOWN]), ask(ARTICLES, [*d, KNOWN])) for d in (MAY, JUNE)}
    assert [len(found) for pair in before.values() for found in pair] == [1, 1, 2, 1]
    with told(office.store, [JUNE, MAY, JUNE], KNOWN):
        for days, (stories, articles) in before.items():
            assert ask(STORIES, [*days, KNOWN]) == stories
            assert ask(ARTICLES, [*days, KNOWN]) == articles
        office.store.connection.execute("delete from raw.story_member")
        assert ask(STORIES, [*JUNE, KNOWN]) == before[JUNE][0]  # what was held, not asked again
        with pytest.raises(duckdb.Error, match="not held"):
            ask(STORIES, [date(2026, 6, 2), JUNE[1], KNOWN])
        with pytest.raises(duckdb.Error, match="not held"):
            ask(STORIES, [*JUNE, moment("2026-08-11")])
    assert len(ask(STORIES, [*JUNE, KNOWN])) == 2
    assert len(ask(STORIES, [date(2026, 6, 2), JUNE[1], KNOWN])) == 2
