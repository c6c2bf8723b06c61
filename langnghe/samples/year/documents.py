"""The register of documents and the documents themselves, as small DOCX files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from langnghe.samples.year.chance import pick, share, whole
from langnghe.samples.year.gaps import FIRST, missing
from langnghe.samples.year.people import months
from langnghe.samples.year.texts import content
from langnghe.samples.year.world import PROVINCE, PROVINCE_NAME, UPPERS, Row, Upper
from langnghe.text import fold

FOLDER = "van-ban"  # of the registers' folder: where the files lie
SAYS = ("who", "what", "when", "where", "why", "how", "contact", "grounds")
TYPE_VI = {
    "dispatch": "CÔNG VĂN", "plan": "KẾ HOẠCH", "guidance": "HƯỚNG DẪN", "press_release": "THÔNG CÁO",
    "notice": "THÔNG BÁO", "outline": "ĐỀ CƯƠNG", "material": "TÀI LIỆU", "agreement": "CHƯƠNG TRÌNH PHỐI HỢP",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document: its row in the register and what it says, a paragraph each."""

    id: str  # number and symbol
    row: Row
    paragraphs: tuple[str, ...]

    @property
    def file(self) -> str:
        """Return the name of its file."""
        return str(self.row["file"]).rsplit("/", 1)[-1]


@cache
def documents() -> tuple[Document, ...]:
    """Return the documents of the year, in order of signing."""
    found = [*_of_province(), *_notices(), *_of_uppers()]
    return tuple(sorted(found, key=lambda each: (str(each.row["signed_on"]), each.id)))


def _document(unit: str, unit_name: str, shape: dict[str, Any], signed: date) -> Document:
    id_ = f"{shape['number']}/{shape['symbol']}"
    text = [line for line in shape["text"].strip().splitlines() if line]
    cites = shape.get("cites", ())
    slug = "-".join(fold(f"{id_} {unit}".replace("/", " ")).split())
    row: Row = {
        "unit": unit, "number": shape["number"], "symbol": shape["symbol"], "type": shape["type"],
        "title": shape["title"], "signed_on": signed,
        "sent_on": signed + timedelta(days=whole(0, 2, "gửi văn bản", id_, unit)),
        "signer": "Phó Chủ tịch" if unit == PROVINCE else "Chủ tịch",
        "audience": shape.get("audience", ["officers", "members", "workers"]),
        "topics": shape["topics"], "occasion": shape.get("occasion"),
        "to_press": bool(shape.get("press", False)), "file": f"so-mau/{FOLDER}/{slug}-{signed.year}.docx",
        "origin": shape.get("origin"), "origin_on": shape.get("origin_on"),
        "corrected": id_ == "20/TC-LĐLĐ" or None, "corrects": shape.get("corrects"),
        "reviewer": "Trưởng Ban Tuyên giáo – Nữ công" if share("đọc lại", id_, unit) < 0.7 else None,
        "messages": shape.get("messages"), "campaign": shape.get("campaign"),
        "partner": shape.get("partner"), "valid_to": shape.get("valid_to"),
    }  # fmt: skip
    for name, said in zip(SAYS, shape.get("says", ""), strict=False):
        row[f"says_{name}"] = said == "1"
    head = (
        f"{unit_name.upper()}", f"Số: {id_}", f"Lai Châu, ngày {signed:%d} tháng {signed:%m} năm {signed:%Y}",
        TYPE_VI[shape["type"]], shape["title"],
    )  # fmt: skip
    grounds = [f"Căn cứ {cite};" for cite in cites]
    tail = ("Nơi nhận: như trên; lưu văn thư.", "Văn bản mẫu: mọi tên, số liệu đều hư cấu.")
    kept = {name: value for name, value in row.items() if value is not None}
    return Document(id=id_, row=kept, paragraphs=(*head, *grounds, *text, *tail))


def _of_province() -> Iterator[Document]:
    for shape in content("documents")["document"]:
        yield _document(PROVINCE, PROVINCE_NAME, shape, shape["signed"])


def _notices() -> Iterator[Document]:
    notice = content("documents")["notice"]
    for place, month in enumerate(months()):
        if place in (3, 7):
            continue  # two months without a notice: 2.01 counts months of 0
        named = f"{month:%m/%Y}"
        shape = {
            "number": f"{40 + place}", "symbol": "TB-LĐLĐ", "type": "notice", "says": "11110110",
            "title": notice["title"].format(month=named), "text": notice["text"].format(month=named),
            "topics": ["rights_protection"], "messages": ["TD-04"],
        }  # fmt: skip
        yield _document(PROVINCE, PROVINCE_NAME, shape, month + timedelta(days=whole(0, 4, month)))


def _of_uppers() -> Iterator[Document]:
    for place, shape in enumerate(content("documents")["upper"]):
        year = FIRST.year if shape["half"] == 1 else FIRST.year + 1
        for upper in UPPERS:
            signed = date(year, shape["month"], whole(3, 24, "ký", place, upper.code))
            if not upper.stands(signed) or missing("documents", upper.code, signed):
                continue
            if share("có văn bản", place, upper.code) > _diligence(upper):
                continue
            due = signed + timedelta(days=pick((15, 20, 30), "hạn", place, upper.code))
            filled = {"unit": upper.name, "place": upper.place, "day": f"{due:%d/%m/%Y}"}
            yield _document(
                upper.code, f"{upper.name} (mẫu)",
                {
                    **shape, "number": f"{place * 3 + whole(1, 3, 'số', place, upper.code):02d}",
                    "text": shape["text"].format(**filled),
                    "says": pick(("11111111", "11110110", "11100011"), "điểm", place, upper.code),
                },
                signed,
            )  # fmt: skip


def _diligence(upper: Upper) -> float:
    return {
        "cd-phuong-hoa-ban": 0.95,
        "cd-phuong-dinh-suong": 0.35,
        "cd-cac-kcn": 1.0,
        "cd-nganh-giao-duc": 0.9,
    }.get(upper.code, 0.62)


def write_documents(folder: Path) -> list[Path]:
    """Write every document as a DOCX file; the same bytes every time."""
    folder.mkdir(parents=True, exist_ok=True)
    for document in documents():
        write_docx(folder / document.file, document.paragraphs)
    return [folder / document.file for document in documents()]


_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES = (
    f'{_XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELS = (
    f'{_XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="word/document.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>'
)


def write_docx(path: Path, paragraphs: Sequence[str]) -> None:
    """Write plain paragraphs as the smallest DOCX that word processors open."""
    face = '<w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman"/><w:sz w:val="28"/></w:rPr>'
    body = "".join(
        f'<w:p><w:r>{face}<w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'
        for text in paragraphs
    )
    document = f'{_XML}<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>'
    parts = {"[Content_Types].xml": _TYPES, "_rels/.rels": _RELS, "word/document.xml": document}
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            info = ZipInfo(name, date_time=(2026, 6, 30, 0, 0, 0))  # no clock in the bytes
            info.compress_type = ZIP_DEFLATED
            archive.writestr(info, text)
