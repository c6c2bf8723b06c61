"""The report of the sample year: every number a reader sees is the one of the JSON, and comes out of its rows.

Some numbers do not come out of the rows alone, and the report says so beside them:
- shares and praise less blame of what a model read (corrected_share, net; 4.05, 5.02): the rows give
  the count as read, which is checked; the correction is worked out again with the card of the model.
- intervals drawn by lot (κ, F1, corrected shares, before and after, completeness, waves): the rows and a
  fixed seed give them again, plain counting does not. Those of shares are checked.
- the forecast of the board: worked out of a figure and the days that are left, held to the JSON as words.
"""

from __future__ import annotations

import copy
import io
import json
import shutil
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from recount import recounted, recounted_before
from shown import docx_faults
from shown_pages import Book, html_faults, markdown_faults, opened, xlsx_faults

from flows.measure_card import confusion_for
from flows.report import make
from langnghe.config import Workspace
from langnghe.measure.catalogue import questions
from langnghe.measure.periods import before, period_of
from langnghe.report.document import to_docx
from langnghe.report.snapshot import Snapshot
from langnghe.report.web import render
from langnghe.report.workbook import to_xlsx
from tests.conftest import Demo
from warehouse import open_store
from warehouse.measure import counted
from warehouse.measured import prepared

HALF = "2026-H1"


