"""`langnghe targets`: the target board, and the rows behind each of its numbers."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from langnghe.cli.common import WorkspaceOption, now, workspace_at
from langnghe.files import write_whole

if TYPE_CHECKING:
    from langnghe.measure.records import Period

app = typer.Typer(
    help="Bảng chỉ tiêu của kế hoạch: đạt, đang đúng hướng, có nguy cơ, chưa đạt.",
    invoke_without_command=True,
)

YearOption = Annotated[int | None, typer.Option("--year", help="Năm (mặc định: năm nay).")]
UnitOption = Annotated[
    str | None, typer.Option("--unit", help="Chỉ một đơn vị: mã hoặc tên ở sổ đơn vị.")
]
KnownOption = Annotated[
    str | None, typer.Option("--known", help="Tính đến hết ngày này (mặc định: bây giờ).")
]


@app.callback(invoke_without_command=True)
def board(
    context: typer.Context,
    year: YearOption = None,
    unit: UnitOption = None,
    form: Annotated[str, typer.Option("--format", help="text, json hoặc html.")] = "text",
    known: KnownOption = None,
    out: Annotated[Path | None, typer.Option("--out", help="Ghi ra tệp này.")] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Xem bảng chỉ tiêu của một năm."""
    if context.invoked_subcommand is not None:
        return
    from flows import targets
    from langnghe.measure import board_html, board_text
    from warehouse import open_store

    makers = {"text": board_text.text, "json": board_text.as_json, "html": board_html.page}
    if form not in makers:
        raise typer.BadParameter("dùng text, json hoặc html", param_hint="--format")
    place = workspace_at(workspace)
    when = _when(known)
    period = _year(year, when)
    with open_store(place.warehouse) as store:
        codes = [targets.unit_of(store, unit, period.last)] if unit else None
        found = targets.board(store, period, when, codes)
    said = makers[form](found)
    if out is None:
        typer.echo(said, nl=False)
    else:
        write_whole(out, said.encode())


@app.command("rows")
def rows(
    target: Annotated[str, typer.Argument(help="Mã chỉ tiêu, như T3a.")],
    figure: Annotated[
        str | None, typer.Option("--figure", help="Con số khác của chỉ tiêu (mặc định: số chính).")
    ] = None,
    year: YearOption = None,
    unit: UnitOption = None,
    known: KnownOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Liệt kê các dòng đứng sau con số của một chỉ tiêu."""
    from flows import targets
    from langnghe.measure.board_text import rows_text
    from warehouse import open_store
    from warehouse.measure import names_of

    question = targets.question_of(target)
    keys = {spec.key: spec.rows for spec in question.figures}
    if figure is not None and figure not in keys:
        raise typer.BadParameter(f"{question.id} có: {', '.join(keys)}", param_hint="--figure")
    place = workspace_at(workspace)
    when = _when(known)
    period = _year(year, when)
    with open_store(place.warehouse) as store:
        codes = [targets.unit_of(store, unit, period.last)] if unit else None
        found = targets.rows_of(
            store, question, period, when, codes, figure=keys[figure] if figure else None
        )
        names = names_of(store, "unit", period.last)
    typer.echo(rows_text(found, names), nl=False)


def _when(known: str | None) -> datetime:
    from datetime import time, timedelta

    from langnghe.cli.common import day_of
    from langnghe.records import HANOI

    if known is None:
        return now()
    return datetime.combine(day_of(known) + timedelta(days=1), time(0), HANOI) - timedelta(
        seconds=1
    )


def _year(year: int | None, when: datetime) -> Period:
    from langnghe.measure.periods import period_of
    from langnghe.records import hanoi_day

    return period_of(str(year or hanoi_day(when).year))
