"""Ask the views of the criteria: what the rows of a period add up to, and which rows they are.

Every question and target has one table macro mart.<view>(first, last, known), each row one counted
thing: unit, day, figure, part, num, den, kind, id, label. docs/measure.md has the contract.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from langnghe.errors import WarehouseError
from langnghe.records import HANOI
from warehouse.store import Store

COLUMNS = ("unit", "day", "figure", "part", "num", "den", "kind", "id", "label")
_NAME = re.compile(r"[ct][0-9][0-9a-z_]*")


def sums(
    store: Store,
    view: str,
    first: date,
    last: date,
    known: datetime,
    units: Sequence[str] | None = None,
) -> dict[tuple[str, str], Mapping[str, Any]]:
    """Return what the rows add up to, by (figure, part); part None in the key is "" = the whole.

    units: codes whose rows count; None: every row, also those of no unit. known: the moment the
    figures are asked at; nothing said later counts.
    """
    found = store.dicts(
        SUMS.format(rows=rows_of(view), by=""), values_of(first, last, known, units)
    )
    return {(row.pop("figure"), row.pop("part")): row for row in found}


def counted(
    store: Store,
    view: str,
    first: date,
    last: date,
    known: datetime,
    units: Sequence[str] | None = None,
    *,
    figure: str | None = None,
    part: str | None = None,
    most: int | None = None,
) -> list[dict[str, Any]]:
    """Return the rows behind a figure (None: all figures of the view), in a fixed order.

    part: also a piece of a part of several, so that "2026-1" opens "2026-1>May mặc" too.
    """
    values = {**values_of(first, last, known, units), "figure": figure, "part": part}
    limit = f" limit {int(most)}" if most is not None else ""
    return store.dicts(_COUNTED.format(rows=rows_of(view)) + limit, values)


def standing(store: Store) -> frozenset[str]:
    """Return the views of questions that this warehouse has."""
    found = store.rows(
        "select distinct function_name from duckdb_functions() "
        "where schema_name = 'mart' and function_type = 'table_macro'"
    )
    return frozenset(name for (name,) in found if _NAME.fullmatch(name))


def names_of(store: Store, what: str, day: date) -> dict[str, str]:
    """Return the names of units (a code's version as of a day, else its last) or of sources."""
    return dict(store.rows(_NAMES[what], {"day": day} if what == "unit" else ()))


_NAMES = {
    "unit": """
        select code, arg_max(name, (valid_from <= $day::date, valid_from)) from staging.stg_unit
        group by code
    """,
    "source": "select source, name from raw.source",
}


def values_of(
    first: date, last: date, known: datetime, units: Sequence[str] | None
) -> dict[str, Any]:
    """Return what a question is asked with, as the parameters of `rows_of` are named."""
    return {
        "first": first,
        "last": last,
        "known": known,
        "units": None if units is None else list(units),
    }


def rows_of(view: str) -> str:
    """Return the query of the rows of a view, for the parameters of `values_of`."""
    if not _NAME.fullmatch(view):
        raise WarehouseError(f"{view}: không phải tên view của một câu hỏi")
    return _ROWS.format(view=view)


# A name from the catalogue, checked above, is pasted: a table function can't be bound.
_ROWS = """
select unit, day, figure, coalesce(part, '') as part, num, den, kind, id, label
from mart.{view}($first::date, $last::date, $known::timestamptz)
where day between $first and $last
  and ($units::varchar[] is null or list_contains($units::varchar[], unit))
"""

# by: "" or further columns, each with a comma, that stand before the figure.
SUMS = """
with r as ({rows})
select {by}figure,
       case when grouping(part) = 1 then '' else part end as part,
       grouping(part) = 1 as whole,
       count(*) as rows,
       count(distinct id) as "distinct",
       coalesce(sum(num), 0)::double as num,
       coalesce(sum(den), 0)::double as den,
       avg(num) as mean,
       median(num) as median,
       quantile_cont(num, 0.9) as p90,
       min(num) as least,
       max(num) as most,
       stddev_samp(num) as sd
from r
group by grouping sets (({by}figure), ({by}figure, part))
having whole or part <> ''
order by all
"""

_COUNTED = """
select * from ({rows})
where ($figure::varchar is null or figure = $figure)
  and ($part::varchar is null or part = $part or list_contains(string_split(part, '>'), $part))
order by figure, part, day, unit, kind, id, num, den, label
"""


def units_in_force(store: Store, day: date) -> list[tuple[str, str, str]]:
    """Return code, name and level of the units of a day, by name as Vietnamese sorts."""
    return store.rows(
        "select code, name, level from staging.unit_on($day::date) order by name collate vi, code",
        {"day": day},
    )


def handed_in(
    store: Store, first: date, last: date, known: datetime
) -> frozenset[tuple[str, str | None]]:
    """Return the registers, each with a unit, that have a row about a day of a period.

    The views of the registers name their days differently, so staging.stg_register_day says it once.
    """
    return frozenset(store.rows(_HANDED_IN, {"first": first, "last": last, "known": known}))


_HANDED_IN = """
select distinct register.replace('register.', ''), unit
from staging.stg_register_day
where recorded_at <= $known::timestamptz and day <= $last::date and until >= $first::date
"""


def labelled_by(store: Store, first: date, last: date, known: datetime) -> str:
    """Return the model whose word on the tone counts for most posts of the days; "" where none said any."""
    found = store.rows(
        "with said as (select post_id, arg_max(model, (made_at, model)) as model from raw.annotation "
        "semi join (select post_id from raw.post "
        "where coalesce(published_at, fetched_at) between $first and $last) using (post_id) "
        "where task = 'tone' and not model ^@ 'person@' and made_at <= $known group by 1) "
        "select model from said group by 1 order by count(*) desc, 1 limit 1",
        {
            "first": datetime.combine(first, time(), HANOI),
            "last": datetime.combine(last + timedelta(days=1), time(), HANOI),
            "known": known,
        },
    )
    return str(found[0][0]) if found else ""


def anything_heard(store: Store, first: date, last: date, known: datetime, *, own: bool) -> bool:
    """Tell whether any source (own: any of our own) was reached in a period, or anything came in.

    What nobody could hear is not silence: without it a count of nothing is no 0.
    """
    values = {"first": first, "last": last, "known": known, "own": own}
    return bool(store.one(_HEARD, values))


_HEARD = """
with reached as (
    select source, visited_at as at from raw.visit
    where outcome not in ('failed', 'blocked', 'robots')
    union all
    select source, looked_at from mart.connector_look where reached
    union all
    select source, fetched_at from raw.post
)
select exists (
    from reached as r
    where r.at >= ($first::date::timestamp - interval 7 hour) at time zone 'UTC'
      and r.at < ($last::date::timestamp + interval 17 hour) at time zone 'UTC'
      and r.at <= $known::timestamptz
      and (not $own or r.source in (select source from raw.source where own))
)
"""
