"""`langnghe story …`: what a person found of a story: true, refuted, how grave, whether it helped."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Annotated

import typer

from langnghe.cli.common import WorkspaceOption, day_of, now, say, workspace_at

app = typer.Typer(
    help="Tin: xem, ghi kết quả kiểm chứng, mức, có giúp không.",
    no_args_is_help=True,
)

StoryArgument = Annotated[str, typer.Argument(help="Mã tin, hoặc vài ký tự đầu đủ phân biệt.")]
RoleOption = Annotated[
    str, typer.Option("--role", help="Vai trò người ghi: analyst, propaganda_head…")
]
NoteOption = Annotated[str, typer.Option("--note", help="Căn cứ, nguồn; bắt buộc khi bác bỏ.")]
TRUST_VI = {"high": "tin cậy cao", "medium": "tin cậy trung bình", "low": "tin cậy thấp"}


@app.command("list")
def list_stories(
    workspace: WorkspaceOption = None,
    days: Annotated[int, typer.Option("--days", min=1, help="Bao nhiêu ngày gần nhất.")] = 3,
    until: Annotated[str | None, typer.Option("--until", help="Đến ngày, như 2026-06-30.")] = None,
    most: Annotated[int, typer.Option("--most", min=1, help="Nhiều nhất bấy nhiêu tin.")] = 30,
    as_json: Annotated[bool, typer.Option("--json", help="In JSON.")] = False,
) -> None:
    """Liệt kê tin liên quan. Mức cao trước, nhiều nguồn độc lập trước."""
    from flows.story import recent
    from langnghe.cases.story import CODE_VI

    last = day_of(until)
    found = recent(workspace_at(workspace), last - timedelta(days=days - 1), last, now())[:most]
    if as_json:
        print(json.dumps(found, ensure_ascii=False, indent=1, default=str))
        return
    for row in found:
        trust = TRUST_VI.get(row["trust"], "")
        said = ", ".join(dict.fromkeys(CODE_VI.get(code, code) for code in row["codes"]))
        print(f"{row['story_id']}  mức {row['level']}  {row['day']:%d/%m}  {row['title']}")
        print(
            f"    {row['posts']} bài, {row['independent']} nguồn độc lập; {trust} "
            f"({row['admiralty'].replace('>', '')})" + (f"; đã ghi: {said}" if said else "")
        )
    say(f"{len(found)} tin" if found else "Không có tin liên quan nào trong những ngày ấy.")


@app.command("check")
def check(
    story: StoryArgument,
    result: Annotated[
        str,
        typer.Argument(help="dung (đúng), ngo (đáng ngờ), sai (bị bác bỏ), bo (bỏ kết quả cũ)."),
    ],
    role: RoleOption,
    note: NoteOption = "",
    workspace: WorkspaceOption = None,
) -> None:
    """Ghi kết quả kiểm chứng (1.05)."""
    from flows.story import code
    from langnghe.cases.story import CODE_VI, Code
    from langnghe.text import fold

    words: dict[str, Code] = {
        "dung": "verified", "ngo": "doubted", "sai": "refuted", "bo": "reopened",
    }  # fmt: skip
    what = words.get(fold(result))
    if what is None:
        raise typer.BadParameter(
            f"không hiểu kết quả {result!r}; ghi một trong: {', '.join(words)}"
        )
    event = code(workspace_at(workspace), story, what, role, now(), note=note)
    say(f"Tin {event.id}: {CODE_VI[what]}")


@app.command("level")
def level(
    story: StoryArgument,
    to: Annotated[int, typer.Argument(help="Mức nghiêm trọng, 1 đến 5.")],
    role: RoleOption,
    note: NoteOption = "",
    workspace: WorkspaceOption = None,
) -> None:
    """Đặt mức nghiêm trọng (1.06)."""
    from flows.story import code

    event = code(workspace_at(workspace), story, "severity", role, now(), value=to, note=note)
    say(f"Tin {event.id}: mức {to}")


@app.command("helped")
def helped(
    story: StoryArgument,
    how: Annotated[int, typer.Argument(help="0 không, 1 một phần, 2 có.")],
    role: RoleOption,
    note: NoteOption = "",
    workspace: WorkspaceOption = None,
) -> None:
    """Ghi tin có giúp giải quyết không (4.06). Giúp giải thích, giải quyết vấn đề của tổ chức."""
    from flows.story import code
    from langnghe.cases.story import HELPED_VI

    event = code(workspace_at(workspace), story, "helped", role, now(), value=how, note=note)
    say(f"Tin {event.id}: giúp giải quyết: {HELPED_VI[how]}")
