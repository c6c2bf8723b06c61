"""What a person codes of a story: true, doubted, refuted; how grave; whether it helped (1.05, 1.06, 4.06)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from langnghe.cases.rights import require
from langnghe.errors import LangngheError
from langnghe.records import LABELLERS, Event

Code = Literal["verified", "doubted", "refuted", "reopened", "severity", "helped"]
CODE_VI: Mapping[Code, str] = {
    "verified": "đúng sự thật",
    "doubted": "đáng ngờ",
    "refuted": "bị bác bỏ",
    "reopened": "bỏ kết quả kiểm chứng",
    "severity": "mức nghiêm trọng",
    "helped": "giúp giải thích, giải quyết",
}
HELPED_VI: Mapping[int, str] = {0: "không", 1: "một phần", 2: "có"}
_RANGE: Mapping[str, range] = {"severity": range(1, 6), "helped": range(3)}


def coded(
    story_id: str,
    code: Code,
    role: str,
    at: datetime,
    *,
    value: int | None = None,
    note: str = "",
) -> Event:
    """Return the event that says it; of a story the last word of each kind counts.

    value: the level 1–5 of severity, 0–2 of helped (HELPED_VI); the others have none. A refutation
    says why in its note.
    """
    require(role, LABELLERS, "ghi nhận xét về một tin")
    wanted = _RANGE.get(code)
    if wanted is not None and value not in wanted:
        raise LangngheError(f"{CODE_VI[code]}: cần một số từ {wanted[0]} đến {wanted[-1]}")
    if wanted is None and value is not None:
        raise LangngheError(f"{CODE_VI[code]}: không kèm số")
    if code in ("refuted", "doubted") and not note.strip():
        raise LangngheError(f"{CODE_VI[code]}: cần lý do hoặc nguồn bác bỏ; ghi --note “…”")
    fields: dict[str, Any] = {code: value} if wanted is not None else {}
    return Event(
        kind="story",
        id=story_id,
        what=code,
        by=role,
        at=at,
        fields={**fields, "note": note.strip()},
    )
