"""DOCX, XLSX, JSON, HTML and Markdown say the same, and every number opens to its rows."""

from __future__ import annotations

import io
import json
import re
from typing import Any

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn

from langnghe.report.document import to_docx
from langnghe.report.model import FigureLine, Report
from langnghe.report.row_sheets import MOST
from langnghe.report.snapshot import Snapshot
from langnghe.report.web import render
from langnghe.report.words import value_of
from langnghe.report.workbook import to_xlsx


@pytest.fixture(scope="module")
def document(frozen: Snapshot) -> Any:
    return docx.Document(io.BytesIO(to_docx(frozen.report)))


@pytest.fixture(scope="module")
def book(frozen: Snapshot) -> Any:
    return openpyxl.load_workbook(io.BytesIO(to_xlsx(frozen.report, frozen.rows)))


def text_of(document: Any) -> str:
    said = [p.text for p in document.paragraphs]
    said += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join(said)


def told(report: Report) -> list[FigureLine]:
    return [f for f in report.figures() if f.told]


def test_every_number_opens_to_its_rows(frozen: Snapshot) -> None:
    unresolved = []
    for figure in told(frozen.report):
        rows = frozen.rows_of(figure.question, figure.rows, figure.part).num_rows
        assert rows == figure.row_count, figure
        if not rows and figure.value != 0:  # a 0 has no rows: that is what it says
            unresolved.append((figure.question, figure.key, figure.part))
    assert unresolved == []
    for change in frozen.report.changes:
        rows = frozen.rows_of(change.question, change.rows, period=frozen.report.before).num_rows
        assert rows == change.row_count_before
        assert rows or change.before in (None, 0)


def test_the_table_of_the_plan_stands_whole_in_the_document(frozen: Snapshot, document: Any) -> None:  # fmt: skip
    said = text_of(document)
    for question in frozen.report.questions:
        assert question.wording in said, question.id
    for target in frozen.report.targets:
        assert target.wording in said, target.id
    assert "Công đoàn xã B" in said
    assert "CHƯA NỘP" in said


def test_the_document_keeps_to_the_layout_of_nghi_dinh_30(document: Any) -> None:
    said = text_of(document)
    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "LĐLĐ TỈNH MẪU",
        "BÁO CÁO", "Nơi nhận:", "TM. BAN THƯỜNG VỤ", "Lai Châu, ngày 10 tháng 7 năm 2026",
    ):  # fmt: skip
        assert words in said
    first = document.sections[0]
    assert (round(first.page_width.mm), round(first.page_height.mm)) == (210, 297)
    for section in document.sections:
        assert 20 <= round(section.top_margin.mm) <= 25
        assert 20 <= round(section.bottom_margin.mm) <= 25
        assert 30 <= round(section.left_margin.mm) <= 35
        assert 15 <= round(section.right_margin.mm) <= 20
    normal = document.styles["Normal"]
    assert normal.font.name == "Times New Roman"
    assert normal.font.size.pt == 13
    assert "PAGE" in first.header._element.xml
    assert 'w:jc w:val="center"' in first.header._element.xml
    assert first.different_first_page_header_footer


def test_tables_repeat_their_headings_and_fit_the_paper(document: Any) -> None:
    for table in document.tables:
        if table.style.name != "Table Grid":
            continue
        assert table.rows[0]._tr.find(".//" + qn("w:tblHeader")) is not None
        width = sum(column.width.mm for column in table.columns)
        assert width <= 252.1


def test_pictures_say_in_words_what_they_show(frozen: Snapshot, document: Any) -> None:
    alts = [e.get("descr") for e in document.element.iter(qn("wp:docPr"))]
    assert alts == [c.alt for c in _in_order(frozen.report)]
    assert all(len(alt) > 30 for alt in alts)


def _in_order(report: Report) -> list[Any]:
    whole = [c for c in report.charts if not c.question]
    criteria = [c for c in report.charts if c.question and not c.question.startswith("T")]
    return whole + criteria + [c for c in report.charts if c.question.startswith("T")]


