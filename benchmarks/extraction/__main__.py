"""`python -m benchmarks.extraction`: our extraction beside trafilatura, newspaper4k and others."""

from __future__ import annotations

import argparse
import logging
import time
from pathlib import Path

from benchmarks.extraction.peers import PEERS, installed, quiet
from benchmarks.extraction.score import Case, Extractor, Score, cases, judge, summary
from langnghe.config import Settings

COLUMNS = (
    "f1",
    "f1_2020s",
    "lead",
    "title",
    "date",
    "author",
    "author_2020s",
    "author_exact",
    "captions",
)
HEAD = "F1   2020s    lead   title    date  author   2020s  exact captions"


def run(extractor: Extractor, pages: list[Case], rounds: int) -> tuple[list[Score], float]:
    """Return the scores and the pages read per CPU second (first round: imports, not counted)."""
    scores = [judge(extractor(page.html, page.url), page) for page in pages]
    start = time.process_time()
    for _ in range(rounds):
        for page in pages:
            extractor(page.html, page.url)
    spent = time.process_time() - start
    return scores, rounds * len(pages) / spent


def main() -> None:
    """Print the table, one extractor a row."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=Path, default=Settings().data / "pages")
    parser.add_argument(
        "--rounds", type=int, default=2, help="how often the pages are read for the speed"
    )
    parser.add_argument("--each", action="store_true", help="also print our score of every page")
    arguments = parser.parse_args()
    logging.disable(logging.CRITICAL)
    if not (arguments.pages / "index.jsonl").exists():
        print(f"{arguments.pages}: không có index.jsonl; bỏ qua phép đo này")
        return
    pages = cases(arguments.pages)
    modern = sum(page.modern for page in pages)
    print(f"{len(pages)} pages, {modern} of the 2020s; dates: right share, wrong, invented")
    print(f"{'':20} {HEAD}  wrong invented pages/s")
    speeds: dict[str, float] = {}
    for label, (module, extractor) in PEERS.items():
        if not installed(module):
            print(f"{label:20} not installed")
            continue
        scores, speed = run(quiet(extractor), pages, arguments.rounds)
        speeds[label] = speed
        row = summary(scores)
        figures = " ".join(f"{row[name]:7.3f}" for name in COLUMNS)
        print(
            f"{label:20} {figures}  {row['date_wrong']:5.0f} {row['date_invented']:8.0f} {speed:7.1f}",
            flush=True,
        )
        if arguments.each and label == "langnghe":
            for score in scores:
                print(f"    {score.file:40} {score.f1:.3f} {score.date:12} {score.method}")
    mine = speeds.get("langnghe")
    for label, speed in speeds.items():
        if mine and not label.startswith("langnghe"):
            print(f"speed against {label}: {mine / speed:.2f}")


if __name__ == "__main__":
    main()
