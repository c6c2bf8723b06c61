"""The file a backup is: a zip with a list of contents, every file named with its SHA-256.

What is secret lies in it encrypted (AES-256-GCM, a key made of the passphrase by scrypt) or not at all.
The list is written last, so that a file cut short has none. With a passphrase the list is signed too:
who changes a file and the list alike is found out. Any unzip opens the rest, in ten years as well.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import math
import os
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from flows.backup_seal import Lid, Readable
from langnghe.errors import BackupError

FORMAT = 1
LIST, SIGNATURE = "DANH-MUC.json", "DANH-MUC.chu-ky"
PREFIX = "co-quan/"  # in the zip, before every path of the workspace
SEALED = ".kin"  # after the name of what is encrypted
_BLOCK = 1 << 20
_MOST_LIST = 64 << 20  # bytes: what claims to have a longer list is no backup


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One file: bytes and sha256 are of what lies in the zip, the cipher text where it is sealed."""

    path: str  # from the workspace's folder, with /
    bytes: int
    sha256: str
    mode: int
    mtime: float
    sealed: bool = False

    @property
    def name(self) -> str:
        """Return its name in the zip."""
        return PREFIX + self.path + (SEALED if self.sealed else "")


@dataclass(slots=True)
class Contents:
    """The list of contents. warehouse: form, counts, checks, moment; left_out: secrets without a lid."""

    made_at: str
    versions: dict[str, str]
    warehouse: dict[str, Any]
    files: list[Member] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    seal: dict[str, Any] | None = None
    format: int = FORMAT

    def written(self) -> bytes:
        """Return it as it lies in the zip."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()


class ArchiveWriter:
    """An archive being written, file by file; `finish` adds the list."""

    def __init__(self, path: Path, contents: Contents, lid: Lid | None) -> None:
        self.contents = contents
        self._lid = lid
        contents.seal = lid.told if lid else None
        # Level 1: a backup is bound by the disk; more would cost minutes and save a tenth.
        self._zip = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1)

    def add(self, source: Path, path: str, *, sealed: bool = False) -> None:
        """Put a file in as it is at this moment; raise FileNotFoundError when it has just gone."""
        with source.open("rb") as file:
            state = os.fstat(file.fileno())
            assert self._lid is not None or not sealed
            data = self._lid.seal(file, path) if self._lid and sealed else _blocks(file)
            listed = Member(
                path=path, sealed=sealed, mode=state.st_mode & 0o777, mtime=state.st_mtime,
                bytes=0, sha256="",
            )  # fmt: skip
            sha, size = hashlib.sha256(), 0
            with self._zip.open(_entry(listed.name, packed=not sealed), "w", force_zip64=True) as o:
                for block in data:
                    o.write(block)
                    sha.update(block)
                    size += len(block)
        self.contents.files.append(replace(listed, bytes=size, sha256=sha.hexdigest()))

    def finish(self) -> str:
        """Write the list and end the file; return the SHA-256 of the list, which names the backup."""
        listed = self.contents.written()
        self._zip.writestr(_entry(LIST, packed=True), listed)
        if self._lid:
            self._zip.writestr(_entry(SIGNATURE, packed=False), self._lid.sign(listed))
        self._zip.close()
        return hashlib.sha256(listed).hexdigest()

    def abandon(self) -> None:
        """Close what will not be finished."""
        self._zip.fp, handle = None, self._zip.fp
        if handle:
            handle.close()


def _entry(name: str, *, packed: bool) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))  # the list has the true times
    entry.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    entry._compresslevel = 1  # type: ignore[attr-defined]  # 3.13 names it compress_level
    entry.external_attr = 0o600 << 16
    return entry


def _blocks(file: Readable) -> Iterator[bytes]:
    while block := file.read(_BLOCK):
        yield block


# What zipfile raises on a damaged archive; the last one on a member's name that is no UTF-8.
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, UnicodeDecodeError)


class ArchiveReader:
    """An archive that is there: its list, and its files, each compared with the list while it is read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._zip = zipfile.ZipFile(path)
        except FileNotFoundError as error:
            raise BackupError(f"{path}: không có tệp này; kiểm tra lại đường dẫn") from error
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise BackupError(
                f"{path}: bị cắt cụt hoặc không phải bản sao lưu; chép lại từ nơi cất, hoặc dùng bản khác"
            ) from error
        self.listed = self._small(LIST, _MOST_LIST)
        self.contents = self._read_list()
        self._names()

    def sha256(self) -> str:
        """Return what names the backup."""
        return hashlib.sha256(self.listed).hexdigest()

    def lid(self, passphrase: str) -> Lid:
        """Return what opens the sealed files, once the list is known to be the one that was signed."""
        if self.contents.seal is None:
            raise BackupError(f"{self.path}: bản này không có phần kín; bỏ câu mật khẩu")
        lid = Lid.of(passphrase, self.contents.seal)
        told = self._small(SIGNATURE, 200).decode("ascii", "replace")
        if not hmac.compare_digest(told.encode(), lid.sign(self.listed).encode()):
            raise BackupError(
                f"{self.path}: sai câu mật khẩu, hoặc {LIST} đã bị sửa; thử lại câu mật khẩu, nếu vẫn "
                "vậy thì dùng bản khác"
            )
        return lid

    def blocks(self, member: Member, lid: Lid | None = None) -> Iterator[bytes]:
        """Yield a file as it was; the last block comes only when size and SHA-256 are those of the list."""
        try:
            with self._zip.open(member.name) as raw:
                checked = _Checked(raw, member)
                if member.sealed and lid is not None:
                    yield from lid.open(checked, member.path)
                else:
                    yield from _blocks(checked)
                checked.finish()
        except _BROKEN as error:
            if isinstance(error, OSError) and error.filename is not None:
                raise  # of where it is written to
            raise BackupError(_tampered(member)) from error

    def verify(self) -> None:
        """Read every file and compare it with the list; sealed ones as cipher text."""
        for member in self.contents.files:
            for _ in self.blocks(member):
                pass

    def close(self) -> None:
        """Close the file."""
        self._zip.close()

    def __enter__(self) -> ArchiveReader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _small(self, name: str, most: int) -> bytes:
        try:
            if self._zip.getinfo(name).file_size > most:
                raise zipfile.BadZipFile(name)
            return self._zip.read(name)
        except (KeyError, *_BROKEN) as error:
            raise BackupError(
                f"{self.path}: {name} thiếu hoặc hỏng; không phải bản sao lưu nguyên vẹn, dùng bản khác"
            ) from error

    def _read_list(self) -> Contents:
        try:
            told = json.loads(self.listed)
            if told["format"] != FORMAT:
                raise BackupError(
                    f"{self.path}: bản sao lưu kiểu {told['format']}, chương trình này đọc kiểu {FORMAT}; "
                    "cập nhật Lắng Nghe"
                )
            return Contents(**{**_of_kind(told), "files": [_member(one) for one in told["files"]]})
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise BackupError(f"{self.path}: {LIST} hỏng ({error}); dùng bản khác") from error

    def _names(self) -> None:
        """Refuse names that lead out of the folder, and a zip that holds more or less than its list."""
        for member in self.contents.files:
            if not safe(member.path):
                raise BackupError(
                    f"{self.path}: tên tệp {member.path!r} dẫn ra ngoài thư mục; bản này đã bị sửa"
                )
        listed = [member.name for member in self.contents.files]
        held = [n for n in self._zip.namelist() if n not in (LIST, SIGNATURE)]
        for name, why in (
            *((n, "thiếu trong tệp zip") for n in listed if n not in set(held)),
            *((n, "không có trong danh mục") for n in held if n not in set(listed)),
        ):
            raise BackupError(f"{self.path}: {name}: {why}; bản này đã bị sửa, dùng bản khác")
        if len(set(held)) != len(held) or len(set(listed)) != len(listed):
            raise BackupError(f"{self.path}: có tên tệp hai lần; bản này đã bị sửa, dùng bản khác")


