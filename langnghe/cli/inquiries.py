"""`langnghe inquiry …`: what people ask, who answers, how much of the 24 hours is left."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from langnghe.cli import inquiry_answers, inquiry_intake, inquiry_work
from langnghe.cli.common import WorkspaceOption, day_of, now, say, workspace_at
from langnghe.numbers import number

if TYPE_CHECKING:
    from langnghe.cases.inquiry import Inquiry

app = typer.Typer(
    help="Hỏi đáp: câu hỏi của đoàn viên, người lao động và đồng hồ 24 giờ.", no_args_is_help=True
)
app.add_typer(inquiry_answers.app, name="answers")
inquiry_intake.register(app)
inquiry_work.register(app)

JsonOption = Annotated[bool, typer.Option("--json", help="In JSON.")]


@app.command("list")
def list_inquiries(
    workspace: WorkspaceOption = None,
    role: Annotated[str, typer.Option("--role", help="Chỉ câu hỏi giao cho vai này.")] = "",
    overdue: Annotated[bool, typer.Option("--overdue", help="Chỉ câu quá hạn.")] = False,
    every: Annotated[bool, typer.Option("--all", help="Cả câu đã trả lời, đã đóng.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Liệt kê câu hỏi. Câu chờ lâu nhất trước."""
    from flows.inquiries import counter
    from langnghe.cases.clock import in_time
    from langnghe.cases.rights import role_of
    from warehouse import open_store

    place, wanted = workspace_at(workspace), role_of(role) if role else ""
    with open_store(place.warehouse) as store:
        state = counter(store, place)
    moment, within = now(), state.policy.clock.within

    def late(found: Inquiry) -> bool:
        return found.valid and found.first_reply_at is None and (
            in_time(found.received_at, None, moment, within) is False
        )  # fmt: skip

    found = [
        i
        for i in state.inquiries.values()
        if (every or i.live) and (not wanted or i.role == wanted) and (not overdue or late(i))
    ]
    found.sort(key=lambda i: (i.received_at, i.id))
    if as_json:
        print(json.dumps([_plain(i) for i in found], ensure_ascii=False, indent=1))
        return
    for each in found:
        print(f"{each.id}  {_clock(each, within)}")
        print(f"    {each.question[:160]}")
    say(f"{len(found)} câu hỏi" if found else "Không có câu hỏi nào.")


