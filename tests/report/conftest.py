"""A small province whose half year is reported: made once, copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows.registers import settle
from flows.report import make
from langnghe.config import Workspace
from langnghe.report.snapshot import Snapshot
from tests.measure.conftest import Office
from warehouse import open_store

NOW = datetime(2026, 7, 10, 1, tzinfo=UTC)
UNITS = """unit = [
  { code = "tinh", name = "LĐLĐ tỉnh Mẫu", level = "province", kind = "federation", valid_from = 2014-01-01 },
  { code = "cd-a", name = "Công đoàn xã A", level = "upper", kind = "commune", parent = "tinh", valid_from = 2014-01-01 },
  { code = "cd-b", name = "Công đoàn xã B", level = "upper", kind = "commune", parent = "tinh", valid_from = 2014-01-01 },
  { code = "cs-1", name = "CĐCS Một", level = "grassroots", kind = "company", parent = "cd-a", valid_from = 2014-01-01 },
]
"""
SOURCES = """[[source]]
id = "bao-a"
name = "Báo A"
home = "https://bao-a.example"
type = "news"
"""


def new_workspace(root: Path, furnish: Callable[[Workspace], Workspace]) -> Workspace:
    """Return a workspace that knows its units and targets, and nothing else."""
    root.mkdir(parents=True)
    (root / "units.toml").write_text(UNITS, encoding="utf-8")
    (root / "sources.toml").write_text(SOURCES, encoding="utf-8")
    workspace = furnish(Workspace(root))
    with open_store(workspace.warehouse) as store:
        settle(store, workspace, datetime(2019, 12, 1, tzinfo=UTC))
    return workspace


@pytest.fixture(scope="session")
def empty_workspace(
    tmp_path_factory: pytest.TempPathFactory, furnish: Callable[[Workspace], Workspace]
) -> Path:
    return new_workspace(tmp_path_factory.mktemp("report") / "empty", furnish).root


@pytest.fixture(scope="session")
def made_workspace(empty_workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a province with a press, reports and registers of one upper union, reported once."""
    root = tmp_path_factory.mktemp("report") / "told"
    shutil.copytree(empty_workspace, root)
    tell(Workspace(root))
    make(Workspace(root), "2026-H1", None, NOW)
    return root


@pytest.fixture(scope="session")
def later_workspace(made_workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the same province after twelve more articles were found, and reported again."""
    root = tmp_path_factory.mktemp("report") / "later"
    shutil.copytree(made_workspace, root)
    workspace = Workspace(root)
    with open_store(workspace.warehouse) as store:
        office = Office(store, workspace.landing / "muon")
        for number in range(12):
            office.post(900 + number, seen="2026-05-25", labels={"in_scope": "1"}, visit=False)
        office.load()
    make(workspace, "2026-H1", None, NOW)
    return root


@pytest.fixture
def province(made_workspace: Path, tmp_path: Path) -> Workspace:
    """Return a province with one snapshot of its half year."""
    return Workspace(Path(shutil.copytree(made_workspace, tmp_path / "tinh")))


@pytest.fixture(scope="session")
def frozen(made_workspace: Path) -> Snapshot:
    """Return that snapshot, to be read only."""
    return Snapshot(made_workspace / "data" / "reports" / "2026-H1-tinh-1")


@pytest.fixture
def bare(empty_workspace: Path, tmp_path: Path) -> Workspace:
    """Return a province that has recorded nothing yet."""
    return Workspace(Path(shutil.copytree(empty_workspace, tmp_path / "trong")))


def tell(workspace: Workspace) -> None:
    """Say what happened in the half year."""
    with open_store(workspace.warehouse) as store:
        office = Office(store, workspace.landing / "thu")
        office.source("bao-a", name="Báo A")
        for day in range(1, 21):
            for number in range(2):
                office.post(
                    day * 10 + number, seen=f"2026-05-{day:02d} 08:0{number}", story=f"t{day}-{number}",
                    title="<script>alert(1)</script> =1+1" if day == 1 else f"Lương tháng {day}",
                    labels={"in_scope": "1", "topic": ["wages"], "risk": "1", "tone": "neutral",
                            "stance_union": "positive" if day % 2 else "neutral"},
                )  # fmt: skip
        for month in (2, 5):
            office.row(
                "info_reports", f"bc-{month}", at=f"2026-{month:02d}-15", unit="tinh", type="monthly",
                title=f"Báo cáo tháng {month}", period=f"2026-{month:02d}", status="sent",
                sent_at=datetime(2026, month, 15, tzinfo=UTC), recipients=["Thường trực"],
            )  # fmt: skip
        office.row(
            "info_reports", "bc-a", at="2026-07-02", unit="cd-a", type="criteria",
            title="Báo cáo 5 tiêu chí", period="2026-H1", status="sent",
            due_at=datetime(2026, 7, 5, tzinfo=UTC), sent_at=datetime(2026, 7, 2, tzinfo=UTC),
        )  # fmt: skip
        documents(office, "cd-a", 3)
        office.load()


def documents(office: Office, unit: str, count: int) -> None:
    """Record guidance documents of a unit, in March."""
    for number in range(1, count + 1):
        office.row(
            "documents", f"{unit}-{number}", at="2026-04-01", unit=unit, number=str(number),
            symbol="HD-CĐ", type="guidance", title=f"Hướng dẫn số {number} của {unit}",
            signed_on=f"2026-03-{number:02d}", sent_on=f"2026-03-{number:02d}", occasion=f"Đợt {number}",
        )  # fmt: skip
