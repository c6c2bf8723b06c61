"""Read a report as its readers see it, and say where a number is not the one of the JSON.

Every table of the DOCX, every criterion sheet of the XLSX with the rows it links to, the HTML and the
Markdown. Nothing here formats a number: what is written is read back, digit by digit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

NOT_KNOWN = ("chưa có dữ liệu", "không nêu")
CRITERIA = ("Câu", "Câu hỏi của kế hoạch", "Con số")
CHANGES = ("Câu", "Con số", "Kỳ này")
BOARD = ("Mã", "Chỉ tiêu của kế hoạch", "Tình trạng")
UNITS = ("TT", "Đơn vị", "Đã nộp")
_NUMBER = r"[−-]?\d{1,3}(?:\.\d{3})*(?:,\d+)?"
_COMMAND = re.compile(r"[,:;]?\s*(?:rồi|bằng|qua)?\s*`[^`]*`")

Figure = Mapping[str, Any]
Told = Mapping[str, Any]


def read(text: str) -> tuple[float, int]:
    """Return a number written in Vietnamese and how many decimals it has: 1.234,5 is (1234.5, 1)."""
    whole, _, rest = text.replace("−", "-").replace(".", "").partition(",")
    return float(f"{whole}.{rest or 0}"), len(rest)


def _says(written: str, value: float, digits: int | None) -> bool:
    found, decimals = read(written)
    wanted = decimals if digits is None else digits
    return decimals == wanted and abs(found - value) <= 0.5 * 10**-wanted + 1e-9 * abs(value)


def unlike(text: str, figure: Figure) -> bool:
    """Tell whether a result (“72,4% (131/181)”, “6/9”, “2 nhóm”) is not what a figure of the JSON says."""
    value, count, n = figure["value"], figure["count"], figure["n"]
    if value is None and count is None:
        return text not in NOT_KNOWN
    share = re.fullmatch(rf"(?:(?P<value>{_NUMBER})(?P<unit>.*?))?\s*\(?(?P<count>{_NUMBER})/(?P<n>{_NUMBER})\)?", text)  # fmt: skip
    plain = re.match(rf"({_NUMBER})(.*)", text)
    if value is None:
        return not share or share["value"] is not None or not (
            _says(share["count"], count, None) and _says(share["n"], n, 0)
        )  # fmt: skip
    # “(a/b)” stands beside a percentage where it is a of b, and nowhere else.
    if (
        figure["unit"] == "%"
        and count is not None
        and n
        and abs(100 * count / n - value) < 0.5 * 10 ** -figure["digits"]
    ):
        return not share or share["value"] is None or not (
            _says(share["value"], value, figure["digits"]) and share["unit"] == "%"
            and _says(share["count"], count, None) and _says(share["n"], n, 0)
        )  # fmt: skip
    return not plain or not (
        _says(plain[1], value, figure["digits"]) and plain[2].strip() == figure["unit"]
    )


def unlike_interval(text: str, figure: Figure) -> bool:
    """Tell whether an interval (“63,1 – 75,3”) is not that of a figure."""
    bounds = re.fullmatch(rf"({_NUMBER}) – ({_NUMBER})", text)
    if figure["low"] is None or figure["high"] is None:
        return text != ""
    return not bounds or not all(
        _says(written, figure[name], figure["digits"])
        for written, name in zip(bounds.groups(), ("low", "high"), strict=True)
    )


def unlike_parts(text: str, figure: Figure, among: Iterable[Figure]) -> str:
    """Return what of a list of classes (“Cao: 66,0% (31/47); …; và 2 lớp khác”) is not in the JSON."""
    classes = {f["part_name"]: f for f in among if f["part"] and f["key"] == figure["key"] and _told(f)}  # fmt: skip
    left, seen = text, 0
    while left and not (more := re.match(r"và (\d+) lớp khác", left)):
        name = max((n for n in classes if left.startswith(f"{n}: ")), key=len, default=None)
        if name is None:
            return f"lớp lạ ở “{left[:60]}”"
        said, _, left = left[len(name) + 2 :].partition("; ")
        if unlike(said, classes[name]):
            return f"lớp {name}: “{said}”"
        seen += 1
    rest = int(more[1]) if left and more else 0
    return "" if seen + rest == len(classes) else f"có {len(classes)} lớp, nêu {seen} và {rest}"


def _told(figure: Figure) -> bool:
    return figure["value"] is not None or figure["count"] is not None


def figures_of(told: Told) -> dict[str, list[Figure]]:
    """Return the figures of each question and target of the JSON."""
    return {each["id"]: each["figures"] for each in (*told["questions"], *told["targets"])}


def wholes(told: Told, *, answered: bool) -> set[tuple[str, str]]:
    """Return id and name of each figure of a question that is shown; answered: also those without a value."""
    return {
        (q["id"], f["name"])
        for q in told["questions"]
        for f in q["figures"]
        if not f["part"] and (_told(f) or (answered and q["answered"]))
    }


def one_figure(
    told: Told, id_: str, name: str, said: str, n: str, interval: str, parts: str
) -> Iterator[str]:
    """Yield what of one line of a criterion's table is not in the JSON."""
    among = figures_of(told)[id_]
    figure = next((f for f in among if f["name"] == name and not f["part"]), None)
    if figure is None:
        yield f"{id_}: không có con số “{name}”"
        return
    if unlike(said, figure):
        yield f"{id_} {name}: “{said}”, JSON {figure['value']} {figure['count']}/{figure['n']}"
    if (n != "") != _told(figure) or (n and not _says(n, figure["n"], 0)):
        yield f"{id_} {name}: n “{n}”, JSON {figure['n']}"
    if unlike_interval(interval, figure):
        yield f"{id_} {name}: khoảng “{interval}”, JSON {figure['low']} {figure['high']}"
    if parts and (why := unlike_parts(parts, figure, among)):
        yield f"{id_} {name}: {why}"
    if not parts and any(f["part"] and f["key"] == figure["key"] and _told(f) for f in among):
        yield f"{id_} {name}: không nêu lớp nào"


