"""The report as JSON, Markdown and self-contained HTML: the same figures, each opening to its rows."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from typing import Any, Literal

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from langnghe.report import words
from langnghe.report.cut import first_rows
from langnghe.report.model import CRITERIA, Chart, FigureLine, QuestionLine, Report, TargetLine
from langnghe.report.snapshot import Snapshot

Format = Literal["html", "md", "json"]
MOST_JSON = 20_000  # rows of one question in JSON; rows.parquet has them all
SHOWN = 12  # rows of one figure in HTML
_MARKS = re.compile(r"([\\*_{}\[\]<>|#])")


def render(frozen: Snapshot, form: str) -> str:
    """Return a snapshot as text: html, md or json."""
    if form == "json":
        return _json(frozen)
    if form not in ("html", "md"):
        raise ValueError(f"unknown format {form!r}: html, md, json")
    report = frozen.report
    beside: dict[str, Any] = {"r": report, "criteria": CRITERIA, "shown": SHOWN}
    if form == "html":
        beside |= {"rows": _first_rows(frozen), "pictures": _pictures(report)}
    return _environment(form).get_template(f"report.{form}.j2").render(**beside)


@cache
def _environment(form: str) -> Environment:
    made = Environment(
        loader=PackageLoader("langnghe.report"),
        autoescape=form == "html",  # noqa: S701 - Markdown is escaped by `finalize`
        finalize=(lambda value: value) if form == "html" else _markdown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters.update(
        value=words.value_of,
        interval=words.interval_of,
        n=words.n_of,
        state=words.status_of,
        change=words.change_of,
        clean=words.clean,
        moment=words.moment,
        units=words.units,
        status=lambda key: words.STATUS_VI[key],
        commands=_commands,
    )
    made.globals.update(parts=words.parts_of, measured=words.measured, plain=words.plain)
    return made


def _commands(note: str) -> Markup:
    """Return a note with its commands set as code."""
    return Markup("").join(
        Markup("<code>{}</code>").format(piece) if place % 2 else escape(piece)
        for place, piece in enumerate(note.split("`"))
    )


def _markdown(value: Any) -> Any:
    """Escape what Markdown would take for marks; a table's row stays one line."""
    if isinstance(value, str):
        return _MARKS.sub(r"\\\1", value).replace("\n", " ")
    return value


def _pictures(report: Report) -> Mapping[str, str]:
    from langnghe.report.draw import png

    def data(chart: Chart) -> str:
        return f"data:image/png;base64,{base64.b64encode(png(chart, scale=1.5)).decode()}"

    return {chart.id: data(chart) for chart in report.charts}


def _first_rows(frozen: Snapshot) -> Mapping[tuple[str, str], list[dict[str, Any]]]:
    """Return the first rows of each figure: a page that had them all would be read by nobody."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in first_rows(frozen.rows, SHOWN).to_pylist():
        if row["period"] == frozen.report.period:
            found.setdefault((row["question"], row["figure"]), []).append(row)
    return found


def _json(frozen: Snapshot) -> str:
    """Return the contract of the command line: questions, targets, each with its rows.

    value is null where nothing is known, never 0.
    """
    report = frozen.report
    rows = _by_figure(frozen)
    told = {
        "schema_version": 1,
        "id": report.id,
        "period": {
            "id": report.period, "name": report.period_name,
            "first": report.first.isoformat(), "last": report.last.isoformat(), "over": report.over,
        },
        "unit": {"code": report.unit, "name": report.unit_name},
        "made_at": report.made_at.isoformat(),
        "completeness": {"answered": report.answered, "of": report.total, "common": report.common},
        "questions": [_question(q, rows) for q in report.questions],
        "targets": [_target(t, rows) for t in report.targets],
        "changes": [asdict(change) for change in report.changes],
        "units": [asdict(unit) for unit in report.units],
        "versions": dict(report.versions),
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False, indent=1, default=str) + "\n"


_Rows = Mapping[tuple[str, str], list[dict[str, Any]]]


def _question(question: QuestionLine, rows: _Rows) -> dict[str, Any]:
    return {
        "id": question.id,
        "wording": question.wording,
        "name": question.name,
        **_answer(question.primary, rows),
        "answered": question.answered,
        "reason": question.reason,
        "missing_units": list(question.missing),
        "figures": [_figure(figure) for figure in question.figures],
    }


def _target(target: TargetLine, rows: _Rows) -> dict[str, Any]:
    primary = next((f for f in target.figures if f.primary), None)
    return {
        "id": target.id,
        "wording": target.wording,
        "name": target.name,
        **_answer(primary, rows),
        "light": target.light,
        "word": target.word,
        "target": target.target,
        "told": target.told,
        "projection": target.projection,
        "behind": target.behind,
        "alternates": target.alternates,
        "note": target.note,
        "figures": [_figure(figure) for figure in target.figures],
    }


def _answer(figure: FigureLine | None, rows: _Rows) -> dict[str, Any]:
    if figure is None:
        return {"value": None, "unit": "", "n": 0, "status": "none", "rows": [], "rows_total": 0}
    return {
        "value": figure.value,
        "unit": figure.unit,
        "n": figure.n,
        "count": figure.count,
        "low": figure.low,
        "high": figure.high,
        "status": figure.status,
        "note": figure.note,
        "rows": rows.get((figure.question, figure.rows), []) if figure.told else [],
        "rows_total": figure.row_count if figure.told else 0,
    }


def _figure(figure: FigureLine) -> dict[str, Any]:
    row = asdict(figure)
    row.pop("question")
    row["rows_figure"] = row.pop("rows")
    row["rows_total"] = row.pop("row_count")
    return row


def _by_figure(frozen: Snapshot) -> _Rows:
    names = ("part", "kind", "id", "day", "unit", "label", "num", "den")
    wanted = {(f.question, f.rows) for f in frozen.report.figures() if f.primary}
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    table = first_rows(frozen.rows, MOST_JSON).to_pydict()
    for place, question in enumerate(table["question"]):
        key = (question, table["figure"][place])
        if key not in wanted or table["period"][place] != frozen.report.period:
            continue
        mine = {name: table[name][place] for name in names}
        found.setdefault(key, []).append(mine)
    return found