def test_each_number_of_the_workbook_links_to_exactly_its_rows(frozen: Snapshot, book: Any) -> None:
    linked = 0
    figures = {f"TC{n}": [f for q in frozen.report.of_criterion(n) for f in q.figures] for n in range(1, 6)}  # fmt: skip
    figures["Chỉ tiêu"] = [f for t in frozen.report.targets for f in t.figures]
    for sheet, mine in figures.items():
        for line, figure in enumerate(mine, start=4):
            cell = book[sheet].cell(line, 5)
            assert cell.value == (pytest.approx(figure.value) if figure.value is not None else None)
            if figure.value is None or not figure.row_count:
                continue
            name, first, last = re.fullmatch(
                r"'(.+)'!A(\d+):J(\d+)", cell.hyperlink.location
            ).groups()  # type: ignore[union-attr]
            rows = list(
                book[name].iter_rows(min_row=int(first), max_row=int(last), values_only=True)
            )
            mine_rows = [r for r in rows if r[0] == figure.question and r[1] == figure.rows
                         and (not figure.part or figure.part in ((r[2] or ""), *(r[2] or "").split(">")))]  # fmt: skip
            assert len(mine_rows) == figure.row_count
            if not figure.part:
                assert len(rows) == figure.row_count
            linked += 1
    assert linked > 30


def test_hostile_titles_are_words_everywhere(frozen: Snapshot, book: Any) -> None:
    cells = [c for row in book["Dòng TC1"].iter_rows() for c in row if c.value and "<script>" in str(c.value)]  # fmt: skip
    assert cells
    assert {c.data_type for c in cells} == {"s"}
    assert "<script>alert" not in render(frozen, "html")


def test_json_keeps_its_contract(frozen: Snapshot) -> None:
    told = json.loads(render(frozen, "json"))
    assert [q["id"] for q in told["questions"]] == [q.id for q in frozen.report.questions]
    assert [t["id"] for t in told["targets"]][:3] == ["T1", "T2a", "T2b"]
    for question in told["questions"]:
        assert {"id", "value", "unit", "n", "status", "rows"} <= set(question)
        if question["status"] == "none":
            assert question["value"] is None
            assert question["reason"]
        assert len(question["rows"]) == question["rows_total"]
    by_id = {q["id"]: q for q in told["questions"]}
    assert by_id["1.12"]["value"] == 2  # the third was sent in July
    assert len(by_id["1.12"]["rows"]) == 2


def test_all_forms_say_the_same(frozen: Snapshot, document: Any) -> None:
    paper, page, text = text_of(document), render(frozen, "html"), render(frozen, "md")
    for question in frozen.report.questions:
        figure = question.primary
        if question.answered and figure is not None and figure.told:
            said = value_of(figure)
            assert said in paper, question.id
            assert said in page, question.id
            assert said in text, question.id


def test_what_is_missing_is_named_and_never_0(frozen: Snapshot) -> None:
    gap = next(q for q in frozen.report.gaps() if q.id == "5.01")
    assert gap.status == "none"
    assert gap.reason
    said = render(frozen, "md")
    assert "5.01" in said
    assert "| 5.01 | " in said
    assert "Công đoàn xã B" in said


def test_a_list_cut_short_says_so_and_where_the_whole_stands(frozen: Snapshot, book: Any) -> None:
    import pyarrow as pa

    lists = [sheet for sheet in book if sheet.title.startswith("Dòng")]
    assert lists
    assert all(sheet["A2"].value is None for sheet in lists)
    one = frozen.rows_of("1.02", "raw").slice(0, 1)
    many = pa.concat_tables([frozen.rows, *[one] * MOST])
    long = openpyxl.load_workbook(io.BytesIO(to_xlsx(frozen.report, many)), read_only=True)
    said = long["Dòng TC1"]["A2"].value
    assert "5.000 dòng đầu" in said
    assert "rows.parquet" in said
    assert f"{many.num_rows:,}".replace(",", ".") in said
    raw = [row for row in long["Dòng TC1"].iter_rows(min_row=4, max_col=2, values_only=True)
           if row == ("1.02", "raw")]  # fmt: skip
    assert len(raw) == MOST