def change(told: Told, id_: str, now: str, before: str, moved: str) -> Iterator[str]:
    """Yield what of a line of the table of main numbers is not in the JSON."""
    row = next(c for c in told["changes"] if c["question"] == id_)
    for written, value in ((now, row["now"]), (before, row["before"])):
        figure = {**row, "value": value, "count": None, "n": 0}
        if (value is None) != written.startswith("chưa có") or (value is not None and unlike(written, figure)):  # fmt: skip
            yield f"{id_}: con số chính “{written}”, JSON {value}"
    difference = row["difference"]
    if difference is None or round(difference, row["digits"]) == 0:
        if re.search(r"\d", moved):
            yield f"{id_}: thay đổi “{moved}”, JSON {difference}"
        return
    found = re.fullmatch(rf"(▲ tăng|▼ giảm) ({_NUMBER}) (.*)", moved)
    up = difference > 0
    if not found or (found[1] == "▲ tăng") != up or not _says(found[2], abs(difference), row["digits"]):  # fmt: skip
        yield f"{id_}: thay đổi “{moved}”, JSON {difference}"


def target(told: Told, id_: str, said: str, words: Mapping[str, str]) -> Iterator[str]:
    """Yield what of a line of the board is not in the JSON; words: its other cells, by the JSON's name."""
    row = next(t for t in told["targets"] if t["id"] == id_)
    primary = next((f for f in row["figures"] if f["primary"]), None)
    if (primary is None or not _told(primary)) != (said in ("", "–")):
        yield f"{id_}: “{said}”"
    elif said not in ("", "–") and primary is not None and unlike(said, primary):
        yield f"{id_}: “{said}”, JSON {primary['value']} {primary['count']}/{primary['n']}"
    for name, text in words.items():
        if text != (row[name] or "–"):
            yield f"{id_} {name}: “{text}”, JSON “{row[name]}”"


