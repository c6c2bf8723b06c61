"""`langnghe claims …`: what was refuted, on what authority, and where it comes back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from langnghe.cli.alerts import JsonOption, RoleOption
from langnghe.cli.common import WorkspaceOption, day_of, now, say, workspace_at

if TYPE_CHECKING:
    from flows.claims import Seen
    from nlp.claims import Entry

app = typer.Typer(
    help="Tin đã bác bỏ: ghi, xem, rút; tin trở lại thì bộ canh báo.", no_args_is_help=True
)

IdArgument = Annotated[str, typer.Argument(help="Mã tin, hoặc vài ký tự đủ phân biệt.")]
KIND_VI = {
    "resurfaced": "nói lại như thật",
    "refutation": "bài bác bỏ",
    "question": "hỏi có thật không",
}
SHOWN = 12  # posts


@app.command("add")
def add(
    text: Annotated[str, typer.Argument(help="Nguyên văn tin sai, một câu đủ ý.")],
    role: RoleOption,
    refutation: Annotated[str, typer.Option("--refutation", help="Lời bác bỏ: sự thật là gì.")],
    source: Annotated[
        str,
        typer.Option("--source", help="Nơi công bố lời bác bỏ: số văn bản, đường dẫn, cơ quan."),
    ],
    basis: Annotated[str, typer.Option("--basis", help="Căn cứ pháp lý: luật, điều, khoản.")] = "",
    variant: Annotated[
        list[str] | None, typer.Option("--variant", help="Cách nói khác đã gặp; lặp lại được.")
    ] = None,
    since: Annotated[
        str | None, typer.Option("--from", help="Có hiệu lực từ ngày (mặc định: hôm nay).")
    ] = None,
    until: Annotated[str | None, typer.Option("--to", help="Hết hiệu lực sau ngày này.")] = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ghi một tin đã bác bỏ. Ghi lại tin đã có là bổ sung cách nói, sửa lời bác bỏ."""
    from flows import claims
    from langnghe.cases.rights import role_of

    entry, event = claims.add(
        workspace_at(workspace),
        role=role_of(role),
        at=now(),
        text=text,
        refutation=refutation,
        source=source,
        variants=variant or (),
        legal_basis=basis,
        valid_from=day_of(since) if since else None,
        valid_to=day_of(until) if until else None,
    )
    if as_json:
        print(json.dumps(_json(entry), ensure_ascii=False))
        return
    did = {None: "đã có sẵn, không đổi gì", "added": "đã ghi vào sổ", "revised": "đã bổ sung"}
    print(f"{entry.id}: {did[event.what if event else None]}")


@app.command("list")
def list_claims(
    workspace: WorkspaceOption = None,
    every: Annotated[bool, typer.Option("--all", help="Cả tin đã rút, đã hết hiệu lực.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Liệt kê tin đã bác bỏ. Mới ghi trước."""
    from flows.claims import entries
    from warehouse import open_store

    at = now()
    with open_store(workspace_at(workspace).warehouse) as store:
        found = list(entries(store).values())
    found = [e for e in found if every or (e.active and e.claim.valid(at))]
    found.sort(key=lambda e: (e.claim.entered_at, e.id), reverse=True)
    if as_json:
        print(json.dumps([_json(entry) for entry in found], ensure_ascii=False, indent=1))
        return
    for entry in found:
        print(f"{entry.id} · {entry.claim.text}{_standing(entry)}")
        print(f"    Bác bỏ: {entry.claim.refutation} ({entry.claim.source})")
    say(f"{len(found)} tin đã bác bỏ" if found else "Sổ tin đã bác bỏ còn trống.")


@app.command("show")
def show(claim: IdArgument, workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """In một tin: lời bác bỏ, căn cứ, cách nói, và nơi tin ấy xuất hiện bảy ngày qua."""
    from flows.claims import entries, find, seen
    from warehouse import open_store

    with open_store(workspace_at(workspace).warehouse) as store:
        entry = find(entries(store), claim)
        told = seen(store, entry.claim, now())
    if as_json:
        print(
            json.dumps(
                {**_json(entry), "seen": [_seen_json(one) for one in told]},
                ensure_ascii=False,
                indent=1,
            )
        )
    else:
        print("\n".join(_lines(entry, told)))


@app.command("withdraw")
def withdraw(
    claim: IdArgument,
    role: RoleOption,
    reason: Annotated[str, typer.Option("--reason", help="Vì sao rút: luật đổi, ghi nhầm …")],
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Rút một tin khỏi sổ: từ nay không đối chiếu nữa; lịch sử vẫn còn."""
    from flows import claims
    from langnghe.cases.rights import role_of

    entry = claims.withdraw(
        workspace_at(workspace), claim, role=role_of(role), why=reason, at=now()
    )
    if as_json:
        print(json.dumps(_json(entry), ensure_ascii=False))
    else:
        print(f"{entry.id}: đã rút khỏi sổ")


def _standing(entry: Entry) -> str:
    from langnghe.cases.explain import moment

    if not entry.active:
        return f" · ĐÃ RÚT {moment(entry.withdrawn_at)}: {entry.why}"
    return " · HẾT HIỆU LỰC" if not entry.claim.valid(now()) else ""


def _lines(entry: Entry, told: list[Seen]) -> list[str]:
    from langnghe.cases.explain import moment
    from langnghe.records import ROLE_VI

    claim = entry.claim
    first = f"từ {claim.valid_from:%d/%m/%Y}" if claim.valid_from else "từ trước tới nay"
    last = f" đến hết {claim.valid_to:%d/%m/%Y}" if claim.valid_to else ""
    counts = {kind: sum(one.match.kind == kind for one in told) for kind in KIND_VI}
    lines = [
        f"{entry.id} · {claim.text}{_standing(entry)}",
        f"Bác bỏ: {claim.refutation}",
        f"Căn cứ: {claim.legal_basis or 'chưa ghi'}",
        f"Nơi công bố: {claim.source}",
        f"Hiệu lực: {first}{last}",
        f"Ghi: {ROLE_VI[claim.role]}, {moment(claim.entered_at)}, lần thứ {entry.entries}",
        *(f"Cách nói khác: {variant}" for variant in claim.variants),
        "Bảy ngày qua: " + ", ".join(f"{KIND_VI[kind]} {n}" for kind, n in counts.items()),
    ]
    for one in told[:SHOWN]:
        lines += [
            f"- {KIND_VI[one.match.kind]} ({one.source}, {moment(one.at)}): “{one.match.quote}”",
            f"  {one.url}",
        ]
    return lines


def _json(entry: Entry) -> dict[str, Any]:
    out = entry.withdrawn_at.isoformat() if entry.withdrawn_at else None
    return {
        **entry.claim.to_json(),
        "first_at": entry.first_at.isoformat(),
        "entries": entry.entries,
        "withdrawn_at": out,
        "withdrawn_by": entry.withdrawn_by,
        "why": entry.why,
    }


def _seen_json(one: Seen) -> dict[str, Any]:
    return {
        "kind": one.match.kind,
        "score": one.match.score,
        "quote": one.match.quote,
        "url": one.url,
        "source": one.source,
        "at": one.at.isoformat(),
    }
