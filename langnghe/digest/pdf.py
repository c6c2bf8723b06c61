"""A printed page of ours as PDF: the HTML a reader has anyway, laid out by its print style, tagged for reading aloud."""

from __future__ import annotations

import re

from langnghe.errors import RenderError

# WeasyPrint knows media types but no widths, and drops the whole rule where one stands beside the other.
_WIDE = re.compile(r"@media \(min-width: \d+rem\), print")


def to_pdf(html: str) -> bytes:
    """Return an HTML page of ours as a PDF/UA-1 file.

    Nothing is fetched, from no network and no disk: a page carries its pictures as data: addresses.
    Raises RenderError, with the remedy, where the machine lacks Pango.
    """
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher
    except OSError as error:  # its shared libraries
        raise RenderError(
            f"không dựng được PDF, máy này thiếu Pango ({str(error).splitlines()[0]}); trên Debian, Ubuntu: "
            "`sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0`; hoặc dùng --format docx, "
            "hoặc mở bản html rồi in ra PDF"
        ) from error
    page = HTML(
        # A dotted line would be drawn dot by dot: 9 MB in a report of 32 pages.
        string=_WIDE.sub("@media print", html).replace("1px dotted", "1px solid"),
        url_fetcher=URLFetcher(allowed_protocols=["data"]),
    )
    return bytes(page.write_pdf(pdf_variant="pdf/ua-1"))