def _of_kind(told: Any) -> dict[str, Any]:
    """Return the fields of a list of contents; TypeError where one is not what it should be."""
    kinds = {"made_at": str, "versions": dict, "warehouse": dict, "left_out": list}
    for name, kind in kinds.items():
        if not isinstance(told[name], kind):
            raise TypeError(name)
    if not isinstance(told.get("seal"), dict | None):
        raise TypeError("seal")
    datetime.fromisoformat(told["made_at"])
    kept = told["warehouse"]
    counted = isinstance(kept.get("counts"), dict) and isinstance(kept.get("checks"), dict)
    if not isinstance(kept.get("form"), str) or not (counted or kept["form"] == "none"):
        raise TypeError("warehouse")
    return dict(told)


def _member(one: Any) -> Member:
    """Return one file of the list; TypeError or ValueError where a field is not what it should be."""
    found = Member(**one)
    words = isinstance(found.path, str) and isinstance(found.sha256, str)
    whole = type(found.bytes) is int and type(found.mode) is int and type(found.sealed) is bool
    if not (words and whole and type(found.mtime) in (int, float)):
        raise TypeError("files")
    if found.bytes < 0 or not 0 <= found.mode <= 0o777 or not math.isfinite(found.mtime):
        raise ValueError("files")
    found.path.encode()
    return found


class _Checked:
    """A stream that counts and hashes what is read of it, and never gives more than the list says."""

    def __init__(self, raw: Readable, member: Member) -> None:
        self._raw, self._member, self._sha, self._size = raw, member, hashlib.sha256(), 0

    def read(self, size: int, /) -> bytes:
        """Return up to so many bytes of it."""
        block = self._raw.read(size)
        self._sha.update(block)
        self._size += len(block)
        if self._size > self._member.bytes:
            raise BackupError(_tampered(self._member))
        return block

    def finish(self) -> None:
        if self._size != self._member.bytes or self._sha.hexdigest() != self._member.sha256:
            raise BackupError(_tampered(self._member))


def _tampered(member: Member) -> str:
    return f"{member.path}: tệp này trong bản sao lưu đã bị sửa hoặc bị hỏng; dùng bản khác"


def safe(path: str) -> bool:
    """Tell whether a path of a list stays in the folder it is unpacked into, on every system."""
    parts = PurePosixPath(path).parts
    return (
        bool(parts)
        and path == "/".join(parts)
        and not path.startswith("/")
        and ".." not in parts
        and not any(c in path for c in ("\\", ":", "\0"))
    )
