"""What was measured as Markdown: for the screen in full, for docs/signals.md as readers want it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.signals.amoc import Interval, Row
from benchmarks.signals.settings import BARS, MOST_FALSE
from langnghe.numbers import number
from langnghe.signals.detectors import DEFAULT
from langnghe.signals.synthetic import Standard

Table = Mapping[str, Mapping[float, Row]]
HEAD = (
    "| bộ phát hiện | báo nhầm/30 ngày, giao sẵn | bùng ≤ ngày 1, giao sẵn | bùng ≤ ngày 1 ở 1/30 "
    "| trễ (ngày) | dốc, trễ | một ngày, trễ | bùng ≤ ngày 1 ở 1/90 | trễ (ngày) |"
)
BEGIN, END = "<!-- bảng đo: bắt đầu -->", "<!-- bảng đo: hết -->"


def decimal(value: float, digits: int = 2) -> str:
    """Return a number as Vietnamese readers write it."""
    return number(value, f".{digits}f")


def told(value: float, within: Interval) -> str:
    """Return a figure with its 95 % interval."""
    return f"{decimal(value)} [{decimal(within[0])}; {decimal(within[1])}]"


def line(name: str, row: Row) -> str:
    """Return one detector at one level."""
    one, one_in, third, third_in = row.at_one, row.at_one_in, row.at_third, row.at_third_in
    cells = [
        "**mặc định**" if name == DEFAULT else name,
        told(row.false_shipped, row.false_shipped_in),
        told(row.shipped["by day 1"], row.shipped_in["by day 1"]),
        told(one["by day 1"], one_in["by day 1"]),
        told(one["burst"], one_in["burst"]),
        told(one["ramp"], one_in["ramp"]),
        told(one["one day"], one_in["one day"]),
        told(third["by day 1"], third_in["by day 1"]),
        told(third["burst"], third_in["burst"]),
    ]
    return "| " + " | ".join(cells) + " |"


def levels(table: Table, means: Mapping[float, str]) -> Iterator[str]:
    """Yield one Markdown table a level."""
    for level in next(iter(table.values())):
        yield f"\n{means[level]}\n"
        yield HEAD
        yield "|" + "---|" * 9
        for name, rows in table.items():
            yield line(name, rows[level])


def bars(rows: Mapping[float, Row]) -> Iterator[tuple[str, float, float, bool]]:
    """Yield what is asked, measured, the bar, and whether it is held, for the default."""
    for level, row in rows.items():
        yield (f"μ {level:g}: báo nhầm/30 ngày, giao sẵn", row.false_shipped, MOST_FALSE,
               row.false_shipped <= MOST_FALSE)  # fmt: skip
        if level not in BARS:
            continue
        bar, shipped, one = BARS[int(level)], row.shipped["by day 1"], row.at_one
        yield (f"μ {level:g}: bùng ≤ ngày 1, giao sẵn", shipped, bar.shipped_burst,
               shipped >= bar.shipped_burst)  # fmt: skip
        yield (f"μ {level:g}: bùng ≤ ngày 1 ở 1/30", one["by day 1"], bar.burst,
               one["by day 1"] >= bar.burst)  # fmt: skip
        yield f"μ {level:g}: trễ ở 1/30", one["burst"], bar.delay, one["burst"] <= bar.delay
        yield f"μ {level:g}: dốc, trễ ở 1/30", one["ramp"], bar.ramp, one["ramp"] <= bar.ramp


def bar_lines(rows: Mapping[float, Row]) -> Iterator[str]:
    """Yield each bar as a line of a list."""
    for name, value, bar, held in bars(rows):
        said = "đạt" if held else "KHÔNG ĐẠT"
        yield f"- {name}: {decimal(value, 3)} so với mốc {decimal(bar)}: {said}"


def means(settings: Mapping[float, Standard]) -> dict[float, str]:
    """Return what each level of a set of settings is, in words."""
    found = {}
    for level, setting in settings.items():
        k = decimal(setting.size, 1).replace(",0", "")
        if setting.size_at_end is not None:
            k += " → " + decimal(setting.size_at_end, 1)
        found[level] = f"**μ = {decimal(setting.mean, 1).replace(',0', '')} tin/ngày, k = {k}**"
    return found


def put(path: Path, lines: list[str]) -> None:
    """Replace what stands between the two marks of a page; the rest of it is left as it is."""
    text = path.read_text("utf-8")
    before, found, rest = text.partition(BEGIN)
    _, ended, after = rest.partition(END)
    if not (found and ended):
        raise SystemExit(f"{path}: cần hai dòng {BEGIN} và {END}")
    path.write_text(
        f"{before}{BEGIN}\n\n" + "\n".join(lines).strip() + f"\n\n{END}{after}", encoding="utf-8"
    )


def overview(tables: Mapping[str, Table]) -> Iterator[str]:
    """Yield one line a set and level of the default alone."""
    yield "| tập | μ | báo nhầm giao sẵn | bùng giao sẵn | bùng ở 1/30 | trễ | dốc | mốc |"
    yield "|---|---|---|---|---|---|---|---|"
    for title, table in tables.items():
        rows = table[DEFAULT]
        for level, row in rows.items():
            held = [ok for name, _, _, ok in bars({level: row})]
            yield (
                f"| {title} | {decimal(level, 1)} | {decimal(row.false_shipped)} "
                f"| {decimal(row.shipped['by day 1'])} | {decimal(row.at_one['by day 1'])} "
                f"| {decimal(row.at_one['burst'])} | {decimal(row.at_one['ramp'])} "
                f"| {sum(held)}/{len(held)} |"
            )
