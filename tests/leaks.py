"""Where a secret lies in clear: every byte written is looked at, compressed files and databases unpacked."""

from __future__ import annotations

import gzip
import zipfile
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import quote


def leaks(
    root: Path, secrets: Mapping[str, str | bytes], *, sealed: Iterable[str] = ()
) -> list[str]:
    """Return "path: name of the secret" for every file under root that holds one.

    sealed: paths (files or folders, from root) that are there to hold secrets. A secret is also looked
    for as a web address, as base64 and as hex would write it.
    """
    kept = [root / name for name in sealed]
    found = []
    for path in sorted(root.rglob("*")):
        if not path.is_file() or any(path == k or k in path.parents for k in kept):
            continue
        for place, data in _contents(path):
            found += [f"{place.relative_to(root)}: {name}" for name in held(data, secrets)]
    return found


def held(data: bytes, secrets: Mapping[str, str | bytes]) -> list[str]:
    """Return the names of the secrets that some bytes hold."""
    return [name for name, value in secrets.items() if any(form in data for form in _forms(value))]


def _forms(value: str | bytes) -> set[bytes]:
    raw = value.encode() if isinstance(value, str) else value
    return {raw, quote(raw).encode(), b64encode(raw), raw.hex().encode()}


def _contents(path: Path) -> Iterator[tuple[Path, bytes]]:
    yield path, path.read_bytes()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                yield path / name, archive.read(name)
    elif path.suffix == ".gz":
        yield path, gzip.decompress(path.read_bytes())
