"""What a person reads of a day's run, line by line: each step's counts, and whatever went wrong aloud."""

from __future__ import annotations

from typing import Any

from langnghe.numbers import number
from langnghe.records import OUTCOME_VI, Outcome

Json = dict[str, Any]
ALERTED = 3  # the alert level from which somebody is told


def lines_of(answer: Json) -> list[str]:
    """Return what a person reads of a day's run; answer: what its steps returned, by step."""
    crawled, loaded, labelled, grouped, watched, digest = (
        answer[key] for key in ("crawled", "loaded", "labelled", "grouped", "watched", "digest")
    )
    ended = ", ".join(
        f"{OUTCOME_VI[Outcome(name)]} {number(count)}"
        for name, count in loaded["outcomes"].items()
        if count
    )
    lines = [
        f"Hỏi {len(crawled['counts'])} nguồn; kết cục từng địa chỉ: {ended or 'không có gì mới'}.",
        f"Gán nhãn {number(labelled['labelled'])} bài bằng {labelled['model']}; "
        f"{number(grouped['grouped'])} bài thành {number(grouped['stories'])} tin mới.",
        *_channel_lines(answer["channels"]),
        *answer["documents"]["lines"],
        *watch_lines(watched),
        f"Điểm báo: {digest['stories']} tin trong phạm vi, {digest['urgent']} tin cần xem ngay.",
    ]
    lines += [
        f"KHÔNG THU ĐƯỢC {source}: {reason}" for source, reason in sorted(crawled["failed"].items())
    ]
    lines += [
        f"THU CHƯA ĐỦ {source}: {reason}" for source, reason in sorted(crawled["partial"].items())
    ]
    if loaded["expired"]:
        lines.append(f"{number(loaded['expired'])} lời hết hạn lưu đã xoá.")
    if loaded["quarantined"]:
        lines.append(f"{loaded['quarantined']} dòng hỏng đã cách ly.")
    return lines


def _channel_lines(channels: Json) -> list[str]:
    if not channels["own"]:
        return []
    if channels["error"]:
        return [f"KÊNH CỦA TA LỖI, chưa đọc hộp thư: {channels['error']}"]
    told = f"Kênh của ta: đo {channels['measured']} mốc, {channels['messages']} tin nhắn, {channels['opened']} câu hỏi mới."
    return [
        told,
        *(f"KHÔNG THU ĐƯỢC {part}: {why}" for part, why in sorted(channels["failed"].items())),
        *(f"THU CHƯA ĐỦ {part}: {why}" for part, why in sorted(channels["partial"].items())),
    ]


def watch_lines(watched: Json) -> list[str]:
    """Return what is said of the watch."""
    if watched["error"]:
        return [unwatched(watched)]
    found = len(watched["open"])
    where = "; xem `langnghe alerts list`, `langnghe alerts show MÃ`" if found else ""
    return [
        f"Canh báo động: {number(watched['findings'])} tín hiệu; mở {watched['opened']}, "
        f"cập nhật {watched['updated']}, nhắc {watched['escalated']}; cần báo {watched['rings']} lần.",
        f"Đang mở từ mức {ALERTED}: {found} báo động{where}.",
        *(f"  {line}" for line in watched["open"]),
    ]


def unwatched(watched: Json) -> str:
    """Return the sentence of a watch that failed."""
    return f"CANH BÁO ĐỘNG LỖI, có thể sót báo động: {watched['error']}"
