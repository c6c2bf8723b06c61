"""`langnghe brief …` and `langnghe digest --period …`: information reports, written and marked sent."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from langnghe.cli.common import WorkspaceOption, day_of, now, say, workspace_at
from langnghe.files import write_whole

if TYPE_CHECKING:
    from flows.send_report import Letter
    from langnghe.config import Workspace
    from langnghe.digest.period_model import Review
    from warehouse import Store

Make = Callable[["Store", "Workspace", datetime], "Review"]

SentOption = Annotated[
    bool,
    typer.Option("--sent", help="Đánh dấu đã gửi: vào sổ báo cáo thông tin, giữ lại bản đã gửi."),
]
ToOption = Annotated[
    str | None, typer.Option("--to-whom", help="Nơi nhận, cách nhau bằng dấu chấm phẩy.")
]
RoleOption = Annotated[
    str | None, typer.Option("--role", help="Vai trò người gửi, khi gửi hay đánh dấu đã gửi.")
]
SendOption = Annotated[
    bool,
    typer.Option(
        "--send", help="Gửi cho các vai khai ở delivery.toml, rồi vào sổ báo cáo thông tin."
    ),
]
DryOption = Annotated[
    bool, typer.Option("--dry-run", help="Với --send: chỉ nói sẽ gửi gì cho ai, không gửi.")
]


class ReportFormat(StrEnum):
    """What an information report can be written as."""

    HTML = "html"
    MD = "md"
    JSON = "json"
    DOCX = "docx"
    PDF = "pdf"


ON_PAPER = ("docx", "pdf")  # never to the screen


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command()(brief)


def brief(
    case: Annotated[str | None, typer.Option("--case", help="Báo cáo nhanh về hồ sơ này.")] = None,
    topic: Annotated[
        str | None, typer.Option("--topic", help="Báo cáo chuyên đề về chủ đề này (mã hoặc tên).")
    ] = None,
    day_from: Annotated[
        str | None, typer.Option("--from", help="Chuyên đề: từ ngày (mặc định: 30 ngày).")
    ] = None,
    day_to: Annotated[str | None, typer.Option("--to", help="Chuyên đề: đến ngày.")] = None,
    form: Annotated[
        ReportFormat, typer.Option("--format", help="html, md, json, docx hoặc pdf.")
    ] = ReportFormat.HTML,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Ghi ra tệp thay vì màn hình.")
    ] = None,
    sent: SentOption = False,
    to_whom: ToOption = None,
    role: RoleOption = None,
    send: SendOption = False,
    dry_run: DryOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Viết báo cáo nhanh về một hồ sơ, hoặc báo cáo chuyên đề về một chủ đề."""
    if (case is None) == (topic is None):
        raise typer.BadParameter("ghi một trong hai: --case MÃ hoặc --topic CHỦ ĐỀ")
    if case is not None and (day_from or day_to):
        raise typer.BadParameter("--from, --to là của báo cáo chuyên đề (--topic)")
    first = day_of(day_from) if day_from else None
    last = day_of(day_to) if day_to else None

    def make(store: Store, place: Workspace, at: datetime) -> Review:
        from flows.brief import case_brief, topic_brief

        if case is not None:
            return case_brief(store, place, case, at)
        return topic_brief(store, place, str(topic), at, first=first, last=last)

    if send or dry_run:
        send_review(
            workspace_at(workspace),
            make,
            role,
            out=out,
            sent=sent or bool(to_whom),
            send=send,
            dry_run=dry_run,
        )
        return
    write_report(workspace_at(workspace), make, form.value, out, sent, to_whom, role)


def send_review(
    place: Workspace, make: Make, role: str | None, *, out: Path | None, sent: bool, send: bool,
    dry_run: bool,
) -> None:  # fmt: skip
    """Send a review or a brief by delivery.toml and say what happened."""

    def write(store: Store, workspace: Workspace) -> Letter:
        from flows.send_report import letter_of

        return letter_of(store, workspace, make(store, workspace, now()))

    send_letter(place, write, role, out=out, sent=sent, send=send, dry_run=dry_run)


def send_letter(
    place: Workspace,
    write: Callable[[Store, Workspace], Letter],
    role: str | None,
    *,
    out: Path | None,
    sent: bool,
    send: bool,
    dry_run: bool,
) -> None:
    """Send what is written; options that do not go together are refused."""
    from flows.send_report import send_report

    if not send:
        raise typer.BadParameter("--dry-run đi cùng --send")
    if sent or out is not None:
        raise typer.BadParameter("--send không đi cùng --sent, --to-whom, --out")
    if not role:
        raise typer.BadParameter("--send cần --role VAI TRÒ của người gửi")
    for line in send_report(place, write, role, now(), dry_run=dry_run):
        print(line)


def write_report(
    place: Workspace,
    make: Make,
    form: str,
    out: Path | None,
    sent: bool,
    to_whom: str | None,
    role: str | None,
) -> None:
    """Make a report, enter it as sent where that is asked, and write it."""
    from flows.period_register import before_sending, mark_sent
    from flows.record import held
    from langnghe.cases.rights import role_of

    if form in ON_PAPER and out is None and not sent:
        raise typer.BadParameter(f"{form.upper()} cần --out TỆP")
    if (to_whom or role) and not sent:
        raise typer.BadParameter("--to-whom, --role đi cùng --sent")
    if sent and not (to_whom and role):
        raise typer.BadParameter("--sent cần --to-whom “Thường trực; các Ban” và --role VAI TRÒ")
    recipients = [each.strip() for each in (to_whom or "").split(";") if each.strip()]
    at = now()
    with held(place) as store:
        review = make(store, place, at)
        if sent:
            review = before_sending(store, review, recipients)
        data = _written(review, form)
        if sent:
            done = mark_sent(store, place, review, data, form, recipients, role_of(str(role)), at)
            again = f", phát hành lại của {done.reissue_of}" if done.reissue_of else ""
            say(f"Đã vào sổ: {done.code}{again}; bản đã gửi ở {done.file}")
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        write_whole(out, data)
        say(f"Đã ghi {out}")
    elif form not in ON_PAPER:
        sys.stdout.write(data.decode("utf-8"))


def _written(review: Review, form: str) -> bytes:
    if form == "docx":
        from langnghe.digest.period_docx import to_docx

        return to_docx(review)
    if form == "pdf":
        from langnghe.digest.pdf import to_pdf
        from langnghe.digest.period_render import render_review

        return to_pdf(render_review(review, "html"))
    from langnghe.digest.period_render import ReviewFormat, render_review

    return render_review(review, cast(ReviewFormat, form)).encode("utf-8")
