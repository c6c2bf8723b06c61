"""Read and check the incident list of the replay, and print it by month, type and province.

    python -m benchmarks.replay.incidents [--list]

INCIDENTS.md says what counts and how the list was made. With the year of headlines at hand every row
id, outlet, hour, day and peak is computed again and compared; without it only the shape is checked.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from langnghe.errors import LangngheError
from langnghe.records import HANOI, post_id_of
from langnghe.text import match_key

LIST = Path(__file__).with_name("incidents.jsonl")
MONTHS = ("2025-09", "2025-11", "2026-01", "2026-03", "2026-05", "2026-07")  # named beforehand
TYPES = ("accident", "poisoning", "strike", "arrears", "layoff")
FIRST = timedelta(hours=72)  # between the first article and the second outlet's
COVERED = timedelta(days=14)  # an article after this is a look back
MOST_WORDS = 12
COPIED_WORDS = 6  # this many in a row in common with a headline are the paper's, not ours
_SECOND_LEVEL = frozenset({"com", "net", "org", "gov", "edu"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One labour incident: what happened in our words, where, when, and who told it first.

    province is one of nlp.places.provinces(), None where the text leaves it open; also holds further
    provinces it concerns (home port, a road through two). named: told in one of the six months, where
    the list is complete. doubt: why another reader might leave it out, "" for none. peak and day are
    Hà Nội days, first_hour a Hà Nội hour.
    """

    id: str
    type: str
    province: str | None
    also: tuple[str, ...]
    day: date
    first_hour: int
    peak: date
    severity: int
    outlets: tuple[str, ...]
    rows: tuple[str, ...]
    later: tuple[str, ...]
    named: bool
    what: str
    doubt: str


@dataclass(frozen=True, slots=True)
class Article:
    """A row of the year: its headline, the host of its address and its moment, Hà Nội time."""

    title: str
    host: str
    at: datetime


def load_incidents(path: Path = LIST) -> tuple[Incident, ...]:
    """Return the list in its order; a line that cannot be read is named."""
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            found.append(_incident(json.loads(line)))
        except (KeyError, TypeError, ValueError) as error:
            raise LangngheError(f"{path.name}, dòng {number}: {error}") from error
    return tuple(found)


def _incident(row: Mapping[str, Any]) -> Incident:
    names = {field.name for field in fields(Incident)}
    if row.keys() != names:
        raise ValueError(f"thiếu hoặc thừa trường {sorted(names ^ row.keys())}")
    lists = {name: tuple(row[name]) for name in ("also", "outlets", "rows", "later")}
    days = {name: date.fromisoformat(row[name]) for name in ("day", "peak")}
    return Incident(**{**row, **lists, **days})


def registrable(host: str) -> str:
    """Return the part of a host that one owner registers: baochi.com.vn of m.baochi.com.vn."""
    labels = host.lower().split(".")
    long = len(labels) > 2 and labels[-2] in _SECOND_LEVEL
    return ".".join(labels[-3 if long else -2 :])


def shape_faults(incidents: Sequence[Incident], provinces: Iterable[str]) -> list[str]:
    """Return what is wrong with a list by itself, one sentence a fault."""
    known = set(provinces)
    faults = [f"{name}: hai lần" for name, n in Counter(i.id for i in incidents).items() if n > 1]
    ids = Counter(row for i in incidents for row in (*i.rows, *i.later))
    faults += [f"bài {row} kể cho hai vụ" for row, n in ids.items() if n > 1]
    for incident in incidents:
        rules = {
            f"loại {incident.type!r}": incident.type in TYPES,
            f"tỉnh {incident.province!r}": incident.province is None or incident.province in known,
            f"tỉnh liên quan {incident.also}": set(incident.also) <= known,
            f"mức {incident.severity!r}": incident.severity in (0, 1, 2, 3),
            f"giờ {incident.first_hour!r}": incident.first_hour in range(24),
            "ngày không thuộc tháng đã chọn": incident.named == (f"{incident.day:%Y-%m}" in MONTHS),
            "dưới hai báo": len({registrable(host) for host in incident.outlets}) >= 2,
            "không có bài": bool(incident.rows),
            "đỉnh trước ngày đầu": incident.peak >= incident.day,
            f"{len(incident.what.split())} chữ": 0 < len(incident.what.split()) <= MOST_WORDS,
        }
        faults += [f"{incident.id}: {fault}" for fault, kept in rules.items() if not kept]
    return faults


