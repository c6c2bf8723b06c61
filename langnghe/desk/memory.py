"""How much memory the copy's queries may take: little for pages, more for one large reading at a time."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from warehouse import Store

V = TypeVar("V")

USUAL = "80MB"  # of DuckDB's cache; larger sorts spill beside the copy
# Of what reads a month whole (a day's press review, the labels to review): first this, then, if the month
# was a rich one, that. The desk shares an office PC, so the second is a last resort.
LARGE = ("104MB", "256MB")
THREADS = 1  # a query's hash tables are a copy a thread; the cores are busy with other people's
TIDY = 170_000_000  # bytes of this process from which every look also gives back what is free


class Memory:
    """The limit of one copy's database, which all its connections share."""

    def __init__(self) -> None:
        self._one = threading.Lock()  # large reading at a time
        self._limit = USUAL

    def restrain(self, store: Store) -> None:
        """Set the limits of the moment: an act of flows may have raised them."""
        store.connection.execute(f"set memory_limit = '{self._limit}'")
        store.connection.execute(f"set threads = {THREADS}")

    def give_back(self, store: Store) -> None:
        """Return to the system what is allocated and not used: DuckDB keeps it otherwise, and so does glibc."""
        # Setting the limit, even to what it is, is the one statement that makes DuckDB purge its heap.
        self.restrain(store)
        with suppress(OSError, AttributeError):  # another C library
            ctypes.CDLL("libc.so.6").malloc_trim(0)

    def large(self, store: Store, read: Callable[[], V]) -> V:
        """Return what a large reading gives, with more memory while it lasts."""
        with self._one:
            try:
                for limit in LARGE[:-1]:
                    self._limit = limit
                    self.restrain(store)
                    try:
                        return read()
                    except Exception as error:
                        if type(error).__name__ != "OutOfMemoryException":  # DuckDB's, by name
                            raise
                self._limit = LARGE[-1]
                self.restrain(store)
                return read()
            finally:
                self._limit = USUAL
                self.give_back(store)
