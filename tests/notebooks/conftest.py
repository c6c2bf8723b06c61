"""One kernel for all notebooks, each in an emptied namespace; the sample office, and some of the year."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import nbclient
import nbformat
import pytest

from flows.snapshot import take
from langnghe.config import Workspace
from langnghe.landing import LandingWriter
from langnghe.records import Verdict
from tests.conftest import Demo
from tests.notebooks.notebook_kernel import Kernel
from warehouse import open_store
from warehouse.load import load

OF_WORK = "công nhân|người lao động|công đoàn|đình công|ngừng việc|tai nạn lao động"


@pytest.fixture(scope="session")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kernel]:
    """Start a kernel that leaves nothing behind in the home folder."""
    place = tmp_path_factory.mktemp("kernel")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR"):
            patch.setenv(name, str(place / name.lower()))
        client = nbclient.NotebookClient(
            nbformat.v4.new_notebook(),
            timeout=120,
            kernel_name="python3",
            resources={"metadata": {"path": str(place)}},
        )
        with client.setup_kernel():
            yield Kernel(client)


@pytest.fixture(scope="session")
def office(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A copy of the sample office in which two people have judged labels."""
    place = Workspace(tmp_path_factory.mktemp("so-tay") / "office")
    shutil.copytree(demo.workspace.root, place.root)
    with open_store(place.warehouse) as store:
        posts = store.rows(
            "select post_id, revision, tone from mart.post where in_scope and tone is not null "
            "order by post_id limit 60"
        )
        folder = place.landing / "verdicts"
        with LandingWriter(folder, "verdicts") as writer:
            for number, (post, revision, tone) in enumerate(posts):
                for reader in ("a", "b") if number % 3 == 0 else ("a",):
                    said = "negative" if number % 5 == 0 else str(tone)
                    writer.verdict(
                        Verdict(
                            post_id=post, revision=revision, task="tone", labels=(said,),
                            machine=(str(tone),), machine_model="accurate@1", role="analyst",
                            at=datetime(2026, 7, 1, 2, tzinfo=UTC), reader=reader,
                            chosen="random" if number % 2 else "uncertain",
                        )
                    )  # fmt: skip
        assert load(store, folder).verdicts
    take(place)
    return place


@pytest.fixture(scope="session")
def year(
    data: Path,
    furnish: Callable[[Workspace], Workspace],
    tmp_path_factory: pytest.TempPathFactory,
) -> Workspace:
    """An office that imported headlines of the year: those about work, and a few hundred others.

    LANGNGHE_YEAR names a workspace with all of them (python -m benchmarks.replay.year --out FOLDER,
    langnghe snapshot): then that one is read.
    """
    if whole := os.environ.get("LANGNGHE_YEAR"):
        return Workspace(Path(whole))
    headlines = data / "corpus" / "rss_year_2025_2026.parquet"
    if not headlines.exists():
        pytest.skip(f"không có {headlines}")
    import duckdb

    from flows.annotate import AnnotateReport, group, label
    from flows.imports import import_posts
    from flows.workspace import create

    place = Workspace(tmp_path_factory.mktemp("mot-nam") / "office")
    create(place.root)
    furnish(place)
    few = place.root / "mot-phan.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            "copy (select * from read_parquet($source) where regexp_matches(lower(title), $words) "
            "or hash(url) % 1000 = 0) to '" + str(few) + "' (format parquet)",
            {"source": str(headlines), "words": OF_WORK},
        )
    _, refused = import_posts(place, few)
    assert not refused
    report = AnnotateReport()
    with open_store(place.warehouse) as store:
        label(store, place.watchlist(), report, profile="linear")
        group(store, report)
    take(place)
    return place
