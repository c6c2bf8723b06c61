"""Replay the watch over the year of headlines, with the province as a setting.

    python -m benchmarks.replay.watch --folder DIR [--home "Đồng Nai" …] [--from D --to D]
    python -m benchmarks.replay.watch --folder DIR --rules     the rules of stories alone, in seconds
    python -m benchmarks.replay.watch --folder DIR --digest    is each incident on top that day?
    python -m benchmarks.replay.watch --folder DIR --relabel fast [--model-dir M]   then as above

DIR keeps the workspace of the year (built once), a copy of it for the office that is replayed, and
under DIR/out what came of it: the alerts with their titles lie only there. docs/replay.md has the figures.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

from benchmarks.replay.incidents import Incident, load_incidents, read_articles
from benchmarks.replay.office import office, relabel, watched
from benchmarks.replay.rules import counted, own_province, raised
from benchmarks.replay.sent import Stand, concerns, fared, judged, per_month, sent, share, stands
from benchmarks.replay.top import LOOKS, on_top, said
from langnghe.config import Workspace
from langnghe.records import HANOI, Event

HOMES = ("TP.HCM", "Đồng Nai", "Bắc Ninh", "Thanh Hóa", "Lai Châu")
FIRST, LAST = date(2025, 9, 1), date(2026, 8, 23)  # August 2025 is the history of the first days
JUDGED = Path(__file__).with_name("judgements.jsonl")


def moments(first: date, last: date) -> list[datetime]:
    """Return the looks of some Hà Nội days, both included."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [datetime.combine(day, at, tzinfo=HANOI) for day in days for at in LOOKS]


def office_of(folder: Path, year: Workspace, home: str) -> Workspace:
    """Return a fresh workspace that is the office of a province, with what its watch reads."""
    place = Workspace(folder / "home")
    if place.root.exists():
        shutil.rmtree(place.root)
    place.warehouse.parent.mkdir(parents=True)
    kept = folder / "watched.duckdb"
    if not kept.exists() or kept.stat().st_mtime < year.warehouse.stat().st_mtime:
        watched(year, kept)
    shutil.copyfile(kept, place.warehouse)
    for name in ("sources.toml", "watchlist.toml"):
        text = (year.root / name).read_text(encoding="utf-8")
        if name == "watchlist.toml":
            text = text.replace(
                f'home_place = "{year.watchlist().home_place}"', f'home_place = "{home}"'
            )
        (place.root / name).write_text(text, encoding="utf-8")
    return place


def replay(place: Workspace, looks: Iterable[datetime]) -> tuple[list[Stand], float]:
    """Look at each moment as the office would; return every stand of every alert, and the seconds."""
    from flows.watch import look
    from warehouse import open_store

    events: list[Event] = []
    start = time.perf_counter()
    with open_store(place.warehouse) as store:
        store.connection.execute("set threads = 1")  # small questions: a second thread only waits
        for number, now in enumerate(looks):
            events += look(store, place, now).events
            if number % 120 == 119:
                took = time.perf_counter() - start
                print(
                    f"  {now:%d/%m/%Y} {took:.0f} s, {len(events)} events",
                    file=sys.stderr,
                    flush=True,
                )
    return stands(events), time.perf_counter() - start


def titles(place: Workspace, stories: Iterable[str]) -> dict[str, dict[str, object]]:
    """Return what a person needs to judge a story."""
    from warehouse import alerts, open_store

    with open_store(place.warehouse) as store:
        return {
            row["story_id"]: row for row in alerts.told_stories(store, list(dict.fromkeys(stories)))
        }


def home_report(
    place: Workspace, home: str, found: Sequence[Stand], out: Path, first_of: dict[str, datetime],
    incidents: Sequence[Incident],
) -> dict[str, object]:  # fmt: skip
    """Write every ring with its stories for judging; return the figures of a province."""
    rings = sent(found)
    told = titles(place, (story for one in rings for story in one.stories[:5]))
    slug = "".join(c if c.isalnum() else "-" for c in home)
    with (out / f"alerts-{slug}.jsonl").open("w", encoding="utf-8") as file:
        for one in rings:
            row = one.to_json() | {
                "titles": [told[s]["title"] for s in one.stories[:5] if s in told],
                "outlets": [told[s]["outlets"] for s in one.stories[:5] if s in told],
            }
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    ours = [i for i in incidents if concerns(i, home)]
    results = [fared(i, home, found, first_of[i.id]) for i in ours]
    months = per_month(rings)
    return {
        "home": home,
        "rings": len(rings),
        "leaders": len({one.alert for one in rings if one.rung >= 4}),
        "by_month": {month: dict(counts) for month, counts in months.items()},
        "by_kind": _kinds(rings),
        "judged": dict(judged(rings, verdicts(home))),
        "incidents": [asdict(one) | {"same_day": one.same_day} for one in results],
        "same_day": share([one.same_day for one in results]),
    }


