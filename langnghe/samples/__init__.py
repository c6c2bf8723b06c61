"""The bundled sample sites: a month of invented news, served on loopback, with its known truth."""

from langnghe.samples.server import SampleSites, serve
from langnghe.samples.truth import expected
from langnghe.samples.workspace import sources_toml, watchlist_toml

__all__ = ["SampleSites", "expected", "serve", "sources_toml", "watchlist_toml"]
