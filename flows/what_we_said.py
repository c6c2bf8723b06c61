"""Each day: which texts carry our messages, and where our own outlets tell one thing two ways."""

from __future__ import annotations

from datetime import datetime, timedelta

from langnghe.config import Workspace
from langnghe.records import hanoi_day


def look_after(workspace: Workspace, now: datetime) -> list[str]:
    """Land what is newly found; return what a person should know. A failure is a line, never the day's end."""
    from flows import differences, lineage

    last = hanoi_day(now)
    try:
        back = workspace.lineage().differences.look_back_days
        carried = lineage.update(workspace, now)
        differing = differences.update(workspace, last - timedelta(days=back - 1), last, now)
    except Exception as error:  # the digest is never lost over it
        return [f"THÔNG ĐIỆP LỖI, chưa xem: {error or type(error).__name__}"]
    lines = []
    if carried.found:
        lines.append(
            f"Thông điệp: {carried.found} chỗ mới nhắc lại lời của ta, {carried.bent} chỗ có thể sai lệch "
            "(langnghe lineage show)."
        )
    if differing.found:
        lines.append(
            f"Kênh của ta nói khác nhau ở {differing.found} chỗ, cần người xem (langnghe differences show)."
        )
    return lines
