"""How often people change the machine's labels: the monthly quality card. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import sqrt
from typing import Any

from langnghe.numbers import number
from langnghe.records import ROLE_VI
from nlp.people import ENOUGH
from nlp.review import TASK_VI, shown
from nlp.taxonomy import TASKS

GOAL = 100  # posts checked a month (criterion 1.09 of the plan's appendix)
Z = 1.959964  # two-sided 95 %
MOST = 10  # corrections worth naming

Row = Mapping[str, Any]


def wilson(hits: int, n: int) -> tuple[float, float]:
    """Return the 95 % Wilson interval of a share; (0, 1) when nothing was counted.

    >>> [round(end, 3) for end in wilson(3, 30)]
    [0.035, 0.256]
    """
    if not n:
        return 0.0, 1.0
    share, spread = hits / n, Z * Z / n
    middle = share + spread / 2
    half = Z * sqrt(share * (1 - share) / n + spread / (4 * n))
    # At the ends the formula meets 0 and 1 but for rounding.
    low = (middle - half) / (1 + spread) if hits else 0.0
    high = (middle + half) / (1 + spread) if hits < n else 1.0
    return low, high


def kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Return Cohen's κ of two people; None when chance alone would make them always agree.

    >>> kappa([("a", "a"), ("a", "b"), ("b", "b"), ("b", "b")])
    0.5
    """
    n = len(pairs)
    if not n:
        return None
    same = sum(a == b for a, b in pairs) / n
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    chance = sum(first[label] * second[label] for label in first) / (n * n)
    return None if chance >= 1 else (same - chance) / (1 - chance)


def quality(month: str, verdicts: Sequence[Row], agreement: Sequence[Row]) -> dict[str, Any]:
    """Return the card's numbers as plain JSON values.

    verdicts: rows of warehouse.review.verdicts, agreement: of warehouse.review.agreement. A topic
    counts as changed when the main one or the set differs; κ of topics is that of the main one.
    """
    posts = {v["post_id"] for v in verdicts}
    drawn = [v for v in verdicts if v["chosen"] == "random"]
    return {
        "month": month,
        "posts": len(posts),
        "goal": GOAL,
        "missing": max(0, GOAL - len(posts)),
        "labels": len(verdicts),
        "roles": _posts_by(verdicts, "said_by"),
        "random_posts": len({v["post_id"] for v in drawn}),
        "tasks": _by_task(verdicts),
        "random": _by_task(drawn),
        "uncertain": _by_task([v for v in verdicts if v["chosen"] == "uncertain"]),
        "models": {
            model: {"posts": n, "tasks": _by_task([v for v in verdicts if v["machine_model"] == model])}
            for model, n in _posts_by(verdicts, "machine_model").items()
        },
        "agreement": _agreement(agreement),
        "corrections": _corrections(verdicts),
    }  # fmt: skip


def _posts_by(rows: Iterable[Row], name: str) -> dict[str, int]:
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(row[name], set()).add(row["post_id"])
    return {key: len(ids) for key, ids in sorted(found.items())}


def _by_task(rows: Sequence[Row]) -> dict[str, dict[str, Any]]:
    found = {}
    for task in TASKS:
        changed = [bool(row["changed"]) for row in rows if row["task"] == task]
        if changed:
            low, high = wilson(sum(changed), len(changed))
            found[task] = {
                "n": len(changed),
                "changed": sum(changed),
                "rate": round(sum(changed) / len(changed), 4),
                "low": round(low, 4),
                "high": round(high, 4),
                "right": round(1 - sum(changed) / len(changed), 4),
                "right_low": round(1 - high, 4),
                "right_high": round(1 - low, 4),
                "status": "đủ" if len(changed) >= ENOUGH else "chưa đủ",
            }
    return found


def _agreement(rows: Sequence[Row]) -> dict[str, dict[str, Any]]:
    found = {}
    for task in TASKS:
        pairs = [
            (row["first_labels"][0], row["second_labels"][0]) for row in rows if row["task"] == task
        ]
        if pairs:
            value = kappa(pairs)
            found[task] = {
                "n": len(pairs),
                "same": round(sum(a == b for a, b in pairs) / len(pairs), 4),
                "kappa": None if value is None else round(value, 4),
                "status": "đủ" if len(pairs) >= ENOUGH else "chưa đủ",
            }
    return found


