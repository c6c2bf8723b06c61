"""People in the loop: hand out what the machine is unsure of, take in what people judged of it."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from flows.serve_queue import writable
from langnghe.config import Workspace
from langnghe.errors import LangngheError
from langnghe.landing import LandingWriter
from langnghe.numbers import number
from langnghe.privacy import load_key, pseudonym
from langnghe.records import LABELLERS, ROLE_VI, Verdict
from langnghe.registers.review import Checked, Filled, judge, read_rows
from langnghe.registers.sheet import SHEET, sheet_key, write_sheet
from langnghe.registers.tables import read_table
from langnghe.text import fold
from nlp.review import CHOICES, SHARE, TASK_VI, completed, floors, shown, wrong
from nlp.taxonomy import TASKS
from warehouse import Store, open_store, review
from warehouse.load import load

FOLDER = "review"  # of landing: verdicts apart, so that they are easy to back up and to count

Row = Mapping[str, Any]


def role_of(given: str) -> str:
    """Return the role of an id or a Vietnamese name; who may not judge labels is refused."""
    key = fold(given).replace(" ", "_")
    for role, name in ROLE_VI.items():
        if key in (role, fold(name).replace(" ", "_")):
            if role in LABELLERS:
                return role
            raise LangngheError(f"vai trò {name} không duyệt nhãn; {_roles()}")
    raise LangngheError(f"không có vai trò {given!r}; {_roles()}")


def _roles() -> str:
    return "dùng một trong: " + ", ".join(f"{role} ({ROLE_VI[role]})" for role in LABELLERS)


def task_of(given: str) -> str:
    """Return the task of an id or a Vietnamese name."""
    key = fold(given).replace(" ", "_")
    for task, name in TASK_VI.items():
        if key in (task, f"{task}s", fold(name).replace(" ", "_")):
            return task
    raise LangngheError(f"không có loại nhãn {given!r}; dùng một trong: {', '.join(TASKS)}")


def waiting(
    store: Store,
    *,
    n: int,
    task: str | None = None,
    day_from: date | None = None,
    day_to: date | None = None,
) -> review.Queue:
    """Return what people should read next under the floors of the model in use."""
    wanted = task_of(task) if task else None
    return review.queue(
        store, floors(), n=n, share=SHARE, task=wanted, day_from=day_from, day_to=day_to
    )


def why(row: Row) -> str:
    """Return in words why a post is asked for."""
    if row["chosen"] == "random":
        return "kiểm ngẫu nhiên"
    return "; ".join(
        f"{TASK_VI[d['task']]}: bài đã sửa, máy đọc khác trước"
        if d["why"] == "edited"
        else f"{TASK_VI[d['task']]} {number(d['score'], '.2f')} < {number(d['floor'], '.2f')}"
        for d in row["doubts"]
    )


def said(row: Row) -> dict[str, str]:
    """Return the machine's labels of a queue row in words, by task."""
    labels = {m["task"]: m["labels"] for m in row["machine"]}
    return {task: shown(task, labels[task]) for task in TASKS if task in labels}


def export_sheet(
    store: Store,
    workspace: Workspace,
    out: Path,
    *,
    n: int,
    day_from: date | None = None,
    day_to: date | None = None,
) -> int:
    """Write the next posts to read as a sheet; return their number."""
    found = waiting(store, n=n, day_from=day_from, day_to=day_to)
    names = {watch.id: watch.name for watch in workspace.watchlist().watch}
    rows = [
        {
            "key": sheet_key(row["post_id"], row["revision"], row["chosen"]),
            "title": row["title"],
            "excerpt": row["excerpt"],
            "url": row["url"],
            "source": row["source"],
            "day": f"{row['day']:%d/%m/%Y}",
            "watch": "; ".join(names.get(watch, watch) for watch in row["watch"]),
            **{f"said_{task}": words for task, words in said(row).items()},
            "model": row["model"],
        }
        for row in found.rows
    ]
    write_sheet(rows, out, CHOICES)
    return len(rows)


