"""The card of all shipped models side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from langnghe.numbers import number
from nlp.card.terms import TERMS
from nlp.evaluate.pairs import CATEGORY_VI
from nlp.evaluate.table import (
    DOMAIN_VI,
    FIGURE_VI,
    HEAD_VI,
    abstain_table,
    bars_table,
    calibration_table,
    classes_table,
    confusion_table,
    decimal,
    markdown,
    span,
    watch_table,
)
from nlp.perturb import HOW_VI
from nlp.taxonomy import TOPIC_VI

_FEW = 20  # topics with fewer items have no figure to trust
_BESIDE_VI = {"majority": "nhãn đa số"}


def render(about: Mapping[str, Any]) -> str:
    """Return the card of a CardAbout."""
    models = about["models"]
    lines = [
        "# Thẻ mô hình: " + ", ".join(m["name"] for m in models),
        "",
        "<!-- Tệp này được viết ra từ lần chạy; đừng sửa tay. -->",
        "",
        "Các mô hình gán cho mỗi bài báo, bình luận, bài đăng: trong hay ngoài phạm vi, 1–3 chủ đề,"
        " sắc thái, thái độ với công đoàn, ý định và mức rủi ro 0–3, kèm xác suất.",
        "",
        *_files(models),
        *_use(models[0]),
        *_labels(about["labels"]),
        *_inputs(about["inputs"]),
    ]
    if origin := about.get("encoder"):
        lines += _encoder(origin)
    lines += _measured(models)
    for model in models:
        lines += _details(model)
    lines += [*_robustness(models), *_pairs(models), *_plots(about.get("plots", ()))]
    lines += _limits(models[0], about.get("limits", ()))
    return "\n".join(lines) + "\n"


def _files(models: Sequence[Mapping[str, Any]]) -> list[str]:
    rows = [
        [m["profile"], m["name"], f"`{m['file']}`", decimal(m["bytes"] / 1e6, 1) + " MB",
         f"`{m['sha256'][:16]}`", ", ".join(m["learned_from"]) or "–", *_speed(m.get("speed"))]
        for m in models
    ]  # fmt: skip
    head = ["Cấu hình", "Mô hình", "Tệp", "Cỡ", "SHA-256", "Học từ (bản phát hành)"]
    if any(m.get("speed") for m in models):
        head += ["bình luận/giây/nhân", "tin/giây/nhân", "nạp (giây)", "bộ nhớ đỉnh (MB)"]
    else:
        rows = [row[: len(head)] for row in rows]
    told = [f"- **{m['name']}**: {m['what']}" for m in models]
    return [*markdown(head, rows), "", *told, ""]


def _speed(found: Mapping[str, float] | None) -> list[str]:
    if not found:
        return ["–"] * 4
    return [
        decimal(found["comments_per_second"], 0),
        decimal(found["news_per_second"], 0),
        decimal(found["load_seconds"], 1),
        decimal(found["peak_mb"], 0),
    ]


def _use(first: Mapping[str, Any]) -> list[str]:
    lines = [
        "## Dùng để làm gì",
        "",
        "Sắp xếp và đếm tin cho điểm báo hằng ngày của công đoàn, chọn bài cần người đọc trước. Nhãn"
        " của người luôn thay nhãn của máy.",
        "",
        "Không dùng để lập hồ sơ, chấm điểm hay theo dõi cá nhân nào; không dùng làm căn cứ xử lý ai."
        " Mô hình không nhận tên người viết và không suy ra người viết là ai.",
        "",
    ]
    if floors := first.get("abstain"):
        told = ", ".join(f"{HEAD_VI.get(k, k).lower()} {decimal(v, 2)}" for k, v in floors.items())
        lines += [f"Dưới các mức xác suất này, văn bản vào hàng chờ người duyệt: {told}.", ""]
    return lines


def _labels(story: Mapping[str, Any]) -> list[str]:
    rows = [
        [HEAD_VI.get(head, head), f"{found['agree']:.0%}".replace("%", " %"),
         decimal(found["kappa"], 2) if "kappa" in found else "–"]
        for head, found in story["agreement"].items()
    ]  # fmt: skip
    parts = ", ".join(f"{name} {number(n)}" for name, n in story["texts"].items())
    return [
        "## Nhãn được làm ra thế nào",
        "",
        story["who"],
        "",
        f"Số văn bản có nhãn: {parts}. {number(story['doubles'])} văn bản được gán hai lần; hai lần"
        " giống nhau:",
        "",
        *markdown(["Phần", "Giống nhau", "κ"], rows),
        "",
        story["excluded"],
        "",
    ]


def _inputs(inputs: Mapping[str, Mapping[str, Any]]) -> list[str]:
    gains = any("gain" in part for part in inputs.values())
    head = ["Bộ dữ liệu", "Số văn bản", "Điều khoản", *(["Đo được lợi ích"] if gains else [])]
    rows = [
        [name, number(part["texts"]), TERMS.get(name, "không rõ"),
         *([part.get("gain", "–")] if gains else [])]
        for name, part in inputs.items()
    ]  # fmt: skip
    return [
        "## Học từ đâu",
        "",
        *markdown(head, rows),
        "",
        "Vài bộ chỉ được dùng cho nghiên cứu hoặc phi thương mại, nên trọng số này cũng chỉ nên dùng"
        " như vậy.",
        "",
    ]


def _encoder(origin: Mapping[str, Any]) -> list[str]:
    carriers = [
        f"- `{c['package']}` {c['version']} ({c['licence']}): {c['gives']}"
        for c in origin["carriers"]
    ]
    lines = [
        "## Bộ mã hoá từ đâu",
        "",
        f"Gốc là {origin['base']} ({origin['licence']}), dựng lại lúc huấn luyện từ gói phần mềm, rồi"
        f" tỉa từ vựng còn {number(origin['pieces'])} mảnh:",
        "",
        *carriers,
        "",
    ]
    if "pretraining" in origin:
        lines += [origin["pretraining"], ""]
    for notice in origin["notices"]:
        lines += ["```", notice.strip(), "```", ""]
    return lines


def _measured(models: Sequence[Mapping[str, Any]]) -> list[str]:
    lines = [
        "## Đo được gì",
        "",
        f"Khoảng trong ngoặc là khoảng 95 % bootstrap ({number(models[0]['report']['bootstrap']['resamples'])}"
        " lần lấy mẫu lại văn bản). Con số là của:",
        "",
    ]
    for m in models:
        told = m["report"]
        lines.append(
            f"- {m['name']}: {m['measured']}; {told['how']}, {number(told['n'])} văn bản, dữ liệu"
            f" `{told['corpus_sha'][:16]}`"
        )
        if told.get("warning"):
            lines.append(f"  - LƯU Ý: {told['warning']}")
    lines.append("")
    for domain in models[0]["report"]["domains"]:
        lines += [*side_by_side(models, domain), ""]
    return lines


def side_by_side(models: Sequence[Mapping[str, Any]], domain: str) -> list[str]:
    """Return one table: a figure a row, a model a column with intervals, baselines at the end."""
    parts = {m["name"]: m["report"]["domains"].get(domain) for m in models}
    shown = {name: part for name, part in parts.items() if part}
    first = next(iter(shown.values()))
    # A baseline that is shipped and measured itself already has its column.
    beside = [name for name in first["beside"] if name not in shown]
    head = [f"Chỉ số, {DOMAIN_VI[domain]} (n = {first['n']})", *shown,
            *(_BESIDE_VI.get(name, name) for name in beside)]  # fmt: skip
    rows = [
        [label, *(span(part["figures"][key]) for part in shown.values()),
         *(decimal(first["beside"][name][key]) for name in beside)]
        for key, label in FIGURE_VI.items()
    ]  # fmt: skip
    return markdown(head, rows)


def _details(model: Mapping[str, Any]) -> list[str]:
    told = model["report"]
    lines = [f"### {model['name']}: từng nhãn, hiệu chuẩn, nhầm lẫn", ""]
    for head in ("tone", "stance_union", "risk", "intent", "topics"):
        lines += [*classes_table(told, head), ""]
    for table in (bars_table, calibration_table, watch_table, abstain_table, confusion_table):
        lines += [*found, ""] if (found := table(told)) else []
    apart = told["domains"]["all"]["differences"]
    for other, rows in apart.items():
        row = rows["tone_macro_f1"]
        lines += [
            f"So với {other} trên cùng văn bản, macro-F1 sắc thái chênh"
            f" {decimal(row['difference'])} [{decimal(row['low'])}; {decimal(row['high'])}],"
            f" p = {decimal(row['p'])}.",
            "",
        ]
    return lines


def _robustness(models: Sequence[Mapping[str, Any]]) -> list[str]:
    found = {m["name"]: m["robustness"] for m in models if m.get("robustness")}
    if not found:
        return []
    names = list(found)
    rows = []
    for how in next(iter(found.values()))["ways"]:
        row = [HOW_VI[how]]
        for name in names:
            for domain in ("all", "comments"):
                part = found[name]["ways"][how].get(domain)
                row.append(decimal(part["drop"]["tone_macro_f1"]["difference"]) if part else "–")
        rows.append(row)
    head = ["Cách viết", *(f"{n}, {DOMAIN_VI[d]}" for n in names for d in ("all", "comments"))]
    return [
        "## Viết không chuẩn thì mất bao nhiêu",
        "",
        "Macro-F1 sắc thái mất đi khi cùng văn bản được gõ cách khác (số âm: không mất):",
        "",
        *markdown(head, rows),
        "",
    ]


def _pairs(models: Sequence[Mapping[str, Any]]) -> list[str]:
    found = {m["name"]: m["pairs"]["categories"] for m in models if m.get("pairs")}
    if not found:
        return []
    rows = [
        [CATEGORY_VI.get(name, "tất cả"),
         *(f"{rows[name]['pairs_right']}/{rows[name]['pairs']}" for rows in found.values())]
        for name in next(iter(found.values()))
    ]  # fmt: skip
    return [
        "## Cặp câu tối thiểu",
        "",
        "Câu tự viết, không câu nào nằm trong dữ liệu học; một cặp chỉ tính khi đúng cả hai vế:",
        "",
        *markdown(["Loại", *found], rows),
        "",
    ]


def _plots(paths: Sequence[str]) -> list[str]:
    if not paths:
        return []
    told = {"reliability": "Biểu đồ độ tin cậy", "confusion": "Ma trận nhầm lẫn"}
    lines = ["## Hình", ""]
    for path in paths:
        name = next((words for key, words in told.items() if key in path), "Hình")
        lines += [f"![{name}, {path.rsplit('/', 1)[-1]}]({path})", ""]
    return lines


def _limits(first: Mapping[str, Any], more: Sequence[str]) -> list[str]:
    everything = first["report"]["domains"]["all"]
    rare = [
        TOPIC_VI[name] for name, row in everything["heads"]["topics"].items() if 0 < row["n"] < _FEW
    ]
    alarms = everything["figures"]["negative_false_alarms"]["value"]
    lines = ["## Giới hạn", ""]
    if rare:
        lines.append(
            f"- Dưới {_FEW} mẫu trong phần đo, con số chưa đáng tin, cần người xem: {', '.join(rare)}."
        )
    return [
        *lines,
        "- Bình luận khó hơn tin báo: mỉa mai, câu cụt, thiếu ngữ cảnh bài gốc.",
        f"- {number(100 * alarms, '.1f')} % văn bản không tiêu cực bị gọi là tiêu cực; đừng cảnh báo chỉ từ một bài.",
        "- Bài dài chỉ được đọc tiêu đề, phần đầu và các đoạn nhắc đến công nhân, công đoàn, tiền lương…",
        *(f"- {sentence}" for sentence in more),
    ]
