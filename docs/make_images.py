"""Photograph the demo digest for the README, in a real Chromium.

    python docs/make_images.py output/demo

Needs `make run` first, Playwright (in requirements.lock) and a Chromium on PATH.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Literal

IMAGES = Path(__file__).parent / "images"
MOST_BYTES = 250_000
Scheme = Literal["light", "dark"]
# name → page, width, height, light or dark, what to scroll to
SHOTS: dict[str, tuple[str, int, int, Scheme, str]] = {
    "may-tinh": ("diem-bao-2026-06-30.html", 1200, 900, "light", ""),
    "dien-thoai": ("diem-bao-2026-06-30.html", 390, 844, "light", ""),
    "dien-thoai-toi": ("diem-bao-2026-06-30.html", 390, 844, "dark", ""),
    "the-tin": ("diem-bao-2026-06-30.html", 1200, 820, "light", "#khan"),
    "nguon": ("diem-bao-2026-06-30.html", 1200, 620, "light", "#nguon"),
}


def chromium() -> str:
    """Return the path of a Chromium."""
    found = next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )
    if found is None:
        sys.exit("Không thấy Chromium trên PATH; cài: apt-get install chromium")
    return found


def main(workspace: Path) -> None:
    """Write every picture and say its size; one over the limit is an error."""
    from playwright.sync_api import sync_playwright

    pages = workspace / "output" / "diem-bao"
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        for name, (page_name, width, height, scheme, target) in SHOTS.items():
            page = browser.new_page(
                viewport={"width": width, "height": height}, color_scheme=scheme, locale="vi-VN"
            )
            page.goto((pages / page_name).resolve().as_uri())
            if target:
                page.locator(target).scroll_into_view_if_needed()
                page.evaluate(f"document.querySelector({target!r}).scrollIntoView()")
            path = IMAGES / f"{name}.png"
            page.screenshot(path=path)
            size = path.stat().st_size
            print(f"{path.name} {size:,} byte")
            if size > MOST_BYTES:
                sys.exit(f"{path}: quá {MOST_BYTES:,} byte")
            page.close()
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "output/demo"))