def _corrections(rows: Sequence[Row]) -> list[dict[str, Any]]:
    counted = Counter(
        (row["task"], shown(row["task"], row["machine"]), shown(row["task"], row["labels"]))
        for row in rows
        if row["changed"]
    )
    ranked = sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:MOST]
    return [
        {"task": task, "machine": machine, "person": person, "n": n}
        for (task, machine, person), n in ranked
    ]


def render(card: Mapping[str, Any]) -> str:
    """Return the card in Vietnamese Markdown; it computes nothing but words."""
    year, month = card["month"].split("-")
    lines = [f"# Thẻ chất lượng nhãn – tháng {int(month)}/{year}", ""]
    if not card["posts"]:
        return "\n".join(
            [*lines, "Tháng này chưa ai xem nhãn nào. Bắt đầu bằng `langnghe review export`.", ""]
        )
    done = "đạt" if not card["missing"] else f"còn thiếu {card['missing']}"
    who = ", ".join(
        f"{ROLE_VI.get(name.removeprefix('person@'), name)} {n}"
        for name, n in card["roles"].items()
    )
    lines += [
        f"Đã xem **{card['posts']} bài**, {card['labels']} nhãn (mục tiêu {card['goal']} bài một "
        f"tháng: {done}). Người xem, số bài: {who}.",
        "",
        "## Độ đúng chung: phần chọn ngẫu nhiên",
        "",
        f"{card['random_posts']} bài rút ngẫu nhiên trong những bài người đọc thấy (trong phạm vi, "
        "hoặc máy chưa chắc phạm vi). Chỉ phần này nói được máy đúng bao nhiêu nói chung; nó không "
        "nói được máy bỏ sót gì ngoài phạm vi. Chủ đề chỉ tính là đúng khi cả bộ chủ đề đúng.",
        "",
        *_table(card["random"], right=True),
        "",
        "## Phần máy chưa chắc",
        "",
        "Những bài này được chọn vì khó, nên tỉ lệ sửa cao hơn mức chung.",
        "",
        *_table(card["uncertain"]),
        "",
        "## Tất cả nhãn đã xem",
        "",
        *_table(card["tasks"]),
    ]
    for model, part in card["models"].items():
        lines += ["", f"### Mô hình {model}: {part['posts']} bài", "", *_table(part["tasks"])]
    lines += ["", "## Hai người cùng chấm", "", *_agreed(card["agreement"])]
    lines += ["", "## Sửa nhiều nhất", ""]
    lines += [
        f"- {TASK_VI[c['task']]}: {c['machine']} → {c['person']} ({c['n']})"
        for c in card["corrections"]
    ] or ["Không nhãn nào bị sửa."]
    return "\n".join([*lines, ""])


def _percent(share: float) -> str:
    return f"{number(100 * share, '.1f')} %"


def _table(tasks: Mapping[str, Mapping[str, Any]], *, right: bool = False) -> list[str]:
    """Return a table of override rates; with `right`, of labels that were right, if there are enough."""
    if not tasks:
        return ["Chưa có bài nào."]
    head = "máy đúng" if right else "tỉ lệ sửa"
    lines = [
        f"| nhãn | đã xem | đã sửa | {head} | khoảng tin cậy 95 % |",
        "|---|---:|---:|---:|---|",
    ]
    for task, t in tasks.items():
        names = ("right", "right_low", "right_high") if right else ("rate", "low", "high")
        rate, low, high = (t[name] for name in names)
        said = f"{_percent(rate)} | {_percent(low)} – {_percent(high)}"
        if right and t["status"] != "đủ":
            said = f"chưa đủ | cần {ENOUGH} bài"
        lines.append(f"| {TASK_VI[task]} | {t['n']} | {t['changed']} | {said} |")
    return lines


def _agreed(tasks: Mapping[str, Mapping[str, Any]]) -> list[str]:
    if not tasks:
        return [
            "Chưa có bài nào hai người cùng chấm. Gửi một phiếu cho hai người, mỗi người nhập với "
            "`--reader` riêng."
        ]
    lines = ["| nhãn | số bài | giống nhau | κ (Cohen) |", "|---|---:|---:|---:|"]
    for task, t in tasks.items():
        value = "không tính được" if t["kappa"] is None else number(t["kappa"], ".2f")
        few = "" if t["status"] == "đủ" else " (chưa đủ)"
        lines.append(f"| {TASK_VI[task]} | {t['n']} | {_percent(t['same'])} | {value}{few} |")
    return lines
