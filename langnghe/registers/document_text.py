"""The words of a document somebody filed: DOCX, PDF or plain text, with how many pages it has."""

from __future__ import annotations

import hashlib
import math
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

from langnghe.errors import LangngheError
from langnghe.text import canonical

SUFFIXES = (".docx", ".pdf", ".txt")
_BIGGEST = 50_000_000  # bytes: an office's document is hundreds of times smaller
_MOST_WORDS, _MOST_UNPACKED = 20_000_000, 120_000_000  # bytes of a DOCX unpacked

# A4 with the margins of Nghị định 30/2020, Times New Roman 14: what a page holds, for an estimate.
_LINE = 78  # characters
_PAGE = 38  # lines
_WORDS = re.compile(r"<Words>(\d+)</Words>")
_PAGES = re.compile(r"<Pages>(\d+)</Pages>")
_ENDS = tuple('.!?…:;"')
_ITEM = re.compile(r"^(?:[-+•*]\s|\d{1,2}[.)]\s|[a-zđ][.)]\s|[IVX]{1,5}\.\s|Điều \d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentText:
    """What a file says. text: a paragraph a line, "" where there are only pictures of pages.

    counted: the pages are those of the file itself; otherwise they are estimated from its lines.
    """

    text: str
    pages: int
    counted: bool
    sha256: str


def fingerprint(path: Path) -> str:
    """Return the SHA-256 of a file; a missing or unfit one is a LangngheError that says so."""
    suffix = path.suffix.lower()
    if suffix == ".doc":
        raise LangngheError(f"{path}: tệp .doc đời cũ; mở rồi lưu lại thành .docx")
    if suffix not in SUFFIXES:
        raise LangngheError(f"{path}: chỉ đọc được {', '.join(SUFFIXES)}")
    if not path.is_file():
        raise LangngheError(f"{path}: không có tệp này; sửa cột Tệp của sổ văn bản")
    if path.stat().st_size > _BIGGEST:
        raise LangngheError(
            f"{path}: tệp lớn hơn {_BIGGEST // 1_000_000} MB; nộp bản có chữ, nhẹ hơn"
        )
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_document(path: Path) -> DocumentText:
    """Read the words of one file; what cannot be opened is a LangngheError with the remedy."""
    sha256 = fingerprint(path)
    suffix = path.suffix.lower()
    try:
        if suffix == ".docx":
            text, pages, counted = _docx(path)
        elif suffix == ".pdf":
            text, pages, counted = _pdf(path)
        else:
            text = canonical(path.read_text(encoding="utf-8-sig"))
            pages, counted = _estimated(text), False
    except LangngheError:
        raise
    except Exception as error:  # the libraries raise whatever a damaged file makes them meet
        raise LangngheError(f"{path}: tệp hỏng hoặc không đúng định dạng {suffix}") from error
    return DocumentText(text=text, pages=pages, counted=counted, sha256=sha256)


def _docx(path: Path) -> tuple[str, int, bool]:
    from docx import Document
    from docx.table import Table

    _bounded(path)
    lines: list[str] = []
    for block in Document(str(path)).iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                cells = dict.fromkeys(cell.text.strip() for cell in row.cells)  # merged: once
                lines += [cell for cell in cells if cell]
        else:
            lines.append(block.text)
    text = canonical("\n".join(lines))
    told = _told_pages(path, text)
    return text, told or _estimated(text), told is not None


def _bounded(path: Path) -> None:
    """Refuse a file that unpacks to more than any document holds: it is made to fill the memory."""
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
    words = sum(part.file_size for part in parts if part.filename.endswith((".xml", ".rels")))
    if words > _MOST_WORDS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
        raise LangngheError(
            f"{path}: giải nén ra quá lớn ({_MOST_WORDS // 1_000_000} MB chữ, "
            f"{_MOST_UNPACKED // 1_000_000} MB cả ảnh); hỏi lại người gửi, nộp bản nhẹ hơn"
        )


def _told_pages(path: Path, text: str) -> int | None:
    """Return the pages a word processor wrote into the file, if it counted these very words.

    Programs that only make files leave the numbers of their template there.
    """
    with zipfile.ZipFile(path) as archive:
        if "docProps/app.xml" not in archive.namelist():
            return None
        told = archive.read("docProps/app.xml").decode("utf-8", "replace")
    pages, words = _PAGES.search(told), _WORDS.search(told)
    if not pages or not words or not int(pages[1]):
        return None
    here = len(text.split())
    return int(pages[1]) if abs(int(words[1]) - here) <= max(5, 0.2 * here) else None


def _estimated(text: str) -> int:
    lines = sum(max(1, math.ceil(len(line) / _LINE)) for line in text.splitlines() if line.strip())
    return max(1, math.ceil(lines / _PAGE)) if text else 0


def _pdf(path: Path) -> tuple[str, int, bool]:
    from pypdf import PdfReader

    reader = PdfReader(path)
    if reader.is_encrypted and not reader.decrypt(""):
        raise LangngheError(f"{path}: tệp PDF có mật khẩu; nộp bản không đặt mật khẩu")
    pages = [page.extract_text() for page in reader.pages]
    return canonical(_unwrapped("\n".join(pages))), len(pages), True


def _unwrapped(text: str) -> str:
    """Join the lines that a page's width has broken, so that a sentence is one again."""
    lines = [line.strip() for line in text.splitlines()]
    long = 0.7 * max((len(line) for line in lines), default=0)
    found: list[str] = []
    broken = False  # the line before goes on
    for line in lines:
        if not line or re.fullmatch(r"\d{1,3}", line):  # a page number
            continue
        if (found and broken and not _ITEM.match(line)) or (found and line[0].islower()):
            found[-1] += " " + line
        else:
            found.append(line)
        broken = len(line) >= long and not line.endswith(_ENDS)
    return "\n".join(found)
