"""The digest of a day on paper: DOCX and PDF tell what the HTML tells, each item once, nothing fetched."""

from __future__ import annotations

import http.server
import io
import re
import threading
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader

from langnghe.digest import render
from langnghe.digest.day_docx import day_docx
from langnghe.digest.model import Digest
from langnghe.digest.pdf import to_pdf
from tests.conftest import Demo
from tests.langnghe import digest_example as example
from tests.within import langnghe


def words_of(data: bytes) -> str:
    paper = docx.Document(io.BytesIO(data))
    cells = [c.text for t in paper.tables for r in t.rows for c in r.cells]
    return "\n".join([p.text for p in paper.paragraphs] + cells)


def whole(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def pdf_of(digest: Digest) -> PdfReader:
    try:
        import weasyprint  # noqa: F401
    except OSError:
        pytest.skip("máy này không có Pango")
    return PdfReader(io.BytesIO(to_pdf(render(digest, "html"))))


def test_docx_tells_every_item_once_in_the_order_of_the_page() -> None:
    digest = example.rich()
    told = words_of(day_docx(digest))
    full = told[told.index("Báo động và hồ sơ đang mở") :]
    places = []
    for n, story in enumerate((*digest.urgent, *digest.top, *digest.rest), start=1):
        line = f"{n}. {story.title}"
        assert full.count(line) == 1, line
        places.append(full.index(line))
    assert places == sorted(places)
    for voice in (*digest.voices, *digest.other_voices):
        assert full.count(f"“{voice.text}”") == 1
    for source in digest.sources:
        assert source.name in full
    assert "không thu được" in full
    assert "0 tin" in full


@pytest.mark.parametrize("digest", [example.empty(), example.dark(), example.calm()], ids=["trống", "tối", "yên"])  # fmt: skip
def test_a_day_without_news_says_so_and_a_day_without_answers_says_that(digest: Digest) -> None:
    told = words_of(day_docx(digest))
    assert "Tóm tắt cho lãnh đạo" in told
    heard = any(s.state in ("ok", "quiet") for s in digest.sources) or digest.coverage.collected
    assert ("Hôm nay không thu được nguồn nào" in told) is not bool(heard)


def test_hostile_words_stay_words_in_docx() -> None:
    told = words_of(day_docx(example.hostile()))
    assert "<script" in told or "script" in told
    assert "\x00" not in told


def test_the_leaders_page_of_the_pdf_is_its_first_and_only_that() -> None:
    digest = example.rich()
    pdf = pdf_of(digest)
    first = whole(pdf.pages[0].extract_text())
    assert "Tóm tắt cho lãnh đạo" in first
    assert "Bản đầy đủ" not in first
    assert "Bản đầy đủ" in whole(pdf.pages[1].extract_text())
    every = whole(" ".join(page.extract_text() for page in pdf.pages))
    for story in (*digest.urgent, *digest.top, *digest.rest):
        assert whole(story.title)[:40] in every
    assert pdf.metadata is not None
    assert "Điểm báo" in str(pdf.metadata.title)
    assert "/MarkInfo" in pdf.root_object  # tagged: it can be read aloud


def test_a_pdf_fetches_nothing(tmp_path: Path) -> None:
    asked: list[str] = []

    class Heard(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            return

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Heard)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        secret = tmp_path / "bi-mat.svg"
        secret.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
        page = (
            f"<html lang=vi><title>x</title><link rel=stylesheet href='http://127.0.0.1:{server.server_port}/a.css'>"
            f"<img src='http://127.0.0.1:{server.server_port}/b.png' alt=''><img src='file://{secret}' alt=''><p>còn chữ"
        )
        pdf_of(replace(example.empty()))  # skips where it cannot be tried
        told = PdfReader(io.BytesIO(to_pdf(page)))
        assert "còn chữ" in told.pages[0].extract_text()
        assert not told.pages[0].images
    finally:
        server.shutdown()
        server.server_close()
    assert asked == []


def test_the_verb_writes_paper_to_a_file_and_never_to_the_screen(demo: Demo, tmp_path: Path) -> None:  # fmt: skip
    place = ("--workspace", demo.workspace.root, "--day", "2026-06-30")
    refused = langnghe("digest", *place, "--format", "docx")
    assert refused.returncode == 2
    assert "DOCX cần --out TỆP" in refused.stderr
    out = tmp_path / "điểm báo.docx"
    done = langnghe("digest", *place, "--format", "docx", "--out", out)
    assert done.returncode == 0, done.stderr
    assert "Sim Trắng" in words_of(out.read_bytes())
