"""`langnghe import …`: kinds, Excel templates, files of staff checked row by row."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from langnghe.cli.common import WorkspaceOption, say, workspace_at
from langnghe.errors import ImportRowsError, LangngheError, RowError
from langnghe.numbers import number

if TYPE_CHECKING:
    from flows.registers import Imported
    from langnghe.config import Workspace
    from langnghe.registers.kinds import Kind

SHOWN = 60  # errors told on the screen; the workbook that goes back has them all
SHOWN_NOTES = 8


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("import")(import_file)


def import_file(
    kind: Annotated[
        str | None, typer.Argument(help="Loại dữ liệu, ví dụ posts, documents; xem --kinds.")
    ] = None,
    file: Annotated[Path | None, typer.Argument(help="Tệp XLSX, CSV, JSONL hoặc Parquet.")] = None,
    workspace: WorkspaceOption = None,
    kinds: Annotated[bool, typer.Option("--kinds", help="Liệt kê các loại nhập được.")] = False,
    template: Annotated[
        str | None, typer.Option("--template", help="Ghi tệp Excel mẫu của một loại.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Tệp mẫu ghi ra.")] = None,
    role: Annotated[
        str, typer.Option("--role", help="Vai trò người nhập, ghi vào lịch sử của sổ.")
    ] = "",
) -> None:
    """Nhập tin bài và sổ sách từ bảng có sẵn. Kiểm từng ô, ghi landing, nạp kho.

    Dòng đúng được nhập, dòng sai được trả lại trong tệp TÊN-loi.xlsx, ô sai tô đỏ. Nhập lại cùng tệp
    không làm gì thêm.
    """
    from langnghe.registers.kinds import KINDS

    def known(name: str) -> Kind:
        if name not in KINDS:
            raise LangngheError(f"không có loại {name!r}; dùng một trong: {', '.join(KINDS)}")
        return KINDS[name]

    if kinds:
        print("\n".join(KINDS))
        return
    if template is not None:
        from flows.registers import template as write

        target = out or Path(f"mau-{template}.xlsx")
        write(_workspace_if_any(workspace), known(template), target)
        say(f"Đã ghi mẫu {target}")
        return
    if kind is None or file is None:
        raise typer.BadParameter("cần loại và tệp, ví dụ: langnghe import posts tin.xlsx")
    if known(kind).id == "posts":
        _import_posts(workspace_at(workspace), file)
        return
    from flows.registers import import_register

    found = import_register(workspace_at(workspace), known(kind), file, role=role)
    _print(found)
    _fail(file, found.errors())


def _workspace_if_any(given: Path | None) -> Workspace | None:
    """Return the workspace whose units a template offers; a template can be had without one."""
    from langnghe.config import Workspace, settings

    place = Workspace(given if given is not None else settings().workspace)
    return place.require() if given is not None or (place.root / "sources.toml").exists() else None


def _import_posts(workspace: Workspace, file: Path) -> None:
    from flows.imports import import_posts, return_posts
    from langnghe.cli.work import print_load

    report, errors = import_posts(workspace, file)
    print_load(report)
    if errors and (returned := return_posts(file, errors)) is not None:
        _print_returned(returned)
    _fail(file, errors)


def _fail(file: Path, errors: Sequence[RowError]) -> None:
    """Exit 1 with the errors, one a line; of very many the first."""
    if not errors:
        return
    if len(errors) > SHOWN:
        say(f"… và {number(len(errors) - SHOWN)} lỗi nữa")
    raise ImportRowsError(str(file), errors[:SHOWN])


def _print(found: Imported) -> None:
    """Say what became of the rows, every one counted."""
    from langnghe.registers.batch import ROW_OUTCOME_VI, RowOutcome

    for each in found.checked:
        table = each.table
        counts = ", ".join(
            f"{ROW_OUTCOME_VI[outcome]} {number(each.outcomes[outcome])}"
            for outcome in RowOutcome
            if each.outcomes[outcome] or outcome is not RowOutcome.SKIPPED
        )
        named = "" if table.title == table.kind.title or len(found.checked) == 1 else table.title
        where = f" (trang “{named}”)" if named else ""
        print(f"{table.kind.title}{where}: {counts}; {number(sum(each.outcomes.values()))} dòng")
        if each.unread:
            print(f"  cột không dùng: {', '.join(each.unread)}")
        if each.private:
            print(f"  cột bỏ, không ghi vì là dữ liệu cá nhân: {', '.join(each.private)}")
        for note in each.notes[:SHOWN_NOTES]:
            at = f"ô {note.place}" if note.place else f"dòng {note.line}, cột {note.column}"
            print(f"  lưu ý {at} ({note.heading}): {note.message}")
        if len(each.notes) > SHOWN_NOTES:
            print(f"  … và {number(len(each.notes) - SHOWN_NOTES)} lưu ý nữa")
    if found.returned is not None:
        _print_returned(found.returned)


def _print_returned(path: Path) -> None:
    print(f"Tệp trả lại: {path} (ô sai tô đỏ, cột Lỗi ghi cách sửa; sửa xong nhập chính tệp ấy)")
