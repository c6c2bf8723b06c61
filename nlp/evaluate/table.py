"""A report as a Vietnamese table for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from langnghe.numbers import number
from nlp.evaluate.counts import LOWER_IS_BETTER

FIGURE_VI: Mapping[str, str] = {
    "in_scope_macro_f1": "Phạm vi: macro-F1",
    "in_scope_recall": "Phạm vi: độ phủ",
    "in_scope_precision": "Phạm vi: độ chính xác",
    "tone_macro_f1": "Sắc thái: macro-F1",
    "negative_recall": "Tiêu cực: độ phủ",
    "negative_false_alarms": "Tiêu cực: tỉ lệ báo nhầm",
    "negative_precision": "Tiêu cực: độ chính xác",
    "stance_macro_f1": "Thái độ với công đoàn (không nhắc, trung lập, ủng hộ): macro-F1",
    "stance_negative_f1": "Thái độ phê phán công đoàn: F1",
    "intent_macro_f1": "Ý định: macro-F1 (nhãn có từ 8 mẫu)",
    "risk_macro_f1": "Rủi ro: macro-F1 (mức có từ 8 mẫu)",
    "risk2_recall": "Rủi ro từ 2 trở lên: độ phủ",
    "risk2_false_alarms": "Rủi ro từ 2 trở lên: tỉ lệ báo nhầm",
    "topics_micro_f1": "Chủ đề: micro-F1",
    "topics_macro_f1": "Chủ đề: macro-F1 (chủ đề có từ 8 mẫu)",
    "primary_topic_accuracy": "Chủ đề chính: độ đúng",
}
DOMAIN_VI: Mapping[str, str] = {
    "all": "tất cả",
    "news": "tin báo",
    "comments": "bình luận, bài đăng",
}
HEAD_VI: Mapping[str, str] = {
    "in_scope": "Phạm vi",
    "tone": "Sắc thái",
    "stance_union": "Thái độ với công đoàn",
    "intent": "Ý định",
    "risk": "Rủi ro",
    "topics": "Chủ đề",
    "primary_topic": "Chủ đề chính",
}
_BESIDE_VI = {"majority": "nhãn đa số"}


def decimal(value: float, places: int = 3) -> str:
    """Return a figure with a decimal comma."""
    return number(value, f".{places}f")


def span(row: Mapping[str, float]) -> str:
    """Return a figure with its interval: 0,841 [0,803; 0,876]."""
    return f"{decimal(row['value'])} [{decimal(row['low'])}; {decimal(row['high'])}]"


def markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the lines of a table: the first column left, the others right."""
    return [
        "| " + " | ".join(head) + " |",
        "|---|" + "---:|" * (len(head) - 1),
        *("| " + " | ".join(row) + " |" for row in rows),
    ]


def figures_table(report: Mapping[str, Any], domain: str) -> list[str]:
    """Return the figures of one domain with their intervals, the other models beside."""
    part = report["domains"][domain]
    others = list(part["beside"])
    head = [f"Chỉ số, {DOMAIN_VI[domain]} (n = {part['n']})", f"{report['model']} [khoảng 95 %]"]
    for name in others:
        head.append(_BESIDE_VI.get(name, name))
        if name in part["differences"]:
            head.append("chênh lệch [khoảng 95 %], p")
    rows = []
    for key, label in FIGURE_VI.items():
        row = [label, span(part["figures"][key])]
        for name in others:
            row.append(decimal(part["beside"][name][key]))
            if apart := part["differences"].get(name):
                row.append(_apart(apart[key]))
        rows.append(row)
    return markdown(head, rows)


def _apart(row: Mapping[str, float]) -> str:
    sign = "+" if row["difference"] > 0 else ""
    return (
        f"{sign}{decimal(row['difference'])} [{decimal(row['low'])}; {decimal(row['high'])}],"
        f" {decimal(row['p'])}"
    )


def calibration_table(report: Mapping[str, Any]) -> list[str]:
    """Return ECE and Brier of every head, for all texts, and ECE for news and comments."""
    parts = report["domains"]
    apart = [d for d in ("news", "comments") if d in parts]
    rows = []
    for head, found in parts["all"]["calibration"].items():
        around = {"value": found["ece"], "low": found["ece_low"], "high": found["ece_high"]}
        rows.append(
            [HEAD_VI[head], span(around), decimal(found["ece_adaptive"]),
             decimal(found["ece_label"]), decimal(found["brier"]),
             *(decimal(parts[d]["calibration"][head]["ece"]) for d in apart)]
        )  # fmt: skip
    head_row = ["Hiệu chuẩn", "ECE [khoảng 95 %]", "ECE ngăn đều số văn bản", "ECE của nhãn đã gán",
                "Brier", *(f"ECE, {DOMAIN_VI[d]}" for d in apart)]  # fmt: skip
    return markdown(head_row, rows)


