"""`langnghe drill …`: an invented crisis in a copy of the office; the team's times are scored."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from langnghe.cli.common import WorkspaceOption, now, say, workspace_at
from langnghe.files import write_whole

if TYPE_CHECKING:
    from langnghe.cases.drill import Scorecard

app = typer.Typer(
    help="Diễn tập: khủng hoảng giả trong một bản sao, chấm thời gian của đội.",
    no_args_is_help=True,
)

JsonOption = Annotated[bool, typer.Option("--json", help="In JSON.")]
FileOption = Annotated[
    Path | None, typer.Option("--file", help="Kịch bản riêng (TOML) thay cho kịch bản có sẵn.")
]


@app.command("scenarios")
def scenarios(file: FileOption = None) -> None:
    """Liệt kê kịch bản."""
    from langnghe.samples.drill import read_scenarios

    for one in read_scenarios(file).scenario:
        print(
            f"{one.id}: {one.title} ({one.risk}, mức {one.level}, {len(one.post)} tin, {one.minutes} phút)"
        )
        print(f"    {one.about}")


@app.command("start")
def start(
    scenario: Annotated[str, typer.Argument(help="Mã kịch bản; xem `drill scenarios`.")],
    out: Annotated[Path, typer.Option("--out", help="Thư mục diễn tập, trống hoặc chưa có.")],
    ago: Annotated[
        int | None,
        typer.Option(
            "--ago", min=0,
            help="Khủng hoảng bắt đầu từ bấy nhiêu phút trước; 0: từ bây giờ, tin ra dần. "
            "Mặc định: cả kịch bản vừa diễn xong.",
        ),
    ] = None,
    auto: Annotated[
        bool, typer.Option("--auto", help="Đội do máy đóng, để xem thử; không chấm người.")
    ] = False,
    every: Annotated[
        int, typer.Option("--every", min=5, max=240, help="Phút giữa hai lượt máy canh.")
    ] = 15,
    file: FileOption = None,
    workspace: WorkspaceOption = None,
) -> None:  # fmt: skip
    """Dựng bản sao, đưa khủng hoảng giả vào, cho máy canh. Dữ liệu thật không bị ghi, không gửi gì cho ai."""
    from flows import drill
    from langnghe.samples.drill import read_scenarios

    if auto and ago is not None:
        raise typer.BadParameter("--auto tự chọn lúc bắt đầu; bỏ --ago")
    place, known, at = workspace_at(workspace), read_scenarios(file), now()
    chosen = known.find(scenario)
    length = timedelta(minutes=chosen.minutes)
    back = length + drill.SCRIPTED if auto else length if ago is None else timedelta(minutes=ago)
    say("Sao kho, đưa tin giả vào bản sao …")
    sandbox = drill.start(place, out, known, chosen, at - back, every=every)
    say("Máy canh từng lượt …")
    if auto:
        drill.scripted(sandbox, at)
        _show(drill.scorecard(sandbox, at))
        return
    rings = drill.tick(sandbox, at)
    drill.handed_over(sandbox, now())
    print(
        f"{drill.play_of(sandbox).drill.id}: {rings} báo động cần người xem. Đồng hồ của đội chạy từ bây giờ."
    )
    print(f"    langnghe alerts list -w {out}")
    print(f"    langnghe drill tick -w {out}     # cho máy canh tiếp")
    print(f"    langnghe drill score -w {out}")


@app.command("tick")
def tick(workspace: WorkspaceOption = None) -> None:
    """Cho máy canh tiếp tới bây giờ."""
    from flows import drill

    place = workspace_at(workspace)
    rings = drill.tick(place, now())
    left = drill.play_of(place).ends - now()
    more = (
        f"; còn tin ra trong {left.total_seconds() / 60:.0f} phút nữa" if left > timedelta() else ""
    )
    print(f"{rings} báo động mới cần người xem{more}")


@app.command("score")
def score(
    workspace: WorkspaceOption = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Chép bảng chấm ra tệp .md hoặc .json.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Chấm: máy báo, đội nhận, đề xuất, duyệt, so với drill.toml; ai muộn."""
    from flows.drill import scorecard

    card = scorecard(workspace_at(workspace), now())
    if out is not None:
        if out.suffix not in (".md", ".json"):
            raise typer.BadParameter("--out cần đuôi .md hoặc .json")
        from langnghe.cases.drill_text import markdown

        text = markdown(card) if out.suffix == ".md" else _json(card)
        write_whole(out, text.encode())
    if as_json:
        print(_json(card))
    else:
        _show(card)


@app.command("mail")
def mail(
    workspace: WorkspaceOption = None,
    send: Annotated[
        bool, typer.Option("--send", help="Gửi thật thư diễn tập; không có thì chỉ nói sẽ gửi ai.")
    ] = False,
) -> None:
    """Thư diễn tập tới các địa chỉ trong delivery.toml của thư mục thật. Đầu đề ghi rõ DIỄN TẬP."""
    from flows.drill_mail import send as send_mail

    print("\n".join(send_mail(workspace_at(workspace), now(), really=send)))


@app.command("end")
def end(workspace: WorkspaceOption = None) -> None:
    """Chấm lần cuối rồi xoá bản sao dữ liệu. Bảng chấm ở lại."""
    from flows.drill import end as end_drill

    place = workspace_at(workspace)
    _show(end_drill(place, now()))
    say(f"Đã xoá bản sao dữ liệu; bảng chấm ở {place.output}")


def _show(card: Scorecard) -> None:
    from langnghe.cases.drill_text import lines

    print("\n".join(lines(card)))


def _json(card: Scorecard) -> str:
    return json.dumps(card.to_json(), ensure_ascii=False, indent=1)
