"""The fast reader of workbooks and openpyxl see the same cells; hostile workbooks are refused."""

from __future__ import annotations

import shutil
import subprocess
import warnings
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import xlsxwriter
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.styles.numbers import is_date_format, is_timedelta_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, MAC_EPOCH, WINDOWS_EPOCH, from_excel

from langnghe.errors import LangngheError
from langnghe.registers import sheet_parts, sheet_scan, sheet_xml
from langnghe.registers.kinds import KINDS
from langnghe.registers.readers import book_sheets, open_book
from langnghe.registers.sheet_numbers import day_of, shows_day, shows_span
from langnghe.registers.sheet_xml import read_workbook
from langnghe.registers.template import write_template

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
MOMENT = datetime.fromisoformat("2026-06-12 08:30:15")


def theirs(path: Path) -> list[list[list[Any]]]:
    """Return the cells of every visible sheet as openpyxl reads them, without empty ends."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = load_workbook(path, read_only=True, data_only=True)
        found = []
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                continue
            sheet.reset_dimensions()
            rows = [list(row) for row in sheet.iter_rows(values_only=True)]
            for row in rows:
                while row and row[-1] is None:
                    row.pop()
            while rows and not rows[-1]:
                rows.pop()
            found.append(rows)
        book.close()
    return found


def agreed(path: Path) -> list[list[list[Any]]]:
    """Read a workbook all three ways, which must not differ even in a type; return its cells."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # as readers.book_sheets does
        scanned, walked = read_workbook(path), read_workbook(path, scan=False)
    assert scanned == walked
    peer = theirs(path)
    ours = [sheet.rows for sheet in scanned[0]]
    assert [[list(map(type, row)) for row in sheet] for sheet in ours] == [
        [list(map(type, row)) for row in sheet] for sheet in peer
    ]
    assert ours == peer
    return ours


def raw(path: Path, rows: str, *, strings: str = "", sheet: str = "", dates: str = "") -> Path:
    """Write a workbook of hand-written XML; rows: what stands in sheetData; sheet: the whole part."""
    package = "http://schemas.openxmlformats.org/package/2006"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    named = {"workbook": "sheet.main", "worksheets/sheet1": "worksheet", "sharedStrings": "sharedStrings",
             "styles": "styles"}  # fmt: skip
    related = {"1": "worksheets/sheet1", "2": "sharedStrings", "3": "styles"}
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        + "".join(f'<Override PartName="/xl/{part}.xml" ContentType="{kind}.{type_}+xml"/>' for part, type_ in named.items())
        + "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="a" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{office}"><sheets>'
        '<sheet name="Bảng" sheetId="1" r:id="i1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        + "".join(f'<Relationship Id="i{n}" Type="{office}/{p.partition("s/")[0]}" Target="{p}.xml"/>' for n, p in related.items())
        + "</Relationships>",
        "xl/sharedStrings.xml": strings or f'<sst xmlns="{MAIN}"></sst>',
        "xl/styles.xml": dates
        or f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill><patternFill/></fill></fills>'
        '<borders count="1"><border/></borders><cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="14"/>'
        '<xf numFmtId="46"/><xf numFmtId="20"/></cellXfs></styleSheet>',
        "xl/worksheets/sheet1.xml": sheet
        or f'<?xml version="1.0" encoding="UTF-8"?>\n<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>'
        '<mergeCells count="1"><mergeCell ref="A1:B2"/></mergeCells></worksheet>',
    }  # fmt: skip
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


