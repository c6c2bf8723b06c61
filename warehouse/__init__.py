"""REMEMBER. The only package that speaks DuckDB."""

from warehouse.store import Store, open_store

__all__ = ["Store", "open_store"]
