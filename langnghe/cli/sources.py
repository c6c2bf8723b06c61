"""`langnghe sources …`: what we read and how it is doing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from langnghe.cli.common import WorkspaceOption, now, workspace_at
from langnghe.numbers import number
from langnghe.records import HANOI

if TYPE_CHECKING:
    from langnghe.config import Source, Workspace

app = typer.Typer(help="Danh bạ nguồn: liệt kê, kiểm tra, tình trạng.", no_args_is_help=True)

PART_VI = {"inbox": "hộp thư", "figures": "số liệu bài"}
JsonOption = Annotated[bool, typer.Option("--json", help="In JSONL thay cho bảng.")]


@app.command("list")
def list_sources(workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """Liệt kê nguồn trong sources.toml."""
    for source in workspace_at(workspace).sources():
        if as_json:
            print(source.model_dump_json())
            continue
        marks = "" if source.enabled else " [tắt]"
        checked = "đã kiểm" if source.verified else "chưa kiểm"
        lists = len(source.feeds) + len(source.sections) + len(source.sitemaps)
        where = f"{lists} địa chỉ" if source.connector == "crawl" else f"kết nối {source.connector}"
        print(
            f"{source.id:<22} {source.name} · {source.type} · {source.place} · tin cậy {source.reliability}"
            f" · ưu tiên {source.priority} · {where} · {checked}{marks}"
        )


@app.command()
def check(workspace: WorkspaceOption = None) -> None:
    """Kiểm tra sources.toml. Báo mục sai, họ trang lạ, nguồn không có địa chỉ nào."""
    from crawlers.sites import FAMILIES
    from langnghe.errors import ConfigError

    place = workspace_at(workspace)
    problems = []
    found = place.sources()
    for source in found:
        if source.family not in FAMILIES:
            known = ", ".join(sorted(FAMILIES))
            problems.append(
                f"nguồn {source.id}: họ trang {source.family!r} lạ; dùng một trong: {known}"
            )
        if source.connector != "crawl":
            problems += [f"nguồn {source.id}: {wrong}" for wrong in _connector_problems(source)]
        elif source.enabled and not (source.feeds or source.sections or source.sitemaps):
            problems.append(
                f"nguồn {source.id}: chưa có feeds, sections hay sitemaps; thêm hoặc đặt enabled = false"
            )
    if problems:
        raise ConfigError("\n".join(f"{place.root / 'sources.toml'}: {p}" for p in problems))
    on = sum(source.enabled for source in found)
    print(
        f"Ổn: {len(found)} nguồn, {on} đang bật, {sum(s.verified for s in found)} đã kiểm trên trang thật."
    )


def _connector_problems(source: Source) -> Iterator[str]:
    """Yield what keeps a connector from being asked."""
    from crawlers.connectors import CONNECTORS

    connector = CONNECTORS.get(source.connector)
    if connector is None:
        yield f"chưa có kết nối {source.connector!r}; dùng một trong: {', '.join(CONNECTORS)}"
        return
    if source.enabled and not (source.account or source.searches):
        yield "chưa khai account (kênh, trang) hay searches (từ tìm)"
    if source.feeds or source.sections or source.sitemaps:
        yield f"kết nối {source.connector} không đọc feeds, sections, sitemaps; khai thành nguồn riêng"
    if source.token and not re.fullmatch(r"[A-Z][A-Z0-9_]*", source.token):
        # The value itself may stand there by mistake: it is not repeated.
        yield "token phải là TÊN mật khẩu (chữ HOA, số, _); giá trị để trong secrets.toml"
    elif source.enabled and connector.needs_token and not source.token:
        yield "chưa khai token: tên mật khẩu mở được nền tảng này"


SITES_CANNOT_SEE = (
    "bài sau đăng nhập hoặc trả phí, nơi robots.txt không cho, trang đang chặn; bình luận chưa duyệt, "
    "đã gỡ hay sửa sau lần đọc cuối"
)


@app.command()
def health(workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """Xem tình trạng từng nguồn. Lần thu được gần nhất, số tin so với thường ngày, báo động bố cục;
    với nền tảng: hạn mức còn lại, hạn dùng token, điều không nhìn thấy."""
    from warehouse import open_store
    from warehouse.health import health as health_rows

    place = workspace_at(workspace)
    unseen = _cannot_see(place)
    with open_store(place.warehouse) as store:
        rows = health_rows(store, now=now())
    sites = 0
    for row in rows:
        # A platform tells this with each look; sites, and platforms not asked yet, by what they are.
        row["cannot_see"] = row["cannot_see"] or unseen.get(row["source"], "")
        sites += row["cannot_see"] == SITES_CANNOT_SEE
        if as_json:
            print(json.dumps(row, ensure_ascii=False, default=str))
            continue
        print(_health_line(row))
        for line in _platform_lines(row):
            print(f"{'':<22} {line}")
    if sites and not as_json:
        print(f"{number(sites)} trang web: không có hạn mức. Không thấy: {SITES_CANNOT_SEE}.")


def _cannot_see(place: Workspace) -> dict[str, str]:
    """Return what each declared source does not show, whether or not it was ever asked."""
    from crawlers.connectors import CONNECTORS

    return {
        source.id: SITES_CANNOT_SEE if found is None else found.cannot_see
        for source in place.sources()
        for found in (CONNECTORS.get(source.connector),)
    }


def _health_line(row: Mapping[str, Any]) -> str:
    expected = "?" if row["expected"] is None else number(float(row["expected"]))
    lag = (
        "chưa lần nào"
        if row["lag_hours"] is None
        else f"{number(float(row['lag_hours']))} giờ trước"
    )
    alarm = " · BÁO ĐỘNG BỐ CỤC" if row["layout_alarm"] else ""
    reason = (
        f" · {row['last_reason']}"
        if row["last_reason"] and row["state"] not in ("tốt", "0 tin")
        else ""
    )
    return (
        f"{row['source']:<22} {row['state']:<14} {row['items_24h']} tin/24 giờ (thường {expected})"
        f" · {lag}{alarm}{reason}"
    )


def _platform_lines(row: Mapping[str, Any]) -> Iterator[str]:
    """Yield what a connector's platform says of itself."""
    if row["connector"] is None and row["cannot_see"] in ("", SITES_CANNOT_SEE):
        return
    quota = row["quota_says"] or (
        f"còn {row['quota_left']}/{row['quota_limit'] or '?'}"
        if row["quota_left"] is not None
        else ""
    )
    if quota:
        again = f", tính lại lúc {moment(row['quota_reset'])}" if row["quota_reset"] else ""
        yield f"hạn mức: {quota}{again}"
    elif row["connector"] is not None:
        yield "hạn mức: nền tảng không cho biết"
    if row["retry_at"] and row["retry_at"] > now():
        yield f"nền tảng yêu cầu chờ đến {moment(row['retry_at'])}"
    if row["token_expires"]:
        gone = row["token_expires"] <= now()
        yield f"token {'ĐÃ HẾT HẠN' if gone else 'hết hạn'} lúc {moment(row['token_expires'])}"
    for part in row["parts"]:
        how = "đọc được" if part["reached"] else f"KHÔNG ĐỌC ĐƯỢC: {part['reason']}"
        yield f"{PART_VI.get(part['part'], part['part'])}: {how} lúc {moment(part['looked_at'])}"
    if row["cannot_see"]:
        yield f"Không thấy: {row['cannot_see'].rstrip('.')}."


def moment(at: datetime) -> str:
    """Return a moment as an office reads it."""
    return f"{at.astimezone(HANOI):%H:%M %d/%m/%Y}"
