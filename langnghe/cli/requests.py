"""`langnghe request …`: the register of what people ask about their own data, with its clock."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from langnghe.cli.common import WorkspaceOption, now, say, workspace_at
from langnghe.cli.inquiry_common import AtOption, moment_of

app = typer.Typer(
    help="Sổ yêu cầu về dữ liệu cá nhân: hạn hai ngày làm việc.", no_args_is_help=True
)
RoleOption = Annotated[str, typer.Option("--role", help="Vai trò người ghi.")]
JsonOption = Annotated[bool, typer.Option("--json", help="In JSONL thay cho bảng.")]


@app.command()
def add(
    wish: Annotated[
        str,
        typer.Option("--wish", help="see (xem), correct (sửa), forget (xoá), object (phản đối)."),
    ],
    how: Annotated[str, typer.Option("--how", help="Tới bằng đường nào: đơn, điện thoại, Zalo …")],
    note: Annotated[
        str, typer.Option("--note", help="Việc được yêu cầu; KHÔNG ghi tên. Số, địa chỉ sẽ bị che.")
    ] = "",
    contact: Annotated[
        str, typer.Option("--contact", help="Cách trả lời; cất ở ngăn khoá, xoá khi đóng.")
    ] = "",
    at: AtOption = None,
    role: RoleOption = "legal_team",
    workspace: WorkspaceOption = None,
) -> None:
    """Ghi một yêu cầu; máy tính hạn theo ngày làm việc. Ghi lại lần nữa không thành hai."""
    from flows.requests import add as take_down
    from langnghe.cases.request import END_VI, WISH_VI, due_vi
    from langnghe.cases.rights import role_of

    moment = now()
    made = take_down(
        workspace_at(workspace), role_of(role), moment, wish=wish, how=how, note=note,
        received_at=moment_of(at), contact=contact,
    )  # fmt: skip
    ended = f"đã đóng từ trước ({END_VI[made.result]})" if made.closed_at else ""
    print(f"{made.id}: {WISH_VI[made.wish]}; {ended or due_vi(made.due_at, moment)}")


@app.command("list")
def listed(
    everything: Annotated[bool, typer.Option("--all", help="Cả yêu cầu đã đóng.")] = False,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Liệt kê yêu cầu đang chờ, gần hạn trước; --all gồm cả đã đóng."""
    from flows.requests import listed as rows_of
    from langnghe.cases.request import line

    rows = rows_of(workspace_at(workspace), everything=everything)
    for one in rows:
        row = line(one, now())
        stands = row["due_vi"] or f"{row['state']}{', quá hạn' if row['late'] else ''}"
        print(
            json.dumps(row, ensure_ascii=False)
            if as_json
            else f"{one.id} · {row['wish_vi']} · {one.how} · {stands} · {one.note}"
        )
    if not rows:
        say("Không có yêu cầu nào đang chờ.")


@app.command()
def contact(
    request: Annotated[str, typer.Argument(help="Mã yêu cầu, hoặc vài ký tự đủ phân biệt.")],
    role: RoleOption = "legal_team",
    workspace: WorkspaceOption = None,
) -> None:
    """Mở ngăn khoá: cách trả lời người yêu cầu. Ai xem lúc nào được ghi lại."""
    from flows.requests import contact_of
    from langnghe.cases.rights import role_of

    print(contact_of(workspace_at(workspace), request, role_of(role), now()))


@app.command()
def close(
    request: Annotated[str, typer.Argument(help="Mã yêu cầu, hoặc vài ký tự đủ phân biệt.")],
    result: Annotated[
        str, typer.Option("--result", help="done (đã làm), refused (từ chối), withdrawn (rút).")
    ] = "done",
    reason: Annotated[str, typer.Option("--reason", help="Lý do; từ chối thì phải ghi.")] = "",
    role: RoleOption = "legal_team",
    workspace: WorkspaceOption = None,
) -> None:
    """Đóng một yêu cầu và xoá cách liên hệ của nó."""
    from flows.requests import close as end
    from langnghe.cases.rights import role_of

    moment = now()
    before = end(
        workspace_at(workspace), role_of(role), moment, request, result=result, reason=reason
    )
    late = " (quá hạn)" if before.late(moment) else ""
    print(f"{before.id}: đã đóng{late}")
