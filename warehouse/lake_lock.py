"""One writer per source: locks of PostgreSQL, which a dead process and a dead machine let go.

A lock lives in an open transaction of the lake's own PostgreSQL; the server drops it with the
connection, so a worker that was killed holds nobody up and there is no lease to outwait.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from langnghe.errors import AlreadyRunning
from warehouse.lake import Lake

_SPACE = 0x4C4E  # of our locks among those of other programs in one PostgreSQL
_BUSY = "langnghe-busy"
_LOCKS = (
    "select l.objid, l.classid from pg_locks as l join pg_database as d on d.oid = l.database "
    "where l.locktype = 'advisory' and l.granted and d.datname = current_database()"
)


def number_of(key: str) -> int:
    """Return the 31-bit number of a lock. Two keys of one number would only wait for each other."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:4], "big") >> 1


@contextmanager
def writing(lake: Lake, keys: Sequence[str]) -> Iterator[None]:
    """Hold the locks of some keys for a block; raise AlreadyRunning while another process has one."""
    import duckdb

    numbers = ",".join(map(str, sorted({number_of(key) for key in keys})))
    # The statement goes to PostgreSQL as text; what stands in it are numbers made here.
    asked = (
        f"do $body$ declare k int; begin foreach k in array array[{numbers}] loop "
        f"if not pg_try_advisory_xact_lock({_SPACE}, k) then raise exception '{_BUSY}'; "
        "end if; end loop; end $body$"
    )
    holding = lake.connection.cursor()
    try:
        holding.execute("begin")
        try:
            holding.execute("call postgres_execute('guard', ?)", [asked])
        except duckdb.Error as error:
            if _BUSY not in str(error):
                raise
            raise AlreadyRunning("một máy khác đang làm phần này") from error
        yield
    finally:
        holding.close()  # ends the transaction, and with it the locks


def held(lake: Lake, keys: Sequence[str]) -> set[str]:
    """Return those of some keys that a living process holds at this moment."""
    rows = lake.rows(
        "select objid::bigint from postgres_query('guard', ?) where classid::bigint = ?",
        [_LOCKS, _SPACE],
    )
    taken = {row[0] for row in rows}
    return {key for key in keys if number_of(key) in taken}
