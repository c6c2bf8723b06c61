"""A report works out the labels once; its figures are those of every question asked alone."""

from __future__ import annotations

from datetime import date

from tests.measure.conftest import Office
from warehouse.measured import prepared


def test_posts_of_the_period_and_around_are_prepared(office: Office) -> None:
    office.source("bao-a", name="Báo A", group="Nhà A", type="local_press", own=True, unit="cd-a")
    near = office.post(
        1, seen="2026-06-10", labels={"in_scope": "1", "topic": ["wages"], "risk": "2"}
    )
    late = office.post(2, seen="2026-06-11", published="2020-01-01")
    office.post(3, seen="2020-01-01")
    office.load()
    sql = "select * from measured_post order by url"
    alone = {row["post_id"]: row for row in office.store.dicts(sql)}
    with prepared(office.store, date(2026, 6, 1), date(2026, 6, 30)):
        together = {row["post_id"]: row for row in office.store.dicts(sql)}
    assert len(alone) == 3
    assert together == {near: alone[near], late: alone[late]}
    row = alone[near]
    assert (row["topics"], row["risk"], row["outlet"], row["source_kind"]) == (
        ["wages"], 2, "Nhà A", "press_local",
    )  # fmt: skip
    assert (row["own"], row["source_unit"]) == (True, "cd-a")
    assert len(office.store.rows(sql)) == 3  # afterwards the view is back