@pytest.fixture(scope="module")
def place(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    root = tmp_path_factory.mktemp("so") / "office"
    shutil.copytree(demo.workspace.root, root, ignore=shutil.ignore_patterns("raw", "landing", "output"))  # fmt: skip
    return Workspace(root)


@pytest.fixture(scope="module")
def year(place: Workspace) -> Snapshot:
    return make(place, HALF, None, datetime.now(UTC))


@pytest.fixture(scope="module")
def told(year: Snapshot) -> Any:
    return json.loads(render(year, "json"))


@pytest.fixture(scope="module")
def rows(year: Snapshot) -> Sequence[Mapping[str, Any]]:
    found: Sequence[Mapping[str, Any]] = year.rows.to_pylist()
    return found


@pytest.fixture(scope="module")
def book(year: Snapshot) -> Book:
    return opened(to_xlsx(year.report, year.rows))


@pytest.fixture(scope="module")
def paper(year: Snapshot) -> bytes:
    return to_docx(year.report)


@pytest.fixture(scope="module")
def page(year: Snapshot) -> str:
    return render(year, "html")


@pytest.fixture(scope="module")
def text(year: Snapshot) -> str:
    return render(year, "md")


def again(year: Snapshot, told: Any, rows: Sequence[Mapping[str, Any]]) -> tuple[int, list[str]]:
    return recounted(told, rows, (year.folder / "catalogue.json").read_bytes(), table_of)


def table_of(spec: Mapping[str, Any], parts: set[str]) -> Any:
    """Return the confusions of the model on the label of a figure, from its card."""
    return confusion_for(SimpleNamespace(**spec), parts)  # type: ignore[arg-type]


def document(data: bytes) -> Any:
    import docx

    return docx.Document(io.BytesIO(data))


def test_every_number_comes_out_of_its_rows(year: Snapshot, told: Any, rows: Any) -> None:
    number, faults = again(year, told, rows)
    assert faults == []
    assert number > 700
    assert sum(q["answered"] for q in told["questions"]) == told["completeness"]["answered"] == 40
    earlier = before(period_of(HALF))
    catalogue = (year.folder / "catalogue.json").read_bytes()
    days = (earlier.id, earlier.first, earlier.last)
    assert recounted_before(told, rows, catalogue, table_of, days) == []


def test_the_main_number_of_each_question_stands_with_its_rows_in_the_json(told: Any) -> None:
    for each in (*told["questions"], *told["targets"]):
        primary = next(f for f in each["figures"] if f["primary"])
        known = primary["value"] is not None or primary["count"] is not None
        for name in ("value", "unit", "n", "count", "low", "high", "status"):
            assert each[name] == primary[name], (each["id"], name)
        assert each["rows_total"] == (primary["rows_total"] if known else 0)
        assert len(each["rows"]) == min(each["rows_total"], 20_000)


def test_the_paper_says_what_the_json_says(told: Any, paper: bytes) -> None:
    assert docx_faults(told, document(paper)) == []


def test_the_workbook_says_what_the_json_says_and_opens_to_the_rows(
    told: Any, book: Book, rows: Any
) -> None:
    assert xlsx_faults(told, book, rows) == []


def test_the_page_and_the_markdown_say_what_the_json_says(told: Any, page: str, text: str) -> None:
    assert html_faults(told, page) == []
    assert markdown_faults(told, text) == []


@pytest.mark.parametrize(
    ("question", "view"), [("1.12", "c1_12"), ("3.03", "c3_03"), ("T5a", "t5a")]
)
def test_the_rows_are_those_that_the_macro_of_the_question_gives(
    place: Workspace, year: Snapshot, rows: Any, question: str, view: str
) -> None:
    report = year.report
    with open_store(place.warehouse) as store, prepared(store, report.first, report.last):
        live = counted(store, view, report.first, report.last, report.made_at)
    names = ("figure", "part", "kind", "id", "num", "den")
    kept = [r for r in rows if r["period"] == HALF and r["question"] == question]
    assert sorted(repr([row[n] for n in names]) for row in live) == sorted(
        repr([row[n] for n in names]) for row in kept
    )


# ---- a number that is altered anywhere is found


def test_each_altered_number_of_the_json_is_found(year: Snapshot, told: Any, rows: Any, book: Book) -> None:  # fmt: skip
    wrong = copy.deepcopy(told)
    altered = 0
    for each in (*wrong["questions"], *wrong["targets"]):
        for figure in each["figures"]:
            name = "value" if figure["value"] is not None else "count"
            if figure[name] is not None:
                figure[name] += 1 + abs(figure[name]) / 100
                altered += 1
    assert len({fault.partition(":")[0] for fault in again(year, wrong, rows)[1]}) == altered
    assert len({fault.partition(":")[0] for fault in xlsx_faults(wrong, book, rows)}) >= altered


def test_a_row_that_is_lost_or_altered_is_found(year: Snapshot, told: Any, rows: Any) -> None:
    at = next(
        n for n, r in enumerate(rows) if r["question"] == "3.01" and r["figure"] == "activities"
    )
    lost = [*rows[:at], *rows[at + 1 :]]
    assert any(f.startswith("3.01 activities ''") for f in again(year, told, lost)[1])
    at = next(n for n, r in enumerate(rows) if r["question"] == "T3a" and r["figure"] == "days_met" and r["num"])  # fmt: skip
    bent = [*rows[:at], {**rows[at], "num": 0.0}, *rows[at + 1 :]]
    assert any(f.startswith("T3a days_met") for f in again(year, told, bent)[1])


def test_an_altered_number_of_the_workbook_is_found(told: Any, book: Book, rows: Any) -> None:
    for sheet, column in (("TC3", 4), ("TC1", 7), ("Chỉ tiêu", 4), ("Dòng TC2", 6)):
        lines = [list(line) for line in book.lines[sheet]]
        at = next(n for n, line in enumerate(lines) if isinstance(line[column], int | float))
        lines[at][column] += 1
        bent = Book({**book.lines, sheet: [tuple(line) for line in lines]}, book.links)
        assert xlsx_faults(told, bent, rows), sheet


def test_an_altered_number_on_paper_is_found(told: Any, paper: bytes) -> None:
    bent = document(paper)
    altered = set()
    for table in bent.tables:
        headings = [cell.text for cell in table.rows[0].cells]
        column = next((headings.index(h) for h in ("Kết quả", "Kỳ này", "Trả lời") if h in headings), None)  # fmt: skip
        if column is None:
            continue
        for row in table.rows[1:]:
            cell = row.cells[column]
            if cell.text[:1].isdecimal() or headings[0] == "TT":
                run = cell.paragraphs[0].runs[0]
                run.text = ("7" if run.text[0] != "7" else "3") + run.text[1:]
                altered.add(row.cells[1 if headings[0] == "TT" else 0].text)
                break
    faults = docx_faults(told, bent)
    assert len(altered) == 8  # five criteria, main numbers, the board, the units
    assert all(any(fault.startswith(each) for fault in faults) for each in altered)


def test_an_altered_number_of_the_page_is_found(year: Snapshot, told: Any, page: str, text: str) -> None:  # fmt: skip
    figure = next(
        f for q in year.report.questions if q.id == "3.01" for f in q.figures if f.primary
    )
    said = f"{round(figure.value or 0)} hoạt động"
    for whole, faults in ((page, html_faults), (text, markdown_faults)):
        for bent in (whole.replace(said, "7 hoạt động"), whole.replace("Tập huấn: ", "Tập huấn: 9")):  # fmt: skip
            assert bent != whole
            assert any("3.01" in fault for fault in faults(told, bent))


def test_no_published_number_tells_of_fewer_than_five_persons(told: Any, page: str) -> None:
    persons = {(q.id, f.key) for q in questions().values() for f in q.figures if f.persons}
    said = [
        (row["id"], figure)
        for row in (*told["questions"], *told["targets"])
        for figure in row["figures"]
        if (row["id"], figure["key"]) in persons
    ]
    assert len(said) > 20
    for id_, figure in said:
        for number in (figure["count"], figure["value"] if figure["unit"] != "%" else None):
            assert number is None or number == 0 or number >= 5, (id_, figure)
    hidden = [figure for _, figure in said if "dưới 5 người: không nêu" in figure["note"]]
    assert all(figure["value"] is None and figure["count"] is None for figure in hidden)
    assert not hidden or "dưới 5 người: không nêu" in page
