"""The desk's own copy of the warehouse: read by many, written by one at a time, replaced as a whole.

A copy is made of the published snapshot; where none is published, of the warehouse while nobody holds
it; where there is none either, out of the landing files. What landed since is loaded into the copy.
"""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from langnghe.config import Workspace
from langnghe.desk.memory import TIDY, Memory
from langnghe.errors import WarehouseError
from warehouse import Store, open_store
from warehouse.load import load
from warehouse.locked import lock_down
from warehouse.ready import follow, prepare, stands
from warehouse.snapshot import snapshot_of
from warehouse.words import Words, open_words, words_of

MAKING = "1GB"  # while a copy without prepared tables gets them: of a warehouse nobody published
MANY = (
    500  # lines loaded at once from which the copy is written out: until then they stand in memory
)
LOOK = 1.0  # seconds between looks for a new snapshot or new landing files


@dataclass(frozen=True, slots=True)
class CopyWorkspace(Workspace):
    """The office's folders with the copy in the warehouse's place: any act of `flows` that opens
    "the warehouse" then opens the copy, and still lands its files where all files land."""

    copy: Path

    @property
    def warehouse(self) -> Path:
        return self.copy


@dataclass(slots=True)
class Copy:
    """One copy and who still reads it."""

    path: Path
    store: Store
    opened: Any  # the context that keeps it open
    words: Words | None = None  # of the snapshot it was copied from
    users: int = 0
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Lease:
    """A hold on one copy: it stays open until given back. version changes with what may be read."""

    store: Store
    workspace: CopyWorkspace
    version: int
    words: Words | None = None


