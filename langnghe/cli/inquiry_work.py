"""`langnghe inquiry take …`: what people do with a question."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from langnghe.cli.common import WorkspaceOption, now
from langnghe.cli.inquiry_common import (
    AtOption,
    FromOption,
    GroundsOption,
    IdArgument,
    JsonOption,
    ReasonOption,
    RoleOption,
    TextOption,
    moment_of,
    order_for,
)


def register(app: typer.Typer) -> None:
    """Put the verbs on a group."""
    verbs: dict[str, Callable[..., None]] = {
        "take": plain("take", "đã nhận", "Nhận câu hỏi để làm."),
        "sort": sort,
        "interim": interim,
        "pass": pass_on,
        "draft": draft,
        "return": reasoned("give_back", "đã trả lại", "Trả lại bản soạn, có lý do."),
        "answer": answer,
        "close": plain("close", "đã đóng", "Đóng câu đã trả lời."),
        "invalid": reasoned(
            "invalid",
            "đã ghi không hợp lệ",
            "Ghi không hợp lệ: quảng cáo, nhập trùng, không hỏi gì. Phải có lý do.",
        ),
        "reopen": reasoned("reopen", "đã mở lại", "Mở lại. Đồng hồ không bắt đầu lại."),
        "unreply": reasoned(
            "unreply",
            "đã gạch lời đáp",
            "Gạch lời đáp ghi nhầm (máy đáp, đáp việc khác). Đồng hồ chạy tiếp như chưa trả lời.",
        ),
        "rate": rate,
        "react": react,
    }
    for name, verb in verbs.items():
        app.command(name)(verb)


def plain(order: str, done: str, told: str) -> Callable[..., None]:
    """Return a verb that needs a question and a role. order: of inquiry_orders; told: its help."""

    def verb(
        inquiry: IdArgument,
        role: RoleOption,
        workspace: WorkspaceOption = None,
        as_json: JsonOption = False,
    ) -> None:
        order_for(
            workspace, inquiry, role, as_json, done,
            lambda do, found, who, _: getattr(do, order)(found, who, now()),
        )  # fmt: skip

    verb.__doc__ = told
    return verb


def reasoned(order: str, done: str, told: str) -> Callable[..., None]:
    """Return a verb that needs a reason as well."""

    def verb(
        inquiry: IdArgument,
        role: RoleOption,
        reason: ReasonOption,
        workspace: WorkspaceOption = None,
        as_json: JsonOption = False,
    ) -> None:
        order_for(
            workspace, inquiry, role, as_json, done,
            lambda do, found, who, _: getattr(do, order)(found, who, reason, now()),
        )  # fmt: skip

    verb.__doc__ = told
    return verb


def sort(
    inquiry: IdArgument,
    role: RoleOption,
    topic: Annotated[str | None, typer.Option("--topic", help="Chủ đề.")] = None,
    unit: Annotated[str | None, typer.Option("--unit", help="Đơn vị.")] = None,
    to: Annotated[str | None, typer.Option("--to", help="Giao cho vai.")] = None,
    first: Annotated[
        str | None, typer.Option("--first", help="Hỏi ở đâu trước: union, social, press…")
    ] = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Phân loại: chủ đề, đơn vị, người trả lời, hỏi ở đâu trước."""
    values = {"topic": topic, "unit": unit, "role": to, "first_channel": first}
    order_for(
        workspace,
        inquiry,
        role,
        as_json,
        "đã phân loại",
        lambda do, found, who, _: do.sort(found, who, values, now()),
    )


def interim(
    inquiry: IdArgument,
    role: RoleOption,
    at: AtOption = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ghi đã trả lời tạm (đang chuyển chuyên môn …). Tính là trả lời lần đầu, chưa phải trả lời xong."""
    order_for(
        workspace, inquiry, role, as_json, "đã trả lời tạm",
        lambda do, found, who, _: do.interim(found, who, now(), sent_at=moment_of(at)),
    )  # fmt: skip


def pass_on(
    inquiry: IdArgument,
    role: RoleOption,
    to: Annotated[str, typer.Option("--to", help="Ban nhận: policy_head, department_head…")],
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Chuyển Ban chuyên môn. Đồng hồ vẫn chạy."""
    order_for(
        workspace,
        inquiry,
        role,
        as_json,
        "đã chuyển",
        lambda do, found, who, _: do.pass_on(found, who, to, now()),
    )


def draft(
    inquiry: IdArgument,
    role: RoleOption,
    text: TextOption = "",
    answers: FromOption = None,
    grounds: GroundsOption = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Trình duyệt câu trả lời, soạn mới hoặc từ câu mẫu."""
    order_for(
        workspace, inquiry, role, as_json, "đã trình duyệt",
        lambda do, found, who, state: do.draft(
            found, who, text, now(), answers=answers or (), grounds=grounds, bank=state.bank
        ),
    )  # fmt: skip


def answer(
    inquiry: IdArgument,
    role: RoleOption,
    text: TextOption = "",
    answers: FromOption = None,
    grounds: GroundsOption = "",
    at: AtOption = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ghi câu trả lời đã gửi cho người hỏi. Bản chờ duyệt thì chỉ người duyệt ghi được."""
    order_for(
        workspace, inquiry, role, as_json, "đã trả lời",
        lambda do, found, who, state: do.answer(
            found, who, now(), text=text, answers=answers or (), grounds=grounds, bank=state.bank,
            sent_at=moment_of(at),
        ),
    )  # fmt: skip


def rate(
    inquiry: IdArgument,
    stars: Annotated[int, typer.Argument(help="Điểm hài lòng của người hỏi, 1 đến 5.")],
    role: RoleOption,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ghi điểm hài lòng của người hỏi sau khi được trả lời."""
    order_for(
        workspace,
        inquiry,
        role,
        as_json,
        "đã ghi điểm",
        lambda do, found, who, _: do.rate(found, who, stars, now()),
    )


def react(
    inquiry: IdArgument,
    reaction: Annotated[str, typer.Argument(help="thanks (cảm ơn), reproach (trách), none.")],
    role: RoleOption,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ghi người hỏi cảm ơn hay trách. Lời người thay nhãn của máy."""
    order_for(
        workspace,
        inquiry,
        role,
        as_json,
        "đã ghi",
        lambda do, found, who, _: do.react(found, who, reaction, now()),
    )
