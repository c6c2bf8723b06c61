"""`langnghe documents …`: guidance documents read from their files, their citations, where they went."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from langnghe.cli.common import WorkspaceOption, now, say, workspace_at

app = typer.Typer(
    help="Văn bản định hướng: đọc tệp, kiểm viện dẫn pháp luật.",
    no_args_is_help=True,
)

JsonOption = Annotated[bool, typer.Option("--json", help="In JSON.")]


@app.command("read")
def read(workspace: WorkspaceOption = None) -> None:
    """Đọc tệp của mọi văn bản trong sổ, kiểm viện dẫn, tìm bài mang nội dung văn bản."""
    from flows.document_pickup import follow
    from flows.documents import read as read_all

    place = workspace_at(workspace)
    report = read_all(place, now())
    for problem in report.problems:
        say(problem)
    say("Văn bản: " + ("; ".join(report.lines()) or "sổ chưa có dòng nào") + ".")
    found = follow(place, now())
    say(
        f"So {found.documents} văn bản với {found.texts} bài: thêm {found.carried} bài mang nội dung; "
        f"{found.answered} văn bản đã so với câu hỏi nhiều nhất."
    )


@app.command("check")
def check(workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """Kiểm viện dẫn pháp luật theo danh mục laws.toml, như ngày ký; liệt kê chỗ cần xem."""
    from flows.documents import check as check_all
    from nlp.documents import STATUS_VI

    found = check_all(workspace_at(workspace), now())
    if as_json:
        print(json.dumps(found, ensure_ascii=False, indent=1, default=str))
        return
    for row in sorted(found, key=lambda r: (r["status"] == "unknown", str(r["signed_on"]))):
        after = f", thay bằng {row['replaced_by']}" if row["replaced_by"] else ""
        print(
            f"{row['name']} ký {_day(row['signed_on'])}: {row['said']}: {STATUS_VI[row['status']]}{after}"
        )
        if row["source"]:
            print(f"    theo: {row['source']}")
    wrong = sum(row["status"] != "unknown" for row in found)
    say(
        f"{wrong} viện dẫn không còn hoặc chưa có hiệu lực; {len(found) - wrong} chưa có trong danh mục."
    )


@app.command("show")
def show(
    document: Annotated[
        str, typer.Argument(help="Số, ký hiệu (12/HD-LĐLĐ), hoặc mã dòng trong sổ.")
    ],
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Xem những gì đọc được từ một văn bản: độ dài, 8 điểm, viện dẫn."""
    from flows.documents import show as shown

    found = shown(workspace_at(workspace), document)
    if as_json:
        print(json.dumps(found, ensure_ascii=False, indent=1, default=str))
        return
    for line in _told(found):
        print(line)


def _told(found: dict[str, Any]) -> list[str]:
    from langnghe.numbers import number
    from nlp.documents import POINT_VI, STATUS_VI

    row, said, rank = found["row"], found["read"], found["rank"]
    lines = [
        str(row.get("title") or ""),
        f"Ký {_day(row.get('signed_on'))}, gửi {_day(row.get('sent_on'))}",
    ]
    if not said:
        return [*lines, "Chưa đọc tệp: chạy `langnghe documents read`."]
    pages = f"{said['pages']} trang" + ("" if said["pages_counted"] else " (ước tính)")
    if not said["readable"]:
        return [*lines, f"{pages}; tệp chỉ có ảnh chụp trang, không có chữ để đọc."]
    lines.append(f"{number(said['words'])} từ, {pages}, {number(said['a_sentence'] or 0, '.1f')} từ mỗi câu, "
                 f"{number(100 * said['density'], '.0f')} % từ mang nghĩa")  # fmt: skip
    if "words" in rank:
        lines.append(
            f"Dài hơn hoặc bằng {number(rank['words'], '.0f')} % trong {rank['documents']} văn bản "
            "12 tháng trước của đơn vị."
        )
    lines.append("Danh mục 8 điểm (người ghi thì theo người):")
    for point, name in POINT_VI.items():
        staff, machine = row.get(f"says_{point}"), said["says"][point]
        value = machine if staff is None else staff
        who = "máy đề xuất" if staff is None else "người xác nhận"
        lines.append(f"  {'●' if value else '○'} {name}: {'có' if value else 'không thấy'} ({who})")
    for citation in said.get("checked") or ():
        after = f", thay bằng {citation['replaced_by']}" if citation["replaced_by"] else ""
        lines.append(f"Viện dẫn {citation['said']}: {STATUS_VI[citation['status']]}{after}")
    return lines


def _day(value: Any) -> str:
    text = str(value or "")[:10]
    return "/".join(reversed(text.split("-"))) if text else "chưa rõ"
