"""Every parser under fire, by name."""

from __future__ import annotations

from benchmarks.fuzz.kept import KEPT
from benchmarks.fuzz.papers import PAPERS
from benchmarks.fuzz.parser import Parser
from benchmarks.fuzz.platforms import PLATFORMS
from benchmarks.fuzz.tables import TABLES
from benchmarks.fuzz.web import WEB
from benchmarks.fuzz.words import WORDS

PARSERS: dict[str, Parser] = {
    p.name: p for p in (*WEB, *PLATFORMS, *TABLES, *PAPERS, *KEPT, *WORDS)
}
