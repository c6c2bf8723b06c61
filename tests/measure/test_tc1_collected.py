"""1.02: what was collected each day, and that a day without collection is not a day without news."""

from __future__ import annotations

from tests.measure.conftest import Office


def test_two_posts(office: Office) -> None:
    office.source("bao-a", name="Báo A")
    office.post(
        1, seen="2026-06-10 08:00", labels={"in_scope": "1", "topic": ["wages"]}, story="t1"
    )
    assert office.ask("1.02", "2026-06-10")["raw"].value == 1
    assert [r["id"] for r in office.rows("1.02", "2026-06-10", "raw")] == [office.id_of(1)]
