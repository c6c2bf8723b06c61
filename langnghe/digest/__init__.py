"""The press review of a day: `render(digest, "html" | "md" | "json")`, and the index of many days."""

from langnghe.digest.index import IndexEntry, render_index
from langnghe.digest.render import SCHEMA_VERSION, Format, render

__all__ = ["SCHEMA_VERSION", "Format", "IndexEntry", "render", "render_index"]
