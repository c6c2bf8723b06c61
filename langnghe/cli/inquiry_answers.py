"""`langnghe inquiry answers …`: the bank of sample answers, each with its legal basis."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from langnghe.cli.common import WorkspaceOption, day_of, now, say, workspace_at

app = typer.Typer(help="Câu trả lời mẫu có căn cứ pháp lý.", no_args_is_help=True)
IdArgument = Annotated[str, typer.Argument(help="Mã câu mẫu, hoặc vài ký tự đủ phân biệt.")]
RoleOption = Annotated[str, typer.Option("--role", help="Vai trò người làm.")]


@app.command("list")
def list_answers(
    workspace: WorkspaceOption = None,
    every: Annotated[bool, typer.Option("--all", help="Cả câu chờ duyệt, thôi dùng.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="In JSON.")] = False,
) -> None:
    """Liệt kê câu trả lời mẫu."""
    from flows.inquiries import counter
    from langnghe.cases.fold import to_fields
    from langnghe.cases.inquiry_bank import SAMPLE_VI
    from warehouse import open_store

    place = workspace_at(workspace)
    with open_store(place.warehouse) as store:
        bank = counter(store, place).bank
    found = [s for s in bank.values() if every or s.status == "approved"]
    if as_json:
        rows = [{"id": s.id, **to_fields(s)} for s in found]
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for sample in sorted(found, key=lambda s: s.id):
        until = f", dùng đến {sample.until}" if sample.until else ""
        print(f"{sample.id}  {SAMPLE_VI[sample.status]}{until}")
        print(f"    Hỏi: {sample.question}\n    Đáp: {sample.answer}\n    Căn cứ: {sample.grounds}")
    say(f"{len(found)} câu trả lời mẫu" if found else "Chưa có câu trả lời mẫu nào.")


@app.command("add")
def add(
    question: Annotated[str, typer.Option("--question", help="Câu hỏi.")],
    answer: Annotated[str, typer.Option("--answer", help="Câu trả lời.")],
    grounds: Annotated[str, typer.Option("--grounds", help="Căn cứ: điều, khoản, văn bản.")],
    role: RoleOption,
    topic: Annotated[str, typer.Option("--topic", help="Chủ đề.")] = "",
    until: Annotated[str | None, typer.Option("--until", help="Dùng đến ngày.")] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Đề xuất một câu trả lời mẫu."""
    from langnghe.cases.inquiry_bank import propose
    from langnghe.cases.rights import role_of

    last = day_of(until) if until else None
    _order(
        workspace, "chờ duyệt",
        lambda _: propose(role_of(role), question, answer, grounds, now(), topic=topic, until=last),
    )  # fmt: skip


@app.command("approve")
def approve(sample: IdArgument, role: RoleOption, workspace: WorkspaceOption = None) -> None:
    """Duyệt một câu trả lời mẫu."""
    from langnghe.cases import inquiry_bank as bank
    from langnghe.cases.rights import role_of

    _order(
        workspace, "đã duyệt",
        lambda state: bank.approve(bank.find_sample(state.bank, sample), role_of(role), now()),
    )  # fmt: skip


@app.command("withdraw")
def withdraw(
    sample: IdArgument,
    role: RoleOption,
    reason: Annotated[str, typer.Option("--reason", help="Lý do.")],
    workspace: WorkspaceOption = None,
) -> None:
    """Thôi dùng một câu trả lời mẫu, có lý do."""
    from langnghe.cases import inquiry_bank as bank
    from langnghe.cases.rights import role_of

    _order(
        workspace, "thôi dùng",
        lambda state: bank.withdraw(
            bank.find_sample(state.bank, sample), role_of(role), reason, now()
        ),
    )  # fmt: skip


def _order(workspace: Any, done: str, make: Any) -> None:
    from flows.inquiries import counter
    from flows.record import order

    (event,) = order(workspace_at(workspace), counter, make)
    print(f"{event.id}: {done}")
