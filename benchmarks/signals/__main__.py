"""Print the AMOC table of all detectors, the bars held or not, and what broken feeds do.

    nice -n 19 python -m benchmarks.signals                 about 7 minutes of one idle core
    nice -n 19 python -m benchmarks.signals --docs          the same, into docs/signals.md and docs/images
    nice -n 19 python -m benchmarks.signals --series 60 --offices 4 --portfolios 3      a look

On the synthetic standard and on two kept-aside variants (other seeds, rates, dispersions, week).
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from pathlib import Path

from benchmarks.signals.amoc import make, measure
from benchmarks.signals.offices import YEAR, portfolio, promises
from benchmarks.signals.plots import amoc_svg
from benchmarks.signals.scenarios import (
    briers,
    broken_feeds,
    campaign,
    seconds,
    within_campaign,
)
from benchmarks.signals.settings import SETS, STANDARD
from benchmarks.signals.tables import Table, bar_lines, decimal, levels, means, overview, put, told
from langnghe.signals.detectors import DEFAULT, DETECTORS

ROOT = Path(__file__).parents[2]


def main() -> None:
    """Measure, print, and write pictures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--series", type=int, default=300, help="of each level and crisis")
    parser.add_argument("--offices", type=int, default=24, help="of each length of history")
    parser.add_argument("--portfolios", type=int, default=20)
    parser.add_argument("--out", type=Path, default=ROOT / "output" / "signals")
    parser.add_argument("--docs", action="store_true", help="into docs/signals.md and docs/images")
    given = parser.parse_args()
    pictures = ROOT / "docs" / "images" if given.docs else given.out
    pictures.mkdir(parents=True, exist_ok=True)
    said: list[str] = []

    def say(lines: Iterator[str] | list[str], *, docs: bool = True) -> None:
        for line in lines:
            print(line, flush=True)
            if docs:
                said.append(line)

    tables: dict[str, Table] = {}
    for title, settings in SETS.items():
        counts = make(settings, given.series)
        tables[title] = {name: measure(counts, detector) for name, detector in DETECTORS.items()}
        first = title == next(iter(SETS))
        say([f"\n#### {title[0].upper()}{title[1:]}: {given.series} chuỗi mỗi mức và mỗi kiểu"],
            docs=first)  # fmt: skip
        say(levels(tables[title], means(settings)), docs=first)
        if first:
            for level in settings:
                path = pictures / f"amoc-{level:g}.svg"
                path.write_text(amoc_svg(tables[title], level), encoding="utf-8")
                say([f"\n![Báo nhầm và độ trễ, μ = {decimal(level, 1)}](images/{path.name})"])
    say(["\n#### Mốc, bản mặc định\n"])
    say(overview(tables))
    for title, table in tables.items():
        say([f"\n{title}:\n"])
        say(bar_lines(table[DEFAULT]))
    say(_without_crisis(given.series))
    say(_calibration(given.offices))
    say(_portfolio(given.portfolios))
    say(_speed())
    if given.docs:
        say([f"\n(n = {given.series} chuỗi mỗi mức và mỗi kiểu khủng hoảng; máy {os.cpu_count()} nhân.)"])  # fmt: skip
        put(ROOT / "docs" / "signals.md", said)


def _without_crisis(series: int) -> Iterator[str]:
    some = {level: setting for level, setting in STANDARD.items() if level >= 2}
    few = max(series // 3, 10)
    yield "\n#### Năm không có khủng hoảng\n"
    for name, (hit, total) in broken_feeds(some, few).items():
        yield f"- {name}: {hit}/{total} chuỗi báo lãnh đạo: {'KHÔNG ĐẠT' if hit else 'đạt'}"
    bare, loud, leaders = campaign(STANDARD, series)
    yield (
        f"- chiến dịch có kế hoạch (14 ngày): {decimal(bare, 3)} báo động khi chỉ có số tin, "
        f"{decimal(loud, 3)} khi đủ cột, {decimal(leaders, 3)} lần báo lãnh đạo (mốc 0,1): "
        f"{'đạt' if max(bare, loud) <= 0.1 else 'KHÔNG ĐẠT'}"
    )
    for size, (alarm, by_score, by_either) in within_campaign(STANDARD, few).items():
        what = (
            f"đợt bùng {size:g}M giữa chiến dịch, ngày 0–1" if size else "chiến dịch yên, 14 ngày"
        )
        yield (
            f"- {what}: báo động {decimal(alarm, 3)}, vượt kế hoạch theo điểm {decimal(by_score, 3)}, theo điểm "
            f"hoặc tỉ lệ tiêu cực {decimal(by_either, 3)}"
        )
    for level, (ours, usual) in briers(STANDARD, few).items():
        yield (
            f"- dự báo 72 giờ, μ = {decimal(level, 1)}: Brier {decimal(ours, 3)} so với tần suất "
            f"dài hạn {decimal(usual, 3)} (bớt {decimal(100 * (1 - ours / usual), 0)} %)"
        )


def _calibration(offices: int) -> Iterator[str]:
    yield f"\n#### Hiệu chuẩn giữ lời: {offices} đơn vị giả mỗi dòng, một năm yên sau ngày đặt ngưỡng\n"
    yield (
        "| tuần lịch sử | xin | giấy tờ hứa | thực tế [95 %] | 4/5 đơn vị trong khoảng "
        "| không hiệu chuẩn |\n|---|---|---|---|---|---|"
    )
    for row in promises(offices):
        yield (
            f"| {row.weeks} | {decimal(row.asked)} | {decimal(row.expected)} "
            f"| {told(row.got, row.got_in)} | {decimal(row.middle[0])} – {decimal(row.middle[1])} "
            f"| {decimal(row.uncalibrated)} |"
        )


def _portfolio(offices: int) -> Iterator[str]:
    found = portfolio(offices)
    yield f"\n#### Cả danh mục: {found.offices} đơn vị × {found.series} chuỗi, một năm yên\n"
    yield f"- báo động của mọi chuỗi: {decimal(found.alarms, 1)} đợt/30 ngày"
    yield f"- mức từ 3 (một chủ đề tính một): {decimal(found.heads)} đợt/30 ngày"
    months = found.offices * YEAR / 30
    if found.leaders:
        rate = f"{told(found.leaders, found.leaders_in)} đợt/30 ngày (ngân sách 1)"
    else:  # none at all: three over the months is what 95 % can exclude
        rate = (
            f"không lần nào trong {months:.0f} tháng (dưới {decimal(3 / months, 3)} đợt/30 ngày với "
            "95 %; ngân sách 1)"
        )
    yield (
        f"- mức từ 4, tới lãnh đạo: {rate}; "
        f"nếu từng chuỗi tự xét 0,02, không xét cả danh mục: {decimal(found.uncorrected)}"
    )
    seen = " · ".join(f"{size:g}M {decimal(share)}" for size, share in found.seen.items())
    yield f"- đợt bùng thật đạt mức 4 trong ngày 0–1, theo cỡ (M = 3·sd + 2 của chủ đề): {seen}"


def _speed() -> Iterator[str]:
    yield "\n#### Tốc độ: 500 chuỗi × 435 ngày, giây CPU của một nhân\n"
    found = seconds()
    ours = next(iter(found.values()))
    for name, value in found.items():
        yield f"- {name}: {decimal(value)} s ({decimal(value / ours)} lần mặc định)"
    yield f"- mốc dưới 5 s: {'đạt' if ours < 5 else 'KHÔNG ĐẠT'}"


if __name__ == "__main__":
    main()
