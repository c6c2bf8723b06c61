"""What workers do: crawl a share of the sources, label some landed files. Each job once, whole.

A worker is a small office of its own: a folder with the settings of its machine and a replica of what
its sources have brought, so that the crawl is the one of a single PC. Only the lake is shared.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prefect import flow

from flows.fleet_settings import HOME, WORKER, read_fleet
from langnghe import landing
from langnghe.config import Workspace
from langnghe.errors import AlreadyRunning

if TYPE_CHECKING:
    from warehouse.lake import Lake

Json = dict[str, Any]
DONE, BEFORE, BUSY = "xong", "đã xong từ trước", "máy khác đang làm"
ASIDE = "do-dang"  # in a worker's data: landing files of attempts that never became the job's


def worker_home(office: Workspace, name: str) -> Workspace:
    """Return the folder of a worker, with the settings of its office as they are now."""
    home = Workspace(office.root / "data" / "tho" / name)
    home.key_file.parent.mkdir(parents=True, exist_ok=True)
    for path in sorted(office.root.glob("*.toml")):
        shutil.copyfile(path, home.root / path.name)
    # One key for all: the same commenter has the same pseudonym whoever reads the page.
    if office.key_file.exists():
        shutil.copy2(office.key_file, home.key_file)
    return home


def set_aside(lake: Lake, home: Workspace) -> int:
    """Move landing files away that are in no job of the lake: a killed attempt is done again as a whole."""
    landing.recover(home.landing)
    here = landing.files(home.landing)
    names = [path.name for path in here]
    known = {
        row[0]
        for row in lake.rows("select file_id from file where list_contains(?, file_id)", [names])
    }
    left = [path for path in here if path.name not in known]
    for path in left:
        aside = home.root / "data" / ASIDE / path.name
        aside.parent.mkdir(parents=True, exist_ok=True)
        path.replace(aside)
    return len(left)


def crawl_share(office: Workspace, worker: str, job: str, sources: Sequence[str], terms: Json | None,
                only_due: bool) -> str:  # fmt: skip
    """Collect some sources and put what landed into the lake, unless the job is done or under way."""
    from crawlers.job import Terms
    from flows.collect import collect
    from warehouse import open_store
    from warehouse.lake import open_lake
    from warehouse.lake_files import done, publish, pull
    from warehouse.lake_lock import writing

    with open_lake(read_fleet(office).place()) as lake:
        try:
            with writing(lake, [job, *(f"source/{source}" for source in sources)]):
                if done(lake, [job]):
                    return BEFORE
                home = worker_home(office, worker)
                set_aside(lake, home)
                with open_store(home.warehouse) as store:
                    pull(lake, store, home.landing, sources=sources)
                given = Terms.from_json(terms) if terms else None
                result = collect(home, sources, only_due=only_due, terms=given)
                return DONE if publish(lake, job, result.files, worker=worker) else BEFORE
        except AlreadyRunning:
            return BUSY


def label_files(
    office: Workspace, worker: str, job: str, files: Sequence[str], profile: str | None
) -> str:
    """Label the texts of some landed files that the model has not labelled yet."""
    from nlp.annotate import annotate_batches
    from nlp.classifiers import TextItem, load
    from warehouse.lake import open_lake
    from warehouse.lake_files import done, wordings
    from warehouse.lake_labels import publish_labels, said
    from warehouse.lake_lock import writing

    with open_lake(read_fleet(office).place()) as lake:
        try:
            with writing(lake, [job]):
                if done(lake, [job]):
                    return BEFORE
                model = load(profile).name
                rows = [row for row in wordings(lake, files) if row["method"] != "expired"]
                before = said(lake, model, [row["post_id"] for row in rows])
                pairs = [
                    (
                        TextItem(id=row["post_id"], kind=row["kind"], title=row["title"],
                                 text="\n".join(filter(None, (row["lead"], row["body"])))),
                        row["revision"],
                    )
                    for row in rows
                    if (row["post_id"], row["revision"]) not in before
                ]  # fmt: skip
                # One core a worker: a machine runs as many workers as it has cores.
                tables = list(annotate_batches(pairs, office.watchlist(), profile, 1))
                new = publish_labels(lake, job, files, model, tables, worker=worker)
                return DONE if new else BEFORE
        except AlreadyRunning:
            return BUSY


def _me() -> tuple[Workspace, str]:
    return Workspace(Path(os.environ[HOME])), os.environ[WORKER]


@flow(name="thu-tin", retries=0, persist_result=False, validate_parameters=False)
def crawl_job(job: str, sources: list[str], terms: Json | None, only_due: bool) -> str:
    """Crawl one share of the sources on a worker."""
    return crawl_share(*_me(), job, sources, terms, only_due)


@flow(name="gan-nhan", retries=0, persist_result=False, validate_parameters=False)
def label_job(job: str, files: list[str], profile: str | None) -> str:
    """Label one batch of landed files on a worker."""
    return label_files(*_me(), job, files, profile)
