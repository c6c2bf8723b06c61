"""`langnghe model info`, `train`, `evaluate`: the classifier and its figures."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from langnghe.cli.common import WorkspaceOption, day_of, say, workspace_at

app = typer.Typer(help="Mô hình đang dùng.", no_args_is_help=True)

DataOption = Annotated[
    Path | None,
    typer.Option("--data", help="Thư mục dữ liệu (mặc định: LANGNGHE_DATA hoặc ../shared/data)."),
]


class Against(StrEnum):
    """Whose labels a model is held against."""

    GOLD = "gold"
    PEOPLE = "people"


@app.callback()
def _group() -> None:
    """Keep `model` a group although it has one verb."""


@app.command()
def info() -> None:
    """In phiên bản, dữ liệu học và điểm số."""
    from nlp.registry import info as model_info

    print(model_info())


def register(app: typer.Typer) -> None:
    """Add the verbs that stand at the top level."""
    app.command()(train)
    app.command()(evaluate)


def train(
    task: Annotated[
        str,
        typer.Argument(
            help="Phần của models/train.toml: linear, accents, encoder, pretrain, transformer."
        ),
    ],
    out: Annotated[Path, typer.Option("--out", help="Thư mục ghi mô hình.")],
    data: DataOption = None,
    encoder: Annotated[
        Path | None,
        typer.Option("--encoder", help="Thư mục do bước trước ghi (pretrain, transformer)."),
    ] = None,
    people: Annotated[
        Path | None,
        typer.Option("--people", help="Nhãn người sửa, tệp của `review export-gold`."),
    ] = None,
) -> None:
    """Huấn luyện mô hình. Từ dữ liệu đã gán nhãn; cùng đầu vào, cùng hạt giống thì cùng kết quả."""
    from langnghe.config import settings
    from nlp.train.stages import run

    made = run(task, data or settings().data, out, encoder=encoder, people=people, say=say)
    say(f"Đã ghi vào {out}")
    print(json.dumps(made, ensure_ascii=False, indent=2))


def evaluate(
    profile: Annotated[str | None, typer.Argument(help="fast, accurate hoặc baseline.")] = None,
    data: DataOption = None,
    split: Annotated[
        str, typer.Option("--split", help="Phần dữ liệu gold: train hoặc dev.")
    ] = "dev",
    pairs: Annotated[
        bool, typer.Option("--pairs", help="Chấm trên các cặp câu tối thiểu, không cần dữ liệu.")
    ] = False,
    robustness: Annotated[
        bool,
        typer.Option("--robustness", help="Đo thiệt hại do không dấu, viết tắt, viết hoa…"),
    ] = False,
    beside: Annotated[
        list[Path] | None,
        typer.Option("--beside", help="Tệp nhãn do `classify` in ra, để so trên cùng văn bản."),
    ] = None,
    table: Annotated[bool, typer.Option("--table", help="In bảng thay cho JSON.")] = False,
    against: Annotated[
        Against,
        typer.Option(
            "--against", help="gold, hoặc people: nhãn người đã duyệt trong thư mục làm việc."
        ),
    ] = Against.GOLD,
    since: Annotated[
        str | None, typer.Option("--since", help="Với people: chỉ bài được duyệt từ ngày này.")
    ] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Chấm mô hình đang dùng. Trên dữ liệu gold (điểm trung thực ở models/CARD.md) hoặc nhãn người."""
    from nlp.evaluate.run import page

    if against is Against.PEOPLE:
        from flows.review import measured

        found = measured(workspace_at(workspace), profile, day_of(since) if since else None)
        print(json.dumps(found, ensure_ascii=False, indent=2))
        return
    data_in = data
    if data_in is None and not pairs:
        from langnghe.config import settings

        data_in = settings().data
    what = "pairs" if pairs else "robustness" if robustness else "gold"
    print(page(what, profile, data_in, split, beside or (), table=table))
