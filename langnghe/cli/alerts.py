"""`langnghe alerts …`: what should be known of, why, and what people said of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from langnghe.cli.common import WorkspaceOption, now, say, workspace_at

if TYPE_CHECKING:
    from flows.cases import Desk
    from langnghe.cases.alerts import Alert
    from langnghe.records import Event

app = typer.Typer(
    help="Báo động: xem, nhận, xác nhận, đổi mức, kết luận, gửi.", no_args_is_help=True
)

IdArgument = Annotated[str, typer.Argument(help="Mã báo động, hoặc vài ký tự đủ phân biệt.")]
RoleOption = Annotated[
    str, typer.Option("--role", help="Vai trò người làm: chair, vice_chair, propaganda_head…")
]
JsonOption = Annotated[bool, typer.Option("--json", help="In JSON.")]


@app.command("watch")
def watch(workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """Canh một lượt: luật trên kho, quyết định báo động, ghi và nạp."""
    from flows.watch import watch_once

    done = watch_once(workspace_at(workspace), now())
    if as_json:
        print(json.dumps([event.to_json() for event in done.events], ensure_ascii=False, indent=1))
    say(
        f"Xem {done.rows} dòng, {done.findings} tín hiệu: mở {done.count('opened')}, "
        f"cập nhật {done.count('updated')}, mở lại {done.count('reopened')}, nhắc {done.count('escalated')}; "
        f"cần báo {done.rings}"
    )


@app.command("list")
def list_alerts(
    workspace: WorkspaceOption = None,
    level: Annotated[int, typer.Option("--level", min=1, max=5, help="Từ mức này trở lên.")] = 1,
    every: Annotated[bool, typer.Option("--all", help="Cả báo động đã đóng, đã gộp.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Liệt kê báo động. Mức cao trước, mới trước."""
    from flows.cases import desk
    from langnghe.cases.alerts import STATUS_VI
    from langnghe.cases.explain import heading, moment
    from langnghe.cases.fold import to_fields
    from warehouse import open_store

    place = workspace_at(workspace)
    with open_store(place.warehouse) as store:
        state = desk(store, place)
    found = [a for a in state.alerts.values() if a.level >= level and (every or a.live)]
    found.sort(key=lambda a: (-a.level, -a.opened_at.timestamp(), a.id))
    if as_json:
        print(
            json.dumps([{"id": a.id, **to_fields(a)} for a in found], ensure_ascii=False, indent=1)
        )
        return
    for alert in found:
        verdict = f", kết luận {alert.verdict}" if alert.verdict else ""
        print(heading(alert))
        print(f"    {next(iter(alert.reasons.values()), '')}")
        print(
            f"    {STATUS_VI[alert.status]}{verdict}; mở {moment(alert.opened_at)}; "
            f"{alert.independent} nguồn độc lập, {len(alert.stories)} tin"
        )
    say(f"{len(found)} báo động" if found else "Không có báo động nào.")


@app.command("show")
def show(alert: IdArgument, workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """In một báo động với mọi căn cứ. Con số, tin, nguồn, vì sao mức này, đề xuất, trước nay đúng mấy lần."""
    from flows.cases import desk, explanations
    from langnghe.cases.orders import find
    from warehouse import open_store

    place = workspace_at(workspace)
    with open_store(place.warehouse) as store:
        state = desk(store, place)
        (explained,) = explanations(store, place, [find(state.alerts, alert)], state)
    if as_json:
        print(json.dumps(explained.to_json(), ensure_ascii=False, indent=1))
    else:
        print(explained.text())


@app.command("ack")
def acknowledge(
    alert: IdArgument,
    role: RoleOption,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Nhận báo động: thôi nhắc lại."""
    from langnghe.cases import orders

    _order(
        workspace, alert, role, as_json, "đã nhận",
        lambda found, who, _: orders.acknowledge(found, who, now()),
    )  # fmt: skip


@app.command("confirm")
def confirm(
    alert: IdArgument,
    role: RoleOption,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Xác nhận việc có thật. Một người xác nhận là đủ để báo lãnh đạo nếu bảng mức nói vậy."""
    from langnghe.cases import orders

    _order(
        workspace, alert, role, as_json, "đã xác nhận",
        lambda found, who, desk: orders.confirm(found, who, desk.policy, now()),
    )  # fmt: skip


@app.command("level")
def level(
    alert: IdArgument,
    to: Annotated[int, typer.Argument(help="Mức mới, 1 đến 5.")],
    role: RoleOption,
    reason: Annotated[str, typer.Option("--reason", help="Lý do đổi mức.")],
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Đổi mức, có lý do. Máy giữ mức ấy cho tới khi có việc nghiêm trọng hơn."""
    from langnghe.cases import orders

    _order(
        workspace, alert, role, as_json, f"đã đổi mức thành {to}",
        lambda found, who, desk: orders.set_level(found, who, to, reason, desk.policy, now()),
    )  # fmt: skip


@app.command("close")
def close(
    alert: IdArgument,
    role: RoleOption,
    verdict: Annotated[
        str, typer.Option("--verdict", help="Kết luận: đúng, nhiễu, trùng, chiến dịch.")
    ],
    note: Annotated[str, typer.Option("--note", help="Ghi chú.")] = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Đóng báo động với kết luận. Kết luận là căn cứ tin cậy của báo động cùng loại về sau."""
    from langnghe.cases import orders

    _order(
        workspace, alert, role, as_json, "đã đóng",
        lambda found, who, _: orders.close(found, who, verdict, note, now()),
    )  # fmt: skip


@app.command("send")
def send(
    workspace: WorkspaceOption = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Chỉ nói sẽ gửi gì cho ai, không gửi.")
    ] = False,
) -> None:
    """Đưa báo động và việc được giao vào hộp gửi, gửi tin đến giờ. Không gửi hai lần."""
    from flows.send import send as send_due

    print("\n".join(send_due(workspace_at(workspace), now(), dry_run=dry_run)))


def _order(
    workspace: Any,
    given: str,
    role: str,
    as_json: bool,
    done: str,
    make: Callable[[Alert, str, Desk], Event],
) -> None:
    from flows.cases import desk
    from flows.record import order
    from langnghe.cases.orders import find
    from langnghe.cases.rights import role_of
    from langnghe.records import ROLE_VI

    who = role_of(given=role)
    (event,) = order(
        workspace_at(workspace), desk, lambda state: make(find(state.alerts, given), who, state)
    )
    if as_json:
        print(json.dumps(event.to_json(), ensure_ascii=False))
    else:
        print(f"{event.id}: {ROLE_VI[who]} {done}")
