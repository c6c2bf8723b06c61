"""What composing a digest needs: the rows of the warehouse, and how this office reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

Row = Mapping[str, Any]


class Rows(Protocol):
    """The shape of warehouse.digest.DigestRows."""

    @property
    def articles(self) -> Sequence[Row]: ...
    @property
    def voices(self) -> Sequence[Row]: ...
    @property
    def late(self) -> frozenset[str]: ...
    @property
    def before(self) -> Sequence[Row]: ...
    @property
    def story_first_day(self) -> Mapping[str, date]: ...
    @property
    def story_seen_before(self) -> frozenset[str]: ...
    @property
    def collected(self) -> int: ...
    @property
    def comments_collected(self) -> int: ...
    @property
    def history(self) -> Sequence[tuple[date, int, int, int]]: ...
    @property
    def reached_days(self) -> frozenset[date]: ...
    @property
    def sources(self) -> Sequence[Row]: ...
    @property
    def edits(self) -> Sequence[Row]: ...
    @property
    def quiet_stories(self) -> Sequence[Row]: ...
    @property
    def models(self) -> Sequence[tuple[str, int]]: ...
    @property
    def unlabelled(self) -> int: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How this office reads: its name and place, display names, and how a quote is cut."""

    office: str
    home_place: str
    topic_names: Mapping[str, str]
    watch_names: Mapping[str, str]
    watch_priority: Mapping[str, int]
    quote: Callable[[str, str], str]  # (lead, body) → at most two verbatim sentences
    #: (articles of today, stories before) → story of today → the earlier story it carries on
    follow: Callable[[Sequence[Row], Sequence[Row]], Mapping[str, Row]]
    #: a province as a text names it → the province of today
    province_now: Callable[[str], str] = str