def import_sheet(
    workspace: Workspace, path: Path, *, role: str, reader: str = "", at: datetime | None = None
) -> Checked:
    """Take in a filled sheet: check every row, land what is new, load it; importing again adds nothing.

    reader is a code of the reader's own choice; only its keyed hash is kept, to tell two readers apart.
    """
    from nlp.normalise import repair_bytes

    who = role_of(role)
    hashed = reader_of(workspace, reader)
    checked = Checked()
    filled = read_rows(
        read_table(path, decode=repair_bytes, aliases=SHEET.aliases()), CHOICES, checked
    )
    with writable(workspace) as store:
        load(
            store, workspace.landing / FOLDER
        )  # what a crash left unloaded is known before it is judged again
        take_in(
            store, workspace, filled, checked, role=who, reader=hashed, at=at or datetime.now(UTC)
        )
    return checked


def take_in(
    store: Store,
    workspace: Workspace,
    filled: Sequence[Filled],
    checked: Checked,
    *,
    role: str,
    reader: str,
    at: datetime,
) -> None:
    """Judge what a person filled in, of a sheet or at the desk, and record what is new; reader: hashed."""
    keys = [row.key for row in filled]
    judge(
        filled,
        checked,
        machine=review.said_of(store, keys),
        known=review.last_words(store, keys, role=role, reader=reader),
        wrong=wrong,
        completed=completed,
        role=role,
        reader=reader,
        at=at,
    )
    record(store, workspace, checked.verdicts)


def reader_of(workspace: Workspace, code: str) -> str:
    """Return the keyed hash of a reader's own code (at the desk: the log-in), "" of none."""
    return pseudonym(load_key(workspace.key_file), FOLDER, code) if code.strip() else ""


def record(store: Store, workspace: Workspace, verdicts: Sequence[Verdict]) -> None:
    """Land what people judged as one file, then load it: from a sheet, or from the desk."""
    if not verdicts:
        return
    folder = workspace.landing / FOLDER
    with LandingWriter(folder, "verdicts") as writer:
        for verdict in verdicts:
            writer.verdict(verdict)
    load(store, folder, only=[writer.final])


def export_gold(
    store: Store, workspace: Workspace, out: Path, *, data: Path, since: date | None = None
) -> tuple[int, int, int, bool]:
    """Write posts of which people judged every task as examples to learn from, inside the workspace.

    Return how many were written, were judged in part, are kept aside, and whether the list of
    kept-aside keys was there to be asked. The texts are other people's: they stay in the office.
    """
    from nlp.dataset import aside
    from nlp.people import material, to_json

    if not out.resolve().is_relative_to(workspace.root.resolve()):
        raise LangngheError(
            f"{out}: nguyên văn bài chỉ được để trong thư mục làm việc; "
            f"ghi vào {workspace.output / out.name}"
        )
    listed = (data / "gold" / "excluded.txt").exists()
    found = material(review.judged(store, since=since), aside(data) if listed else frozenset())
    out.parent.mkdir(parents=True, exist_ok=True)
    part = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        with part.open("w", encoding="utf-8", newline="\n") as file:
            for example in found.examples:
                file.write(json.dumps(to_json(example), ensure_ascii=False) + "\n")
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
    return len(found.examples), found.partial, found.refused, listed


def measured(workspace: Workspace, profile: str | None, since: date | None) -> dict[str, Any]:
    """Return the figures of a profile's model against people, as plain JSON values."""
    from nlp.classifiers import load as load_classifier
    from nlp.people import against

    with open_store(workspace.warehouse) as store:
        rows = review.judged(store, since=since)
    found = against(load_classifier(profile), rows)
    return {**found, "since": since.isoformat() if since else None}


def quality_card(store: Store, month: str) -> dict[str, Any]:
    """Return the quality card's numbers of one month, YYYY-MM, Hà Nội time."""
    from calendar import monthrange

    from nlp.quality import quality

    try:
        year, number = (int(part) for part in month.split("-"))
        first, last = date(year, number, 1), date(year, number, monthrange(year, number)[1])
    except ValueError as error:
        raise LangngheError(f"không hiểu tháng {month!r}; ghi như 2026-11") from error
    return quality(
        f"{first:%Y-%m}",
        review.verdicts(store, day_from=first, day_to=last),
        review.agreement(store, day_from=first, day_to=last),
    )
