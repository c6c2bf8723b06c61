"""What people said on a platform, as posts: hashed handles, masked contacts, no @names (pure)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from langnghe.privacy import pseudonym, scrub
from langnghe.records import Post, post_id_of, utc
from langnghe.text import canonical

if TYPE_CHECKING:
    from crawlers.connectors.base import Account
    from langnghe.records import PostKind

# Handles with which people call each other; the @ of an e-mail address follows a letter.
_CALL = re.compile(r"(?<![\w@./])@[\w](?:[\w.\-]*[\w])?")


def tidy(text: str) -> str:
    """Return a public text as it may be kept: NFC, contacts masked, @names gone.

    >>> tidy("@NguyenVanA123 đúng rồi")
    '@[bạn đọc] đúng rồi'
    """
    return scrub(_CALL.sub("@[bạn đọc]", canonical(text)))


def post_of(
    account: Account,
    *,
    kind: PostKind,
    native_id: str,
    url: str,
    text: str,
    fetched_at: datetime,
    at: datetime | None,
    title: str = "",
    handle: str = "",
    author: str | None = None,
    parent_id: str | None = None,
    section: str | None = None,
    method: str,
) -> Post | None:
    """Return a post, or None when nothing is said in it. handle is hashed here and goes no further.

    author: only the name of a declared channel or office, never of a private person.
    """
    title, text = tidy(title), tidy(text)
    if not (title or text):
        return None
    source = account.source.id
    return Post(
        post_id=post_id(account, kind, native_id),
        source=source,
        kind=kind,
        url=url,
        title=title,
        lead="",
        text=text,
        fetched_at=utc(fetched_at),
        published_at=utc(at) if at else None,
        author=author,
        author_key=pseudonym(account.key, source, handle) if handle else None,
        native_id=f"{kind}:{native_id}",
        parent_id=parent_id,
        section=section,
        method=method,
    )


def post_id(account: Account, kind: PostKind, native_id: str) -> str:
    """Return the id that post_of gives: what stands under a post names it so."""
    return post_id_of(url=None, source=account.source.id, native_id=f"{kind}:{native_id}")


def moment(value: object) -> datetime | None:
    """Return the aware time of ISO 8601 text with a zone (Z too), or None."""
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo else None