def bars_table(report: Mapping[str, Any]) -> list[str]:
    """Return every bar with what was reached."""
    rows = []
    for row in report["bars"]:
        name = FIGURE_VI.get(row["figure"], "Sắc thái: ECE")
        below = row["figure"] in LOWER_IS_BETTER
        verdict = "đạt, cả khoảng" if row["surely"] else "đạt" if row["holds"] else "chưa đạt"
        if row["holds"] is None:
            verdict = "không kết luận được"
        rows.append([f"{name} ({DOMAIN_VI[row['domain']]})",
                     f"{'≤' if below else '≥'} {decimal(row['bar'], 2)}", span(row), verdict])  # fmt: skip
    return markdown(["Mức mong muốn", "Mức", "Đo được [khoảng 95 %]", "Kết luận"], rows)


WATCH_VI: Mapping[str, str] = {"negative": "tiêu cực", "risk2": "rủi ro từ 2 trở lên"}


def watch_table(report: Mapping[str, Any]) -> list[str]:
    """Return the recall other thresholds would give, for every domain."""
    parts = report["domains"]
    rows = [
        [f"{WATCH_VI[name]}, báo nhầm ≤ {decimal(row['false_alarms'], 2)}",
         *(decimal(part["watch"][name][at]["recall"]) for part in parts.values())]
        for name in WATCH_VI
        for at, row in enumerate(parts["all"]["watch"][name])
    ]  # fmt: skip
    return markdown(["Độ phủ cao nhất khi chọn ngưỡng", *(DOMAIN_VI[d] for d in parts)], rows)


def abstain_table(report: Mapping[str, Any]) -> list[str]:
    """Return what the stated confidence sends to people; nothing where no floor is stated."""
    rows = [
        [HEAD_VI[head], decimal(row["floor"], 2), decimal(row["asked"]), decimal(row["accuracy"]),
         decimal(row["accuracy_kept"]), decimal(row["accuracy_asked"])]
        for head, row in report["domains"]["all"]["abstaining"].items()
    ]  # fmt: skip
    head = ["Chờ người duyệt", "Dưới mức", "Tỉ lệ phải duyệt", "Đúng, tất cả", "Đúng, phần tự gán",
            "Đúng, phần phải duyệt"]  # fmt: skip
    return markdown(head, rows) if rows else []


def confusion_table(report: Mapping[str, Any], most: int = 5) -> list[str]:
    """Return the most frequent mix-ups of every head, in words and counts."""
    rows = [
        [HEAD_VI[head], f"{pair['right']} → {pair['said']}", str(pair["n"])]
        for head, pairs in report["domains"]["all"]["confusions"].items()
        for pair in pairs[:most]
        if pair["n"] > 1 or pair is pairs[0]
    ]
    return markdown(["Phần", "Đúng → bị gán", "Số lần"], rows)


def classes_table(report: Mapping[str, Any], head: str, domain: str = "all") -> list[str]:
    """Return precision, recall and F1 with its interval for every class of a head."""
    rows = [
        [name, str(row["n"]), decimal(row["precision"], 2), decimal(row["recall"], 2),
         f"{decimal(row['f1'], 2)} [{decimal(row['f1_low'], 2)}; {decimal(row['f1_high'], 2)}]"]
        for name, row in report["domains"][domain]["heads"][head].items()
    ]  # fmt: skip
    return markdown([HEAD_VI[head], "Số mẫu", "Độ chính xác", "Độ phủ", "F1 [khoảng 95 %]"], rows)


def text(report: Mapping[str, Any]) -> str:
    """Return the whole report for a terminal or a page."""
    lines = [f"# {report['model']} trên {report['how']} ({report['n']} văn bản)", ""]
    if report.get("warning"):
        lines += [f"LƯU Ý: {report['warning']}", ""]
    for domain in report["domains"]:
        lines += [*figures_table(report, domain), ""]
    for head in ("in_scope", "tone", "stance_union", "intent", "risk", "topics"):
        lines += [*classes_table(report, head), ""]
    for table in (bars_table, calibration_table, watch_table, abstain_table, confusion_table):
        lines += [*found, ""] if (found := table(report)) else []
    if honest := report.get("honest_linear"):
        lines += [
            f"Mô hình tuyến tính khi chỉ học từ train ({honest['how']}): "
            + ", ".join(f"{FIGURE_VI[k]} {decimal(v)}" for k, v in honest["figures"].items() if k in FIGURE_VI)
        ]  # fmt: skip
    return "\n".join(lines).rstrip()
