"""Files replaced whole or not at all, also when the power fails on the way."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path

PRIVATE = 0o600  # its owner alone may read it
SHARED = 0o666  # as the office's machine is set up


def replace_file(
    path: Path, data: bytes, *, mode: int = SHARED, temporary: Path | None = None
) -> None:
    """Put data in the place of a file; afterwards both the file and its name are on the disk.

    mode: who may read it, less the umask. temporary: where the data lies until it is whole, on the
    same disk; beside the file, with the process's number, when none is given.
    """
    part = temporary or path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with naming(path):
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except OSError:
            part.unlink(missing_ok=True)  # on a full disk half a file helps nobody
            raise
    sync_folder(path.parent)


@contextmanager
def quiet() -> Iterator[None]:
    """Keep what a library warns and prints about an odd file out of our output: JSON may go there."""
    with warnings.catch_warnings(), redirect_stdout(sys.stderr):
        warnings.simplefilter("ignore")  # extensions it cannot keep: nothing is written back
        yield


def sync_folder(folder: Path) -> None:
    """Have the disk keep what was made, renamed or deleted in a folder."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_whole(path: Path, data: bytes) -> None:
    """Write what a person asked for: a file whole or not at all, a device or a pipe as it comes."""
    if path.exists() and not path.is_file():
        with naming(path):
            path.write_bytes(data)
    else:
        replace_file(path, data)


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Give errors of the system that name no file (a full disk, at a write) the name of this one."""
    try:
        yield
    except OSError as error:
        if error.filename is not None or error.errno is None:
            raise
        raise OSError(error.errno, error.strerror, str(path)) from error
