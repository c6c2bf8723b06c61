"""The words of a document somebody filed: DOCX and PDF as they come, scans, damaged files."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from langnghe.errors import LangngheError
from langnghe.registers.document_text import read_document

LINES = (
    "Căn cứ Luật Công đoàn số 50/2024/QH15;",
    "Công đoàn cơ sở tổ chức khám bệnh cho công nhân trước ngày 15/5/2026.",
)


def docx(path: Path, *lines: str) -> Path:
    from docx import Document

    document = Document()
    for line in lines:
        document.add_paragraph(line)
    document.save(str(path))
    return path


def pdf(path: Path, *lines: str) -> Path:
    """Write a PDF of one page by hand: what a printer driver leaves, at its smallest."""
    shown = b" ".join(b"(" + line.encode("latin-1") + b") Tj T*" for line in lines)
    stream = b"BT /F1 12 Tf 14 TL 72 770 Td " + shown + b" ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        start,
    )
    path.write_bytes(out)
    return path


def test_paragraphs_and_tables_of_a_docx_in_their_order(tmp_path: Path) -> None:
    from docx import Document

    document = Document()
    document.add_paragraph(LINES[0])
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Đơn vị"
    table.cell(1, 0).text, table.cell(1, 1).text = "Xã Mẫu", "12 người"
    document.add_paragraph(LINES[1])
    document.save(str(tmp_path / "a.docx"))
    found = read_document(tmp_path / "a.docx")
    assert found.text.split("\n") == [LINES[0], "Đơn vị", "Xã Mẫu", "12 người", LINES[1]]
    assert found.sha256 == hashlib.sha256((tmp_path / "a.docx").read_bytes()).hexdigest()


def test_pages_are_the_word_processors_own_only_where_it_counted_these_words(
    tmp_path: Path,
) -> None:
    plain = docx(tmp_path / "a.docx", *LINES * 40)
    found = read_document(plain)  # the template's 1 page of 0 words is not believed
    assert (found.pages, found.counted) == (3, False)  # 80 lines, 38 a page
    words = len(" ".join(LINES * 40).split())
    counted = tmp_path / "b.docx"
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(counted, "w") as new:
        for name in old.namelist():
            told = f"<Properties><Pages>5</Pages><Words>{words}</Words></Properties>".encode()
            new.writestr(name, told if name == "docProps/app.xml" else old.read(name))
    assert (read_document(counted).pages, read_document(counted).counted) == (5, True)


def test_a_pdf_is_read_and_its_broken_lines_are_joined(tmp_path: Path) -> None:
    path = pdf(
        tmp_path / "a.pdf",
        "HUONG DAN",
        "Cong doan co so to chuc kham benh cho ba tram cong",
        "nhan tai khu cong nghiep truoc ngay 15/5.",
        "1. Cach lam",
        "Chia ba ca.",
        "2",
    )
    found = read_document(path)
    assert found.text.split("\n") == [
        "HUONG DAN",
        "Cong doan co so to chuc kham benh cho ba tram cong nhan tai khu cong nghiep truoc ngay 15/5.",
        "1. Cach lam",
        "Chia ba ca.",
    ]
    assert (found.pages, found.counted) == (1, True)


def test_a_scan_has_pages_and_no_words(tmp_path: Path) -> None:
    from pypdf import PdfWriter

    writer = PdfWriter()
    for _ in range(3):
        writer.add_blank_page(595, 842)
    writer.write(tmp_path / "scan.pdf")
    found = read_document(tmp_path / "scan.pdf")
    assert (found.text, found.pages, found.counted) == ("", 3, True)


def test_decomposed_accents_come_in_one_form(tmp_path: Path) -> None:
    import unicodedata

    path = docx(tmp_path / "a.docx", unicodedata.normalize("NFD", LINES[0]))
    assert read_document(path).text == LINES[0]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.docx", b"PK not a zip", "hỏng"),
        ("a.pdf", b"%PDF-1.4 cut", "hỏng"),
        ("a.doc", b"\xd0\xcf\x11\xe0", r"lưu lại thành \.docx"),
        ("a.jpg", b"\xff\xd8", "chỉ đọc được"),
        ("khong-co.pdf", None, "không có tệp này"),
    ],
)
def test_what_cannot_be_read_says_what_to_do(
    tmp_path: Path, name: str, content: bytes | None, said: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(LangngheError, match=said):
        read_document(tmp_path / name)


def test_a_locked_pdf_says_so(tmp_path: Path) -> None:
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    writer.encrypt("bi-mat", algorithm="AES-256")
    writer.write(tmp_path / "a.pdf")
    with pytest.raises(LangngheError, match="mật khẩu"):
        read_document(tmp_path / "a.pdf")


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice to make a real PDF")
def test_a_real_pdf_says_what_its_docx_says(tmp_path: Path) -> None:
    path = docx(
        tmp_path / "a.docx", "HƯỚNG DẪN", *[f"{LINES[1]} {LINES[1]} {LINES[1]}"] * 3, LINES[0]
    )
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/lo", "--headless", "--convert-to", "pdf",
         "--outdir", str(tmp_path), str(path)], check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    said = read_document(tmp_path / "a.pdf").text.split("\n")
    assert said == read_document(path).text.split("\n")