@app.command("show")
def show(
    inquiry: Annotated[str, typer.Argument(help="Mã câu hỏi, hoặc vài ký tự đủ phân biệt.")],
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """In một câu hỏi và mọi việc đã làm với nó."""
    from flows.inquiries import counter
    from langnghe.cases.explain import moment
    from langnghe.cases.fold import in_order
    from langnghe.cases.inquiry import CHANNEL_VI, FIRST_VI, WHAT_VI, find_inquiry
    from langnghe.records import ROLE_VI
    from warehouse import open_store

    place = workspace_at(workspace)
    with open_store(place.warehouse) as store:
        state = counter(store, place)
    found = find_inquiry(state.inquiries, inquiry)
    if as_json:
        print(json.dumps(_plain(found), ensure_ascii=False, indent=1))
        return
    print(f"{found.id}  {_clock(found, state.policy.clock.within)}")
    print(f"Kênh: {CHANNEL_VI[found.channel]} ({found.source}); {FIRST_VI[found.first_channel]}")
    print(f"Chủ đề: {_topic(found.topic)}; đơn vị: {found.unit or '–'}")
    print(f"Hỏi: {found.question}")
    if found.draft:
        print(f"Trả lời: {found.draft}")
        print(f"Căn cứ: {found.grounds or 'chưa ghi'}; câu mẫu: {', '.join(found.answers) or '–'}")
    if found.reason:
        print(f"Lý do: {found.reason}")
    for event in in_order(e for e in state.events if e.id == found.id and e.kind == "inquiry"):
        who = ROLE_VI.get(event.by, "máy")
        print(f"  {moment(event.at)}  {who}: {WHAT_VI.get(event.what, event.what)}")


@app.command("proposals")
def proposals(
    workspace: WorkspaceOption = None,
    days: Annotated[int, typer.Option("--days", min=1, help="Trong ngần ấy ngày qua.")] = 7,
    as_json: JsonOption = False,
) -> None:
    """Liệt kê bình luận dưới bài của ta mà máy cho là hỏi. Người xác nhận bằng `inquiry confirm` hay `dismiss`."""
    from datetime import timedelta

    from flows.inquiries import own_sources
    from langnghe.cases.explain import moment
    from warehouse import inquiries, open_store

    place = workspace_at(workspace)
    with open_store(place.warehouse) as store:
        found = inquiries.proposals(store, own_sources(place), since=now() - timedelta(days=days))
    if as_json:
        print(json.dumps(found, ensure_ascii=False, indent=1, default=str))
        return
    for row in found:
        print(f"{row['post_id']}  {moment(row['asked_at'])}  {row['source']}")
        print(f"    {row['text'][:160]}")
    say(f"{len(found)} bình luận chờ xác nhận" if found else "Không có bình luận nào chờ xác nhận.")


@app.command("clock")
def clock(workspace: WorkspaceOption = None) -> None:
    """Xem đồng hồ một lượt. Nhắc câu sắp hết hạn, đóng câu đã xong, xoá cách liên hệ hết hạn giữ."""
    from flows.inquiries import keep_clock
    from flows.inquiry_notices import tell

    place, moment = workspace_at(workspace), now()
    done = keep_clock(place, moment)
    print(
        f"Nhắc {done.warned} câu, đóng {done.closed} câu, xoá {done.contacts_deleted} cách liên hệ; "
        f"còn giữ {done.contacts_left}"
    )
    print("\n".join(tell(place, moment)))


@app.command("figures")
def figures(
    first: Annotated[str, typer.Option("--from", help="Ngày nhận đầu: 2026-06-01.")],
    last: Annotated[
        str | None, typer.Option("--to", help="Ngày nhận cuối (mặc định hôm nay).")
    ] = None,
    unit: Annotated[str, typer.Option("--unit", help="Chỉ một đơn vị.")] = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Tính T3b và T6. Tỷ lệ trả lời trong hạn, p50, p90, quá hạn; chung, bình luận, tin nhắn."""
    import math

    from flows.inquiries import counter
    from warehouse import inquiries, open_store

    place = workspace_at(workspace)
    with open_store(place.warehouse) as store:
        rows = inquiries.figures(
            store, first=day_of(first), last=day_of(last), as_of=now(), unit=unit,
            within=counter(store, place).policy.clock.within,
        )  # fmt: skip
    if as_json:
        plain = [{k: None if v == math.inf else v for k, v in row.items()} for row in rows]
        print(json.dumps(plain, ensure_ascii=False, indent=1))
        return
    names = {None: "Tất cả", "comment": "Bình luận", "message": "Tin nhắn", "other": "Kênh khác"}
    for row in rows:
        share = (
            "chưa có câu nào đến hạn" if row["share"] is None else f"{number(100 * row['share'])} %"
        )
        print(f"{names[row['form']]}: {share} trong hạn ({row['in_time']}/{row['n']})")
        print(f"    p50 {_hours(row['p50'])}, p90 {_hours(row['p90'])}; quá hạn {row['overdue']}, ")
        print(
            f"    còn trong hạn {row['waiting']}; "
            + ", ".join(f"{name} giờ: {row[name]}" for name in ("≤1", "1–4", "4–8", "8–24", ">24"))
        )


def _hours(value: float | None) -> str:
    if value is None:
        return "–"
    return "chưa trả lời" if value == float("inf") else f"{number(float(value))} giờ"


def _topic(topic: str) -> str:
    from nlp.taxonomy import TOPIC_VI

    return TOPIC_VI.get(topic, topic) or "chưa rõ"


def _clock(found: Inquiry, within: Any) -> str:
    """Return state, who answers, and how the time stands."""
    from langnghe.cases.clock import due_at, hours_between
    from langnghe.cases.explain import moment
    from langnghe.cases.inquiry import STATUS_VI
    from langnghe.records import ROLE_VI

    told = f"{STATUS_VI[found.status]} · {ROLE_VI[found.role]} · nhận {moment(found.received_at)}"
    if not found.valid:
        return told
    if found.first_reply_at is not None:
        return f"{told} · trả lời sau {number(hours_between(found.received_at, found.first_reply_at))} giờ"
    due = due_at(found.received_at, within)
    left = (due - now()).total_seconds() / 3600
    if left < 0:
        return f"{told} · QUÁ HẠN {number(-left)} giờ"
    return f"{told} · còn {number(left)} giờ (hạn {moment(due)})"


def _plain(found: Inquiry) -> dict[str, Any]:
    """Return what a reader may see: no keys of people, no names of messages."""
    from langnghe.cases.fold import to_fields

    hidden = ("asker", "conversation", "heard")
    row = {name: value for name, value in to_fields(found).items() if name not in hidden}
    return {"id": found.id, **row}
