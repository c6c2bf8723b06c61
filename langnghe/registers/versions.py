"""Units through time: versions may not overlap, superiors and successors must be there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from langnghe.registers.cells import Value
from langnghe.registers.check import Errors, Row
from langnghe.registers.choose import Units

Span = tuple[str, str, str]  # valid_from, valid_to, row id


def unit_problems(
    rows: Sequence[Row], units: Units, state: Mapping[str, Mapping[str, Value]]
) -> dict[int, Errors]:
    """Return errors by place in rows: a new list of units is judged as a whole, with what is known."""
    whole = {**state, **{row.id: row.values for row in rows}}
    live = [values for values in whole.values() if not values.get("withdrawn")]
    codes = {str(values["code"]) for values in live} | set(units.codes())
    spans: dict[str, list[Span]] = defaultdict(list)
    for id_, values in whole.items():
        if not values.get("withdrawn"):
            spans[str(values["code"])].append((*_span(values), id_))
    found: dict[int, Errors] = {}
    for place, row in enumerate(rows):
        values = row.values
        errors: Errors = {}
        parent = values.get("parent")
        if isinstance(parent, str) and parent not in codes:
            errors["parent"] = _unknown(parent, "cấp trên")
        heirs = values.get("successors")
        missing = [heir for heir in heirs if heir not in codes] if isinstance(heirs, list) else []
        if missing:
            errors["successors"] = _unknown(missing[0], "kế tục")
        begin, end = _span(values)
        for other_begin, other_end, other in spans[str(values["code"])]:
            if other != row.id and begin <= other_end and other_begin <= end:
                errors["valid_from"] = (
                    f"chồng lên phiên bản từ {_vi(other_begin)} của {values['code']}; "
                    "ghi Hiệu lực đến cho phiên bản cũ trước"
                )
        found[place] = errors
    return found


def _span(values: Mapping[str, Value]) -> tuple[str, str]:
    return str(values.get("valid_from") or ""), str(values.get("valid_to") or "9999-12-31")


def _unknown(code: str, what: str) -> str:
    return f"chưa có đơn vị {what} mã “{code[:40]}”; thêm dòng cho đơn vị ấy hoặc sửa mã"


def _vi(iso: str) -> str:
    return "/".join(reversed(iso.split("-"))) if iso else "đầu"
