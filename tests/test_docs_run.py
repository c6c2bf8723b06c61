"""The manual is executed: every ```bash block runs, and answers what stands under it.

In README.md and docs/, ```bash is run (without the internet) and ```sh is only shown. The blocks of
one page share a folder and run in order. A ```jsonl block right after one is part of its answer: line
by line, each key that stands there has that value. A ```text block right after one stands in it.
"""

from __future__ import annotations

import doctest
import importlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")])
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)
SAMPLE_PAGES = ROOT / "tests" / "crawlers" / "pages"


def blocks(page: Path) -> list[tuple[str, str, str]]:
    """Return (code, kind of answer, answer) of every ```bash block of a page."""
    found = [(m[1], m[2], m.start(), m.end()) for m in BLOCK.finditer(page.read_text("utf-8"))]
    text = page.read_text("utf-8")
    out = []
    for place, (kind, code, _, end) in enumerate(found):
        if kind != "bash":
            continue
        answer = ("", "")
        if place + 1 < len(found):
            next_kind, next_code, start, _ = found[place + 1]
            if next_kind in ("jsonl", "text") and not text[end:start].strip():
                answer = (next_kind, next_code)
        out.append((code, *answer))
    return out


RUNNABLE = [page for page in PAGES if blocks(page)]


@pytest.mark.parametrize("page", RUNNABLE, ids=lambda p: p.name)
def test_what_the_page_shows_is_what_happens(page: Path, tmp_path: Path) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    (tools / "langnghe").write_text(
        f'#!/bin/sh\nexec "{sys.executable}" -c "from langnghe.cli.app import main; main()" "$@"\n'
    )
    (tools / "langnghe").chmod(0o755)
    (tmp_path / "trang-mau.html").write_bytes(
        (SAMPLE_PAGES / "vccorp/boxed-and-related/page.html").read_bytes()
    )
    environment = {
        **os.environ,
        "PATH": f"{tools}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "LC_ALL": "C.UTF-8",
        "DO_NOT_TRACK": "1",
    }
    for code, kind, answer in blocks(page):
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", code],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=environment,
            check=False,
        )
        assert done.returncode == 0, f"{code}\n{done.stdout}\n{done.stderr}"
        if kind == "jsonl":
            printed = [json.loads(line) for line in done.stdout.splitlines()]
            shown = [json.loads(line) for line in answer.splitlines()]
            assert len(printed) == len(shown), code
            for have, want in zip(printed, shown, strict=True):
                assert {key: have.get(key) for key in want} == want, code
        elif kind == "text":
            for line in answer.splitlines():
                assert line.strip() in done.stdout + done.stderr, code


def test_the_manual_has_something_to_run() -> None:
    assert sum(len(blocks(page)) for page in PAGES) >= 8


def test_every_link_and_picture_of_the_manual_is_there() -> None:
    missing = []
    for page in [*PAGES, ROOT / "langnghe" / "samples" / "README.md"]:
        text = BLOCK.sub("", page.read_text("utf-8"))
        for target in re.findall(r"\]\(([^)\s]+)\)|(?:src|srcset|href)=\"([^\"]+)\"", text):
            link = target[0] or target[1]
            if link.startswith(("http://", "https://", "mailto:", "#")):
                continue
            name, _, anchor = link.partition("#")
            path = (page.parent / name).resolve()
            if not path.exists():
                missing.append(f"{page.name}: {link}")
            elif anchor and path.suffix == ".md" and anchor not in anchors(path):
                missing.append(f"{page.name}: {link} (no such heading)")
    assert missing == []


def anchors(page: Path) -> set[str]:
    """Return the anchors a reader's browser makes of the headings of a page."""
    heads = re.findall(r"^#+ (.+)$", BLOCK.sub("", page.read_text("utf-8")), flags=re.M)
    return {re.sub(r"[^\w -]", "", head.lower()).strip().replace(" ", "-") for head in heads}


def test_pictures_are_small() -> None:
    pictures = sorted((ROOT / "docs" / "images").glob("*.png"))
    assert len(pictures) >= 3
    assert [p.name for p in pictures if p.stat().st_size > 250_000] == []


EXAMPLES = sorted(
    path
    for package in ("langnghe", "crawlers", "nlp", "warehouse", "flows")
    for path in (ROOT / package).rglob("*.py")
    if ">>> " in path.read_text("utf-8")
)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: str(p.relative_to(ROOT)))
def test_examples_in_docstrings_are_true(path: Path) -> None:
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    done = doctest.testmod(importlib.import_module(name))
    assert done.attempted > 0
    assert done.failed == 0
