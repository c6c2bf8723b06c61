"""What a connector is: a function that asks one account of a platform and yields what it found.

    ConnectorError                a platform gave nothing more; one Vietnamese sentence, never a secret
    ├── QuotaExhausted(reset_at)  our allowance is spent: ask again after that moment
    ├── TokenExpired              the secret no longer opens the door: a person renews it
    ├── Unavailable(retry_at)     temporary: server errors, time-outs, a request to slow down
    └── Refused                   for good: wrong key, no permission, no such account, not public

A connector yields posts, a Visit for each call (never a page for nothing), and raises one of these
when it cannot go on; what it yielded stays. `run` ends every pull with one Event of kind "connector"
(id: the source), from which the next pull gets its memory and `sources health` its sentence.
"""

from __future__ import annotations

import copy
import logging
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from langnghe.config import Source
from langnghe.errors import LangngheError
from langnghe.records import Event, Outcome, Post, Visit, utc

if TYPE_CHECKING:
    from crawlers.connectors.client import Client

logger = logging.getLogger(__name__)

Found = Post | Visit | Event
Json = dict[str, Any]


class ConnectorError(LangngheError):
    """A platform gave nothing more. url is the address asked, without any secret."""

    what = "failed"  # of the event that tells it

    def __init__(self, reason: str, *, url: str = "", status: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.url = url
        self.status = status


class QuotaExhausted(ConnectorError):
    """Our allowance is spent until reset_at (aware; None: the platform does not say)."""

    what = "quota"

    def __init__(
        self,
        reason: str,
        *,
        reset_at: datetime | None = None,
        url: str = "",
        status: int | None = None,
    ) -> None:
        super().__init__(reason, url=url, status=status)
        self.reset_at = reset_at


class TokenExpired(ConnectorError):
    """The secret no longer opens the door; a person renews it."""

    what = "expired"


class Unavailable(ConnectorError):
    """Nothing now; asking again later may help (not before retry_at, where one is given)."""

    def __init__(
        self,
        reason: str,
        *,
        retry_at: datetime | None = None,
        url: str = "",
        status: int | None = None,
    ) -> None:
        super().__init__(reason, url=url, status=status)
        self.retry_at = retry_at


class Refused(ConnectorError):
    """Asking again is useless until a person changes something."""

    what = "refused"


def _no_secret(name: str) -> str:
    raise Refused(f"chưa có mật khẩu {name} cho nguồn này")


def _no_renewal(_: str) -> str:
    raise TokenExpired("nền tảng không nhận token nữa; người phụ trách cấp lại")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Whom we ask, and with what. key: pseudonyms of people; secret: further secrets by NAME;
    renew: a token that ended half-way → one that serves, where no person is needed for that.
    token_expires: when a person has to give a new one, where that is known."""

    source: Source
    token: str = field(default="", repr=False)
    key: bytes = field(repr=False)
    secret: Callable[[str], str] = field(default=_no_secret, repr=False)
    renew: Callable[[str], str] = field(default=_no_renewal, repr=False)
    token_expires: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A stored post whose time of keeping runs out: asked again, so that what is still public stays."""

    post_id: str
    revision: str  # the newest wording that is stored
    native_id: str  # as post_of writes it: "comment:…"
    url: str
    parent_id: str | None = None


@dataclass(slots=True, kw_only=True)
class State:
    """What earlier pulls left, and what this one leaves.

    memory: plain JSON kept between pulls (cursors, allowance used); a connector changes it in place
    and keeps it small; it lands also when the pull fails. shared: the memories of other sources
    that use the same secret: one allowance. known: post id → wordings already stored, so that only
    what is new or edited is yielded (what is yielded twice is stored once anyway). aging: posts to
    be looked at again before they have to go (Connector.keep), the oldest first.
    quota_left, token_expires: what the platform said of them; None where it does not say.
    quota_says: the same in Vietnamese where one number is not enough (several allowances).
    troubles: parts that failed while the pull went on (each with its own Visit): the pull is partial.
    """

    memory: Json = field(default_factory=dict)
    shared: tuple[Mapping[str, Any], ...] = ()
    known: Mapping[str, frozenset[str]] = field(default_factory=dict)
    aging: tuple[Kept, ...] = ()
    last_success: datetime | None = None
    quota_left: int | None = None
    quota_limit: int | None = None
    quota_reset: datetime | None = None
    quota_says: str = ""
    token_expires: datetime | None = None
    troubles: list[ConnectorError] = field(default_factory=list)

    def is_new(self, post: Post) -> bool:
        """Tell whether this wording of the post is not stored yet."""
        return post.revision not in self.known.get(post.post_id, frozenset())


Pull = Callable[[Account, State, "Client", datetime], Iterator[Found]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Connector:
    """One platform. pause: seconds between two requests; cannot_see: what we are not shown there, in
    Vietnamese, as it follows "Không thấy: " and goes before a full stop. keep: how long its terms let
    us keep what was not seen again (None: no such term); the method of its posts is "name@…"."""

    name: str
    pull: Pull
    cannot_see: str
    needs_token: bool = True
    pause: float = 0.2
    keep: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """How a pull ended. outcome: looked, partial, quota, expired, refused or failed.

    partial: some lists were read (each has its Visit with the outcome KNOWN) and some were not.
    """

    outcome: str
    reason: str  # Vietnamese; "" when all went well
    cannot_see: str
    last_success: datetime | None
    posts: int = 0
    quota_left: int | None = None
    quota_limit: int | None = None
    quota_reset: datetime | None = None
    quota_says: str = ""
    token_expires: datetime | None = None
    retry_at: datetime | None = None

    def to_event(self, source: str, connector: str, memory: Json | None, at: datetime) -> Event:
        """Return the event that lands; moments as ISO 8601 UTC. memory None: as it was."""
        moments = {
            name: utc(value).isoformat() if (value := getattr(self, name)) else None
            for name in ("last_success", "quota_reset", "token_expires", "retry_at")
        }
        plain = {
            name: getattr(self, name)
            for name in (
                "outcome",
                "reason",
                "cannot_see",
                "posts",
                "quota_left",
                "quota_limit",
                "quota_says",
            )
        }
        return Event(
            kind="connector",
            id=source,
            what=self.outcome,
            by=f"machine@{connector}",
            at=at,
            fields={
                "connector": connector,
                **plain,
                **moments,
                **({"memory": memory} if memory is not None else {}),
            },
        )


def run(
    connector: Connector, account: Account, state: State, client: Client, now: datetime
) -> Iterator[Found]:
    """Yield what the connector finds, then one event that says how it went, whatever happened.

    A ConnectorError becomes a Visit and the event. So does a payload of another shape than the
    documented one: a platform's change costs its source, not the others.
    """
    before = copy.deepcopy(state.memory)
    posts, reached = 0, False
    error: ConnectorError | None = None
    try:
        if connector.needs_token and not account.token:
            raise Refused(
                "chưa có token: khai tên mật khẩu ở mục token của nguồn, giá trị trong secrets.toml"
            )
        for found in connector.pull(account, state, client, now):
            posts += isinstance(found, Post)
            reached |= isinstance(found, Visit) and found.outcome is Outcome.KNOWN
            yield found
    except ConnectorError as caught:
        error = caught
    except Exception as caught:  # a platform that changed costs its own source, not the others
        # Its words may quote what somebody wrote: only the kind and the place go to the log.
        place = caught.__traceback__ and traceback.extract_tb(caught.__traceback__)[-1]
        logger.error("%s: %s at %s", connector.name, type(caught).__name__, place)
        error = ConnectorError("nền tảng trả lời có cấu trúc lạ, cần người xem lại")
    if error:
        yield visit_of(account.source, error, client.clock())
    at = client.clock()
    first = error or next(iter(state.troubles), None)
    if first and not reached:  # parts failed, and no part went well
        error = first
    report = Report(
        outcome=error.what if error else "partial" if first else "looked",
        reason=first.reason if first else "",
        cannot_see=connector.cannot_see,
        last_success=state.last_success if error else at,
        posts=posts,
        quota_left=0 if isinstance(error, QuotaExhausted) else state.quota_left,
        quota_limit=state.quota_limit,
        quota_reset=(isinstance(error, QuotaExhausted) and error.reset_at) or state.quota_reset,
        quota_says=state.quota_says,
        token_expires=state.token_expires,
        retry_at=getattr(error, "retry_at", None) or getattr(error, "reset_at", None),
    )
    changed = state.memory if state.memory != before else None
    yield report.to_event(account.source.id, connector.name, changed, at)


def visit_of(source: Source, error: ConnectorError, at: datetime, role: str = "feed") -> Visit:
    """Return the visit of a call that brought nothing; an account's lists have the role "feed"."""
    temporary = isinstance(error, Unavailable | QuotaExhausted)
    return Visit(
        source=source.id,
        url=error.url or source.home,
        role=role,
        at=at,
        outcome=Outcome.BLOCKED if isinstance(error, Refused | TokenExpired) else Outcome.FAILED,
        reason=error.reason,
        reason_class="temporary" if temporary else "hard",
        http_status=error.status,
    )
