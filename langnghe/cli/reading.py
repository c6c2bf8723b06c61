"""Verbs that read the warehouse: search, export, digest."""

from __future__ import annotations

import json
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from langnghe.cli.brief import (
    ON_PAPER,
    DryOption,
    Make,
    ReportFormat,
    RoleOption,
    SendOption,
    SentOption,
    ToOption,
    send_letter,
    send_review,
    write_report,
)
from langnghe.cli.common import WorkspaceOption, day_of, now, say, workspace_at
from langnghe.files import write_whole
from langnghe.numbers import number

if TYPE_CHECKING:
    from flows.send_report import Letter
    from langnghe.config import Workspace
    from langnghe.digest.model import Digest
    from langnghe.digest.period_model import Review
    from warehouse import Store


class Reader(StrEnum):
    """For whom a review of a week is written."""

    ALL = "all"
    CHAIR = "chair"


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    for verb in (search, export, digest):
        app.command()(verb)


def search(
    query: Annotated[
        str, typer.Argument(help='Ví dụ: cong doan lai chau · "nợ lương" -bóng · lương HOẶC thưởng')
    ],
    workspace: WorkspaceOption = None,
    day_from: Annotated[
        str | None, typer.Option("--from", help="Từ ngày, như 2026-06-01 hoặc 01/06/2026.")
    ] = None,
    day_to: Annotated[str | None, typer.Option("--to", help="Đến ngày.")] = None,
    source: Annotated[str | None, typer.Option("--source", help="Mã nguồn.")] = None,
    scope: Annotated[bool, typer.Option("--in-scope", help="Chỉ tin trong phạm vi.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000, help="Số kết quả.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="In JSONL.")] = False,
) -> None:
    """Tìm tin, không cần gõ dấu. Hiểu từ, "cụm từ", HOẶC/OR, -loại trừ, ngoặc đơn, luong*."""
    from warehouse import open_store
    from warehouse.search import search as find
    from warehouse.snapshot import snapshot_of
    from warehouse.words import open_words, words_of

    place = workspace_at(workspace)
    with open_store(place.warehouse) as store:
        found = find(
            store,
            query,
            day_from=day_of(day_from) if day_from else None,
            day_to=day_of(day_to) if day_to else None,
            source=source,
            in_scope=True if scope else None,
            limit=limit,
            words=open_words(store, words_of(snapshot_of(place))),
        )
    for hit in found.hits:
        if as_json:
            print(json.dumps(hit, ensure_ascii=False, default=str))
        else:
            print(
                f"{hit['day']:%d/%m/%Y} · {hit['source_name']} · {hit['title'] or '(không tiêu đề)'}"
            )
            print(f"    {hit['snippet']}\n    {hit['url']}")
    say(
        f"{number(found.total)} kết quả"
        + (f", in {len(found.hits)} đầu" if found.total > len(found.hits) else "")
    )


class Exportable(StrEnum):
    """What can be exported."""

    POSTS = "posts"
    STORIES = "stories"
    ANNOTATIONS = "annotations"
    OUTCOMES = "outcomes"


def export(
    what: Annotated[Exportable, typer.Argument(help="posts, stories, annotations hoặc outcomes.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="Tệp .csv, .parquet hoặc .jsonl.")],
    workspace: WorkspaceOption = None,
    day_from: Annotated[
        str | None, typer.Option("--from", help="Từ ngày, như 2026-06-01 hoặc 01/06/2026.")
    ] = None,
    day_to: Annotated[str | None, typer.Option("--to", help="Đến ngày.")] = None,
    scope: Annotated[bool, typer.Option("--in-scope", help="Chỉ tin trong phạm vi.")] = False,
) -> None:
    """Xuất dữ liệu ra bảng. CSV, Parquet hoặc JSONL; không bao giờ có mã người bình luận."""
    from warehouse import open_store
    from warehouse.export import export as write

    with open_store(workspace_at(workspace).warehouse) as store:
        rows = write(
            store,
            what.value,
            out,
            day_from=day_of(day_from) if day_from else None,
            day_to=day_of(day_to) if day_to else None,
            in_scope=True if scope else None,
        )
    say(f"Đã xuất {number(rows)} dòng ra {out}")


def digest(
    workspace: WorkspaceOption = None,
    day: Annotated[str | None, typer.Option("--day", help="Ngày (mặc định: hôm nay).")] = None,
    period: Annotated[
        str | None, typer.Option("--period", help="Tuần hoặc tháng, như 2026-W23, 2026-06.")
    ] = None,
    reader: Annotated[
        Reader, typer.Option("--for", help="chair: trang tuần của Chủ tịch, một trang A4.")
    ] = Reader.ALL,
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
) -> None:
    """Viết điểm báo của một ngày, hoặc báo cáo của một tuần, một tháng. Giờ Hà Nội."""
    if period is not None:
        if day is not None:
            raise typer.BadParameter("ghi một trong hai: --day hoặc --period")
        make = _review(period, reader)
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
        return
    if sent or reader is not Reader.ALL:
        raise typer.BadParameter("--sent, --for là của báo cáo theo kỳ; thêm --period 2026-W23")
    from flows.digest import day_digest
    from warehouse import open_store

    if form.value in ON_PAPER and out is None and not send:
        raise typer.BadParameter(f"{form.value.upper()} cần --out TỆP")
    wanted = day_of(day)
    place = workspace_at(workspace)
    if send or dry_run:

        def write(store: Store, there: Workspace) -> Letter:
            from flows.send_report import letter_of_day

            return letter_of_day(store, there, day_digest(store, there, wanted, made_at=now()))

        send_letter(place, write, role, out=out, sent=bool(to_whom), send=send, dry_run=dry_run)
        return
    with open_store(place.warehouse) as store:
        made = day_digest(store, place, wanted, made_at=now())
    data = _printed(made, form.value)
    if out is None:
        print(data.decode("utf-8"))
    else:
        out.parent.mkdir(parents=True, exist_ok=True)
        write_whole(out, data)
        say(f"Đã ghi {out}")


def _printed(digest: Digest, form: str) -> bytes:
    from langnghe.digest import Format, render

    if form == "docx":
        from langnghe.digest.day_docx import day_docx

        return day_docx(digest)
    if form == "pdf":
        from langnghe.digest.pdf import to_pdf

        return to_pdf(render(digest, "html"))
    return render(digest, cast(Format, form)).encode("utf-8", "replace")


def _review(period: str, reader: Reader) -> Make:
    def make(store: Store, workspace: Workspace, at: datetime) -> Review:
        from flows.period import review

        return review(store, workspace, period, at, reader=reader.value)

    return make
