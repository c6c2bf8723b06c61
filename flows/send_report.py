"""Information reports by e-mail: to whom delivery.toml names for their kind, once, then into the register."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from flows.period_register import SENDERS, TYPE, Paper, enter, entered, file_of, province
from flows.record import held
from flows.registers import settle
from flows.send import messages_of, unheard
from langnghe.cases.rights import require, role_of
from langnghe.config import Workspace
from langnghe.digest.model import Digest
from langnghe.digest.period_model import Review
from langnghe.errors import LangngheError
from langnghe.files import replace_file
from langnghe.notify import Attachment, Notice, deliver, enqueue, gone_out, plan, read_delivery
from langnghe.notify.message import KIND_VI, Kind
from langnghe.records import ROLE_VI, hanoi_day
from warehouse import Store

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FIRST = 8  # titles in the text of a mail; the file has the rest


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A report to be sent: its row of the register, its file, and what a mail says of it."""

    paper: Paper
    kind: Kind
    written: bytes
    media_type: str
    text: str
    html: str


Write = Callable[[Store, Workspace], Letter]


def letter_of(store: Store, workspace: Workspace, review: Review) -> Letter:
    """Return the letter of a review or a brief: DOCX attached, HTML to read at once."""
    from langnghe.digest.period_docx import to_docx
    from langnghe.digest.period_render import render_review

    paper = Paper(
        code=review.code, type=TYPE[review.kind], title=f"{review.title} {review.subject}",
        period=review.period, unit=_unit(store, workspace, review.last, review.made_at),
        file=file_of(workspace, review.code, "docx"),
    )  # fmt: skip
    titles = [item.title for item in (*review.urgent, *review.top)]
    return Letter(
        paper=paper, kind="weekly" if review.kind == "chair" else "report",
        written=to_docx(review), media_type=DOCX, html=render_review(review, "html"),
        text=_text(paper, review.office, titles),
    )  # fmt: skip


def letter_of_day(store: Store, workspace: Workspace, digest: Digest) -> Letter:
    """Return the letter of a day's digest: its HTML, to read at once and attached."""
    from langnghe.digest import render

    code = f"DB-{digest.day:%Y%m%d}"
    html = render(digest, "html")
    paper = Paper(
        code=code, type="daily", title=f"Điểm báo ngày {digest.day:%d/%m/%Y}",
        period=digest.day.isoformat(), file=file_of(workspace, code, "html"),
        unit=_unit(store, workspace, digest.day, digest.made_at),
    )  # fmt: skip
    titles = [item.title for item in (*digest.urgent, *digest.top)]
    return Letter(
        paper=paper, kind="digest", written=html.encode(), media_type="text/html", html=html,
        text=_text(paper, digest.office, titles),
    )  # fmt: skip


def _unit(store: Store, workspace: Workspace, day: date, made_at: datetime) -> str:
    settle(store, workspace, made_at)  # a workspace just made does not know its units yet
    return province(store, (day, hanoi_day(made_at)))


def _text(paper: Paper, office: str, titles: list[str]) -> str:
    more = f"\n… và {len(titles) - FIRST} tin khác" if len(titles) > FIRST else ""
    said = "\n".join(f"- {title}" for title in titles[:FIRST]) or "Không có tin nào phải nêu riêng."
    return (
        f"{paper.title}\n{office}\n\n{said}{more}\n\nToàn văn ở tệp kèm theo thư: {paper.file.name}"
    )


def send_report(
    workspace: Workspace, write: Write, role: str, now: datetime, *, dry_run: bool = False
) -> list[str]:
    """Send a report to those who hear its kind and enter it as sent; return what happened, by line.

    It is named by its code, so that sending again sends nothing twice and enters nothing twice: what
    could not go out yet goes with the next call. A dry run changes nothing and sends nothing.
    """
    by = role_of(role)
    require(by, SENDERS, "gửi báo cáo thông tin")
    settings = read_delivery(workspace.root / "delivery.toml")
    with held(workspace) as store:
        letter = write(store, workspace)
        known = entered(store, letter.paper.code)
    paper = letter.paper
    notice = Notice(
        about=paper.code, event="information-report", kind=letter.kind, subject=paper.title,
        text=letter.text, html=letter.html, created_at=now,
        attachments=(Attachment(name=paper.file.name, media_type=letter.media_type, content=letter.written),),
    )  # fmt: skip
    messages = messages_of(settings.delivery, [notice])
    if not messages:
        raise LangngheError(
            f"chưa ai nhận {KIND_VI[letter.kind]}; ở delivery.toml, thêm {letter.kind!r} vào kinds và "
            "địa chỉ vào to của vai cần nhận"
        )
    deaf = unheard(settings.delivery, [notice])
    if dry_run:
        told = plan(settings.delivery, messages, now).lines()
        return [*deaf, *told, "Thử, chưa gửi gì, chưa vào sổ."]
    new, old = enqueue(workspace.outbox, messages)
    if not old:  # else the file of the first time is the one that was sent
        paper.file.parent.mkdir(parents=True, exist_ok=True)
        replace_file(paper.file, letter.written)
    lines = [*deaf, f"{new} thư mới vào hộp gửi, {old} thư đã có từ trước",
             *deliver(workspace.outbox, settings, now).lines()]  # fmt: skip
    if known:
        return [*lines, f"{paper.code}: đã vào sổ từ trước"]
    went = gone_out(workspace.outbox, messages)
    if not went:
        return [
            *lines,
            f"{paper.code}: chưa thư nào đi, chưa vào sổ; chạy lại lệnh này khi tới giờ gửi",
        ]
    recipients = list(dict.fromkeys(ROLE_VI[m.role] for m in went))
    kept = paper.file.read_bytes() if paper.file.exists() else letter.written
    with held(workspace) as store:
        enter(store, workspace, paper, kept, recipients, by, now)
    return [*lines, f"{paper.code}: đã vào sổ, nơi nhận: {'; '.join(recipients)}"]
