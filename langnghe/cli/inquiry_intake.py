"""`langnghe inquiry add …`: how a question comes in, and how its asker is reached."""

from __future__ import annotations

from typing import Annotated

import typer

from langnghe.cli.common import WorkspaceOption, now, workspace_at
from langnghe.cli.inquiry_common import (
    AtOption,
    IdArgument,
    JsonOption,
    ReasonOption,
    RoleOption,
    moment_of,
    told,
)


def register(app: typer.Typer) -> None:
    """Put the verbs on a group."""
    for name, verb in (
        ("add", add),
        ("confirm", confirm),
        ("dismiss", dismiss),
        ("contact", contact),
        ("rotate-key", rotate_key),
    ):
        app.command(name)(verb)


def add(
    text: Annotated[str, typer.Argument(help="Câu hỏi, như người hỏi nói.")],
    role: RoleOption,
    channel: Annotated[
        str, typer.Option("--channel", help="hotline, web, zalo, facebook, other.")
    ] = "hotline",
    source: Annotated[
        str, typer.Option("--source", help="Tên đường dây, biểu mẫu, trang.")
    ] = "duong-day-nong",
    at: AtOption = None,
    contact: Annotated[
        str, typer.Option("--contact", help="Số để trả lời; được mã hoá, cất riêng.")
    ] = "",
    topic: Annotated[str, typer.Option("--topic", help="Chủ đề; trống thì máy đề xuất.")] = "",
    unit: Annotated[str, typer.Option("--unit", help="Đơn vị.")] = "",
    first: Annotated[
        str, typer.Option("--first", help="Hỏi ở đâu trước: union, social, press…")
    ] = "unknown",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ghi một câu hỏi nghe qua điện thoại, biểu mẫu, đơn thư. Đồng hồ tính từ lúc nhận."""
    from flows.inquiries import ask
    from langnghe.cases.rights import role_of

    moment = now()
    events = ask(
        workspace_at(workspace), role_of(role), moment, channel=channel, source=source,  # type: ignore[arg-type]
        text=text, at=moment_of(at) or moment, contact=contact, topic=topic, unit=unit,
        first_channel=first,
    )  # fmt: skip
    told(events, as_json, "đã ghi câu hỏi")


def confirm(
    comment: Annotated[str, typer.Argument(help="Mã bình luận (`inquiry proposals`).")],
    role: RoleOption,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Xác nhận một bình luận là câu hỏi. Đồng hồ tính từ lúc bình luận được đăng."""
    from flows.inquiries import judge_comment
    from langnghe.cases.rights import role_of

    events = judge_comment(workspace_at(workspace), role_of(role), comment, now())
    told(events, as_json, "đã nhận là câu hỏi")


def dismiss(
    comment: Annotated[str, typer.Argument(help="Mã bình luận (`inquiry proposals`).")],
    role: RoleOption,
    reason: ReasonOption,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ghi rằng một bình luận không phải câu hỏi, có lý do."""
    from flows.inquiries import judge_comment
    from langnghe.cases.rights import role_of
    from langnghe.errors import LangngheError

    if not reason.strip():
        raise LangngheError("bỏ qua bình luận cần lý do; ghi --reason “…”")
    events = judge_comment(
        workspace_at(workspace), role_of(role), comment, now(), no_question=reason.strip()
    )
    told(events, as_json, "đã ghi không phải câu hỏi")


def contact(inquiry: IdArgument, role: RoleOption, workspace: WorkspaceOption = None) -> None:
    """Xem cách trả lời người hỏi. Chỉ vai đang được giao; mỗi lần xem ghi một dòng nhật ký."""
    from flows.inquiries import contact_of
    from langnghe.cases.rights import role_of

    print(contact_of(workspace_at(workspace), inquiry, role_of(role), now()))


def rotate_key(workspace: WorkspaceOption = None) -> None:
    """Khoá lại mọi cách liên hệ bằng khoá mới rồi bỏ khoá cũ."""
    from langnghe.privacy.contacts import Contacts

    print(
        f"Đã khoá lại {Contacts.of(workspace_at(workspace).root).rotate()} cách liên hệ bằng khoá mới"
    )
