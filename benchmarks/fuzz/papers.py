"""Under fire: what reads documents people send: DOCX, PDF, the report of a unit, also with a forged sum."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Sequence

from benchmarks.fuzz.parser import Parser
from benchmarks.fuzz.scratch import NOW, file_of
from langnghe.errors import LangngheError


def _docx_seeds() -> Sequence[bytes]:
    from docx import Document

    document = Document()
    for line in (
        "CÔNG VĂN",
        "Căn cứ Luật Công đoàn số 50/2024/QH15;",
        "Tổ chức khám bệnh trước ngày 15/5/2026.",
    ):
        document.add_paragraph(line)
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Đơn vị"
    out = io.BytesIO()
    document.save(out)
    return [out.getvalue()]


def _pdf_seeds() -> Sequence[bytes]:
    """Return PDFs: one as a printer driver leaves it, one of the program itself, one of many pages."""
    import weasyprint

    made = [weasyprint.HTML(string=f"<p lang=vi>{text}</p>").write_pdf()
            for text in ("Công đoàn cơ sở tổ chức khám bệnh.", "Điều 1. Phạm vi.<br>" * 200)]  # fmt: skip
    stream = b"BT /F1 12 Tf 14 TL 72 770 Td (Can cu Luat Cong doan) Tj T* (ngay 15/5/2026) Tj ET"
    parts = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
             b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
             b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
             b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]  # fmt: skip
    plain = b"%PDF-1.4\n" + b"".join(
        b"%d 0 obj\n%s\nendobj\n" % pair for pair in enumerate(parts, 1)
    )
    return [*made, plain + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"]


def _document(suffix: str) -> Callable[[bytes, int], object]:
    def run(data: bytes, _: int) -> object:
        from langnghe.registers.document_text import read_document

        return read_document(file_of(data, f"van-ban{suffix}"))

    return run


def _submission_seeds() -> Sequence[bytes]:
    import hashlib

    from openpyxl import Workbook

    from langnghe.report.submission import FORMAT, SHEET

    head = {"type": "head", "format": FORMAT, "report": "2026-H1-u-1", "period": "2026-H1", "unit": "u", "unit_name": "Đơn vị",
            "made_at": NOW.isoformat(), "answered": 1, "total": 2}  # fmt: skip
    body = "\n".join(json.dumps(line, ensure_ascii=False) for line in (
        head, {"type": "figure", "id": "1.01", "value": 3}, {"type": "row", "register": "activities", "values": {"name": "x"}}))  # fmt: skip
    book = Workbook()
    book.active.title = SHEET
    book.active.append(["dòng"])
    for line in (hashlib.sha256(body.encode()).hexdigest(), *body.split("\n")):
        book.active.append([line])
    out = io.BytesIO()
    book.save(out)
    return [out.getvalue()]


def _bodies() -> Sequence[bytes]:
    from langnghe.report.submission import FORMAT

    head = {"type": "head", "format": FORMAT, "report": "r", "period": "2026-H1", "unit": "u", "unit_name": "Đơn vị",
            "made_at": "2026-07-01", "answered": 1, "total": 2}  # fmt: skip
    row = {"type": "row", "register": "activities", "values": {"name": "x"}}
    return [
        json.dumps(head, ensure_ascii=False).encode(),
        b"\n".join(json.dumps(line).encode() for line in (head, row)),
    ]


def _submission(data: bytes, _: int) -> object:
    from langnghe.report.submission import read_submission

    return read_submission(file_of(data, "don-vi.xlsx"))


def _forged(data: bytes, _: int) -> object:
    import hashlib

    from langnghe.report.submission import unpack

    text = data.decode("utf-8", "replace").strip()
    return unpack(hashlib.sha256(text.encode()).hexdigest() + "\n" + text, "thử")


PAPERS: tuple[Parser, ...] = (
    Parser(name="docx", shape="zip", make_seeds=_docx_seeds, run=_document(".docx"), errors=(LangngheError,)),
    Parser(name="pdf", shape="pdf", make_seeds=_pdf_seeds, run=_document(".pdf"), errors=(LangngheError,)),
    Parser(name="submission", shape="zip", make_seeds=_submission_seeds, run=_submission, errors=(LangngheError,)),
    Parser(name="submission-body", shape="json", make_seeds=_bodies, run=_forged, errors=(LangngheError,)),
)  # fmt: skip
