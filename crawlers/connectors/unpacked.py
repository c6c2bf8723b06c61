"""What a platform's answer holds, unpacked a little at a time: a bomb never stands whole in memory."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

ASKED_FOR = "gzip, deflate"
_PIECE = 65_536  # bytes
_WINDOW = {"gzip": zlib.MAX_WBITS | 16, "x-gzip": zlib.MAX_WBITS | 16, "deflate": zlib.MAX_WBITS}


def unpacked(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """Yield the content of chunks in pieces of at most 64 KiB.

    encoding: the Content-Encoding, "" for none. ValueError for one that was not asked for, also for
    several on top of each other, and for damaged data; what is cut short gives what is there.
    """
    name = encoding.strip().lower()
    if name in ("", "identity"):
        yield from chunks
        return
    if name not in _WINDOW:
        raise ValueError(f"content encoding {name[:40]!r} was not asked for")
    inflate = zlib.decompressobj(_WINDOW[name])
    raw = name == "deflate"  # some servers send it without its two-byte head
    for chunk in chunks:
        rest = chunk
        while rest and not inflate.eof:
            try:
                piece = inflate.decompress(rest, _PIECE)
            except zlib.error as error:
                if not raw:
                    raise ValueError("damaged") from error
                raw, inflate = False, zlib.decompressobj(-zlib.MAX_WBITS)
                continue
            raw = False
            rest = inflate.unconsumed_tail
            if piece:
                yield piece