def notes(told: Told, id_: str, text: str) -> Iterator[str]:
    """Yield the numbers beside a result (notes, state) that no text of the JSON's question has."""
    own = next(q for q in (*told["questions"], *told["targets"]) if q["id"] == id_)
    texts = [own.get("reason", ""), *own.get("missing_units", ()), own.get("note", "")]
    texts += [own.get(name, "") for name in ("behind", "alternates", "projection")]
    texts += [f["note"] for f in own["figures"]]
    known = set(re.findall(_NUMBER, " ".join(texts)))
    known |= {str(len(own.get("missing_units", ())) - 12)}  # “… và 3 đơn vị khác”
    for written in re.findall(_NUMBER, _COMMAND.sub("", text)):
        if written not in known:
            yield f"{id_}: “{written}” ở ghi chú “{text[:60]}”"


# ---- DOCX


def docx_faults(told: Told, document: Any) -> list[str]:
    """Return what the tables of the DOCX say that the JSON does not."""
    faults: list[str] = []
    seen: dict[str, set[Any]] = {"figures": set(), "targets": set(), "units": set()}
    for table in document.tables:
        rows = [[cell.text for cell in row.cells] for row in table.rows]
        heading = tuple(rows[0][:3])
        for cells in rows[1:]:
            if heading == CRITERIA:
                faults += _docx_figure(told, cells, seen["figures"])
            elif heading == CHANGES:
                faults += change(told, cells[0], *cells[2:5])
            elif heading == BOARD:
                faults += target(told, cells[0], cells[3], {"projection": cells[4]})
                faults += notes(told, cells[0], cells[5])
                seen["targets"].add(cells[0])
            elif heading == UNITS:
                faults += unit(told, cells[1], cells[4])
                seen["units"].add(cells[1])
    faults += _left("figures", wholes(told, answered=True), seen["figures"])
    faults += _left("targets", {t["id"] for t in told["targets"]}, seen["targets"])
    faults += _left("units", {u["name"] for u in told["units"]}, seen["units"])
    faults += _prose(told, [p.text for p in document.paragraphs])
    return faults


def _docx_figure(told: Told, cells: Sequence[str], seen: set[Any]) -> Iterator[str]:
    id_, _, named, said, n, interval, note = cells
    if named == said:  # one cell over all: nothing is known
        own = next(q for q in told["questions"] if q["id"] == id_)
        if own["answered"]:
            yield f"{id_}: có con số mà bản in viết “{said}”"
        return
    name, _, parts = named.partition("\n")
    seen.add((id_, name))
    yield from one_figure(told, id_, name, said, n, interval, parts)
    yield from notes(told, id_, note)


def _left(what: str, wanted: set[Any], seen: set[Any]) -> list[str]:
    return [f"{what}: thiếu {each}" for each in sorted(wanted - seen)]


def unit(told: Told, name: str, answered: str) -> Iterator[str]:
    """Yield if how many questions a unit answered is not what the JSON says."""
    row = next(u for u in told["units"] if u["name"] == name)
    if answered != ("–" if row["answered"] is None else f"{row['answered']}/{row['total']}"):
        yield f"{name}: trả lời “{answered}”, JSON {row['answered']}/{row['total']}"


def _prose(told: Told, lines: Iterable[str]) -> Iterator[str]:
    """Yield what the sentences before the tables say otherwise: each answered question has one."""
    done = told["completeness"]
    text = "\n".join(lines)
    if f"Trả lời được {done['answered']}/{done['of']} câu hỏi" not in text:
        yield "số câu trả lời được"
    for question in told["questions"]:
        found = re.search(rf"^- .* \({question['id']}\): .* là (.*)\.$", text, re.MULTILINE)
        if not found:
            if question["answered"]:
                yield f"{question['id']}: không có câu nào"
            continue
        primary = next(f for f in question["figures"] if f["primary"])
        said, _, interval = found[1].partition(", khoảng tin cậy 95%: ")
        said = said.partition(" (n <")[0] if primary["value"] is None else said
        if unlike(re.sub(r" \((?!\d).*\)$", "", said), primary) or unlike_interval(interval, primary):  # fmt: skip
            yield f"{question['id']}: “{found[1]}”"
