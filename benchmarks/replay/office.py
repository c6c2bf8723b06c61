"""The office of the replay: a workspace in which every headline was seen the moment it was published.

The watch counts what the office knew at a moment (moment="known"). A year that was collected
afterwards was known at no moment of it, so each post lands with fetched_at = published_at: as if the
feeds had been read all the time. Stories are grouped over the whole year, oldest first; what a post
is a copy of never depends on what came after its stretch, and a look counts only what was seen by then.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from itertools import chain, islice
from pathlib import Path

from langnghe.config import Workspace
from langnghe.errors import LangngheError
from langnghe.landing import LandingWriter
from langnghe.records import Post

ROWS_A_FILE = 20_000
SURE_OUT = 0.8  # “out of scope” at least this likely is believed
BATCH = 500
DONE = "grouped.txt"  # written last: a folder without it is built again


def office(folder: Path, parquet: Path, *, progress: bool = True) -> Workspace:
    """Return the workspace of the whole year in a folder, built when it is not there yet."""
    place = Workspace(folder / "office")
    if not (folder / DONE).exists():
        if place.root.exists():
            shutil.rmtree(place.root)
        start = time.perf_counter()
        said = _build(place, parquet)
        said += f" in {time.perf_counter() - start:.0f} s"
        (folder / DONE).write_text(said + "\n", encoding="utf-8")
        if progress:
            print(said, flush=True)
    return place


def _build(place: Workspace, parquet: Path) -> str:
    from flows.annotate import AnnotateReport, group, label
    from flows.workspace import create
    from warehouse import open_store
    from warehouse.labels import declare_sources
    from warehouse.load import load

    create(place.root)
    posts = _posts(place, parquet)
    for first in posts:
        with LandingWriter(place.landing / "import", "posts") as writer:
            for post in chain([first], islice(posts, ROWS_A_FILE - 1)):
                writer.post(post)
    report = AnnotateReport()
    with open_store(place.warehouse) as store:
        declare_sources(store, place.sources())
        loaded = load(store, place.landing)
        label(store, place.watchlist(), report)
        group(store, report)
    return f"{loaded.lines} rows, {report.labelled} labelled by {report.model}, {report.stories} stories"


def _posts(place: Workspace, parquet: Path) -> Iterator[Post]:
    """Yield the rows of the year, each seen when it was published."""
    from langnghe.registers.kinds import POSTS
    from langnghe.registers.posts import SourceNames, check_posts
    from langnghe.registers.tables import read_table
    from nlp.normalise import normalise, repair_bytes

    if not parquet.exists():
        raise LangngheError(f"không có {parquet} (đặt LANGNGHE_DATA)")
    checked = check_posts(
        read_table(parquet, decode=repair_bytes, aliases=POSTS.aliases()),
        sources=SourceNames(place.sources()),
        normalise=normalise,
        now=datetime.now(UTC),
    )
    for _, found in checked:
        if isinstance(found, Post) and found.published_at is not None:
            yield replace(found, fetched_at=found.published_at)


def relabel(place: Workspace, profile: str, folder: Path | None = None) -> str:
    """Label the candidates again with another model; the newest word counts, stories stay.

    Candidates are what some model put into scope, or left out with less than SURE_OUT: a slower, better
    model need not read a hundred thousand headlines of sport. folder: where the profile's files lie.
    """
    from nlp import registry
    from nlp.annotate import as_table
    from nlp.classifiers import TextItem
    from warehouse import labels, open_store

    models = folder or registry.MODELS
    kind = registry.profile_of(profile, models)
    make = registry.linear if kind == "linear" else partial(registry.transformer, kind)
    model = make(folder=models)
    start = time.perf_counter()
    with open_store(place.warehouse) as store:
        rows = store.rows(_CANDIDATES, {"model": model.name, "sure": SURE_OUT})
        for at in range(0, len(rows), BATCH):
            batch = rows[at : at + BATCH]
            items = [
                TextItem(id=key, kind=sort, title=title, text=text)
                for key, _, sort, title, text in batch
            ]
            labels.add_labels(store, as_table(model.annotate(items, [row[1] for row in batch])))
    took = time.perf_counter() - start
    return f"{len(rows)} candidates labelled by {model.name} in {took:.0f} s"


def watched(year: Workspace, target: Path) -> None:
    """Write the warehouse that a watch of the year reads: what is in scope or opens with a death, and
    the other copies of its stories.

    A tenth of the rows and the same alerts: rules, series and stories read nothing else. Only R0 would
    see a difference (shares of labels, silence), and the replay leaves R0 out.
    """
    from warehouse import open_store
    from warehouse.series import DEATHS

    for old in (target, target.with_suffix(".duckdb.wal")):
        old.unlink(missing_ok=True)
    with open_store(year.warehouse) as store:
        store.connection.execute("checkpoint")
    with open_store(target) as store:
        run = store.connection.execute
        run(f"attach '{year.warehouse}' as year (read_only)")
        run(_WATCHED, {"deaths": DEATHS})
        for table in ("landing_file", "source"):
            run(f"insert into raw.{table} by name from year.raw.{table}")
        for table in ("post", "annotation", "story_member", "visit"):
            run(
                f"insert into raw.{table} by name from year.raw.{table} "
                "where post_id in (from wanted)"
            )
        run("detach year")
        run("checkpoint")


_WATCHED = """
create temp table wanted as
with hits as (
    select distinct post_id from year.raw.annotation where task = 'in_scope' and label = '1'
    union
    select post_id from year.raw.post
    where kind = 'article'
      and regexp_matches(lower(left(concat_ws(' ', title, lead, body), 420)), $deaths)
),
stories as (
    select distinct story_id from year.raw.story_member semi join hits using (post_id)
)
select post_id from hits union
select post_id from year.raw.story_member semi join stories using (story_id)
"""


_CANDIDATES = """
select p.post_id, p.revision, p.kind, p.title,
       concat_ws(chr(10), nullif(p.lead, ''), nullif(p.body, ''))
from raw.post as p
semi join (select post_id from raw.annotation
           where task = 'in_scope' and (label = '1' or score < $sure)) as w on w.post_id = p.post_id
anti join (select post_id from raw.annotation where task = 'tone' and model = $model) as d
    on d.post_id = p.post_id
order by p.post_id
"""