def data_faults(incident: Incident, articles: Mapping[str, Article]) -> list[str]:
    """Return where an incident says something else than its articles, one sentence a fault."""
    missing = [row for row in (*incident.rows, *incident.later) if row not in articles]
    if missing:
        return [f"{incident.id}: không có bài {', '.join(missing)}"]
    first = [articles[row] for row in incident.rows]
    after = [articles[row] for row in incident.later]
    start = min(article.at for article in first)
    outlets = tuple(sorted({registrable(article.host) for article in first}))
    days = Counter(article.at.date() for article in (*first, *after))
    peak = min(days, key=lambda day: (-days[day], day))
    copied = [a.title for a in (*first, *after) if copies(incident.what, a.title)]
    rules = {
        f"ngày và giờ đầu là {start}": (start.date(), start.hour)
        == (incident.day, incident.first_hour),
        f"báo là {outlets}": outlets == incident.outlets,
        f"đỉnh là {peak}": peak == incident.peak,
        "rows quá 72 giờ": all(article.at - start <= FIRST for article in first),
        "later không nằm sau 72 giờ, trong 14 ngày": all(
            FIRST < article.at - start <= COVERED for article in after
        ),
        "chép tiêu đề": not copied,
    }
    return [f"{incident.id}: {fault}" for fault, kept in rules.items() if not kept]


def copies(what: str, title: str) -> bool:
    """Say whether COPIED_WORDS words in a row of a headline stand in our description."""
    words, ours = match_key(title).split(), f" {match_key(what)} "
    runs = (words[at : at + COPIED_WORDS] for at in range(len(words) - COPIED_WORDS + 1))
    return any(f" {' '.join(run)} " in ours for run in runs)


def read_articles(parquet: Path, wanted: Iterable[str]) -> dict[str, Article]:
    """Return the wanted rows of the year by id."""
    import pyarrow.parquet as pq

    ids = set(wanted)
    found: dict[str, Article] = {}
    table = pq.read_table(parquet, columns=["title", "date", "source_site", "url"])
    for batch in table.to_batches(max_chunksize=10_000):
        rows = zip(*(batch.column(name).to_pylist() for name in table.column_names), strict=True)
        for title, at, source, url in rows:
            if (row := post_id_of(url=url, source=source, native_id=None)) in ids:
                moment = datetime.fromisoformat(at).replace(tzinfo=HANOI)
                found[row] = Article(title or "", urlsplit(url).hostname or "", moment)
    return found


def faults(incidents: Sequence[Incident], parquet: Path) -> list[str]:
    """Return every fault of a list: of its shape and, where the year is at hand, of its content."""
    from nlp.places import provinces

    found = shape_faults(incidents, provinces())
    if parquet.exists():
        wanted = [row for i in incidents for row in (*i.rows, *i.later)]
        articles = read_articles(parquet, wanted)
        found += [fault for i in incidents for fault in data_faults(i, articles)]
    return found


def tables(incidents: Sequence[Incident]) -> str:
    """Return incidents counted by month and type, then by province, as text."""
    lines = [f"{'tháng':<10}" + "".join(f"{name:>11}" for name in (*TYPES, "cộng"))]
    counts = Counter((f"{i.day:%Y-%m}", i.type) for i in incidents)
    for month in sorted({month for month, _ in counts}):
        row = [counts[month, name] for name in TYPES]
        mark = " " if month in MONTHS else "*"
        lines.append(f"{month + mark:<10}" + "".join(f"{n:>11}" for n in (*row, sum(row))))
    whole = [sum(i.type == name for i in incidents) for name in TYPES]
    lines.append(f"{'cộng':<10}" + "".join(f"{n:>11}" for n in (*whole, sum(whole))))
    named = [i for i in incidents if i.named]
    lines.append(
        f"sáu tháng đã chọn: {len(named)} vụ, {sum(bool(i.doubt) for i in named)} còn ngờ;"
    )
    lines.append("* tháng khác: những vụ gặp được, không đủ")
    places = Counter(i.province or "không rõ" for i in incidents).most_common()
    lines.append(", ".join(f"{place} {n}" for place, n in places))
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line: 1 where the list has a fault."""
    from langnghe.config import Settings

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--list", action="store_true", help="one line an incident")
    chosen = parser.parse_args(arguments)
    incidents = load_incidents()
    if chosen.list:
        for i in incidents:
            print(f"{i.day} {i.first_hour:02}h [{i.severity}] {i.type:<9} {i.province}: {i.what}")
    print(tables(incidents))
    parquet = Settings().data / "corpus" / "rss_year_2025_2026.parquet"
    if not parquet.exists():
        print(f"không đối chiếu với bài gốc: không có {parquet} (đặt LANGNGHE_DATA)")
    found = faults(incidents, parquet)
    for fault in found:
        print(fault)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
