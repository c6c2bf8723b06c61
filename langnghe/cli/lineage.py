"""`langnghe lineage …`: which posts, articles and talk carry a registered message, and how faithfully."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from langnghe.cli.alerts import JsonOption, RoleOption
from langnghe.cli.common import WorkspaceOption, now, say, workspace_at

app = typer.Typer(
    help="Đường đi của thông điệp: bài nào mang, nói khác, nói ngược.",
    no_args_is_help=True,
)

ProposalArgument = Annotated[
    str, typer.Argument(help="Mã đề xuất, như message/TD-01/…, hoặc phần mã đủ phân biệt.")
]
NoteOption = Annotated[str, typer.Option("--note", help="Lý do, nếu cần.")]


@app.command("update")
def update(workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """Tìm các thông điệp trong sổ ở bài, bình luận của những ngày thông điệp được dùng."""
    from dataclasses import asdict

    from flows.lineage import update as look

    report = look(workspace_at(workspace), now())
    if as_json:
        print(json.dumps(asdict(report), ensure_ascii=False))
        return
    if not report.messages:
        say("Không có thông điệp hay bài nào mới để tìm.")
        return
    say(
        f"Tìm {report.messages} thông điệp trong {report.texts} bài: thêm {report.found} chỗ, trong đó "
        f"{report.bent} chỗ nói khác hoặc nói ngược; {report.sampled} bài rút ngẫu nhiên để người kiểm."
    )


@app.command("show")
def show(
    message: Annotated[
        str | None, typer.Argument(help="Mã thông điệp; trống: liệt kê mọi thông điệp.")
    ] = None,
    workspace: WorkspaceOption = None,
    picture: Annotated[
        Path | None, typer.Option("--svg", help="Ghi hình đường đi của thông điệp vào tệp SVG này.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Xem một thông điệp đi tới đâu: văn bản, bài của ta, báo, bình luận; theo thời gian."""
    from dataclasses import asdict

    from flows.lineage import overview, trace
    from langnghe.files import replace_file
    from nlp.lineage.find import RELATION_VI
    from nlp.lineage.picture import LANE_VI, draw

    place = workspace_at(workspace)
    if message is None:
        rows = overview(place)
        if as_json:
            print(json.dumps(rows, ensure_ascii=False, indent=1, default=str))
            return
        for row in rows:
            print(
                f"{row['code']}  mang đúng {row['carries']}, khác hoặc ngược {row['bent']}, "
                f"chờ người xem {row['waiting']}  {row['text']}"
            )
        say(f"{len(rows)} thông điệp" if rows else "Sổ thông điệp chưa có dòng nào.")
        return
    row, marks = trace(place, message)
    if picture is not None:
        replace_file(picture, draw(row["code"], row["text"], marks).encode())
        say(f"Đã ghi {picture}")
        return
    if as_json:
        told = {"message": row, "marks": [asdict(m) for m in marks]}
        print(json.dumps(told, ensure_ascii=False, indent=1, default=str))
        return
    print(f"{row['code']}: {row['text']}")
    for mark in marks:
        state = "" if mark.judged or mark.lane == "document" else " (máy đọc)"
        print(f"{mark.day:%d/%m/%Y}  {LANE_VI[mark.lane]}  {mark.source}: {mark.title}")
        print(f"    {RELATION_VI[mark.relation]}{state}  {mark.why}".rstrip())
        print(f"    {mark.id}  {mark.url}".rstrip())
    say(f"{len(marks)} nơi" if marks else "Chưa thấy ở đâu; chạy `langnghe lineage update`.")


@app.command("confirm")
def confirm(
    proposal: ProposalArgument,
    role: RoleOption,
    relation: Annotated[
        str | None,
        typer.Option("--as", help="carries, distorts, contradicts; trống: như máy đọc."),
    ] = None,
    note: NoteOption = "",
    workspace: WorkspaceOption = None,
) -> None:
    """Xác nhận một bài mang thông điệp, hay nói khác, nói ngược."""
    from flows.lineage import judge, machine_word
    from nlp.lineage.find import RELATION_VI

    place = workspace_at(workspace)
    word = relation or machine_word(place, proposal)
    event = judge(place, proposal, role, now(), relation=word, note=note)
    say(f"{event.id}: {RELATION_VI[word]}")


@app.command("refuse")
def refuse(
    proposal: ProposalArgument,
    role: RoleOption,
    note: NoteOption = "",
    workspace: WorkspaceOption = None,
) -> None:
    """Gạt một đề xuất: bài không mang thông điệp ấy."""
    from flows.lineage import judge

    event = judge(workspace_at(workspace), proposal, role, now(), relation="none", note=note)
    say(f"{event.id}: không mang thông điệp")
