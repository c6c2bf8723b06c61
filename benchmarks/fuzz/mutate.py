"""Turn real inputs into hostile ones: bytes, mark-up, JSON, tables, settings, zip archives.

All of it is a pure function of the seeds and a random.Random: a number names an input for ever.
"""

from __future__ import annotations

import contextlib
import io
import json
import random
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from benchmarks.fuzz.tokens import ENTITIES, OUTSIDE, TOKENS, VALUES

MOST = 120_000  # bytes of an input: the crawler takes 5 MB, most pages have 100 KB
Mutation = Callable[[bytes, random.Random, Sequence[bytes]], bytes]


def mutate(seeds: Sequence[bytes], rng: random.Random, shape: str) -> tuple[bytes, int]:
    """Return a hostile input made of real ones, and which; shape: bytes, html, xml, json, text, zip, pdf."""
    at = rng.randrange(len(seeds))
    data = seeds[at]
    if rng.random() < 0.02:
        junk = (b"", b"\0", b" ", bytes(3_000), rng.randbytes(rng.randrange(1, 4_000)))
        return rng.choice(junk), at
    kinds = SHAPES[shape]
    for _ in range(rng.choice((1, 1, 1, 2, 2, 3, 5, 8))):
        data = rng.choice(kinds)(data, rng, seeds)
        if len(data) > MOST and shape != "zip":
            data = data[: rng.randrange(MOST // 2, MOST)]
    return data, at


# ---------------------------------------------------------------- bytes


def _place(data: bytes, rng: random.Random) -> tuple[int, int]:
    start = rng.randrange(len(data) + 1)
    return start, min(len(data), start + int(rng.paretovariate(0.6)))


def flip(data: bytes, rng: random.Random, _: Sequence[bytes]) -> bytes:
    """Change some bytes."""
    out = bytearray(data)
    for _n in range(rng.choice((1, 1, 3, 20, 200))):
        if out:
            out[rng.randrange(len(out))] = rng.randrange(256)
    return bytes(out)


def cut(data: bytes, rng: random.Random, _: Sequence[bytes]) -> bytes:
    """Take a piece out, or everything behind a place."""
    start, end = _place(data, rng)
    return data[:start] if rng.random() < 0.4 else data[:start] + data[end:]


def twice(data: bytes, rng: random.Random, _: Sequence[bytes]) -> bytes:
    """Repeat a piece, now and then many times."""
    start, end = _place(data, rng)
    end = min(end, start + 20_000)
    times = rng.choice((2, 2, 3, 50, 1_000))
    times = min(times, 1 + MOST // max(1, end - start) // 2)
    return data[:start] + data[start:end] * times + data[end:]


def insert(data: bytes, rng: random.Random, _: Sequence[bytes]) -> bytes:
    """Put a hostile token in."""
    start, end = _place(data, rng)
    return data[:start] + rng.choice(TOKENS) + (data[start:] if rng.random() < 0.7 else data[end:])


def splice(data: bytes, rng: random.Random, seeds: Sequence[bytes]) -> bytes:
    """Join two inputs."""
    other = rng.choice(seeds)
    return data[: _place(data, rng)[0]] + other[_place(other, rng)[0] :]


def encode(data: bytes, rng: random.Random, _: Sequence[bytes]) -> bytes:
    """Write it in another encoding than it says."""
    text = data.decode("utf-8", "replace")
    return text.encode(rng.choice(("utf-16", "utf-32", "latin-1", "cp1258", "utf-7", "shift_jis")), "replace")  # fmt: skip


BYTES: tuple[Mutation, ...] = (flip, cut, twice, insert, insert, splice)

# ---------------------------------------------------------------- mark-up

_TAG = re.compile(rb"<[^<>]{0,2000}>")
_VALUE = re.compile(rb"=\s*(?:\"[^\"<>]{0,2000}\"|'[^'<>]{0,2000}')")
_WORDS = re.compile(rb">[^<>]+<")


def _one(pattern: re.Pattern[bytes], data: bytes, rng: random.Random) -> re.Match[bytes] | None:
    """Return a match near a random place: reading all of a long page for one costs too much."""
    return pattern.search(data, rng.randrange(len(data) + 1)) or pattern.search(data)


def tag(data: bytes, rng: random.Random, _: Sequence[bytes]) -> bytes:
    """Drop, double, nest or move one tag."""
    found = _one(_TAG, data, rng)
    if not found:
        return data
    new = rng.choice((b"", found[0] * 2, found[0] * 3_000, b"</html>", b"<p", found[0][:-1]))
    if rng.random() < 0.2:
        at = rng.randrange(len(data))
        return data[:at] + found[0] + data[at:]
    return data[: found.start()] + new + data[found.end() :]


def value(data: bytes, rng: random.Random, _: Sequence[bytes]) -> bytes:
    """Put something hostile in the place of an attribute's value."""
    found = _one(_VALUE, data, rng)
    if not found:
        return data
    return data[: found.start()] + b'="' + rng.choice(TOKENS) + b'"' + data[found.end() :]


def words(data: bytes, rng: random.Random, _: Sequence[bytes]) -> bytes:
    """Put something hostile in the place of an element's words."""
    found = _one(_WORDS, data, rng)
    if not found:
        return data
    return data[: found.start() + 1] + rng.choice(TOKENS) + data[found.end() - 1 :]


def deep(data: bytes, rng: random.Random, _: Sequence[bytes]) -> bytes:
    """Nest an element thousands deep."""
    name = rng.choice((b"div", b"span", b"table", b"li", b"b", b"svg", b"item", b"select"))
    found = _one(_TAG, data, rng)
    at = found.end() if found else 0
    many = rng.choice((50, 500, 5_000, 30_000))
    return data[:at] + (b"<" + name + b">") * many + data[at:]


def entities(data: bytes, rng: random.Random, _: Sequence[bytes]) -> bytes:
    """Declare entities that grow, or that ask for files."""
    body = re.sub(rb"^\s*<\?xml[^>]*\?>", b"", data)
    head = rng.choice((ENTITIES, OUTSIDE))
    named = rng.choice((b"&lol9;", b"&x;", b"&lol5;"))
    found = _one(_WORDS, body, rng)
    at = found.start() + 1 if found else len(body)
    return head + body[:at] + named + body[at:]


HTML = (*BYTES, tag, tag, value, value, words, words, deep, encode, entities)
XML = (*BYTES, tag, value, words, words, deep, entities, entities, encode)

# ---------------------------------------------------------------- JSON


def _spots(data: Any, found: list[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    stack = [data]
    while stack and len(found) < 5_000:
        node = stack.pop()
        items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()  # fmt: skip
        for key, child in items:
            found.append((node, key))
            stack.append(child)
    return found


def node(data: bytes, rng: random.Random, seeds: Sequence[bytes]) -> bytes:
    """Change, drop, wrap or repeat one value; strings of JSON inside JSON are gone into."""
    try:
        tree = json.loads(data)
    except (ValueError, RecursionError):
        return rng.choice(BYTES)(data, rng, seeds)
    spots = _spots(tree, [])
    if not spots:
        return json.dumps(rng.choice(VALUES)).encode()
    holder, key = rng.choice(spots)
    old = holder[key]
    match rng.randrange(6):
        case 0 if isinstance(holder, dict):
            del holder[key]
        case 1:
            holder[key] = [old]
        case 2:
            holder[key] = {"a": old}
        case 3 if isinstance(old, list) and old:
            holder[key] = old * rng.choice((2, 30))
        case 4 if isinstance(old, str) and old[:1] in "[{":
            holder[key] = node(old.encode(), rng, seeds).decode("utf-8", "replace")
        case _:
            holder[key] = rng.choice(VALUES)
    with contextlib.suppress(ValueError, RecursionError):
        return json.dumps(tree, ensure_ascii=rng.random() < 0.8).encode("utf-8", "replace")
    return data


JSON = (node, node, node, node, node, *BYTES)

# ---------------------------------------------------------------- lines, tables, settings

_CELL = re.compile(rb"[^,;\t\n\"=]+")


def cell(data: bytes, rng: random.Random, _: Sequence[bytes]) -> bytes:
    """Put something hostile in the place of a cell, a value or a word."""
    found = _one(_CELL, data, rng)
    if not found:
        return data + rng.choice(TOKENS)
    return data[: found.start()] + rng.choice(TOKENS) + data[found.end() :]


def line(data: bytes, rng: random.Random, seeds: Sequence[bytes]) -> bytes:
    """Drop, double or move one line."""
    lines = data.split(b"\n")
    at = rng.randrange(len(lines))
    match rng.randrange(4):
        case 0:
            del lines[at]
        case 1:
            lines[at:at] = [lines[at]] * rng.choice((1, 3, 300))
        case 2:
            lines.insert(at, rng.choice(rng.choice(seeds).split(b"\n")))
        case _:
            rng.shuffle(lines)
    return b"\n".join(lines)


TEXT = (*BYTES, cell, cell, cell, line, encode)

# ---------------------------------------------------------------- archives


def member(data: bytes, rng: random.Random, seeds: Sequence[bytes]) -> bytes:
    """Change one file inside a zip; or its name, or put a bomb or a way out in."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as old:
            parts = {info.filename: old.read(info) for info in old.infolist()}
    except Exception:  # what was mutated before is often no zip any more
        return rng.choice(BYTES)(data, rng, seeds)
    if not parts:
        return data
    name = rng.choice(list(parts))
    match rng.randrange(12):
        case 0:
            parts["../" * 5 + "tmp/ra-ngoai"] = b"x"
        case 1:
            parts[name] = bytes(rng.choice((1 << 20, 40 << 20)))
        case 2:
            del parts[name]
        case 3:
            parts = {rng.choice(("/etc/x", "..\\x", "C:/x", name.upper(), name + "\0")): parts.pop(name), **parts}  # fmt: skip
        case _:
            inner = JSON if parts[name][:1] in b"{[" else XML if parts[name][:1] == b"<" else BYTES
            for _n in range(rng.choice((1, 1, 3))):
                parts[name] = rng.choice(inner)(parts[name], rng, [parts[name]])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
        for each, body in parts.items():
            new.writestr(
                zipfile.ZipInfo(each, (1980, 1, 1, 0, 0, 0)), body, zipfile.ZIP_DEFLATED, 1
            )
    return out.getvalue()


ZIP = (member, member, member, member, flip, cut, insert)

# ---------------------------------------------------------------- PDF

_PDF = tuple(
    rb"/Kids [1 0 R] |/Parent 1 0 R |/Length 999999999 |/Length -1 |/Filter /FlateDecode |/Filter [/FlateDecode /FlateDecode] "
    rb"|/Type /Pages |/Count 99999999 |<< |>> |endobj |stream |endstream |1 0 R |2 0 R |/Contents 4 0 R |/Prev 0 "
    rb"|/ToUnicode 1 0 R |/Encrypt << /V 9 >> |/W [9 9 9] |/Size 999999999 |xref |trailer |startxref 0 |/Root 99 0 R "
    rb"|/Resources 1 0 R |/LZWDecode |/ASCII85Decode |[ |] |( |\\ |BT |ET |Tj |TJ |beginbfrange |<0000> <ffff> <0000> ".split(b"|")
)  # fmt: skip


def keyword(data: bytes, rng: random.Random, _: Sequence[bytes]) -> bytes:
    """Put a word of the format in, or change a number."""
    if rng.random() < 0.5 and (found := _one(re.compile(rb"\d+"), data, rng)):
        new = rng.choice((b"0", b"-1", b"1", b"2", b"99999999", b"4294967296"))
        return data[: found.start()] + new + data[found.end() :]
    at = rng.randrange(len(data) + 1)
    return data[:at] + rng.choice(_PDF) + data[at:]


SHAPES: Mapping[str, Sequence[Mutation]] = {
    "bytes": BYTES, "html": HTML, "xml": XML, "json": JSON, "text": TEXT, "zip": ZIP,
    "pdf": (keyword, keyword, keyword, flip, cut, twice, insert),
}  # fmt: skip
