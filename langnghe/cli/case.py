"""`langnghe case …`: what people do about an alert, from proposal to lesson."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime, time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from langnghe.cli.alerts import JsonOption, RoleOption
from langnghe.cli.common import WorkspaceOption, now, say, workspace_at

if TYPE_CHECKING:
    from flows.cases import Desk
    from langnghe.cases.case import Case
    from langnghe.records import Event

app = typer.Typer(
    help="Hồ sơ xử lý: mở, giao, đề xuất, duyệt, ghi việc đã làm, đóng.", no_args_is_help=True
)

IdArgument = Annotated[str, typer.Argument(help="Mã hồ sơ, hoặc vài ký tự đủ phân biệt.")]
DueOption = Annotated[
    str | None,
    typer.Option("--due", help="Hạn làm, như 2026-06-12, 12/06/2026 hoặc “12/06/2026 17:00”."),
]


@app.command("open")
def open_case(
    role: RoleOption,
    alert: Annotated[str | None, typer.Option("--alert", help="Mở từ báo động này.")] = None,
    title: Annotated[str, typer.Option("--title", help="Tên hồ sơ (mặc định: của báo động).")] = "",
    risk: Annotated[
        str | None, typer.Option("--risk", help="Nguyên nhân: R1, R2, R2a … R5.")
    ] = None,
    level: Annotated[int | None, typer.Option("--level", help="Mức 1 đến 5.")] = None,
    owner: Annotated[str | None, typer.Option("--owner", help="Vai trò chịu trách nhiệm.")] = None,
    due: DueOption = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Mở hồ sơ, từ một báo động hoặc từ việc người báo."""

    def make(desk: Desk, who: str) -> Sequence[Event]:
        from langnghe.cases.case_orders import open_case as opened
        from langnghe.cases.orders import find

        return opened(
            who,
            desk.policy,
            now(),
            alert=find(desk.alerts, alert) if alert else None,
            title=title,
            risk=risk,
            level=level,
            owner=owner,
            due=_moment(due),
        )

    _run(workspace, role, as_json, "mở hồ sơ", make)


