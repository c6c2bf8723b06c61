"""What a report needs of the warehouse beyond figures: rows as they were counted, versions, submissions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from warehouse.measure import SUMS, rows_of, values_of
from warehouse.store import Store

if TYPE_CHECKING:
    import pyarrow as pa


def counted_table(
    store: Store,
    view: str,
    first: date,
    last: date,
    known: datetime,
    units: Sequence[str] | None = None,
) -> pa.Table:
    """Return every row of a view as an Arrow table in a fixed order; unit names as of the last day.

    Columns: figure, part, kind, id, day, unit, unit_name, label, num, den.
    """
    found = store.connection.execute(
        _COUNTED.format(rows=rows_of(view)), values_of(first, last, known, units)
    )
    return found.to_arrow_table()


_COUNTED = """
with name as (
    select code, arg_max(name, (valid_from <= $last::date, valid_from)) as name
    from staging.stg_unit group by code
)
select r.figure, r.part, r.kind, r.id::varchar as id, r.day, coalesce(r.unit, '') as unit,
       coalesce(n.name, '') as unit_name, coalesce(r.label::varchar, '') as label,
       r.num::double as num, r.den::double as den
from ({rows}) as r left join name as n on n.code = r.unit
order by figure, part, day, r.unit, kind, id, num, den, label
"""


def sums_of(
    store: Store, rows: Mapping[str, pa.Table]
) -> dict[str, dict[tuple[str, str], Mapping[str, Any]]]:
    """Return what rows that were read add up to, by question; each as warehouse.measure.sums of its view."""
    from concurrent.futures import ThreadPoolExecutor

    # One thread a question adds in the order of its rows: the same rows, the same last digit.
    threads = int(store.one("select current_setting('threads')"))
    store.connection.execute("set threads = 1")
    try:
        with ThreadPoolExecutor(threads) as pool:
            told = list(pool.map(lambda table: _added(store, table), rows.values()))
    finally:
        store.connection.execute("set threads = ?", [threads])
    return dict(zip(rows, told, strict=True))


def _added(store: Store, rows: pa.Table) -> dict[tuple[str, str], Mapping[str, Any]]:
    with store.connection.cursor() as connection:
        connection.register("_read_rows", rows)
        try:
            found = Store(connection, store.path).dicts(
                SUMS.format(rows="select * from _read_rows", by="")
            )
        finally:
            connection.unregister("_read_rows")
    return {(row.pop("figure"), row.pop("part")): row for row in found}


def of_no_unit(store: Store, view: str, first: date, last: date, known: datetime) -> bool:
    """Tell whether a view has rows and none of them is of a unit: it is measured for the province."""
    values = values_of(first, last, known, None)
    return bool(store.one(_NO_UNIT.format(rows=rows_of(view)), values))


_NO_UNIT = "select count(*) > 0 and count(unit) = 0 from ({rows})"


def units_under(store: Store, unit: str, first: date, last: date) -> list[str]:
    """Return a unit and all below it that were in force on any day of a period."""
    return [code for (code,) in store.rows(_UNDER, {"unit": unit, "first": first, "last": last})]


_UNDER = """
with recursive below as (
    select $unit::varchar as code
    union
    select u.code from staging.stg_unit as u join below as b on u.parent = b.code
    where u.valid_from <= $last::date and coalesce(u.valid_to, date '9999-12-31') >= $first::date
)
select code from below order by code
"""


def versions(store: Store) -> dict[str, str]:
    """Return what made the figures: the views, the last migration, the models that labelled."""
    views = store.one("select sha256 from main.migration where name = 'views'")
    last = store.one("select max(name) from main.migration where name <> 'views'")
    models = [m for (m,) in store.rows("select distinct model from raw.annotation order by model")]
    told = [m for m in models if not m.startswith("person@")]
    return {"views": str(views), "migration": str(last), "models": ", ".join(told)}


def keep_figures(store: Store, report_id: str, rows: Iterable[Mapping[str, Any]]) -> int:
    """Store the figures of a report once; return how many were new."""
    import pyarrow as pa

    if store.one("select count(*) from raw.figure where report_id = ?", [report_id]):
        return 0
    batch = pa.Table.from_pylist(list(rows))
    return store.append("raw.figure", batch) if batch.num_rows else 0


def report_events(store: Store) -> list[dict[str, Any]]:
    """Return what happened to reports, oldest first: id, what, said_by, happened_at, fields."""
    found = store.dicts(
        "select id, what, said_by, happened_at, fields::varchar as fields from raw.event "
        "where kind = 'report' order by happened_at, event_id"
    )
    return [{**row, "fields": json.loads(row["fields"])} for row in found]


def criteria_reports(store: Store, period: str, known: datetime) -> list[dict[str, Any]]:
    """Return the reports by the five criteria that the register has of a period, first sent first."""
    return store.dicts(
        "select unit, code, title, sent_at, due_at from staging.stg_info_report "
        "where type = 'criteria' and period = $period and status = 'sent' "
        "and coalesce(sent_at, $known::timestamptz) <= $known::timestamptz "
        "order by sent_at nulls last, id",
        {"period": period, "known": known},
    )


def register_rows(
    store: Store, register: str, units: Sequence[str], first: date, last: date, known: datetime
) -> list[str]:
    """Return the ids of the rows of a register about a period that some units recorded."""
    return [
        id_
        for (id_,) in store.rows(
            "select distinct id from staging.stg_register_day "
            "where register = $register and list_contains($units::varchar[], unit) "
            "and day <= $last::date and until >= $first::date "
            "and recorded_at <= $known::timestamptz order by id",
            {
                "register": f"register.{register}",
                "units": list(units),
                "first": first,
                "last": last,
                "known": known,
            },
        )
    ]


def first_said(store: Store, register: str, ids: Sequence[str]) -> dict[str, str]:
    """Return who first recorded each row of a register, by id."""
    return dict(
        store.rows(
            "select id, arg_min(said_by, happened_at) from raw.event "
            "where kind = $kind and list_contains($ids::varchar[], id) group by id",
            {"kind": f"register.{register}", "ids": list(ids)},
        )
    )
