"""The watch: mart → findings → decisions → events landed and loaded. Findings may also be given."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from flows.calibration import papers_of
from flows.cases import Desk, desk
from flows.claims import claim_rows, copy_rows
from flows.record import held, record
from flows.watch_kept import remember
from flows.watch_own import own_rows
from flows.watch_registers import registers
from flows.watch_series import series_findings
from langnghe.cases import rules
from langnghe.cases.finding import Finding
from langnghe.cases.lifecycle import decide
from langnghe.config import Workspace
from langnghe.errors import ConfigError
from langnghe.records import Event, hanoi_day
from nlp.places import province_named, province_of
from nlp.threads import Told, follows
from warehouse import Store, alerts, watch
from warehouse.series import Moment, Office

BACK = timedelta(
    days=3
)  # a story is looked at again while it gets new reports: deciding is idempotent


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What one look found and what came of it."""

    findings: int
    rows: int  # rows of the mart that the rules judged
    events: tuple[Event, ...]

    def count(self, what: str) -> int:
        """Return how many alerts something happened to."""
        return sum(event.what == what for event in self.events)

    @property
    def rings(self) -> int:
        """Return how many alerts somebody is told of now."""
        return sum(bool(event.fields.get("notify")) for event in self.events)


def watch_once(
    workspace: Workspace,
    now: datetime,
    *,
    findings: Iterable[Finding] | None = None,
    moment: Moment = "known",
) -> Watched:
    """Look once and decide; with `findings`, decide on these instead of looking.

    moment: "published" looks at what was collected afterwards as if it had been seen when it was
    published: the sample month of the demo.
    """
    with held(workspace) as store:
        done = look(store, workspace, now, findings=findings, moment=moment)
    remember(workspace, [now])
    return done


def watch_back(workspace: Workspace, moments: Sequence[datetime]) -> list[Watched]:
    """Look at each of these moments, in order, at what was collected only afterwards."""
    with held(workspace) as store:
        done = [look(store, workspace, now, moment="published") for now in sorted(moments)]
    remember(workspace, moments)
    return done


def look(
    store: Store,
    workspace: Workspace,
    now: datetime,
    *,
    findings: Iterable[Finding] | None = None,
    moment: Moment = "known",
) -> Watched:
    """Do the same in an open warehouse."""
    state = desk(store, workspace)
    rows = 0
    if findings is None:
        found, rows = by_rules(store, workspace, now, moment=moment, state=state)
        found += by_series(store, workspace, now, moment=moment)
    else:
        found = list(findings)
    events = decide(
        found,
        state.alerts,
        state.policy,
        None,  # the series and the rules have asked the calendar themselves
        now,
        reliability=alerts.reliability(store),
    )
    record(store, workspace, events)
    return Watched(findings=len(found), rows=rows, events=tuple(events))


def office(workspace: Workspace) -> Office:
    """Return whose watch it is: the home province of watchlist.toml, as it is called today."""
    home = workspace.watchlist().home_place
    province = province_named(home)
    if province is None:
        raise ConfigError(
            f"{workspace.root / 'watchlist.toml'}: home_place = “{home}”: không có tỉnh, thành phố này; "
            "ghi tên tỉnh như “Lai Châu”, “TP Hồ Chí Minh”"
        )
    own = tuple(source.id for source in workspace.sources() if source.own)
    return Office(home=province, province_of=province_of, own=own)


def by_rules(
    store: Store,
    workspace: Workspace,
    now: datetime,
    *,
    moment: Moment = "known",
    state: Desk | None = None,
) -> tuple[list[Finding], int]:
    """Return what the rules find, each finding with the earlier story it carries on, and the rows judged."""
    ours, state = office(workspace), state or desk(store, workspace)
    books = registers(store, ours.home, hanoi_day(now))
    stories = [
        rules.StoryRow(**row, registered=books.of(row["enterprises"]))
        for row in watch.stories(store, ours, since=now - BACK, until=now, moment=moment)
    ]
    voices = [rules.VoiceRow(**row) for row in watch.voices(store, ours, until=now, moment=moment)]
    report = rules.apply(
        rules.Watch(home=ours.home, now=now, roster=books.roster, companies=bool(books.unions)),
        stories=stories,
        voices=voices,
        claims=claim_rows(store, ours, state, now, moment=moment),
        copies=copy_rows(store, state, now, moment=moment),
        sources=[rules.SourceRow(**row) for row in watch.sources(store, now=now)],
        shares=[rules.ShareRow(**row) for row in watch.shares(store, now=now)],
        overdue=[rules.OverdueRow(**row) for row in watch.overdue(store, now=now)],
        **own_rows(store, ours, now, moment=moment),
    )
    told = {
        row.story_id: Told(story_id=row.story_id, title=row.title, text=row.text) for row in stories
    }
    order = [row.story_id for row in stories]
    return threaded(report.findings, told, order, state), sum(report.outcomes.values())


def by_series(
    store: Store, workspace: Workspace, now: datetime, *, moment: Moment = "known"
) -> list[Finding]:
    """Return what the counts of the series find."""
    own = workspace.root / "calendar.toml"
    return series_findings(
        store,
        office(workspace),
        now,
        calendar=own if own.exists() else None,
        moment=moment,
        papers=papers_of(workspace),
    )


def threaded(
    findings: Sequence[Finding], told: dict[str, Told], order: Sequence[str], state: Desk
) -> list[Finding]:
    """Return findings that also name the earlier story whose event theirs carries on.

    Two reports too unlike to be copies can tell one event: they belong to one alert.
    """
    of_alerts = {story for alert in state.alerts.values() for story in alert.stories}
    wanted = {story for finding in findings for story in finding.story_ids} | of_alerts
    before: list[Told] = []
    root: dict[str, str] = {}
    for story in order:
        if story not in wanted:
            continue
        if story not in of_alerts and before:
            root.update(follows([told[story]], before))
        before.append(told[story])
    return [
        replace(f, story_ids=_with_root(f.story_ids, root)) if not f.series_id else f
        for f in findings
    ]


def _with_root(stories: Sequence[str], root: dict[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*stories, *(root[s] for s in stories if s in root)]))
