"""The threshold of an office's own history: set every four weeks, with its papers.

Papers are lines of hieu-chuan.jsonl beside the warehouse: added, never changed. They follow from the
facts, so that a lost file costs one calculation.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from langnghe.config import Workspace

if TYPE_CHECKING:
    from langnghe.signals.calibrate import Calibration
    from langnghe.signals.panel import Panel

FILE = "hieu-chuan.jsonl"


def papers_of(workspace: Workspace) -> Path:
    """Return where a workspace keeps the papers of its thresholds."""
    return workspace.warehouse.with_name(FILE)


def read_papers(path: Path, of: str) -> list[Calibration]:
    """Return all papers of one portfolio, oldest first; a line cut short is as if never written."""
    from langnghe.signals.calibrate import Calibration

    found = []
    try:
        lines = path.read_text("utf-8").splitlines()
    except OSError:
        return []
    for line in lines:
        try:
            said = json.loads(line)
            if said["of"] == of:
                found.append(Calibration.from_json(said))
        except (ValueError, KeyError, TypeError):
            continue
    return sorted(found, key=lambda papers: papers.on)


def in_force(path: Path, of: str, today: date) -> Calibration | None:
    """Return the papers a day is judged by: the newest before it, unless a review is due."""
    from langnghe.signals.calibrate import next_review

    known = [papers for papers in read_papers(path, of) if papers.on < today]
    return known[-1] if known and today <= next_review(known[-1]) else None


def calibration(path: Path, of: str, history: Panel) -> Calibration:
    """Return the papers of the last day of a history, set from the days before it if none hold.

    of: which portfolio: what is published and what comes to the desk keep thresholds of their own.
    """
    from langnghe.signals.calibrate import calibrate, until
    from langnghe.signals.detectors.watch import SHIPPED

    length = history.counts.shape[1]
    papers = in_force(path, of, history.day(length - 1))
    if papers is None:
        papers = calibrate(until(history, length - 1), SHIPPED)  # today is not over
        path.parent.mkdir(parents=True, exist_ok=True)
        line = json.dumps({"of": of, **papers.to_json()}, ensure_ascii=False)
        with path.open("a", encoding="utf-8") as file:
            file.write(f"\n{line}\n")  # the line before may have been cut short
    return papers
