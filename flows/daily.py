"""The day's flow: crawl, load, annotate, group, watch, digest. One failed source never stops the day."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from prefect import flow, task

from crawlers.job import Terms
from flows.collect import collect
from flows.daily_lines import ALERTED, Json, lines_of, unwatched
from flows.serve_lock import sole
from flows.serve_state import run_folder
from flows.settings_seen import note_changes
from flows.snapshot import refresh
from flows.watch import office
from langnghe.config import Workspace
from langnghe.errors import ConfigError, WarehouseError
from langnghe.numbers import number
from langnghe.records import Outcome, hanoi_day


def _may_pass(_task: object, _run: object, state: Any) -> bool:
    # Asking again mends no wrong file and no damaged warehouse.
    return not isinstance(state.data, ConfigError | WarehouseError)


# Retries stand only here: nothing else touches the network.
@task(
    name="thu-tin",
    retries=2,
    retry_delay_seconds=10,
    retry_condition_fn=_may_pass,
    persist_result=False,
)
def crawl_task(root: str, terms: Json | None, ids: list[str] | None) -> Json:
    """Crawl sites and ask platforms; a failed source is a row of the answer, not an exception."""
    result = collect(Workspace(Path(root)), ids, terms=Terms.from_json(terms) if terms else None)
    return {
        "counts": {source: dict(counts) for source, counts in result.counts.items()},
        "failed": dict(result.failed_sources),
        "partial": dict(result.partial),
        "files": len(result.files),
    }


@task(name="nap-kho", persist_result=False)
def load_task(root: str) -> Json:
    """Load what has landed and the office's own lists; take away what may be kept no longer."""
    from flows.registers import settle
    from flows.retention import expire
    from warehouse import open_store
    from warehouse.load import load

    place = Workspace(Path(root))
    with open_store(place.warehouse) as store:
        report = load(store, place.landing)
        settle(store, place)
    expired = expire(place, datetime.now(UTC))
    return {
        "files": report.files,
        "quarantined": report.quarantined,
        "expired": expired.total,
        "outcomes": {str(outcome): report.total(outcome) for outcome in Outcome},
    }


@task(name="kenh-cua-ta", persist_result=False)
def channels_task(root: str, terms: Json | None) -> Json:
    """Measure own posts, read own inboxes. What fails is a row of the answer: the digest is never lost over it."""
    place = Workspace(Path(root))
    if not any(source.own for source in place.sources()):
        return {"own": False}
    from flows.channels import look_after

    try:
        done = look_after(place, terms=Terms.from_json(terms) if terms else None)
    except Exception as error:
        return {"own": True, "error": str(error) or type(error).__name__}
    return {
        "own": True,
        "error": "",
        "measured": done.total("measured"),
        "messages": done.total("sent"),
        "opened": done.taken.count("opened") if done.taken else 0,
        "failed": dict(done.failed),
        "partial": dict(done.partial),
    }


@task(name="gan-nhan", persist_result=False)
def label_task(root: str, profile: str | None) -> Json:
    """Label what has no current label."""
    from flows.annotate import AnnotateReport, label
    from warehouse import open_store

    place = Workspace(Path(root))
    report = AnnotateReport()
    with open_store(place.warehouse) as store:
        label(store, place.watchlist(), report, profile=profile)
    return {"model": report.model, "labelled": report.labelled}


@task(name="gom-tin", persist_result=False)
def story_task(root: str) -> Json:
    """Group near-copies into stories."""
    from flows.annotate import AnnotateReport, group
    from warehouse import open_store

    report = AnnotateReport()
    with open_store(Workspace(Path(root)).warehouse) as store:
        group(store, report)
    return {"grouped": report.grouped, "stories": report.stories}


@task(name="van-ban", persist_result=False)
def documents_task(root: str, at: str | None) -> Json:
    """Read guidance documents, follow their words and our messages; at: as of a sample month, else now."""
    from flows import what_we_said
    from flows.document_pickup import look_after

    place, now = Workspace(Path(root)), datetime.fromisoformat(at) if at else datetime.now(UTC)
    done = look_after(place, now)
    return {**done, "lines": [*done["lines"], *what_we_said.look_after(place, now)]}


