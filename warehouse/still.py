"""Views that many questions ask, read once and held as tables while a report is counted.

Planning and folding the events behind these views costs far more than counting in them, and each question
would do it anew. Nothing may be written while they are held: they say what stood when they were read.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from warehouse.store import Store

# In this order, so that a view that asks another finds it held already. Not those of posts and labels,
# which warehouse.measured works out for a period.
HELD = (
    "staging.stg_register_row", "staging.stg_unit", "staging.stg_target", "staging.stg_document",
    "staging.stg_activity_session", "staging.stg_activity_question", "staging.stg_session_size",
    "staging.stg_inquiry_form", "staging.stg_press_contact", "staging.stg_reporter_feedback",
    "staging.stg_survey_answer", "staging.stg_media_group", "staging.stg_group_note",
    "staging.stg_info_report", "staging.stg_spokesperson", "staging.stg_message", "staging.stg_outcome",
    "staging.stg_clipping", "staging.stg_register_day", "staging.stg_inquiry", "mart.inquiry",
    "staging.stg_inquiry_brief", "mart.connector_look", "mart.source_heard", "mart.own_metric",
    "mart.own_post", "mart.own_comment", "mart.alert", "mart.case_", "mart.carriage", "mart.carriage_look",
)  # fmt: skip
_CATALOG = "still"


@contextmanager
def still(store: Store) -> Iterator[None]:
    """Hold the views as tables; whoever asks staging.… or mart.… on this connection meantime reads those.

    Inside another `still` nothing is read again.
    """
    connection = store.connection
    if store.one("select count(*) from duckdb_databases() where database_name = ?", [_CATALOG]):
        yield
        return
    # An in-memory database beside the file, before it on the search path: temporary tables know no schema.
    connection.execute(f"attach ':memory:' as {_CATALOG} (read_write)")
    try:
        _hold(store)
        yield
    finally:
        connection.execute("reset search_path")
        connection.execute(f"detach {_CATALOG}")


def _hold(store: Store) -> None:
    here = str(store.one("select current_database()"))
    schemas = ("staging", "mart")
    for schema in schemas:
        store.connection.execute(f"create schema {_CATALOG}.{schema}")
    # What is not held is found in the file, and macros stand there only. Its main schema comes first, so
    # that what is made without a name goes where it went before.
    path = [f'"{here}".main'] + [f'"{c}".{s}' for s in schemas for c in (_CATALOG, here)]
    store.connection.execute("set search_path = ?", [",".join(path)])
    for name, sql in _views(store).items():
        store.connection.execute(f"create table {_CATALOG}.{name} as {sql}")


def _views(store: Store) -> dict[str, str]:
    """Return what each view selects, in the order in which they are held."""
    found = store.rows(
        "select schema_name || '.' || view_name, sql from duckdb_views() "
        "where not internal and database_name = current_database()"
    )
    said = {name: sql.partition(" AS ")[2].rstrip().removesuffix(";") for name, sql in found}
    return {name: said[name] for name in HELD}