@app.command("list")
def list_cases(
    workspace: WorkspaceOption = None,
    every: Annotated[bool, typer.Option("--all", help="Cả hồ sơ đã đóng.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Liệt kê hồ sơ. Quá hạn trước, rồi theo mức và hạn."""
    from flows.cases import desk
    from langnghe.cases.case import CASE_STATUS_VI
    from langnghe.cases.explain import moment
    from langnghe.cases.fold import to_fields
    from langnghe.records import ROLE_VI
    from warehouse import open_store

    place, at = workspace_at(workspace), now()
    with open_store(place.warehouse) as store:
        cases = [c for c in desk(store, place).cases.values() if every or c.live]
    cases.sort(key=lambda c: (not c.late(at), -c.level, c.due or c.opened_at, c.id))
    if as_json:
        print(
            json.dumps([{"id": c.id, **to_fields(c)} for c in cases], ensure_ascii=False, indent=1)
        )
        return
    for case in cases:
        late = " · QUÁ HẠN" if case.late(at) else ""
        print(f"{case.id} · mức {case.level} · {case.risk} · {case.title}")
        print(
            f"    {CASE_STATUS_VI[case.status]}; {ROLE_VI[case.owner]} lo, hạn {moment(case.due)}{late}"
        )
    say(f"{len(cases)} hồ sơ" if cases else "Không có hồ sơ nào.")


@app.command("show")
def show(case: IdArgument, workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """In một hồ sơ: nguyên nhân, phạm vi, phương án, việc đã làm, dòng thời gian."""
    from flows.cases import desk
    from langnghe.cases.case import find_case, timeline
    from langnghe.cases.case_text import case_text
    from langnghe.cases.fold import to_fields
    from warehouse import open_store

    place = workspace_at(workspace)
    with open_store(place.warehouse) as store:
        state = desk(store, place)
    found = find_case(state.cases, case)
    events = timeline(state.events, found)
    if as_json:
        told = [event.to_json() for event in events]
        print(
            json.dumps(
                {"id": found.id, **to_fields(found), "timeline": told}, ensure_ascii=False, indent=1
            )
        )
    else:
        print(case_text(found, events, now()))


@app.command("assign")
def assign(
    case: IdArgument,
    owner: Annotated[str, typer.Argument(help="Vai trò nhận việc.")],
    role: RoleOption,
    due: DueOption = None,
    until: Annotated[
        str | None, typer.Option("--until", help="Ban, đơn vị khác: được xem hồ sơ tới lúc nào.")
    ] = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Giao hồ sơ cho một vai trò."""
    from langnghe.cases import case_orders

    on(
        workspace, case, role, as_json, "giao hồ sơ",
        lambda found, who: case_orders.assign(
            found, who, owner, now(), due=_moment(due), until=_moment(until)
        ),
    )  # fmt: skip


@app.command("edit")
def edit(
    case: IdArgument,
    role: RoleOption,
    title: Annotated[str | None, typer.Option("--title", help="Tên hồ sơ.")] = None,
    risk: Annotated[str | None, typer.Option("--risk", help="Nguyên nhân: R1 … R5.")] = None,
    scct: Annotated[
        str | None, typer.Option("--scct", help="Nhóm SCCT: victim, accidental, preventable.")
    ] = None,
    level: Annotated[int | None, typer.Option("--level", help="Mức 1 đến 5.")] = None,
    workers: Annotated[int | None, typer.Option("--workers", help="Số người lao động.")] = None,
    units: Annotated[
        list[str] | None, typer.Option("--unit", help="Đơn vị; ghi nhiều lần.")
    ] = None,
    places: Annotated[
        list[str] | None, typer.Option("--place", help="Địa bàn; ghi nhiều lần.")
    ] = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Bổ sung nguyên nhân, mức, nhóm SCCT, phạm vi ảnh hưởng."""
    from langnghe.cases import case_orders

    values = {
        "title": title,
        "risk": risk,
        "scct": scct,
        "level": level,
        "workers": workers,
        "units": tuple(units) if units else None,
        "places": tuple(places) if places else None,
    }
    on(
        workspace, case, role, as_json, "bổ sung hồ sơ",
        lambda found, who: case_orders.edit(found, who, now(), values),
    )  # fmt: skip


def _moment(text: str | None) -> datetime | None:
    """Return the Hà Nội moment of an option; a day alone means its working end, 17:00."""
    from langnghe.records import HANOI

    if not text:
        return None
    for pattern in ("%d/%m/%Y %H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%d/%m/%Y", "%Y-%m-%d"):
        try:
            found = datetime.strptime(text.strip(), pattern)  # noqa: DTZ007 (the zone follows)
        except ValueError:
            continue
        if "%H" not in pattern:
            found = datetime.combine(found.date(), time(17))
        return found.replace(tzinfo=HANOI)
    raise typer.BadParameter(f"không hiểu thời điểm {text!r}; ghi như “12/06/2026 17:00”")


def on(
    workspace: Any,
    given: str,
    role: str,
    as_json: bool,
    doing: str,
    make: Callable[[Case, str], Event],
) -> None:
    from langnghe.cases.case import find_case

    _run(
        workspace, role, as_json, doing, lambda desk, who: [make(find_case(desk.cases, given), who)]
    )


def _run(
    workspace: Any,
    role: str,
    as_json: bool,
    doing: str,
    make: Callable[[Desk, str], Sequence[Event]],
) -> None:
    from flows.cases import desk
    from flows.record import order
    from langnghe.cases.rights import role_of
    from langnghe.records import ROLE_VI

    who = role_of(role)
    events = order(workspace_at(workspace), desk, lambda state: make(state, who))
    if as_json:
        print(json.dumps([event.to_json() for event in events], ensure_ascii=False))
    else:
        print(f"{events[0].id}: {ROLE_VI[who]} {doing}")
