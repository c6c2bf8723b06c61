"""The sample year, 1 July 2025 – 30 June 2026: an invented province at work, gaps on purpose.

Pure data: no clock, no file but its own words, the same on every machine. `registers()` are the rows
of every register by column name; `posts()`, `news()` and `conversations()` what was said; `looks()`
when the machine looked. flows.sample_year lays it into a workspace by the real ways.
"""

from langnghe.samples.year.asked import Conversation, conversations
from langnghe.samples.year.documents import documents, write_documents
from langnghe.samples.year.gaps import FIRST, GAPS, HALVES, LAST, Gap
from langnghe.samples.year.news import Article, news
from langnghe.samples.year.posts import NOW, Comment, OwnPost, posts
from langnghe.samples.year.registers import (
    DATED,
    registers,
    registers_of,
    sources_toml,
    units_toml,
)
from langnghe.samples.year.world import PAGES, PROVINCE, ZALO, Page

__all__ = [
    "DATED",
    "FIRST",
    "GAPS",
    "HALVES",
    "LAST",
    "NOW",
    "PAGES",
    "PROVINCE",
    "ZALO",
    "Article",
    "Comment",
    "Conversation",
    "Gap",
    "OwnPost",
    "Page",
    "conversations",
    "documents",
    "news",
    "posts",
    "registers",
    "registers_of",
    "sources_toml",
    "units_toml",
    "write_documents",
]
