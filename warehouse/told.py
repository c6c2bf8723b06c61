"""What several questions of a report ask for the same days, worked out once: its stories, its articles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

from warehouse.store import Store

MACROS = ("measured_stories", "union_articles")  # of the schema main; (first, last, known) each


@contextmanager
def told(store: Store, periods: Sequence[tuple[date, date]], known: datetime) -> Iterator[None]:
    """Hold what the macros say of some periods; other days asked meanwhile end in an error, never in nothing.

    Temporary macros of the same names read it: the schema main is looked for in temp first.
    """
    execute = store.connection.execute
    asked = [
        {"first": first, "last": last, "known": known} for first, last in dict.fromkeys(periods)
    ]
    here = str(store.one("select current_database()"))
    try:
        for name in MACROS:
            for number, values in enumerate(asked):
                made = "insert into" if number else "create or replace temp table"
                execute(_HOLD.format(made=made, as_="" if number else "as", here=here, name=name), values)  # fmt: skip
        # In whole microseconds: as seconds, DuckDB and Python write one moment in four otherwise.
        moment = (known - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
        keys = ", ".join(f"'{first}/{last}/{moment}'" for first, last in dict.fromkeys(periods))
        for name in MACROS:
            execute(_MACRO.format(name=name, keys=keys))
        yield
    finally:
        for name in MACROS:
            execute(f"drop macro table if exists temp.{name}")
            execute(f"drop table if exists temp._told_{name}")


# Names of ours and of the file, nothing anybody gave: neither can be bound.
_HOLD = """
{made} temp._told_{name} {as_}
select $first::date as _first, $last::date as _last, $known::timestamptz as _known, *
from "{here}".main.{name}($first::date, $last::date, $known::timestamptz)
"""
_MACRO = """
create or replace temp macro {name}(first, last, known) as table
select * exclude (_first, _last, _known) from temp._told_{name}
where case when (first::date || '/' || last::date || '/' || epoch_us(known::timestamptz)) in ({keys})
           then _first = first::date and _last = last::date and _known = known::timestamptz
           else error('not held: {name} of ' || first || ' to ' || last) end
"""
