"""What takes long, done beside the desk in a process of its own: `python -m` this module, one JSON line a stage.

It works on a copy of its own, so it neither holds the warehouse nor slows who reads; what it lands the
desk loads like everything that lands.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from langnghe.config import Workspace, settings
from langnghe.errors import LangngheError

if TYPE_CHECKING:
    from langnghe.desk.replica import Lease

BOARDS = Path("data/desk/bang")
FILES = Path(
    "data/desk/bao-cao"
)  # reports as Word, Excel, JSON: made anew from the frozen ones at will
ROW = ("question", "figure", "part", "kind", "id", "day", "unit", "label", "num", "den")


def board_name(period: str, unit: str) -> str:
    """Return the name under which a board is kept, without its ending."""
    return f"{period}-{unit or 'toan-tinh'}"


def main(given: list[str]) -> int:
    """Do one piece of work: report or board, root, period, unit ("": the province); files, root, report, ""."""
    what, root, period, unit = given
    with suppress(OSError):
        os.nice(2)  # who reads comes first; not so last that a busy machine never gets to it
    try:
        if what == "files":
            _say(done=_files(Workspace(Path(root)), period))
            return 0
        _say(stage="chép kho dữ liệu")
        from langnghe.desk.replica import Replica

        replica = Replica(Workspace(Path(root)), open_to_all=True)  # it is given no words of people
        try:
            with replica.write() as lease:
                make = _report if what == "report" else _board
                _say(done=make(lease, period, unit))
        finally:
            replica.close()
    except LangngheError as error:
        _say(error=str(error))
        return 1
    except (
        Exception
    ) as error:  # where, not what: the words of an error may quote what somebody wrote
        last = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{type(error).__name__} ở {Path(last.filename).name}:{last.lineno}"
        _say(error=f"lỗi của chương trình, báo quản trị: {where}")
        return 1
    return 0


def _report(lease: Lease, period: str, unit: str) -> str:
    from flows.report import make

    _say(stage="đếm từng câu hỏi, lập và chụp báo cáo")
    made = make(lease.workspace, period, unit or None, datetime.now(UTC)).id
    return _files(lease.workspace, made)


def _files(workspace: Workspace, name: str) -> str:
    """Write a frozen report as the files people take away."""
    from flows.report import found
    from langnghe.files import replace_file
    from langnghe.report.document import to_docx
    from langnghe.report.web import render
    from langnghe.report.workbook import to_xlsx

    _say(stage="ghi tệp Word, Excel, JSON")
    frozen = found(workspace, name)
    folder = workspace.root / FILES
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    replace_file(folder / f"{name}.json", render(frozen, "json").encode())
    replace_file(folder / f"{name}.docx", to_docx(frozen.report))
    replace_file(folder / f"{name}.xlsx", to_xlsx(frozen.report, frozen.rows, frozen.submission))
    return name


def _board(lease: Lease, period: str, unit: str) -> str:
    from flows import targets
    from langnghe.files import replace_file
    from langnghe.measure.board_text import as_json
    from langnghe.measure.catalogue import questions
    from langnghe.measure.periods import period_of
    from warehouse.measure import counted, standing
    from warehouse.measured import prepared
    from warehouse.still import still

    lease.store.connection.execute(
        f"set memory_limit = '{settings().memory}'"
    )  # this process is not the desk
    asked, now, store = period_of(period), datetime.now(UTC), lease.store
    units = [unit] if unit else None
    _say(stage="đếm từng chỉ tiêu")
    rows: list[dict[str, Any]] = []
    with still(store), prepared(store, asked.first, asked.last):
        board = targets.board(store, asked, now, units)
        _say(stage="ghi các dòng đứng sau mỗi con số")
        known = standing(store)
        for question in questions().values():
            if question.id[0].isdecimal() or question.view not in known:
                continue
            found = counted(store, question.view, asked.first, asked.last, now, units)
            rows += [{"question": question.id, **row} for row in found]
    folder = lease.workspace.root / BOARDS
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = board_name(period, unit)
    replace_file(folder / f"{name}.parquet", _packed(rows))
    replace_file(folder / f"{name}.json", as_json(board).encode())
    return name


def _packed(rows: list[dict[str, Any]]) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    text, number = pa.string(), pa.float64()
    types = dict.fromkeys(ROW, text) | {"day": pa.date32(), "num": number, "den": number}
    table = pa.table({n: pa.array([r[n] for r in rows], types[n]) for n in ROW})
    buffer = pa.BufferOutputStream()
    pq.write_table(table, buffer, compression="zstd")
    return bytes(buffer.getvalue().to_pybytes())


def _say(**told: str) -> None:
    print(json.dumps(told, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
