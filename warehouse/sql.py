"""Pieces that several statements are put together from."""

from __future__ import annotations


def literal(text: object) -> str:
    """Return a text (a path, mostly) as SQL writes it, for the places that take no parameter."""
    return "'" + str(text).replace("'", "''") + "'"


def wordings(name: str, ids: str) -> tuple[str, str]:
    """Return the statements that make the view NAME_wording: rows of raw.post, of the posts that `ids` selects.

    By rowid, kept in the temp table NAME_row: the texts of the years between are then not even unpacked.
    """
    return (
        f"create or replace temp table {name}_row as "  # noqa: S608 - ours
        f"select rowid as row_id from raw.post where post_id in ({ids})",
        f"create or replace temp view {name}_wording as "  # noqa: S608 - ours
        f"select * from raw.post where rowid in (select row_id from {name}_row)",
    )
