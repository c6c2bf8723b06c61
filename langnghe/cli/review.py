"""`langnghe review …`: people correct the machine, and see how often they had to."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from langnghe.cli.common import WorkspaceOption, day_of, now, say, workspace_at
from langnghe.numbers import number

app = typer.Typer(
    help="Duyệt nhãn: hàng chờ, phiếu cho người sửa, thẻ chất lượng.", no_args_is_help=True
)

CountOption = Annotated[int, typer.Option("--n", min=1, max=10_000, help="Số bài nhiều nhất.")]
FromOption = Annotated[
    str | None,
    typer.Option(
        "--from",
        help="Từ ngày đăng, như 2026-06-01 hoặc 01/06/2026 (mặc định: 31 ngày cuối có bài).",
    ),
]
ToOption = Annotated[str | None, typer.Option("--to", help="Đến ngày đăng.")]


class ListFormat(StrEnum):
    """How a queue is printed."""

    TABLE = "table"
    JSON = "json"


class CardFormat(StrEnum):
    """How a quality card is printed."""

    MD = "md"
    JSON = "json"


@app.command("list")
def list_queue(
    workspace: WorkspaceOption = None,
    n: CountOption = 20,
    task: Annotated[
        str | None,
        typer.Option(
            "--task",
            help="Chỉ bài chưa chắc ở nhãn này: in_scope, topic, tone, stance_union, intent, risk.",
        ),
    ] = None,
    form: Annotated[
        ListFormat, typer.Option("--format", help="table hoặc json.")
    ] = ListFormat.TABLE,
    day_from: FromOption = None,
    day_to: ToOption = None,
) -> None:
    """Liệt kê bài cần người xem. Chưa chắc nhất trước, xen một phần tư rút ngẫu nhiên."""
    from flows.review import said, waiting, why
    from warehouse import open_store

    with open_store(workspace_at(workspace).warehouse) as store:
        found = waiting(
            store,
            n=n,
            task=task,
            day_from=day_of(day_from) if day_from else None,
            day_to=day_of(day_to) if day_to else None,
        )
    if form is ListFormat.JSON:
        print(json.dumps([_as_json(row) for row in found.rows], ensure_ascii=False, indent=1))
    else:
        for row in found.rows:
            title = row["title"] or row["excerpt"].split("\n")[0][:100]
            print(f"{row['post_id']} · {row['day']:%d/%m/%Y} · {row['source']} · {title}")
            print(f"    {why(row)}")
            print(f"    máy: {' · '.join(said(row).values())}")
            print(f"    {row['url']}")
    say(
        f"{number(found.uncertain)} bài chưa chắc, {number(found.random)} bài kiểm ngẫu nhiên đang chờ"
        f"; in {len(found.rows)} bài"
    )


def _as_json(row: Any) -> dict[str, Any]:
    return {
        "id": row["post_id"],
        "revision": row["revision"],
        "kind": row["kind"],
        "source": row["source"],
        "day": row["day"].isoformat(),
        "title": row["title"],
        "url": row["url"],
        "chosen": row["chosen"],
        "urgency": round(row["urgency"], 4),
        "doubts": row["doubts"] or [],
        "labels": {m["task"]: m["labels"] for m in row["machine"]},
        "scores": {m["task"]: round(m["score"], 4) for m in row["machine"]},
        "model": row["model"],
    }


@app.command("export")
def export_sheet(
    out: Annotated[
        Path, typer.Option("--out", "-o", help="Tệp .xlsx (có danh sách chọn) hoặc .csv.")
    ],
    workspace: WorkspaceOption = None,
    n: CountOption = 50,
    day_from: FromOption = None,
    day_to: ToOption = None,
) -> None:
    """Xuất phiếu duyệt nhãn. Mỗi dòng một bài, nhãn máy bên trái, ô sửa bên phải."""
    from flows.review import export_sheet as write
    from warehouse import open_store

    place = workspace_at(workspace)
    with open_store(place.warehouse) as store:
        rows = write(
            store,
            place,
            out,
            n=n,
            day_from=day_of(day_from) if day_from else None,
            day_to=day_of(day_to) if day_to else None,
        )
    say(f"Đã ghi {number(rows)} bài ra {out}")


@app.command("import")
def import_sheet(
    file: Annotated[Path, typer.Argument(help="Phiếu đã điền: .xlsx hoặc .csv.")],
    role: Annotated[
        str,
        typer.Option("--role", help="Vai trò người xem: analyst, propaganda_head, policy_head…"),
    ],
    workspace: WorkspaceOption = None,
    reader: Annotated[
        str,
        typer.Option(
            "--reader", help="Mã tự đặt để phân biệt hai người cùng vai trò; chỉ lưu mã băm."
        ),
    ] = "",
) -> None:
    """Nhập phiếu đã điền. Kiểm từng dòng, ghi landing, nạp kho; nhập lại không nhân đôi."""
    from flows.review import import_sheet as take_in
    from langnghe.registers.review import ROW_OUTCOME_VI

    checked = take_in(workspace_at(workspace), file, role=role, reader=reader)
    rows = sum(checked.outcomes.values())
    parts = ", ".join(f"{ROW_OUTCOME_VI[o]} {number(n)}" for o, n in checked.outcomes.items() if n)
    print(
        f"{number(rows)} dòng: {parts or 'không có dòng nào'}; ghi {number(len(checked.verdicts))} nhãn của người"
    )
    if checked.errors:
        from langnghe.errors import ImportRowsError

        raise ImportRowsError(str(file), checked.errors)


@app.command("export-gold")
def export_gold(
    out: Annotated[Path, typer.Option("--out", "-o", help="Tệp .jsonl trong thư mục làm việc.")],
    workspace: WorkspaceOption = None,
    since: Annotated[
        str | None, typer.Option("--since", help="Chỉ bài được xem từ ngày này.")
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option(
            "--data", help="Thư mục dữ liệu có danh sách để riêng (mặc định: LANGNGHE_DATA)."
        ),
    ] = None,
) -> None:
    """Xuất bài người đã xem đủ sáu nhãn để huấn luyện. Có nguyên văn, chỉ dùng trong cơ quan."""
    from flows.review import export_gold as write
    from langnghe.config import settings
    from warehouse import open_store

    place = workspace_at(workspace)
    with open_store(place.warehouse) as store:
        written, partial, refused, listed = write(
            store,
            place,
            out,
            data=data or settings().data,
            since=day_of(since) if since else None,
        )
    say(
        f"Đã ghi {number(written)} bài ra {out}; bỏ qua {number(partial)} bài chưa xem đủ nhãn, "
        f"{number(refused)} bài để riêng làm bài kiểm tra"
    )
    if not listed:
        say("Chưa có danh sách để riêng (gold/excluded.txt); khi huấn luyện sẽ kiểm lại.")


@app.command()
def quality(
    workspace: WorkspaceOption = None,
    month: Annotated[
        str | None, typer.Option("--month", help="Tháng, như 2026-11 (mặc định: tháng này).")
    ] = None,
    form: Annotated[CardFormat, typer.Option("--format", help="md hoặc json.")] = CardFormat.MD,
) -> None:
    """In thẻ chất lượng của một tháng. Tỉ lệ người sửa nhãn máy, độ đúng ước lượng, hai người có giống nhau."""
    from flows.review import quality_card
    from langnghe.records import hanoi_day
    from nlp.quality import render
    from warehouse import open_store

    with open_store(workspace_at(workspace).warehouse) as store:
        card = quality_card(store, month or f"{hanoi_day(now()):%Y-%m}")
    if form is CardFormat.JSON:
        print(json.dumps(card, ensure_ascii=False, indent=1))
    else:
        print(render(card), end="")