def _kinds(rings: Sequence[Stand]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for one in rings:
        key = f"{one.rung} {one.risk}/{one.origin}"
        counts[key] = counts.get(key, 0) + 1
    return dict(sorted(counts.items()))


def verdicts(home: str) -> dict[str, str]:
    """Return story → what a person said of an alert about it: kept by id, never by its words."""
    if not JUDGED.exists():
        return {}
    rows = (json.loads(line) for line in JUDGED.read_text(encoding="utf-8").splitlines())
    return {row["story"]: row["verdict"] for row in rows if row["home"] == home}


def first_articles(parquet: Path, incidents: Sequence[Incident]) -> dict[str, datetime]:
    """Return the moment of the first article of each incident."""
    articles = read_articles(parquet, [row for i in incidents for row in i.rows])
    return {i.id: min(articles[row].at for row in i.rows) for i in incidents}


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line."""
    from langnghe.config import Settings

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--home", action="append")
    parser.add_argument("--from", dest="first", type=date.fromisoformat, default=FIRST)
    parser.add_argument("--to", dest="last", type=date.fromisoformat, default=LAST)
    parser.add_argument("--rules", action="store_true", help="the rules of stories alone: seconds")
    parser.add_argument("--digest", action="store_true")
    parser.add_argument(
        "--relabel", metavar="PROFILE", help="label the candidates again, then go on"
    )
    parser.add_argument("--model-dir", type=Path, help="where that profile's files lie")
    chosen = parser.parse_args(arguments)
    parquet = Settings().data / "corpus" / "rss_year_2025_2026.parquet"
    if not parquet.exists():
        print(f"bỏ qua: không có {parquet} (đặt LANGNGHE_DATA)")
        return 0
    chosen.folder.mkdir(parents=True, exist_ok=True)
    out = chosen.folder / "out"
    out.mkdir(exist_ok=True)
    year = office(chosen.folder, parquet)
    if chosen.relabel:
        print(relabel(year, chosen.relabel, chosen.model_dir))
    incidents = load_incidents()
    if chosen.digest:
        rows = on_top(partial(office_of, chosen.folder, year), incidents)
        _write(out / "digest.json", rows)
        print(said(rows, incidents))
    if chosen.rules:
        _rules(year, chosen, out, incidents)
    if not (chosen.digest or chosen.rules):
        first_of = first_articles(parquet, incidents)
        for home in chosen.home or HOMES:
            place = office_of(chosen.folder, year, home)
            found, seconds = replay(place, moments(chosen.first, chosen.last))
            figures = home_report(place, home, found, out, first_of, incidents)
            figures["seconds"] = round(seconds)
            _write(out / f"{home}.json", figures)
            print(json.dumps(figures, ensure_ascii=False), flush=True)
    return 0


def _rules(
    year: Workspace, chosen: argparse.Namespace, out: Path, incidents: Sequence[Incident]
) -> None:
    """Print what the rules of stories raise in each province, and how the incidents fared by them."""
    from warehouse import open_store

    kept = chosen.folder / "watched.duckdb"
    if not kept.exists() or kept.stat().st_mtime < year.warehouse.stat().st_mtime:
        watched(year, kept)
    with open_store(kept, read_only=True) as store:
        rows = raised(store, chosen.home or HOMES, chosen.first, chosen.last)
    with (out / "stories.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    print(counted(rows))
    with open_store(year.warehouse, read_only=True) as store:
        fates = own_province(store, incidents)
    _write(out / "own-province.json", fates)
    for name, some in (("named", [f for f in fates if f["named"]]), ("all", fates)):
        placed = [f for f in some if f["home"]]
        print(
            f"{name}: level ≥ 3 the same day in its own province "
            f"{share([f['level'] >= 3 for f in placed])}; in the digest's top section "
            f"{share([f['top'] for f in some])}"
        )


def _write(path: Path, rows: object) -> None:
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