@pytest.fixture
def only_scanned(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the walk fail, so that a test knows that the scan has read everything."""

    def walked(*_: object) -> Any:
        raise AssertionError("walked")

    monkeypatch.setattr(sheet_xml, "_walk", walked)
    monkeypatch.setattr(sheet_xml, "_walk_strings", walked)
    monkeypatch.setattr(sheet_xml, "parts_by_openpyxl", walked)


ROWS: list[list[Any]] = [
    ["Chữ có dấu", 1, 2.5, -3, True, False, None, "0012", "", " "],
    [],
    [date(2026, 6, 12), MOMENT, time(8, 30), timedelta(hours=30, minutes=5), 1e-7, "  hai  "],
    [
        None,
        None,
        "dòng\nhai\ttab",
        "<thẻ> & “ngoặc” 'đơn' \"kép\" ]]>",
        "😀 ơ\u0323",
        "&amp; &#65;",
    ],
    ["#REF!", 10**14, 0, 0.1, date(1900, 1, 15), date(1900, 3, 1)],
]


def test_what_openpyxl_writes_is_scanned(tmp_path: Path, only_scanned: None) -> None:
    for epoch in (None, CALENDAR_MAC_1904):
        made = Workbook()
        if epoch is not None:
            made.epoch = epoch
        sheet = made.active
        assert sheet is not None
        for row in ROWS:
            sheet.append(row)
        sheet["C4"] = "=1+1"
        sheet["AB7"] = "xa"
        sheet.merge_cells("A4:B5")
        made.create_sheet("Ẩn").sheet_state = "hidden"
        made.create_sheet("Trống")
        file = tmp_path / "x.xlsx"
        made.save(file)
        [ours, empty], from_1904 = read_workbook(file)
        assert [ours.rows, empty.rows] == theirs(file)
        assert ours.merged == ((4, 1, 5, 2),)
        assert from_1904 == (epoch is not None)


def test_what_xlsxwriter_writes_is_scanned(tmp_path: Path, only_scanned: None) -> None:
    file = tmp_path / "x.xlsx"
    with xlsxwriter.Workbook(file) as made:
        day = made.add_format({"num_format": "dd/mm/yyyy"})
        sheet = made.add_worksheet("Tháng 6")
        for line, row in enumerate(ROWS):
            for place, value in enumerate(row):
                if isinstance(value, datetime | date | time | timedelta):
                    sheet.write_datetime(line, place, value, day)
                else:
                    sheet.write(line, place, value)
        sheet.write_formula("H9", '="a"&"b"', None, "a<b")
        sheet.write_formula("I9", "=1/0", None, "#DIV/0!")
        sheet.merge_range("A11:C12", "gộp")
    [ours], _ = read_workbook(file)
    assert [ours.rows] == theirs(file)
    assert ours.rows[8][7:] == ["a<b", "#DIV/0!"]
    assert ours.merged == ((11, 1, 12, 3),)


@pytest.mark.parametrize("kind", KINDS)
def test_every_template_is_scanned(tmp_path: Path, kind: str, only_scanned: None) -> None:
    write_template(KINDS[kind], tmp_path / "x.xlsx", units=["LĐLĐ tỉnh"], topics=["Tiền lương"])
    ours, _ = read_workbook(tmp_path / "x.xlsx")
    assert [sheet.rows for sheet in ours] == theirs(tmp_path / "x.xlsx")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice không có trên PATH")
def test_what_libreoffice_saves_is_scanned(tmp_path: Path, only_scanned: None) -> None:
    for kind in ("activities", "documents", "units"):
        write_template(
            KINDS[kind], tmp_path / f"{kind}.xlsx", units=["LĐLĐ tỉnh"], topics=["Lương"]
        )
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for row in ROWS:
        sheet.append(row)
    sheet["C4"] = "=SUM(B1:D1)"
    sheet["D8"] = '=IF(B1>0;"có";"không")'
    sheet["E8"] = "=1/0"
    sheet.merge_cells("A6:C6")
    made.save(tmp_path / "la.xlsx")
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(tmp_path / 'lo').as_uri()}", "--headless", "--convert-to", "xlsx",
         "--outdir", str(tmp_path / "ra"), *sorted(map(str, tmp_path.glob("*.xlsx")))],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    saved = sorted((tmp_path / "ra").glob("*.xlsx"))
    assert len(saved) == 4
    for file in saved:
        ours, _ = read_workbook(file)
        assert [sheet.rows for sheet in ours] == theirs(file), file.name


# What stands in a row, and whether the scan reads it alone. Each is also read by openpyxl.
ODD = {
    "cells without places": ("<row><c><v>1</v></c><c/><c><v>3</v></c></row><row><c><v>4</v></c></row>", True),
    "rows apart": ('<row r="2"/>\n<row r="4" spans="1:2"><c r="B4" s="1"><v>46185</v></c></row> <row r="9"/>', True),
    "spans, times and days": ('<row r="1"><c r="A1" s="1"><v>46185.5</v></c><c r="B1" s="2"><v>1.25</v></c>'
                              '<c r="C1" s="3"><v>0.354166666666667</v></c><c r="D1" s="1"><v>99999999</v></c></row>', True),
    "booleans and errors": ('<row r="1"><c r="A1" t="b"><v>1</v></c><c r="B1" t="b"><v>0</v></c>'
                            '<c r="C1" t="e"><v>#N/A</v></c><c r="D1" t="str"><f>A1</f><v>a &amp; b</v></c></row>', True),
    "empty values": ('<row r="1"><c r="A1"><v></v></c><c r="B1" t="str"><v/></c><c r="C1" t="inlineStr"/>'
                     '<c r="D1" t="inlineStr"><is><t></t></is></c><c r="E1"><v>1</v></c></row>', True),
    "shared formulas": ('<row r="1"><c r="A1"><f t="shared" ref="A1:A3" si="0">B1&lt;1</f><v>1</v></c>'
                        '<c r="B1"><f t="shared" si="0"/><v>2</v></c><c r="C1"><f>D1</f></c></row>', True),
    "references": ('<row r="1"><c r="A1" t="inlineStr"><is><t>&#272;&#x1ED1;i &lt;b&gt; &amp;amp; &apos;&quot;&#10;</t></is></c></row>', True),
    "rich text": ('<row r="1"><c r="A1" t="inlineStr"><is><r><t>hai </t></r><r><t>màu</t></r></is></c></row>', False),
    "a comment": ('<row r="1"><!-- <c><v>9</v></c> --><c r="A1"><v>1</v></c></row>', False),
    "marked text": ('<row r="1"><c r="A1" t="str"><v><![CDATA[<1>]]></v></c></row>', False),
    "line ends of Windows": ('<row r="1"><c r="A1" t="inlineStr"><is><t>a\r\nb</t></is></c></row>', False),
    "pretty print": ('<row r="1">\n  <c r="A1">\n    <v>1</v>\n  </c>\n</row>', False),
    "other attributes": ('<row ht="12" r="3"><c t="n" r="B3" cm="1"><v>1</v></c></row>', False),
    "single quotes": ("<row r='1'><c r='A1'><v>1</v></c></row>", False),
}  # fmt: skip


@pytest.mark.parametrize("case", ODD)
def test_odd_cells_are_read_alike(
    tmp_path: Path, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows, plain = ODD[case]
    file = raw(tmp_path / "x.xlsx", rows)
    agreed(file)
    walked = []
    walk = sheet_xml._walk
    monkeypatch.setattr(sheet_xml, "_walk", lambda *a: walked.append(1) or walk(*a))  # type: ignore[func-returns-value]
    assert read_workbook(file)[0][0].merged == ((1, 1, 2, 2),)
    assert (not walked) == plain


def test_shared_strings_plain_and_rich(tmp_path: Path) -> None:
    cells = "".join(f'<c r="{letter}1" t="s"><v>{n}</v></c>' for n, letter in enumerate("ABC"))
    for first in ("<si><t>mộ&#116;</t></si>", "<si><r><t>m</t></r><r><t>ột</t></r></si>",
                  "<si><t>một</t><rPh sb='0' eb='1'><t>moto</t></rPh></si>"):  # fmt: skip
        strings = f'<sst xmlns="{MAIN}" count="3">{first}<si><t xml:space="preserve"> hai </t></si><si><t/></si></sst>'
        file = raw(tmp_path / "x.xlsx", f'<row r="1">{cells}</row>', strings=strings)
        [[row]] = agreed(file)
        assert row == ["một", " hai ", ""]


def test_prefixes_and_other_encodings_are_walked(tmp_path: Path) -> None:
    cell = '<x:row r="1"><x:c r="A1" t="str"><x:v>lương</x:v></x:c></x:row>'
    prefixed = f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>{cell}</x:sheetData></x:worksheet>'
    assert agreed(raw(tmp_path / "x.xlsx", "", sheet=prefixed)) == [[["lương"]]]
    rows = '<row r="1"><c r="A1" t="str"><v>luong</v></c></row>'
    for encoding in ("utf-16", "windows-1252", "utf-8-sig"):
        declared = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>'
        sheet = f'{declared}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
        file = raw(tmp_path / "x.xlsx", "", sheet=sheet.encode(encoding))  # type: ignore[arg-type]
        assert agreed(file) == [[["luong"]]]


def test_a_sheet_longer_than_a_chunk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_scan, "_CHUNK", 61)
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>hàng &#7844; {n}</t></is></c><c r="B{n}"><v>{n}</v></c></row>'
        for n in range(1, 60, 2)
    )
    strings = f'<sst xmlns="{MAIN}">' + "<si><t>chữ ấ</t></si>" * 20 + "</sst>"
    file = raw(tmp_path / "x.xlsx", rows + '<row r="80"/>', strings=strings)
    [found] = agreed(file)
    assert (len(found), found[0], found[1], found[58]) == (
        59,
        ["hàng Ấ 1", 1],
        [],
        ["hàng Ấ 59", 59],
    )


NUMBERS = st.integers(-(10**15), 10**15) | st.floats(allow_nan=False, allow_infinity=False)
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"),
    max_size=12,
)  # fmt: skip
DAYS = st.datetimes(datetime(1901, 1, 1), datetime(2100, 1, 1)).map(  # noqa: DTZ001
    lambda day: day.replace(microsecond=0)
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.lists(st.none() | st.booleans() | NUMBERS | TEXTS | DAYS | st.times().map(lambda t: t.replace(microsecond=0)), max_size=5),
        max_size=4,
    )
)  # fmt: skip
def test_any_workbook_is_read_alike(tmp_path: Path, rows: list[list[Any]]) -> None:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for row in rows:
        sheet.append(["'" + v if isinstance(v, str) and v.startswith("=") else v for v in row])
    made.save(tmp_path / "x.xlsx")
    agreed(tmp_path / "x.xlsx")


@settings(max_examples=300, deadline=None)
@given(st.text('dmyhs[]"\\;@#0,._- RedAM/$42EURơ*?', max_size=16))
@example('[$-42A]dd "ngày" mm')
@example("[hh]:mm:ss.000")
@example('"d"0')
def test_formats_mean_what_openpyxl_says(code: str) -> None:
    assert shows_day(200, {200: code}) == is_date_format(code)
    assert shows_span(200, {200: code}) == is_timedelta_format(code)


def test_formats_by_number_mean_what_openpyxl_says() -> None:
    from openpyxl.styles.numbers import builtin_format_code

    for number in range(164):
        code = builtin_format_code(number)
        assert shows_day(number, {}) == is_date_format(code), number
        assert shows_span(number, {}) == is_timedelta_format(code), number


@settings(max_examples=300, deadline=None)
@given(st.floats(-1e7, 1e7) | st.integers(-10, 3_000_000), st.booleans(), st.booleans())
@example(59.99999999, False, False)
@example(0.9999999999, False, False)
@example(-0.5, False, False)
def test_numbers_are_the_days_openpyxl_says(number: float, span: bool, from_1904: bool) -> None:
    epoch = MAC_EPOCH if from_1904 else WINDOWS_EPOCH
    try:
        peer = from_excel(number, epoch, timedelta=span)
    except (OverflowError, ValueError):
        peer = "#VALUE!"
    assert day_of(number, span=span, from_1904=from_1904) == peer


def test_a_workbook_put_together_in_another_way_is_opened_by_openpyxl(tmp_path: Path) -> None:
    plain = raw(tmp_path / "x.xlsx", '<row r="1"><c r="A1" s="1"><v>46185</v></c></row>')
    odd = tmp_path / "odd.xlsx"
    with ZipFile(plain) as source, ZipFile(odd, "w") as target:
        for name in source.namelist():
            if name != "_rels/.rels":
                target.writestr(name, source.read(name))
    assert agreed(odd) == agreed(plain) == [[[datetime.fromisoformat("2026-06-12")]]]


DTD = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/hostname">]>'
CELL = '<row r="1"><c r="A1" t="str"><v>{}</v></c></row>'


@pytest.mark.parametrize("value", ["&b;", "&f;", "x"])
def test_declarations_are_refused(tmp_path: Path, value: str) -> None:
    sheet = (
        f'{DTD}<worksheet xmlns="{MAIN}"><sheetData>{CELL.format(value)}</sheetData></worksheet>'
    )
    strings = f'{DTD}<sst xmlns="{MAIN}"><si><t>{value}</t></si></sst>'
    styles = f'{DTD}<styleSheet xmlns="{MAIN}"/>'
    for file in (raw(tmp_path / "a.xlsx", "", sheet=sheet), raw(tmp_path / "b.xlsx", "", strings=strings),
                 raw(tmp_path / "c.xlsx", "", dates=styles)):  # fmt: skip
        with pytest.raises(LangngheError, match=r"xlsx: có khai báo DOCTYPE.*hỏi lại người gửi"):
            book_sheets(file)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ('<row r="1"><c r="ZZZ1"><v>1</v></c></row>', "cột mà Excel không có"),
        ('<row r="1"><c r="ZZZZZZZ1"><v>1</v></c></row>', "cột mà Excel không có"),
        ('<row r="1"><c r="A1" t="s"><v>9</v></c></row>', "không phải tệp XLSX đọc được"),
        ('<row r="1"><c r="A1"><v>một</v></c></row>', "không phải tệp XLSX đọc được"),
        ('<row r="1"><c r="A1"><v>1</v></row>', "không phải tệp XLSX đọc được"),
        ('<row r="1"><c r="A1" t="str"><v>a & b</v></c></row>', "không phải tệp XLSX đọc được"),
        ('<row r="1"><c r="A1" t="str"><v>&#0;</v></c></row>', "không phải tệp XLSX đọc được"),
        ('<row r="1"><c r="A1" t="str"><v>&la;</v></c></row>', "không phải tệp XLSX đọc được"),
        ("".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(1, 1300)), "rộng quá"),
    ],
)  # fmt: skip
def test_broken_and_hostile_cells_are_one_sentence(tmp_path: Path, rows: str, told: str) -> None:
    with pytest.raises(LangngheError, match=told):
        book_sheets(raw(tmp_path / "x.xlsx", rows))


def test_a_bomb_is_refused_before_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet_parts, "MOST_BYTES", 1 << 20)
    file = raw(tmp_path / "x.xlsx", " " * (2 << 20))
    for read in (book_sheets, open_book):
        with pytest.raises(LangngheError, match="giải nén ra hơn 1 MB"):
            read(file)
    assert file.stat().st_size < 20_000


def test_a_line_far_down_makes_no_endless_table(tmp_path: Path) -> None:
    far = '<row r="9999999"><c r="A9999999"><v>1</v></c></row>'
    [sheet], _ = book_sheets(
        raw(tmp_path / "x.xlsx", '<row r="1"><c r="A1"><v>1</v></c></row>' + far)
    )
    assert sheet.rows == [[1]]


def test_merged_areas_without_end_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet_xml, "MOST_CELLS", 1000)
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 101))
    for merges, refused in ((5, False), (50, True)):
        merged = '<mergeCell ref="A1:A1048576"/>' * merges
        sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData><mergeCells>{merged}</mergeCells></worksheet>'
        file = raw(tmp_path / "x.xlsx", "", sheet=sheet)
        if refused:
            with pytest.raises(LangngheError, match="quá nhiều vùng gộp"):
                book_sheets(file)
        else:
            assert len(book_sheets(file)[0][0].merged) == merges
