"""What a pass did, or would do: every message counted once, in words for a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from langnghe.notify.message import CHANNEL_VI, KIND_VI, Message
from langnghe.records import HANOI, ROLE_VI

Did = Literal["sent", "would_send", "held", "waiting", "retry", "failed", "unknown"]
DID_VI: Mapping[Did, str] = {
    "sent": "đã gửi",
    "would_send": "sẽ gửi ngay",
    "held": "giữ lại",
    "waiting": "đang chờ",
    "retry": "lỗi tạm thời, sẽ thử lại",
    "failed": "không gửi được",
    "unknown": "không rõ đã gửi",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One message of a pass. at: when it was sent, or when it will next be looked at."""

    ident: str
    message: Message
    did: Did
    why: str
    at: datetime | None = None

    def line(self) -> str:
        """Return one line: what happened, to whom, when, why."""
        m = self.message
        what = KIND_VI[m.kind] + (f" mức {m.level}" if m.level is not None else "")
        when = f" {self.at.astimezone(HANOI):%H:%M %d/%m/%Y}" if self.at else ""
        why = f" ({self.why})" if self.why else ""
        return (
            f"{DID_VI[self.did]}{when}: {what} → {ROLE_VI[m.role]}, "
            f"{CHANNEL_VI[m.channel]} {m.recipient}: “{m.subject}”{why}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A pass. unknown and failed: all that wait for a person's decision, of earlier passes too."""

    entries: tuple[Entry, ...] = ()
    busy: bool = False
    dry_run: bool = False
    unknown: int = 0
    failed: int = 0
    purged: int = 0
    damaged: tuple[Path, ...] = ()

    @property
    def counts(self) -> Mapping[Did, int]:
        """Return how many messages met each end in this pass; every end stands, if only with 0."""
        found = Counter(entry.did for entry in self.entries)
        return {did: found[did] for did in DID_VI}

    def lines(self, *, full: bool | None = None) -> list[str]:
        """Return the report for a person. full: with the text of each message (default: dry runs)."""
        if self.busy:
            return ["một tiến trình khác đang gửi; lần này không làm gì"]
        full = self.dry_run if full is None else full
        said = []
        for entry in self.entries:
            said.append(entry.line())
            if full:
                said += [f"    {line}" for line in entry.message.text.splitlines()]
                said += [f"    [tệp kèm] {file.name}" for file in entry.message.attachments]
        if not self.entries:
            said.append("không có tin nào chờ gửi")
        if self.unknown:
            said.append(
                f"{self.unknown} tin không rõ đã gửi hay chưa: hỏi người nhận rồi quyết định từng tin"
            )
        if self.failed:
            said.append(
                f"{self.failed} tin không gửi được: sửa nguyên nhân rồi cho gửi lại hoặc bỏ"
            )
        said += [f"{path}: tệp hỏng, không đọc được" for path in self.damaged]
        return said
