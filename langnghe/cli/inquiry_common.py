"""What the verbs of `langnghe inquiry` share: options, moments, carrying out an order."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from langnghe.cli.common import workspace_at

if TYPE_CHECKING:
    from flows.inquiries import Counter
    from langnghe.cases.inquiry import Inquiry
    from langnghe.records import Event

IdArgument = Annotated[str, typer.Argument(help="Mã câu hỏi, hoặc vài ký tự đủ phân biệt.")]
RoleOption = Annotated[
    str, typer.Option("--role", help="Vai trò người làm: legal_team, propaganda_head, upper_union…")
]
JsonOption = Annotated[bool, typer.Option("--json", help="In JSON.")]
ReasonOption = Annotated[str, typer.Option("--reason", help="Lý do.")]
TextOption = Annotated[str, typer.Option("--text", help="Nội dung trả lời.")]
FromOption = Annotated[
    list[str] | None, typer.Option("--from", help="Mã câu trả lời mẫu; ghi nhiều lần.")
]
GroundsOption = Annotated[str, typer.Option("--grounds", help="Căn cứ pháp lý.")]
AtOption = Annotated[
    str | None, typer.Option("--at", help="Giờ thật, nếu không phải bây giờ: “12/06/2026 17:00”.")
]


def moment_of(text: str | None) -> datetime | None:
    """Return the Hà Nội moment of an option, or None without one."""
    from langnghe.records import HANOI

    if not text:
        return None
    for pattern in ("%d/%m/%Y %H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"):
        try:
            return datetime.strptime(text.strip(), pattern).replace(tzinfo=HANOI)
        except ValueError:
            continue
    raise typer.BadParameter(f"không hiểu thời điểm {text!r}; ghi như “12/06/2026 17:00”")


def order_for(
    workspace: Any, given: str, role: str, as_json: bool, done: str,
    make: Callable[[Any, Inquiry, str, Counter], Event],
) -> None:  # fmt: skip
    """Carry out an order on one question; make gets the orders, the question, the role, the desk."""
    from flows.inquiries import counter
    from flows.record import order
    from langnghe.cases import inquiry_orders
    from langnghe.cases.inquiry import find_inquiry
    from langnghe.cases.rights import role_of

    who = role_of(role)
    events = order(
        workspace_at(workspace),
        counter,
        lambda state: make(inquiry_orders, find_inquiry(state.inquiries, given), who, state),
    )
    told(events, as_json, done)


def told(events: list[Event], as_json: bool, done: str) -> None:
    """Tell a person, or a program, what was written down."""
    from langnghe.records import ROLE_VI

    if as_json:
        print(json.dumps([event.to_json() for event in events], ensure_ascii=False))
    elif events:
        print(f"{events[0].id}: {ROLE_VI[events[0].by]} {done}")
    else:
        print("Câu hỏi này đã có từ trước; không ghi gì thêm.")