@task(name="canh-bao-dong", persist_result=False)
def watch_task(root: str, moments: list[str] | None) -> Json:
    """Look for crises. A watch that fails is a row of the answer: the digest is never lost over it.

    moments: looks at what was collected afterwards, as published; none, one look at this moment.
    """
    from flows.cases import desk
    from flows.forecasts import foretell
    from flows.standing import said_of
    from flows.watch import watch_back, watch_once
    from warehouse import open_store

    place = Workspace(Path(root))
    try:
        if moments:
            done = watch_back(place, [*map(datetime.fromisoformat, moments)])
        else:
            done = [watch_once(place, datetime.now(UTC))]
        with open_store(place.warehouse) as store:
            alerts = desk(store, place).alerts.values()
    except Exception as error:  # the press review goes out, and says that nobody kept watch
        return {"error": str(error) or type(error).__name__}
    try:
        foretold = [] if moments else foretell(place, datetime.now(UTC))
        missed = ""
    except Exception as error:  # alerts stand without it
        foretold, missed = [], str(error) or type(error).__name__
    open_now = [alert for alert in alerts if alert.live and alert.level >= ALERTED]
    open_now.sort(key=lambda alert: (-alert.level, alert.opened_at, alert.id))
    return {
        "error": "",
        "rows": done[-1].rows,
        "findings": sum(one.findings for one in done),
        **{
            what: sum(one.count(what) for one in done)
            for what in ("opened", "updated", "escalated")
        },
        "rings": sum(one.rings for one in done),
        "foretold": len(foretold),
        "forecast_error": missed,
        "open": [f"{a.id} · mức {a.level} · {said_of(a)}" for a in open_now],
    }


@task(name="diem-bao", persist_result=False)
def digest_task(root: str, day: str, notes: list[str]) -> Json:
    """Write the digest: the morning edition for today, the calendar day for a day gone by."""
    from flows.digest import day_digest, edition, publish
    from warehouse import open_store

    place = Workspace(Path(root))
    wanted, made_at = date.fromisoformat(day), datetime.now(UTC)
    with open_store(place.warehouse) as store:
        make = edition if wanted >= hanoi_day(made_at) else day_digest
        digest = make(store, place, wanted, made_at=made_at, notes=notes)
    paths = publish(digest, place.output / "diem-bao")
    return {
        "path": str(paths[0]),
        "stories": digest.coverage.stories,
        "urgent": len(digest.urgent),
        "not_collected": [s.name for s in digest.sources if s.state in ("failed", "blocked")],
    }


@dataclass(slots=True)
class _Steps:
    """Tell a person where the flow is."""

    progress: Callable[[str], None]
    total: int
    done: int = 0

    def __call__(self, name: str, work: Callable[[], Json]) -> Json:
        self.done += 1
        self.progress(f"[{self.done}/{self.total}] {name} …")
        start = perf_counter()
        answer = work()
        self.progress(f"      xong sau {number(perf_counter() - start)} giây")
        return answer


def run_daily(
    workspace: Workspace,
    day: date,
    *,
    ids: list[str] | None = None,
    profile: str | None = None,
    terms: Terms | None = None,
    looks: Sequence[datetime] = (),
    progress: Callable[[str], None] = print,
) -> Mapping[str, Any]:
    """Run the day's flow on Prefect's ephemeral server; return its summary.

    looks: when the watch looked at what is collected only now (a sample month); else it looks now.
    """
    office(workspace)  # a home nobody knows is told before anything starts
    if changed := note_changes(workspace):
        progress(f"Cấu hình đã đổi từ lượt trước (đã vào nhật ký): {', '.join(changed)}")
    progress("Khởi động bộ điều phối (Prefect, trên máy này) …")

    @flow(name="hang-ngay", retries=0, persist_result=False, validate_parameters=False)
    def daily(root: str, day: str, profile: str | None, terms: Json | None) -> Json:
        step = _Steps(progress, 8)
        crawled = step("Thu tin", lambda: crawl_task(root, terms, ids))
        loaded = step("Nạp kho", lambda: load_task(root))
        channels = step("Kênh của ta", lambda: channels_task(root, terms))
        labelled = step("Gán nhãn", lambda: label_task(root, profile))
        grouped = step("Gom tin trùng", lambda: story_task(root))
        moments = [at.isoformat() for at in looks]
        documents = step("Văn bản", lambda: documents_task(root, max(moments, default=None)))
        watched = step("Canh báo động", lambda: watch_task(root, moments or None))
        notes = [unwatched(watched)] if watched["error"] else []
        digest = step("Điểm báo", lambda: digest_task(root, day, notes))
        return {
            "crawled": crawled,
            "loaded": loaded,
            "channels": channels,
            "labelled": labelled,
            "grouped": grouped,
            "documents": documents,
            "watched": watched,
            "digest": digest,
        }

    given = terms.to_json() if terms else None
    with sole(run_folder(workspace) / "run.lock", "một lượt `langnghe run` khác"):
        answer = daily(str(workspace.root), day.isoformat(), profile, given)
    lines = [*lines_of(answer), *refresh(workspace, progress=progress)]
    return {"lines": lines, "digest": answer["digest"]["path"], "answer": answer}
