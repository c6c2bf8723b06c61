"""Verbs that do the work: init, run, demo, doctor, crawl, backfill, load, annotate."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from langnghe.cli.common import ProfileOption, WorkspaceOption, day_of, say, workspace_at
from langnghe.numbers import number

if TYPE_CHECKING:
    from warehouse.load import LoadReport


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    for verb in (init, run, demo, doctor, crawl, backfill, load, annotate):
        app.command()(verb)


def init(folder: Annotated[Path, typer.Argument(help="Thư mục làm việc mới.")]) -> None:
    """Tạo thư mục làm việc mới. Gồm các tệp .toml mẫu để sửa, .env mẫu và các thư mục."""
    from flows.workspace import create

    for path in create(folder):
        print(f"đã tạo {path}")
    print(f"Bước tiếp: xem {folder / 'sources.toml'}, rồi chạy `langnghe run --workspace {folder}`")


def run(
    workspace: WorkspaceOption = None,
    day: Annotated[
        str | None, typer.Option("--day", help="Ngày điểm báo (mặc định: hôm nay).")
    ] = None,
    profile: ProfileOption = None,
) -> None:
    """Chạy trọn việc của một ngày. Thu tin, nạp kho, gán nhãn, gom tin trùng, canh báo động, viết điểm báo."""
    from flows.runtime import prepare, stoppable

    place = workspace_at(workspace)
    wanted = day_of(day)
    place.sources()  # a wrong file is told before anything starts
    place.watchlist()
    prepare(place)
    from flows.daily import run_daily

    with stoppable():
        summary = run_daily(place, wanted, profile=profile, progress=print)
    print_summary(summary)


def demo(
    out: Annotated[
        Path, typer.Option("--out", help="Thư mục ghi kết quả; bị xoá và làm mới mỗi lần chạy.")
    ] = Path("output/demo"),
) -> None:
    """Chạy thử trên các trang mẫu đi kèm. Qua HTTP thật ngay trên máy này, không cần mạng."""
    from langnghe.config import Workspace

    place = Workspace(out)
    from flows.runtime import prepare, stoppable
    from flows.workspace import empty_for_demo

    empty_for_demo(out)
    prepare(place)
    from flows.demo import run_demo

    with stoppable():
        digest = run_demo(place, progress=print)
    from langnghe.cli.desk import print_demo_accounts

    print_demo_accounts(place)
    print(digest)


def doctor(
    workspace: WorkspaceOption = None,
    offline: Annotated[
        bool, typer.Option("--offline", help="Không hỏi thử trang của các nguồn.")
    ] = False,
) -> None:
    """Khám máy và thư mục làm việc, nói cách chữa. Đĩa, bộ nhớ, giờ, quyền, cổng, mạng, mô hình, kho, thư, sao lưu."""
    from flows.doctor import examine
    from langnghe.config import Workspace, settings

    place = Workspace(workspace if workspace is not None else settings().workspace)
    findings = examine(place, network=not offline)
    for finding in findings:
        print(f"{finding.mark} {finding.name}: {finding.detail}")
    if any(finding.level == "error" for finding in findings):
        raise typer.Exit(1)


def crawl(
    ids: Annotated[
        list[str] | None, typer.Argument(help="Mã nguồn; trống là mọi nguồn đang bật.")
    ] = None,
    workspace: WorkspaceOption = None,
    due: Annotated[
        bool, typer.Option("--due", help="Chỉ những địa chỉ đã đến hạn hỏi lại.")
    ] = False,
) -> None:
    """Thu tin về thư mục landing, chưa nạp kho."""
    from flows.collect import collect

    result = collect(workspace_at(workspace), ids, only_due=due, progress=say)
    print_crawl(result.counts, result.failed_sources)
    for source, reason in sorted(result.partial.items()):
        print(f"THU CHƯA ĐỦ {source}: {reason}")


def backfill(
    source: Annotated[str, typer.Argument(help="Mã nguồn.")],
    since: Annotated[str, typer.Option("--from", help="Từ ngày, như 2026-06-01 hoặc 01/06/2026.")],
    workspace: WorkspaceOption = None,
) -> None:
    """Thu lại bài cũ của một nguồn. Qua sitemap và trang chuyên mục."""
    from flows.crawl import crawl_sources

    result = crawl_sources(
        workspace_at(workspace), [source], backfill_from=day_of(since), progress=say
    )
    print_crawl(result.counts, result.failed_sources)


def load(workspace: WorkspaceOption = None) -> None:
    """Nạp tệp landing vào kho. Chạy lại không nhân đôi."""
    from warehouse import open_store
    from warehouse.load import load as load_landing

    place = workspace_at(workspace)
    with open_store(place.warehouse) as store:
        print_load(load_landing(store, place.landing))


def annotate(workspace: WorkspaceOption = None, profile: ProfileOption = None) -> None:
    """Gán nhãn bài chưa có nhãn và gom tin trùng."""
    from flows.annotate import annotate as annotate_store
    from warehouse import open_store

    place = workspace_at(workspace)
    with open_store(place.warehouse) as store:
        report = annotate_store(store, place.watchlist(), profile=profile, progress=say)
    print(
        f"Đã gán nhãn {number(report.labelled)} bài ({report.model}, {number(report.label_seconds)} giây); "
        f"xếp {number(report.grouped)} bài vào tin, {number(report.stories)} tin mới "
        f"({number(report.story_seconds)} giây)"
    )


def print_load(report: LoadReport) -> None:
    """Say what loading did, every input counted."""
    from langnghe.records import OUTCOME_VI, Outcome

    parts = [
        f"{OUTCOME_VI[outcome]} {number(report.total(outcome))}"
        for outcome in Outcome
        if report.total(outcome)
    ]
    if report.verdicts:
        parts.append(f"nhãn của người {number(report.verdicts)}")
    print(
        f"Nạp {report.files} tệp, {number(report.lines)} dòng: {', '.join(parts) or 'không có gì mới'}"
    )
    if report.quarantined:
        print(f"  {number(report.quarantined)} dòng hỏng đã cách ly (bảng raw.quarantine)")


def print_crawl(counts: Mapping[str, Mapping[str, int]], failed: Mapping[str, str]) -> None:
    """Say what a crawl brought, source by source."""
    from langnghe.records import OUTCOME_VI, Outcome

    names = {
        **{str(k): v for k, v in OUTCOME_VI.items()},
        "post": "bài đọc được",
        "comment": "bình luận",
    }
    names[str(Outcome.KNOWN)] = "đã biết"
    for source, outcomes in sorted(counts.items()):
        if source in failed:
            continue
        parts = ", ".join(
            f"{names.get(k, k)} {number(n)}" for k, n in sorted(outcomes.items()) if n
        )
        print(f"  {source}: {parts or '0 tin'}")
    for source, reason in sorted(failed.items()):
        print(f"  {source}: KHÔNG THU ĐƯỢC — {reason}")


def print_summary(summary: Mapping[str, Any]) -> None:
    """Say what the day's flow did; the last line is the path of the digest."""
    for line in summary["lines"]:
        print(line)
    print(summary["digest"])