class Replica:
    """The copy of one workspace."""

    def __init__(
        self, workspace: Workspace, *, readable: Sequence[Path] = (), open_to_all: bool = False
    ) -> None:
        """Make the copy. readable: folders of files its queries may open; open_to_all: it is not locked down."""
        self.workspace = workspace
        self._readable = None if open_to_all else tuple(readable)
        self.folder = workspace.root / "data" / "desk"
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._guard = threading.Lock()  # the counts below; held for moments only
        self._writing = threading.RLock()  # one writer of the copy
        self.memory = Memory()
        self._folders: list[Path] = []
        self._walked = 0.0
        self._number = 0
        self.version = 0
        self._sweep()
        self._origin, self._seen = self._sign(), 0.0
        self._copy = self._make()
        self._tail()
        self._stop = threading.Event()
        self._keeper: threading.Thread | None = None

    # ------------------------------------------------------------ reading and writing

    @contextmanager
    def lease(self) -> Iterator[Lease]:
        """Hold the present copy for reading, with a connection of one's own."""
        with self._guard:
            copy, version = self._copy, self.version
            copy.users += 1
        try:
            with _cursor(copy) as store:
                yield Lease(
                    store, CopyWorkspace(self.workspace.root, copy.path), version, copy.words
                )
        finally:
            self._give_back(copy)

    @contextmanager
    def write(self) -> Iterator[Lease]:
        """Hold the present copy alone for writing: what is recorded lands first, then is loaded here."""
        with self._writing:
            with self.lease() as lease:
                self._load(lease.store)
                try:
                    yield lease
                finally:
                    self.memory.restrain(lease.store)  # an act of flows may have raised the limit
                    follow(lease.store)
            self.version += 1

    def _give_back(self, copy: Copy) -> None:
        with self._guard:
            copy.users -= 1
            last = copy.retired and copy.users == 0
        if last:
            _close(copy)

    # ------------------------------------------------------------ keeping up

    def keep_up(self) -> None:
        """Look every second, in a thread of its own, for what is new."""
        self._keeper = threading.Thread(target=self._watch, name="replica", daemon=True)
        self._keeper.start()

    def _watch(self) -> None:
        while not self._stop.wait(LOOK):
            with suppress(WarehouseError, OSError):  # tried again at the next look
                self.refresh()
            if psutil.Process().memory_info().rss > TIDY:
                with self.lease() as lease:
                    self.memory.give_back(lease.store)

    def refresh(self) -> bool:
        """Take what is new: a new snapshot as a new copy, new landing files into it."""
        if (sign := self._sign()) != self._origin:
            fresh = self._make()
            self._load(fresh.store)  # most of it, while people go on writing to the old copy
            with self._writing:
                self._load(fresh.store)  # what they wrote meanwhile: nobody sees it vanish
                with self._guard:
                    old, self._copy = self._copy, fresh
                    old.retired = True
                    idle = old.users == 0
                    self._origin = sign
                    self.version += 1
                if idle:
                    _close(old)
        return self._tail()

    def _tail(self) -> bool:
        """Load the landing files the copy does not know, if a folder of them changed."""
        changed = self._changed()
        if changed <= self._seen:
            return False
        with self._writing, self.lease() as lease:
            new = self._load(lease.store)
        # A file that came in the very second of the look changes nothing that can be seen: look again.
        self._seen = changed if time.time() - changed > 2 else self._seen
        if new:
            self.version += 1
        return new

    def _changed(self) -> float:
        """Return when a landing folder last gained a file; a rename changes its folder's own time.

        A folder that gains a folder changes as well: only then is the tree walked, not each second.
        """
        try:
            times = [folder.stat().st_mtime for folder in self._folders]
        except FileNotFoundError:
            times = []
        if not times or max(times) > self._walked or time.time() - max(times) < 2:
            landing = self.workspace.landing
            self._folders = [Path(root) for root, _, _ in os.walk(landing)]
            times = [folder.stat().st_mtime for folder in self._folders]
            self._walked = max(times, default=0.0)
        return max(times, default=0.0)

    def _load(self, store: Store) -> bool:
        if not self.workspace.landing.exists():
            return False
        # Without Arrow: it would stay in this process for good.
        done = load(store, self.workspace.landing, light=True)
        follow(store)
        if done.lines > MANY:
            with suppress(Exception):  # somebody writes: then at the next time
                store.connection.execute("checkpoint")
            self.memory.give_back(store)
        return done.files > 0

    # ------------------------------------------------------------ making and closing

    def _sign(self) -> tuple[str, int, int]:
        """Return what names the origin of a copy: another value, another copy."""
        snapshot = snapshot_of(self.workspace)
        if snapshot.exists():
            state = snapshot.stat()
            return ("snapshot", state.st_ino, state.st_mtime_ns)
        path = self.workspace.warehouse
        if path.exists():
            state = path.stat()
            return ("warehouse", state.st_ino, state.st_mtime_ns)
        return ("landing", 0, 0)

    def _make(self) -> Copy:
        self._number += 1
        path = self.folder / f"replica-{os.getpid()}-{self._number}.duckdb"
        snapshot = snapshot_of(self.workspace)
        if snapshot.exists():
            shutil.copyfile(snapshot, path)
        elif self.workspace.warehouse.exists():
            _copy_held(self.workspace.warehouse, path)
        opened = open_store(path)
        store = opened.__enter__()
        # Give back what a query used as soon as it is done: the desk shares an office PC.
        store.connection.execute("set allocator_flush_threshold = '8MB'")
        store.connection.execute("set allocator_bulk_deallocation_flush_threshold = '16MB'")
        self.memory.restrain(store)
        if not stands(store):
            store.connection.execute(f"set memory_limit = '{MAKING}'")
            prepare(store)
            self.memory.give_back(store)
        words = open_words(store, words_of(snapshot)) if snapshot.exists() else None
        if self._readable is not None:
            lock_down(store.connection, self._readable)
        return Copy(path, store, opened, words)

    def _sweep(self) -> None:
        """Remove the copies of desks that are gone."""
        for path in self.folder.glob("replica-*"):
            owner = path.name.split("-")[1]
            if (
                not owner.isdecimal()
                or int(owner) == os.getpid()
                or not psutil.pid_exists(int(owner))
            ):
                shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink()

    def close(self) -> None:
        """Stop looking and remove the copy."""
        self._stop.set()
        if self._keeper:
            self._keeper.join(timeout=30)
        with self._writing:
            _close(self._copy)


@contextmanager
def _cursor(copy: Copy) -> Iterator[Store]:
    connection = copy.store.connection.cursor()
    try:
        connection.execute("set TimeZone = 'UTC'")
        yield Store(connection, copy.path)
    finally:
        connection.close()


def _copy_held(warehouse: Path, path: Path) -> None:
    """Copy a warehouse, with its log, while no writer can change it."""
    with open_store(warehouse, read_only=True, wait=5):
        shutil.copyfile(warehouse, path)
        log = warehouse.with_name(warehouse.name + ".wal")
        if log.exists():
            shutil.copyfile(log, path.with_name(path.name + ".wal"))


def _close(copy: Copy) -> None:
    copy.opened.__exit__(None, None, None)
    for name in (copy.path.name, copy.path.name + ".wal"):
        copy.path.with_name(name).unlink(missing_ok=True)
    shutil.rmtree(copy.path.with_name(copy.path.name + ".tmp"), ignore_errors=True)
